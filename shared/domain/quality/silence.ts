/** Whether a source has been quiet for longer than it should: measured in events that did not come. */
import type { Finding } from "./alert.ts";
import { addDays } from "./calendar.ts";
import {
  daysBefore,
  type History,
  type Looking,
  receivedOf,
  weeksBack,
  weeksMin,
} from "./history.ts";
import { median } from "./statistics.ts";

/** By chance alone nine expected events stay away once in eight thousand times. */
const expectedMin = 9;
/** And twice as many as ever stayed away before: sources pause at lunch, on Sundays, between campaigns. */
const longerThanBefore = 2;
/** From so many sources on, silence of most of them has one cause. */
const manySources = 3;

type Silence = Extract<Finding, { kind: "silence" }>;

/**
 * One finding a silent source, or a single one where most of those that speak daily are silent: then
 * it is a holiday nobody told us of, or it is us.
 */
export function silences(histories: readonly History[], looking: Looking): Finding[] {
  if (looking.holidays.has(looking.day)) return [];
  const rhythms = histories.map((history) => rhythmOf(history, looking));
  const silent = rhythms.flatMap((rhythm) => (rhythm && silenceOf(rhythm, looking)) ?? []);
  const daily = rhythms.filter((rhythm) => (rhythm?.expectedOn(looking.day) ?? 0) >= expectedMin);
  return silent.length >= manySources && silent.length > daily.length / 2
    ? [{ kind: "silence everywhere", sources: silent.length, samples: [] }]
    : silent;
}

/** When a source speaks. */
interface Rhythm {
  history: History;
  quietDays: number;
  /** Events that are usual on such a day: 0 on holidays, and before it was first heard. */
  expectedOn: (day: string) => number;
}

/** Undefined where it speaks, or has not been known for long enough. */
function rhythmOf(history: History, { day, holidays }: Looking): Rhythm | undefined {
  const quietDays = quietUntil(day, history);
  const lastHeard = addDays(day, -quietDays);
  const before = [lastHeard, ...daysBefore(lastHeard, 7 * weeksBack - 1)].filter(
    (each) => each >= history.since && !holidays.has(each),
  );
  if (before.length < 7 * weeksMin) return undefined;
  const receivedOn = (each: string): number => receivedOf(history.on(each));
  const byWeekday = new Map(
    [...Map.groupBy(before, weekdayOf)].map(([weekday, days]) => [
      weekday,
      median(days.map(receivedOn)) ?? 0,
    ]),
  );
  const weeks = [...Map.groupBy(before, (_, at) => Math.floor(at / 7)).values()];
  const weekly = median(weeks.filter((week) => week.length === 7).map(sumBy(receivedOn))) ?? 0;
  const ofWeekdays = [...byWeekday.values()].reduce((sum, count) => sum + count, 0);
  // Whoever speaks less than daily has no weekdays: then every day is the seventh part of a week.
  const isRare = ofWeekdays < weekly / 2;
  const usualOn = (each: string) => (isRare ? weekly / 7 : (byWeekday.get(weekdayOf(each)) ?? 0));
  return {
    history,
    quietDays,
    expectedOn: (each) => (each < history.since || holidays.has(each) ? 0 : usualOn(each)),
  };
}

function silenceOf({ history, quietDays, expectedOn }: Rhythm, { day }: Looking) {
  const expected = sumBy(expectedOn)([day, ...daysBefore(day, quietDays)].slice(0, quietDays));
  const lastHeard = addDays(day, -quietDays);
  const most = mostMissedBefore(lastHeard, history, expectedOn);
  if (expected < Math.max(expectedMin, longerThanBefore * most)) return undefined;
  const { source } = history;
  return { kind: "silence", source, quietDays, expected, samples: [] } satisfies Silence;
}

/** Days without any delivery, this one included; bounded by what is looked back at. */
function quietUntil(day: string, { on }: History): number {
  const days = [day, ...daysBefore(day, 7 * weeksBack)];
  const heard = days.findIndex((each) => receivedOf(on(each)) > 0);
  return heard === -1 ? days.length : heard;
}

/** The most that was ever expected in vain between two deliveries. */
function mostMissedBefore(
  lastHeard: string,
  { on }: History,
  expectedOn: (day: string) => number,
): number {
  let [most, missed] = [0, 0];
  for (const day of daysBefore(lastHeard, 7 * weeksBack)) {
    missed = receivedOf(on(day)) > 0 ? 0 : missed + expectedOn(day);
    most = Math.max(most, missed);
  }
  return most;
}

const weekdayOf = (day: string): number => new Date(day).getUTCDay();

const sumBy =
  (count: (day: string) => number) =>
  (days: readonly string[]): number =>
    days.reduce((sum, day) => sum + count(day), 0);
