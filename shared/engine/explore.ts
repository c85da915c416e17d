/** Finds everybody whom a link could concern: a neighbourhood, refused links included. */
import { type Identifier, identifierText } from "#shared/domain/identifier.ts";
import { type ErasedPerson, type IndexEntry, silenceOf } from "#shared/domain/identity/changes.ts";
import type { Decision } from "#shared/domain/identity/decision.ts";
import { evidenceIn, sharesAll } from "#shared/domain/identity/evidence.ts";
import type { Person } from "#shared/domain/identity/person.ts";
import type { Member, Neighbourhood } from "#shared/domain/identity/rearrange.ts";
import type { Policy } from "#shared/domain/policy.ts";
import type { StalePointer } from "#shared/stores/identifier-index.ts";
import { distinct, load } from "./load.ts";
import type { NotLoaded, Reader, Root } from "./reader.ts";
import type { Approved } from "./settlement.ts";

/** Where to begin. */
export interface Start {
  identifiers: readonly Identifier[];
  personIds?: readonly string[];
  /** Decisions that are being taken: whom they name belongs to the neighbourhood. */
  decisions?: readonly Decision[];
  /** Texts of values that are generic or blocked, and may not be any more. */
  retuned?: ReadonlySet<string>;
  /** Decisions that are being taken back. */
  revoked?: ReadonlySet<string>;
  erased?: readonly Approved[];
}

export interface Bounds {
  peopleMax: number;
  /** Of persons whose evidence has to be gathered from their events. */
  eventsMax: number;
}

export type Explored =
  | { kind: "explored"; neighbourhood: Neighbourhood; stale: readonly StalePointer[] }
  /** More people or more events than these bounds. */
  | { kind: "too wide"; personIds: readonly string[] }
  /** Who is to be erased is not any more who was approved. */
  | { kind: "reshaped"; personIds: readonly string[] }
  | NotLoaded;

export interface ExploreContext {
  reader: Reader;
  policy: Policy;
  bounds: Bounds;
}

interface Walk {
  start: Start;
  context: ExploreContext;
  members: Map<string, Member>;
  erased: Map<string, ErasedPerson>;
  entries: Map<string, IndexEntry>;
  decisions: Map<string, Decision>;
  /** Those that lead to everybody whom they name. */
  followed: Decision[];
  stale: StalePointer[];
  eventsLeft: number;
  /** What is still to be looked at. */
  identifiers: Identifier[];
  personIds: string[];
}

export async function explore(start: Start, context: ExploreContext): Promise<Explored> {
  const walk: Walk = {
    start,
    context,
    members: new Map(),
    erased: new Map(),
    entries: new Map(),
    decisions: new Map(),
    followed: [],
    stale: [],
    eventsLeft: context.bounds.eventsMax,
    identifiers: [...start.identifiers],
    personIds: [...(start.personIds ?? [])],
  };
  const stopped = await visitErased(walk);
  if (stopped !== undefined) return stopped;
  for (const decision of start.decisions ?? []) {
    walk.decisions.set(decision.id, decision);
    await follow(decision, walk);
  }
  for (const decision of await context.reader.decisions([...(start.revoked ?? [])])) {
    await follow(decision, walk);
  }
  do {
    const stopped = await visitAll(walk);
    if (stopped !== undefined) return stopped;
  } while (await followApart(walk));
  if (await haveMoved(walk)) return { kind: "changed" };
  const decisions = [...walk.decisions.values()];
  // Decisions that were found last may name events of those who were read first.
  const members = [...walk.members.values()].map((member) =>
    member.events ? { ...member, evidence: evidenceIn(member.events, standing(walk)) } : member,
  );
  const erased = [...walk.erased.values()];
  const neighbourhood = { members, erased, entries: walk.entries, decisions };
  return { kind: "explored", neighbourhood, stale: walk.stale };
}

type Stopped = Exclude<Explored, { kind: "explored" }>;

/** Who goes, and what leads from them to others: where a value is contested, those who carry it too. */
async function visitErased(walk: Walk): Promise<Stopped | undefined> {
  const { reader } = walk.context;
  const approved = walk.start.erased ?? [];
  const roots = await reader.roots(approved.map(({ id }) => id));
  for (const { id, shapeVersion } of approved) {
    // Where somebody else's request was faster there is nobody left.
    const { person, state } = roots.get(id) ?? {};
    if (person === undefined) continue;
    if (person.id !== id || (shapeVersion ?? person.shapeVersion) !== person.shapeVersion) {
      return { kind: "reshaped", personIds: [id] };
    }
    if (state !== "active") return { kind: "busy" };
    const eventKeys = await reader.eventKeys(person);
    if (eventKeys === undefined) return { kind: "busy" };
    walk.erased.set(id, { person, eventKeys });
    await visitDecisions(person.disputed?.decisions ?? [], walk);
    walk.identifiers.push(...person.record.identifiers, ...person.unlinked);
  }
  return undefined;
}

async function visitAll(walk: Walk): Promise<Stopped | undefined> {
  while (walk.identifiers.length > 0 || walk.personIds.length > 0) {
    const stopped = (await visitIdentifiers(walk)) ?? (await visitPeople(walk));
    if (stopped !== undefined) return stopped;
  }
  return undefined;
}

