/** What is counted of one source in one day: numbers that add up in any order, however they are batched. */
import { compareText } from "../identifier.ts";

export type PlainCounter =
  /** Events that were accepted and had never come before. */
  | "new"
  /** Deliveries of events that were there already. */
  | "known"
  /** New events about nobody known: each made a person. */
  | "newPeople"
  /** New events about somebody whom another channel knows as well. */
  | "shared"
  /** Traceable by the provider's own time, by the form, shop or account, by who vouches for it. */
  | "timed"
  | "named"
  | "signed"
  /** Observed later than received, by more than clocks may differ. */
  | "ahead"
  /** Seconds between receipt and use, summed up: our part of the lag. */
  | "waited"
  /** Sum over the ids of the new events: as it is of those in the store, these are those. */
  | "ids";

/** Of valid claims some are made up; `agrees` and `differs`: with what another channel had said before. */
export type FieldCounter = "valid" | "invalid" | "madeUp" | "agrees" | "differs";

export type Counter =
  | PlainCounter
  | `${FieldCounter}.${string}`
  /** By bucket: see `lag.ts`. */
  | `lag.${number}`
  /** By reason; of deliveries that were not understood a channel is known, but no source. */
  | `quarantined.${string}`;

/** What somebody who looks into it is shown first: the id of any one event. */
export type SampleKind = "invalid" | "madeUp" | "differs" | "ahead";

export interface Tally {
  /** What never happened is absent. */
  counts: Readonly<Partial<Record<Counter, number>>>;
  /**
   * The last digit of each person's id, which is random. A set of sixteen at most, however many people
   * there are: at least as many as digits.
   */
  people: ReadonlySet<string>;
  samples: Readonly<Partial<Record<SampleKind, string>>>;
}

export interface Counted {
  /** Of what was not understood: the channel. */
  source: string;
  /** Of receipt, in UTC: see `calendar.ts`. */
  day: string;
  tally: Tally;
}

export const markOf = (personId: string): string => personId.slice(-1);

export const emptyTally: Tally = { counts: {}, people: new Set(), samples: {} };

export function countOf({ counts }: Tally, counter: Counter): number {
  return counts[counter] ?? 0;
}

/** Commutative and associative, with {@link emptyTally} as its zero. */
export function addTallies(tallies: Iterable<Tally>): Tally {
  const counts: Partial<Record<Counter, number>> = {};
  const people = new Set<string>();
  const samples: Partial<Record<SampleKind, string>> = {};
  for (const tally of tallies) {
    for (const [counter, count] of entriesOf(tally.counts)) {
      counts[counter] = (counts[counter] ?? 0) + count;
    }
    for (const mark of tally.people) people.add(mark);
    for (const [kind, id] of entriesOf(tally.samples)) {
      const other = samples[kind];
      if (other === undefined || id > other) samples[kind] = id;
    }
  }
  // What was added and taken back never happened.
  const happened = entriesOf(counts).filter(([, count]) => count !== 0);
  return { counts: Object.fromEntries(happened), people, samples };
}

/** One tally a source and day, in the order of both: what several batches, or shards, have of it is one. */
export function sumUp(counted: readonly Counted[]): Counted[] {
  const cells = Map.groupBy(counted, ({ source, day }) => `${day} ${source}`);
  return [...cells]
    .sort(([a], [b]) => compareText(a, b))
    .flatMap(([, [first, ...others]]) =>
      first === undefined
        ? []
        : [{ ...first, tally: addTallies([first, ...others].map(({ tally }) => tally)) }],
    );
}

/** Fields that any of these counters is about. */
export function fieldsOf({ counts }: Tally): string[] {
  const fields = entriesOf(counts).flatMap(
    ([counter]) => /^(?:valid|invalid)\.(.+)$/.exec(counter)?.[1] ?? [],
  );
  return [...new Set(fields)].sort(compareText);
}

/** How many events said something of the field, valid or not. */
export function presentOf(tally: Tally, field: string): number {
  return countOf(tally, `valid.${field}`) + countOf(tally, `invalid.${field}`);
}

/** Why deliveries were kept for a human, and how many. */
export function quarantinedOf({ counts }: Tally): { reason: string; count: number }[] {
  return entriesOf(counts).flatMap(([counter, count]) => {
    const reason = /^quarantined\.(.+)$/.exec(counter)?.[1];
    return reason === undefined ? [] : [{ reason, count }];
  });
}

/** Counters and samples by name: `Object.entries` forgets what the names may be. */
export function entriesOf<Name extends string, Value>(
  values: Readonly<Partial<Record<Name, Value>>>,
): [Name, Value][] {
  return Object.entries(values) as [Name, Value][];
}
