/** What was counted of each source, by day, looked at from one day on backwards. */
import { addDays, sameWeekdays } from "./calendar.ts";
import { type Counted, countOf, emptyTally, type Tally } from "./tally.ts";

/** So many weeks are compared with. */
export const weeksBack = 8;
/** Fewer say nothing of what is usual. */
export const weeksMin = 4;

export interface History {
  source: string;
  /** First day with any delivery. */
  since: string;
  on: (day: string) => Tally;
}

/** Of every source that ever delivered an event; `counted` is summed up. */
export function historiesOf(counted: readonly Counted[]): History[] {
  const heard = counted.filter(({ tally }) => receivedOf(tally) > 0);
  return [...Map.groupBy(heard, ({ source }) => source)].map(([source, rows]) => {
    const days = new Map(rows.map(({ day, tally }) => [day, tally]));
    const since = [...days.keys()].reduce((first, day) => (day < first ? day : first));
    return { source, since, on: (day) => days.get(day) ?? emptyTally };
  });
}

export function receivedOf(tally: Tally): number {
  return countOf(tally, "new") + countOf(tally, "known");
}

export interface Looking {
  day: string;
  /** Days that are like no other: neither judged for silence nor compared with. */
  holidays: ReadonlySet<string>;
}

/** The same weekdays before this day, as far back as the source goes. */
export function talliesBefore({ since, on }: History, { day, holidays }: Looking): Tally[] {
  return sameWeekdays(day, weeksBack)
    .filter((earlier) => earlier >= since && !holidays.has(earlier))
    .map(on);
}

/** The days before this one, latest first. */
export function daysBefore(day: string, count: number): string[] {
  return Array.from({ length: count }, (_, at) => addDays(day, -1 - at));
}
