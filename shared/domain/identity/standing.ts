/** How groups of events stand to each other before any link is tried: what humans decided. */
import { type Identifier, identifierText, type StatedIdentifier } from "../identifier.ts";
import { kindOf } from "./companions.ts";
import { type Decision, type Different, newestFirst, type Same, type Subject } from "./decision.ts";
import type { Evidence } from "./evidence.ts";

/** What belongs together so far. */
export interface Group {
  members: Evidence[];
  /** Identifier text → the identifier, verified if any of its links is. */
  held: Map<string, StatedIdentifier>;
  /** Decision id → on which of its sides: 1 leaving, 2 staying. */
  sides: Map<string, number>;
}

export interface Standing {
  /** Event id → its group. */
  groups: ReadonlyMap<string, Group>;
  /** Events that a decision sends away. */
  leaving: ReadonlySet<string>;
  groupOf: (eventId: string) => Group;
  /** What became of a group. */
  rootOf: (group: Group) => Group;
  fuse: (a: Group, b: Group) => Group;
  areKeptApart: (a: Group, b: Group) => boolean;
  /** For counting: values that a human put on one person count as one. */
  vouched: (identifier: StatedIdentifier) => StatedIdentifier;
}

interface Deciding {
  decisions: readonly Decision[];
  keyOf: (identifier: Identifier) => string;
}

/** Later decisions first: an earlier one that contradicts them is without effect. */
export function applyDecisions(
  evidence: readonly Evidence[],
  { decisions, keyOf }: Deciding,
): Standing {
  const groups = new Map<string, Group>();
  for (const event of evidence) {
    groups.set(event.eventId, { members: [event], held: new Map(), sides: new Map() });
  }
  const into = new Map<Group, Group>();
  const leaving = new Set<string>();
  const vouchers = new Map<string, string>();
  const standing: Standing = {
    groups,
    leaving,
    groupOf(eventId) {
      const group = groups.get(eventId);
      if (group === undefined) throw new RangeError(`no evidence of event ${eventId}`);
      return group;
    },
    rootOf(group) {
      let root = group;
      for (let next = into.get(root); next !== undefined; next = into.get(root)) root = next;
      return root;
    },
    fuse(a, b) {
      const [kept, gone] = a.members.length >= b.members.length ? [a, b] : [b, a];
      for (const member of gone.members) {
        groups.set(member.eventId, kept);
        kept.members.push(member);
      }
      for (const [text, identifier] of gone.held) kept.held.set(text, identifier);
      for (const [id, side] of gone.sides) kept.sides.set(id, (kept.sides.get(id) ?? 0) | side);
      into.set(gone, kept);
      return kept;
    },
    areKeptApart: (a, b) =>
      [...a.sides].some(([id, side]) => ((b.sides.get(id) ?? 0) | side) === bothSides),
    vouched(identifier) {
      const value = vouchers.get(identifierText(identifier));
      return value === undefined ? identifier : { ...identifier, value };
    },
  };
  const naming = { keyOf, evidence };
  for (const { id, ruling } of decisions.toSorted(newestFirst)) {
    if (ruling.kind === "same") putTogether(ruling, { standing, vouchers, naming });
    if (ruling.kind === "different") keepApart(ruling, { id, standing, leaving, naming });
  }
  return standing;
}

const bothSides = 3;

interface Naming {
  keyOf: (identifier: Identifier) => string;
  evidence: readonly Evidence[];
}

/** Whether a decision means this event: by its id, or by what it carries. */
export function meansAny(
  subjects: readonly Subject[],
  keyOf: Naming["keyOf"],
): (event: Evidence) => boolean {
  const events = new Set(subjects.flatMap((each) => ("event" in each ? [each.event] : [])));
  const keys = new Set(subjects.flatMap((each) => ("event" in each ? [] : [each.identifier])));
  return ({ eventId, links }) =>
    events.has(eventId) || (keys.size > 0 && links.some((link) => keys.has(keyOf(link))));
}

interface Together {
  standing: Standing;
  vouchers: Map<string, string>;
  naming: Naming;
}

function putTogether({ subjects }: Same, { standing, vouchers, naming }: Together): void {
  const meant = naming.evidence.filter(meansAny(subjects, naming.keyOf));
  const [first, ...others] = meant;
  if (first === undefined) return;
  for (const { eventId } of others) {
    const [a, b] = [standing.groupOf(first.eventId), standing.groupOf(eventId)];
    if (a !== b && !standing.areKeptApart(a, b)) standing.fuse(a, b);
  }
  const together = standing.groupOf(first.eventId);
  const vouched = meant.filter(({ eventId }) => standing.groupOf(eventId) === together);
  vouch(vouched, vouchers);
}

/** Of each kind all values count as one: the human knows why one person has two of them. */
function vouch(events: readonly Evidence[], vouchers: Map<string, string>): void {
  const links = events.flatMap((event) => event.links);
  for (const [, ofKind] of Map.groupBy(links, kindOf)) {
    const texts = new Set(ofKind.map(identifierText));
    const names = new Set([...texts].map((text) => vouchers.get(text) ?? text));
    const [name = ""] = [...names].sort();
    // Two decisions that share a value speak of the same person.
    for (const [text, known] of vouchers) if (names.has(known)) vouchers.set(text, name);
    for (const text of texts) vouchers.set(text, name);
  }
}

interface Apart {
  id: string;
  standing: Standing;
  leaving: Set<string>;
  naming: Naming;
}

function keepApart(ruling: Different, { id, standing, leaving, naming }: Apart): void {
  const [goes, stays] = [
    meansAny(ruling.leaving, naming.keyOf),
    meansAny(ruling.staying, naming.keyOf),
  ];
  const sides = new Map<Group, number>();
  const gone: string[] = [];
  for (const event of naming.evidence) {
    const [leaves, remains] = [goes(event), stays(event)];
    // Who is named on both sides cannot be told apart from itself.
    if (leaves === remains) continue;
    const group = standing.groupOf(event.eventId);
    sides.set(group, (sides.get(group) ?? 0) | (leaves ? 1 : 2));
    if (leaves) gone.push(event.eventId);
  }
  if ([...sides.values()].includes(bothSides)) return;
  for (const [group, side] of sides) group.sides.set(id, side);
  for (const eventId of gone) leaving.add(eventId);
}
