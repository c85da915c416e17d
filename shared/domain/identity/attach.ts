/** The short way: events about whom there is no dispute. Create, attach or merge, by the index alone. */
import type { CustomerEvent } from "../event.ts";
import { type Identifier, identifierText, type StatedIdentifier } from "../identifier.ts";
import type { Policy } from "../policy.ts";
import { type FoldContext, join, joinIdentifiers, recordOf } from "../record.ts";
import { type Changes, type Edge, type IndexEntry, noEntry, silenceOf } from "./changes.ts";
import { isCrowded, meet } from "./companions.ts";
import { linksOf } from "./evidence.ts";
import { isVouchedFor, withinLimits } from "./guards.ts";
import { absorbedMax, carriesUnlinked, newPerson, type Person, survivesOver } from "./person.ts";

/** What the index knows of the identifiers of some events. */
export interface Known {
  /** The active roots that the index leads to. */
  people: readonly Person[];
  /** By identifier text; what is missing has no entry. */
  entries: ReadonlyMap<string, IndexEntry>;
}

export interface AttachContext extends FoldContext {
  policy: Policy;
  /** How the index names an identifier. */
  keyOf: (identifier: Identifier) => string;
  /** Tells apart the few values that one value meets. */
  markOf: (identifier: Identifier) => string;
  newId: () => string;
}

/**
 * Folds several events over what is known; events of one person cost one write. Undefined where a
 * link is contested, would break a guard, or makes a value generic: then the neighbourhood decides.
 */
export function attach(
  events: readonly CustomerEvent[],
  known: Known,
  context: AttachContext,
): Changes | undefined {
  const work = begin(known);
  const attached: Changes["attached"][number][] = [];
  for (const event of events) {
    const personId = attachOne(event, work, context);
    if (personId === undefined) return undefined;
    attached.push({ event, personId });
  }
  return finish(work, attached);
}

interface Work {
  roots: Map<string, Person>;
  entries: Map<string, IndexEntry>;
  /** Absorbed in this work: id → what it went into. */
  into: Map<string, string>;
  stored: ReadonlyMap<string, Person>;
  touched: Set<string>;
  /** Texts of entries that change, and of those that only decided. */
  changed: Set<string>;
  relied: Set<string>;
  edges: Edge[];
}

function begin(known: Known): Work {
  const stored = new Map(known.people.map((person) => [person.id, person]));
  return {
    roots: new Map(stored),
    entries: new Map(known.entries),
    into: new Map(),
    stored,
    touched: new Set(),
    changed: new Set(),
    relied: new Set(),
    edges: [],
  };
}

function finish(work: Work, attached: Changes["attached"]): Changes {
  const rooted = <Item extends { personId: string }>(item: Item): Item => ({
    ...item,
    personId: rootOf(item.personId, work),
  });
  const entriesOf = (texts: Iterable<string>): IndexEntry[] =>
    [...texts].flatMap((text) => work.entries.get(text) ?? []);
  return {
    attached: attached.map(rooted),
    people: [...work.touched].flatMap((id) => work.roots.get(id) ?? []),
    merged: [...work.into.keys()].flatMap((id) => {
      const person = work.stored.get(id);
      return person === undefined ? [] : [{ id, version: person.version, into: rootOf(id, work) }];
    }),
    consulted: [],
    entries: entriesOf(work.changed).map((entry) => ({
      ...entry,
      ownerId: entry.ownerId && rootOf(entry.ownerId, work),
    })),
    relied: entriesOf([...work.relied].filter((text) => !work.changed.has(text))),
    edges: work.edges.map(rooted),
    loosened: [],
    reviews: [],
    moved: [],
    rekeyed: [],
    keyless: [],
    erased: [],
  };
}

function rootOf(id: string, work: Work): string {
  let root = id;
  for (let next = work.into.get(root); next !== undefined; next = work.into.get(root)) root = next;
  return root;
}