/** Whose the identifiers are; and where links were refused, whose they might be. */
async function visitIdentifiers(walk: Walk): Promise<Stopped | undefined> {
  const { reader } = walk.context;
  const unread = distinct(walk.identifiers.splice(0)).filter(
    (identifier) => !walk.entries.has(identifierText(identifier)),
  );
  if (unread.length === 0) return undefined;
  const loaded = await load(unread, reader);
  if (loaded.kind !== "loaded") return loaded;
  walk.stale.push(...loaded.stale);
  const refused: Identifier[] = [];
  for (const [text, entry] of loaded.known.entries) {
    walk.entries.set(text, entry);
    const retuned = walk.start.retuned?.has(text) ?? false;
    // What many share connects nobody, unless that is what is being decided.
    if (silenceOf(entry) !== undefined ? retuned : entry.contested || retuned) {
      refused.push(entry.identifier);
    }
  }
  walk.personIds.push(...loaded.known.people.map(({ id }) => id));
  await visitDecisions(
    [...walk.entries.values()].flatMap(({ decisions }) => decisions),
    walk,
  );
  if (refused.length > 0) walk.personIds.push(...(await reader.carriers(refused)));
  return undefined;
}

async function visitPeople(walk: Walk): Promise<Stopped | undefined> {
  const { reader, bounds } = walk.context;
  const unread = [...new Set(walk.personIds.splice(0))].filter((id) => !walk.members.has(id));
  if (unread.length === 0) return undefined;
  const roots = await reader.roots(unread);
  const people = new Map<string, Person>();
  for (const { person, state } of roots.values()) {
    if (state !== "active") return { kind: "busy" };
    if (walk.erased.has(person.id)) continue;
    if (!walk.members.has(person.id)) people.set(person.id, person);
  }
  if (walk.members.size + people.size > bounds.peopleMax) return tooWide(walk, people.keys());
  for (const person of people.values()) {
    await visitDecisions(person.disputed?.decisions ?? [], walk);
    const member = await memberOf(person, walk);
    if (member === "too many events") return tooWide(walk, people.keys());
    if (member === "incomplete") return { kind: "busy" };
    walk.members.set(person.id, member);
    walk.identifiers.push(...member.evidence.flatMap(({ links }) => links));
  }
  return undefined;
}

function tooWide(walk: Walk, ids: Iterable<string>): Stopped {
  return { kind: "too wide", personIds: [...new Set([...walk.members.keys(), ...ids])] };
}

async function memberOf(
  person: Person,
  walk: Walk,
): Promise<Member | "too many events" | "incomplete"> {
  const { start, context } = walk;
  // What is being decided may be about events that nothing stands for yet.
  const deciding = (start.decisions ?? []).length + (start.retuned?.size ?? 0) > 0;
  if (person.disputed && !deciding) return { person, evidence: person.disputed.evidence };
  walk.eventsLeft -= person.record.events;
  if (walk.eventsLeft < 0) return "too many events";
  const events = await context.reader.events(person);
  if (events === undefined) return "incomplete";
  return { person, evidence: evidenceIn(events, standing(walk)), events };
}

/** Also what a decision names that is taken back: what it put together may have nothing else in common. */
const standing = ({ context: { policy }, decisions, followed }: Walk) => ({
  policy,
  decisions: [...decisions.values(), ...followed],
});

/** A decision reaches everybody it puts together, also where another keeps them apart. */
async function visitDecisions(ids: readonly string[], walk: Walk): Promise<void> {
  const { reader } = walk.context;
  const unread = [...new Set(ids)].filter(
    (id) => !walk.decisions.has(id) && !walk.start.revoked?.has(id),
  );
  if (unread.length === 0) return;
  for (const decision of await reader.decisions(unread)) {
    walk.decisions.set(decision.id, decision);
    if (decision.ruling.kind === "same") await follow(decision, walk);
  }
}

/**
 * A value that many share still links who carries nothing else, and whoever of them a human has kept
 * apart is on no list of that value but the one of everybody: they are found by the decision alone.
 * Also from whom is to be erased: then they are kept apart from nobody. False where there is nobody new.
 */
async function followApart(walk: Walk): Promise<boolean> {
  const { members, erased, entries, decisions, followed } = walk;
  const silenceAt = (link: Identifier) => {
    const entry = entries.get(identifierText(link));
    return entry && silenceOf(entry);
  };
  const unread = [...decisions.values()].filter((decision) => !followed.includes(decision));
  const gone = [...erased.values()].flatMap(({ person }) => person.disputed?.evidence ?? []);
  const all = [...gone, ...[...members.values()].flatMap(({ evidence }) => evidence)];
  if (unread.length === 0 || !all.some((each) => sharesAll(each, silenceAt))) return false;
  for (const decision of unread) await follow(decision, walk);
  return true;
}

async function follow(decision: Decision, { context, followed, personIds }: Walk): Promise<void> {
  followed.push(decision);
  personIds.push(...(await context.reader.subjects(decision)));
}

/**
 * Whether somebody whom a decision names has become another person since it was asked who they are, and
 * before they were read: whom they left would be found unchanged. Who is to be erased was read first of
 * all: where they have changed since, what was theirs may be somebody else's as well.
 */
async function haveMoved({
  followed,
  members,
  erased,
  context: { reader },
}: Walk): Promise<boolean> {
  for (const decision of followed) {
    const roots = await reader.roots(await reader.subjects(decision));
    const isNew = ({ person: { id } }: Root): boolean => !members.has(id) && !erased.has(id);
    if ([...roots.values()].some(isNew)) return true;
  }
  return erased.size > 0 && reader.haveChanged([...erased.values()].map(({ person }) => person));
}
