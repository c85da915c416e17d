/** What an erasure would take, counted; and how the same persons are at this moment. */
import type { CustomerEvent } from "#shared/domain/event.ts";
import type { Identifier } from "#shared/domain/identifier.ts";
import { isContested } from "#shared/domain/identity/partition.ts";
import { carriesUnlinked, holds, type Person } from "#shared/domain/identity/person.ts";
import type { CommandOf } from "#shared/domain/privacy/command.ts";
import type { Hold } from "#shared/domain/privacy/hold.ts";
import type { Preview, PrivacyRequest, Root } from "#shared/domain/privacy/request.ts";
import { readAllEvents } from "#shared/stores/event-lists.ts";
import { readCarriers, readEntries } from "#shared/stores/identifier-index.ts";
import { readRoots } from "#shared/stores/people.ts";
import { holdsOn } from "#shared/stores/privacy/holds.ts";
import type { StoredRequest } from "#shared/stores/privacy/requests.ts";
import { identifierKeys } from "#shared/stores/privacy/rows.ts";
import type { Store } from "#shared/stores/tables.ts";

/** These persons as they are now: merged ones are who they became, erased ones nobody. */
export async function peopleNow(ids: readonly string[], store: Store): Promise<Person[]> {
  const roots = await readRoots(ids, store);
  const people = new Map([...roots.values()].map(({ person }) => [person.id, person]));
  return [...people.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
}

export const rootOf = ({ id, shapeVersion }: Person): Root => ({ id, shapeVersion });

/** Undefined while the events of somebody cannot be listed completely: a moment later they can. */
export async function preview(
  { request, content }: StoredRequest,
  now: string,
  store: Store,
): Promise<Preview | undefined> {
  const known = await knownOf(request.chosen ?? [], store);
  if (known === undefined) return undefined;
  const people = known.map(({ person }) => person);
  const asked = content?.identifiers ?? [];
  const counted: Preview["people"] = [];
  for (const each of known) counted.push(await countOf(each, store));
  const isUnknown = (each: Identifier) =>
    !people.some((person) => holds(person, each) || carriesUnlinked(person, each));
  return {
    at: now,
    people: counted,
    holds: (await holdsOn(keysOf(asked, known, store), now, store)).length,
    unknownIdentifiers: asked.filter(isUnknown).length,
  };
}

/** Holds in force on anything that an erasure would take; undefined as in {@link preview}. */
export async function holdsOnRequest(
  { request, content }: StoredRequest,
  now: string,
  store: Store,
): Promise<Hold[] | undefined> {
  const known = await knownOf(request.chosen ?? [], store);
  return known && holdsOn(keysOf(content?.identifiers ?? [], known, store), now, store);
}

/** What keeps persons from being forgotten; undefined as in {@link preview}. */
export async function holdsOnPeople(
  ids: readonly string[],
  now: string,
  store: Store,
): Promise<{ roots: Root[]; holds: Hold[]; restricted: boolean; latest: string } | undefined> {
  const known = await knownOf(ids, store);
  if (known === undefined) return undefined;
  const times = known.flatMap(({ events }) => events.map(({ receivedAt }) => receivedAt));
  return {
    roots: known.map(({ person }) => rootOf(person)),
    holds: await holdsOn(keysOf([], known, store), now, store),
    restricted: known.some(({ person }) => person.restrictedBy.length > 0),
    latest: times.sort().at(-1) ?? "",
  };
}

/** What decides whether the erasure of an approved request may begin; undefined as in {@link preview}. */
export async function beginning(
  stored: StoredRequest,
  now: string,
  store: Store,
): Promise<CommandOf<"begin"> | undefined> {
  const live = await liveRoots(stored.request, store);
  const found = await holdsOnRequest(stored, now, store);
  return found && { kind: "begin", live, holds: found.map(({ ground }) => ground) };
}

/** Those whom a request is about, in the shape in which they are now. */
export async function liveRoots(
  { chosen = [] }: Pick<PrivacyRequest, "chosen">,
  store: Store,
): Promise<Root[]> {
  return (await peopleNow(chosen, store)).map(rootOf);
}

/** Somebody, with all that is known of them. */
interface Known {
  person: Person;
  events: readonly CustomerEvent[];
}

/** As {@link peopleNow}; undefined as in {@link preview}. */
async function knownOf(ids: readonly string[], store: Store): Promise<Known[] | undefined> {
  const known: Known[] = [];
  for (const person of await peopleNow(ids, store)) {
    const events = await readAllEvents(person, store);
    if (events === undefined) return undefined;
    known.push({ person, events });
  }
  return known;
}

/** Under which keys a hold would name these identifiers, or anything of these persons. */
function keysOf(
  asked: readonly Identifier[],
  known: readonly Known[],
  store: Pick<Store, "vault">,
): string[] {
  const carried = known.flatMap(({ person }) => identifiersOf(person));
  const events = known.flatMap((each) => each.events);
  return [
    ...identifierKeys([...asked, ...carried], store),
    ...events.map(({ id }) => store.vault.eventKey(id)),
  ];
}

const identifiersOf = ({ record, unlinked }: Person): readonly Identifier[] => [
  ...record.identifiers,
  ...unlinked,
];

async function countOf(
  { person, events }: Known,
  store: Store,
): Promise<Preview["people"][number]> {
  const { record, unlinked } = person;
  const channels: Record<string, number> = {};
  for (const { channel } of events) channels[channel] = (channels[channel] ?? 0) + 1;
  const entries = await readEntries(record.identifiers, store);
  const disputed = [...entries.values()].filter(({ contested }) => contested === "refused");
  return {
    ...rootOf(person),
    events: events.length,
    identifiers: record.identifiers.length,
    channels,
    contested: unlinked.filter(isContested).length + disputed.length,
    generic: unlinked.filter(({ why }) => why === "generic").length,
    sharedWith: await othersWith(person, store),
  };
}

/** How many others carry an identifier of this person's as well. */
async function othersWith(person: Person, store: Store): Promise<number> {
  const others = new Set<string>();
  for (const identifier of identifiersOf(person)) {
    const key = store.vault.identifierKey(identifier);
    const { ownerId, carrierIds } = await readCarriers(key, store);
    const ids = [...carrierIds, ...(ownerId === undefined ? [] : [ownerId])];
    for (const { person: root } of (await readRoots(ids, store)).values()) {
      const carries = holds(root, identifier) || carriesUnlinked(root, identifier);
      if (carries && root.id !== person.id) others.add(root.id);
    }
  }
  return others.size;
}
