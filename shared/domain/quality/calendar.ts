/**
 * Days of receipt, in UTC: which day an event counts for depends on nothing but the event, every day has
 * 24 hours, and no row is wrong when a tenant's time zone changes. What repeats weekly does so in any zone.
 */

const dayMs = 86_400_000;

export const dayOf = (instant: string): string => instant.slice(0, 10);

export function addDays(day: string, count: number): string {
  return new Date(Date.parse(day) + count * dayMs).toISOString().slice(0, 10);
}

export function daysBetween(from: string, to: string): number {
  return Math.round((Date.parse(to) - Date.parse(from)) / dayMs);
}

/** A month is four weeks: each weekday as often as in any other month, so that months compare. */
export const windowDays = { day: 1, week: 7, month: 28 } as const;
export type Window = keyof typeof windowDays;

/** The days of the window that ends with this day, oldest first. */
export function daysOf(window: Window, lastDay: string): string[] {
  const length = windowDays[window];
  return Array.from({ length }, (_, at) => addDays(lastDay, at + 1 - length));
}

/** From the first day to the last. */
export function daysFrom(first: string, last: string): string[] {
  const length = daysBetween(first, last) + 1;
  return Array.from({ length }, (_, at) => addDays(first, at));
}

/** The same weekday in so many weeks before, latest first. */
export function sameWeekdays(day: string, weeks: number): string[] {
  return Array.from({ length: weeks }, (_, at) => addDays(day, -7 * (at + 1)));
}
