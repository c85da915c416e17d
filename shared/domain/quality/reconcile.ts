/** The counters against a recount of the events: what they lack is added, what cannot be lacked stays. */
import { compareText } from "../identifier.ts";
import {
  addTallies,
  type Counted,
  type Counter,
  countOf,
  emptyTally,
  entriesOf,
  type Tally,
} from "./tally.ts";

export interface Reconciled {
  /** What to add to the counters; negative where an event met others than the order of receipt says. */
  differences: Counted[];
  /** Events that the counters lacked. */
  added: number;
  /** Events that they have too much: people were erased, or an answer was lost and told twice. */
  surplus: number;
}

/** Both summed up; whatever is recounted is looked for among what was counted. */
export function reconcile(counted: readonly Counted[], recounted: readonly Counted[]): Reconciled {
  const cells = Map.groupBy([...counted, ...recounted], cellOf);
  const [have, should] = [byCell(counted), byCell(recounted)];
  const sums = { differences: [] as Counted[], added: 0, surplus: 0 };
  for (const [cell, [first]] of [...cells].sort(([a], [b]) => compareText(a, b))) {
    const [mine, theirs] = [have.get(cell) ?? emptyTally, should.get(cell) ?? emptyTally];
    const lack = countOf(theirs, "new") - countOf(mine, "new");
    sums.added += Math.max(0, lack);
    sums.surplus += Math.max(0, -lack);
    const tally = differenceOf(mine, theirs);
    if (first !== undefined && !isNothing(tally)) sums.differences.push({ ...first, tally });
  }
  return sums;
}

const cellOf = ({ source, day }: Counted): string => `${day} ${source}`;

const byCell = (all: readonly Counted[]): Map<string, Tally> =>
  new Map(all.map((each) => [cellOf(each), each.tally]));

/** Whom an event meets depends on the order in which events are processed. */
const isMeeting = (counter: Counter): boolean =>
  /^(newPeople|shared)$|^(agrees|differs)\./.test(counter);

/**
 * Nothing is taken from what was counted of those who were erased since: only where the events counted
 * are those that are there, one by one, is a meeting taken back. Meetings share out the events among
 * themselves, so they are told all or none: where some were lost, and more of others was counted than is
 * there, whom the lost ones met stays unknown.
 */
function differenceOf(counted: Tally, recounted: Tally): Tally {
  const { counts: all } = addTallies([counted, recounted]);
  const lacking = entriesOf(all)
    .filter(([counter]) => counter !== "ids")
    .map(
      ([counter]) => [counter, countOf(recounted, counter) - countOf(counted, counter)] as const,
    );
  const isSame = countOf(counted, "ids") === countOf(recounted, "ids");
  const areMeetingsTold = isSame || !lacking.some(([counter, by]) => by < 0 && isMeeting(counter));
  const told = lacking.filter(([counter, by]) =>
    isMeeting(counter) ? areMeetingsTold && by !== 0 : by > 0,
  );
  const counts: Partial<Record<Counter, number>> = Object.fromEntries(told);
  const samples = entriesOf(recounted.samples).filter(([kind]) => !(kind in counted.samples));
  return {
    counts,
    people: peopleLacking(counted, recounted),
    samples: Object.fromEntries(samples),
  };
}

/** No more marks than there are people: who was counted under an id that was merged since has one. */
function peopleLacking({ people: have }: Tally, { people: should }: Tally): Set<string> {
  const others = [...should].filter((mark) => !have.has(mark)).sort(compareText);
  return new Set(others.slice(0, Math.max(0, should.size - have.size)));
}

const isNothing = ({ counts, people, samples }: Tally): boolean =>
  Object.keys(counts).length + people.size + Object.keys(samples).length === 0;