/** The root that one event belongs to, or undefined where that is not plain. */
function attachOne(event: CustomerEvent, work: Work, context: AttachContext): string | undefined {
  const links = linksOf(event, context.policy);
  const entries = links.map((link) => work.entries.get(identifierText(link)) ?? noEntry(link));
  if (entries.some(({ decisions }) => decisions.length > 0)) return undefined;
  if (!meetEachOther(links, entries, { work, context })) return undefined;

  const audible = entries.filter((entry) => !entry.blocked).length;
  const speaks = (entry: IndexEntry | undefined): boolean =>
    entry !== undefined && !entry.blocked && (!entry.generic || audible === 1);
  const speaking = links.filter((_, at) => speaks(entries[at]));
  const silent = links.filter((_, at) => !speaks(entries[at]));

  const owners = ownersOf(speaking, work);
  const person = owners && joinAll(owners, speaking, { work, context });
  if (person === undefined) return undefined;

  for (const link of speaking) own(link, person.id, work);
  const unlinked = silent.filter((link) => !carriesUnlinked(person, link));
  for (const identifier of unlinked) work.edges.push({ identifier, personId: person.id });
  for (const link of silent) work.relied.add(identifierText(link));
  work.roots.set(person.id, {
    ...person,
    record: join(person.record, recordOf(event, [], context)),
    unlinked: [
      ...person.unlinked,
      ...unlinked.map((link) => ({ ...link, why: silenceAt(link, work) })),
    ],
  });
  work.touched.add(person.id);
  return person.id;
}

function silenceAt(link: Identifier, { entries }: Work): "blocked" | "generic" {
  const entry = entries.get(identifierText(link));
  return (entry && silenceOf(entry)) ?? "generic";
}

interface Attaching {
  work: Work;
  context: AttachContext;
}

/** Notes what came along with what. False where that makes one of the values generic. */
function meetEachOther(
  links: readonly Identifier[],
  entries: readonly IndexEntry[],
  { work, context }: Attaching,
): boolean {
  if (links.length < 2) return true;
  const { limits } = context.policy;
  const counting = { limits, markOf: context.markOf };
  for (const entry of entries) {
    if (entry.generic) continue;
    const { identifier: own } = entry;
    const companions = meet(entry.companions, { own, links }, counting);
    if (companions === entry.companions) continue;
    if (!entry.lifted && isCrowded(companions, limits)) return false;
    const text = identifierText(own);
    work.entries.set(text, { ...entry, companions });
    work.changed.add(text);
  }
  return true;
}

/** Whose these identifiers are, each person once; undefined where that is disputed. */
function ownersOf(links: readonly Identifier[], work: Work): Person[] | undefined {
  const owners = new Map<string, Person>();
  for (const link of links) {
    const entry = work.entries.get(identifierText(link));
    if (entry?.contested !== undefined) return undefined;
    if (entry?.ownerId === undefined) continue;
    const owner = work.roots.get(rootOf(entry.ownerId, work));
    if (owner === undefined || owner.disputed !== undefined) return undefined;
    owners.set(owner.id, owner);
  }
  return [...owners.values()];
}

/** One person of all owners, with the new links; undefined where a guard forbids it. */
function joinAll(
  owners: readonly Person[],
  links: readonly StatedIdentifier[],
  { work, context }: Attaching,
): Person | undefined {
  const held = owners.map(({ record }) => record.identifiers);
  if (!withinLimits([...held, ...links.map((link) => [link])], context.policy.limits)) {
    return undefined;
  }
  const proved = new Set(links.filter(({ verified }) => verified).map(identifierText));
  if (!isVouchedFor(held, proved)) return undefined;
  const [root = newPerson(context.newId()), ...others] = owners.toSorted((a, b) =>
    survivesOver(a, b) ? -1 : 1,
  );
  const joined = others.reduce((kept, gone) => absorb(kept, gone, work), root);
  if (joined.absorbed.length > absorbedMax) return undefined;
  const identifiers = joinIdentifiers(joined.record.identifiers, links);
  const grew = identifiers.length > joined.record.identifiers.length ? 1 : 0;
  const shapeVersion = joined.shapeVersion + grew;
  return { ...joined, shapeVersion, record: { ...joined.record, identifiers } };
}

function absorb(root: Person, gone: Person, work: Work): Person {
  work.into.set(gone.id, root.id);
  work.roots.delete(gone.id);
  work.touched.delete(gone.id);
  const stored = gone.version > 0;
  return {
    ...root,
    record: join(root.record, gone.record),
    shapeVersion: root.shapeVersion + (stored ? 1 : 0),
    unlinked: [...root.unlinked, ...gone.unlinked.filter((each) => !carriesUnlinked(root, each))],
    absorbed: [...root.absorbed, ...(stored ? [gone.id] : []), ...gone.absorbed],
    former: [...root.former, ...gone.former],
    parted: [...root.parted, ...gone.parted],
    restrictedBy: [...new Set([...root.restrictedBy, ...gone.restrictedBy])],
  };
}

function own(link: Identifier, personId: string, work: Work): void {
  const text = identifierText(link);
  const entry = work.entries.get(text) ?? noEntry(link);
  if (entry.ownerId !== undefined) return;
  work.entries.set(text, { ...entry, ownerId: personId });
  work.changed.add(text);
}
