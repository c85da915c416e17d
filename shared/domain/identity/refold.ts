/** Persons as they become: the fold of what stays whole, of what moved in, and of what is new. */
import { canonicalJson } from "../canonical-json.ts";
import type { CustomerEvent } from "../event.ts";
import { type Identifier, identifierText } from "../identifier.ts";
import { join, recordOf } from "../record.ts";
import type { Assignment } from "./assign.ts";
import type { AttachContext } from "./attach.ts";
import type { Changes } from "./changes.ts";
import { namedEvents, subjectsOf } from "./decision.ts";
import { condense } from "./evidence.ts";
import type { Cluster } from "./partition.ts";
import { newPerson, partingsMax, type Person } from "./person.ts";
import type { Neighbourhood } from "./rearrange.ts";
import { meansAny } from "./standing.ts";

export interface Refolding {
  clusters: readonly Cluster[];
  assignment: Assignment;
  neighbourhood: Neighbourhood;
  contests: ReadonlyMap<string, unknown>;
  /** New events, and events of rewritten roots, each with the id of whose it becomes. */
  added: Changes["attached"];
  context: AttachContext;
}

/** One person per cluster, in the order of the clusters. */
export function refold(refolding: Refolding): Person[] {
  const addedTo = Map.groupBy(refolding.added, ({ personId }) => personId);
  return refolding.clusters.map((cluster) => personOf(cluster, { ...refolding, addedTo }));
}

interface Folding extends Refolding {
  addedTo: ReadonlyMap<string, Changes["attached"]>;
}

function personOf(cluster: Cluster, work: Folding): Person {
  const { assignment, neighbourhood, addedTo, context } = work;
  const id = assignment.idOf.get(cluster) ?? "";
  const members = neighbourhood.members.filter(
    ({ person }) => assignment.finalId(person.id) === id,
  );
  const whole = members.filter(({ person }) => !assignment.rewritten.has(person.id));
  const root = members.find(({ person }) => person.id === id)?.person ?? newPerson(id);
  const added: readonly CustomerEvent[] = (addedTo.get(id) ?? []).map(({ event }) => event);
  const base = whole.map(({ person }) => person.record);
  const folded = [...base, ...added.map((event) => recordOf(event, [], context))].reduce(
    join,
    newPerson(id).record,
  );
  const others = members.filter(({ person }) => person.id !== id).map(({ person }) => person);
  const gone = others.flatMap((other) => [other.id, ...other.absorbed]);
  const emptied = assignment.rewritten.has(id);
  const next: Person = {
    ...root,
    record: { ...folded, identifiers: cluster.identifiers },
    unlinked: cluster.unlinked,
    absorbed: [...(emptied ? [] : root.absorbed), ...gone.filter((each) => !isEmptied(each, work))],
    former: [
      ...root.former,
      ...others.flatMap(({ former }) => former),
      ...(emptied ? root.absorbed : []),
      ...gone.filter((each) => isEmptied(each, work)),
    ],
    parted: partingsOf(id, { root, others, assignment }),
    restrictedBy: restrictionsOf(cluster, neighbourhood),
    disputed: disputeOf(cluster, work),
  };
  const reshaped = gone.length > 0 || shapeOf(next) !== shapeOf(root);
  return reshaped ? { ...next, shapeVersion: root.shapeVersion + 1 } : next;
}

/** Of all whose events are in it: who comes apart is restricted on every side. */
function restrictionsOf(cluster: Cluster, { members }: Neighbourhood): readonly string[] {
  const own = new Set(cluster.evidence.map(({ eventId }) => eventId));
  const sources = members.filter(({ evidence }) =>
    evidence.some(({ eventId }) => own.has(eventId)),
  );
  return [...new Set(sources.flatMap(({ person }) => person.restrictedBy))].sort();
}

/** Whether no event is left under this id: it was rewritten, or was absorbed by one that was. */
function isEmptied(id: string, { assignment, neighbourhood }: Folding): boolean {
  return neighbourhood.members.some(
    ({ person }) =>
      assignment.rewritten.has(person.id) && (person.id === id || person.absorbed.includes(id)),
  );
}

interface Parting {
  root: Person;
  others: readonly Person[];
  assignment: Assignment;
}

function partingsOf(id: string, { root, others, assignment }: Parting): readonly string[] {
  const partings = [
    ...root.parted,
    ...others.flatMap(({ parted }) => parted),
    ...(assignment.partings.get(id) ?? []),
  ];
  return [...new Set(partings)].filter((each) => each !== id).slice(-partingsMax);
}

/** The evidence of somebody who touches a dispute or a decision. */
function disputeOf(cluster: Cluster, { neighbourhood, contests, context }: Folding) {
  const decisions = neighbourhood.decisions
    .filter(({ ruling }) => cluster.evidence.some(meansAny(subjectsOf(ruling), context.keyOf)))
    .map(({ id }) => id)
    .sort();
  const touches = [...cluster.identifiers, ...cluster.unlinked].some((each: Identifier) =>
    contests.has(identifierText(each)),
  );
  if (!touches && decisions.length === 0) return undefined;
  const named = namedEvents(neighbourhood.decisions);
  return { evidence: condense(cluster.evidence, ({ eventId }) => named.has(eventId)), decisions };
}

function shapeOf({ record, unlinked, disputed, absorbed }: Person): string {
  const texts = unlinked.map(({ why, ...identifier }) => [identifierText(identifier), why]);
  return canonicalJson([
    record.identifiers.map((identifier) => identifierText(identifier)),
    texts,
    disputed?.decisions ?? [],
    absorbed,
  ]);
}
