/** Decides who an event is about: create, attach or merge, and which of its links are refused. */
import { blockedReason } from "./blocked.ts";
import type { CustomerEvent } from "../event.ts";
import { compareStated, identifierText, type StatedIdentifier } from "../identifier.ts";
import { absorbedMax, holdsVerified, type Person, withinLimits } from "./person.ts";
import type { Policy } from "../policy.ts";
import { emptyRecord, type FoldContext, join, joinIdentifiers, recordOf } from "../record.ts";

/** What the index knows of the identifiers of some events. */
export interface Known {
  /** The active roots that the index leads to. */
  people: readonly Person[];
  /** Identifier text → id of its root. */
  owners: ReadonlyMap<string, string>;
}

export interface AttachContext extends FoldContext {
  policy: Policy;
  newId: () => string;
}

/** Where one event went, and the links that a guard refused. */
export interface Attached {
  event: CustomerEvent;
  personId: string;
  contested: readonly Contested[];
}

/** A refused link, and whose identifier it is, if anybody's. */
export interface Contested {
  identifier: StatedIdentifier;
  ownerId: string | undefined;
}

export interface Changes {
  attached: readonly Attached[];
  /** Roots to write: new ones have version 0, the others the version that was read. */
  people: readonly Person[];
  /** Stored persons that were merged into another. */
  merged: readonly { id: string; version: number; into: string }[];
  /** Stored roots that decided a refusal without being written: they must still be as they were read. */
  consulted: readonly Person[];
  /** Identifiers that had no owner, and the root that has them now. */
  linked: readonly { identifier: StatedIdentifier; personId: string }[];
}

/** Folds several events over what is known. Pure but for `newId`; events of one person cost one write. */
export function attach(
  events: readonly CustomerEvent[],
  known: Known,
  context: AttachContext,
): Changes {
  const work = begin(known);
  const attached = events.map((event) => attachOne(event, work, context));
  return finish(work, attached);
}

interface Work {
  roots: Map<string, Person>;
  owners: Map<string, string>;
  /** Absorbed in this work: id → what it went into. */
  into: Map<string, string>;
  stored: ReadonlyMap<string, Person>;
  touched: Set<string>;
  consulted: Set<string>;
  linked: { identifier: StatedIdentifier; personId: string }[];
}

function begin(known: Known): Work {
  const stored = new Map(known.people.map((person) => [person.id, person]));
  return {
    roots: new Map(stored),
    owners: new Map(known.owners),
    into: new Map(),
    stored,
    touched: new Set(),
    consulted: new Set(),
    linked: [],
  };
}

function finish(work: Work, attached: readonly Attached[]): Changes {
  const rooted = <Item extends { personId: string }>(item: Item): Item => ({
    ...item,
    personId: rootOf(item.personId, work),
  });
  return {
    attached: attached.map(rooted),
    people: [...work.touched].flatMap((id) => work.roots.get(id) ?? []),
    merged: [...work.into.keys()].flatMap((id) => {
      const person = work.stored.get(id);
      return person === undefined ? [] : [{ id, version: person.version, into: rootOf(id, work) }];
    }),
    consulted: [...work.consulted].flatMap((id) =>
      work.touched.has(id) || work.into.has(id) ? [] : (work.stored.get(id) ?? []),
    ),
    linked: work.linked.map(rooted),
  };
}

function rootOf(id: string, work: Work): string {
  let root = id;
  for (let next = work.into.get(root); next !== undefined; next = work.into.get(root)) root = next;
  return root;
}

/** The identifiers by which an event may be linked to others, in the order in which they are tried. */
export function linksOf(event: CustomerEvent, policy: Policy): StatedIdentifier[] {
  return event.identifiers
    .filter((identifier) => blockedReason(identifier, policy) === undefined)
    .sort(compareStated);
}

/** Links are tried strongest first; the event starts as a person of its own and joins what they lead to. */
function attachOne(event: CustomerEvent, work: Work, context: AttachContext): Attached {
  let person = newPerson(context.newId());
  const contested: Contested[] = [];
  for (const link of linksOf(event, context.policy)) {
    const owner = ownerOf(link, work);
    const joined = owner === undefined ? person : fuse(person, owner, { link, context, work });
    const identified = joined && withIdentifier(joined, link, context);
    if (identified === undefined) {
      contested.push({ identifier: link, ownerId: owner?.id });
      if (owner !== undefined) work.consulted.add(owner.id);
      continue;
    }
    person = identified;
    if (owner === undefined) {
      work.owners.set(identifierText(link), person.id);
      work.linked.push({ identifier: link, personId: person.id });
    }
  }
  const record = join(person.record, recordOf(event, [], context));
  const contestedNow = contested.length > 0 ? 1 : 0;
  const shapeVersion = person.shapeVersion + contestedNow;
  work.roots.set(person.id, { ...person, record, shapeVersion });
  work.touched.add(person.id);
  return { event, personId: person.id, contested };
}

function newPerson(id: string): Person {
  return { id, version: 0, shapeVersion: 1, record: emptyRecord, absorbed: [] };
}

function ownerOf(link: StatedIdentifier, work: Work): Person | undefined {
  const id = work.owners.get(identifierText(link));
  return id === undefined ? undefined : work.roots.get(rootOf(id, work));
}

/** The person with this identifier too, or undefined where it would hold too many of its kind. */
function withIdentifier(
  person: Person,
  link: StatedIdentifier,
  { policy }: AttachContext,
): Person | undefined {
  const { record } = person;
  const identifiers = joinIdentifiers(record.identifiers, [link]);
  if (!withinLimits([record.identifiers, [link]], policy.limits)) return undefined;
  const grew = identifiers.length > record.identifiers.length ? 1 : 0;
  const shapeVersion = person.shapeVersion + grew;
  return { ...person, record: { ...record, identifiers }, shapeVersion };
}

interface Fusion {
  link: StatedIdentifier;
  context: AttachContext;
  work: Work;
}

/** Two persons become one, unless a guard refuses; the one with more events keeps its id. */
function fuse(a: Person, b: Person, { link, context, work }: Fusion): Person | undefined {
  if (a.id === b.id) return a;
  const held = [a.record.identifiers, b.record.identifiers];
  if (!withinLimits(held, context.policy.limits)) return undefined;
  // What somebody typed may add to a person, but not fuse two who have both proved who they are.
  const bothVerified = holdsVerified(a.record.identifiers) && holdsVerified(b.record.identifiers);
  if (bothVerified && !link.verified) return undefined;

  const [root, loser] = survivesOver(a, b) ? [a, b] : [b, a];
  const gone = loser.version > 0 ? [loser.id, ...loser.absorbed] : [];
  const absorbed = [...root.absorbed, ...gone];
  if (absorbed.length > absorbedMax) return undefined;
  work.into.set(loser.id, root.id);
  work.roots.delete(loser.id);
  work.touched.delete(loser.id);
  const merged = gone.length > 0 ? 1 : 0;
  return {
    ...root,
    record: join(root.record, loser.record),
    shapeVersion: root.shapeVersion + merged,
    absorbed,
  };
}

/** Stored before new, more events before fewer: what moves is the smaller part. */
function survivesOver(a: Person, b: Person): boolean {
  if (a.version > 0 !== b.version > 0) return a.version > 0;
  if (a.record.events !== b.record.events) return a.record.events > b.record.events;
  return a.id < b.id;
}
