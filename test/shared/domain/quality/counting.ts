/** Counters that nobody counted: a test names only what it is about. */
import { addDays } from "#shared/domain/quality/calendar.ts";
import type { Counted, Tally } from "#shared/domain/quality/tally.ts";

export const firstDay = "2026-01-05";
/** The n-th day; day 0 is a Monday. */
export const day = (count: number): string => addDays(firstDay, count);

/** More than five people, unless told. */
export const tallyOf = (counts: Tally["counts"], people = "0123456789abcdef"): Tally => ({
  counts,
  people: new Set(people),
  samples: {},
});

/** On the n-th day. */
export const counted = (source: string, at: number, counts: Tally["counts"]): Counted => ({
  source,
  day: day(at),
  tally: tallyOf(counts),
});

export const ofPeople = (people: string, { tally, ...cell }: Counted): Counted => ({
  ...cell,
  tally: tallyOf(tally.counts, people),
});
