/** How far a period runs: from the day a request came in, past the pauses, to a day that may end it. */
import * as z from "zod";
import { type Calendar, type Counted, workingDayFrom, workingDaysAfter } from "./calendar.ts";
import { addDays, addMonths, type Day, dayOf, daysBetween, endOf } from "./day.ts";
import { type Law, laws, PauseGround, type Period } from "./law.ts";

/** A time in which a request waits. Its law decides whether that stops the clock. */
export const Pause = z.object({
  ground: PauseGround,
  from: z.iso.datetime(),
  /** Absent while it lasts. */
  to: z.iso.datetime().optional(),
});
export type Pause = z.infer<typeof Pause>;

/** What a period is counted from. */
export interface RunInput {
  law: Law;
  /** The earlier of when the person sent the request and when it came in. */
  startedAt: string;
  /** The tenant's IANA time zone: days begin and end there. */
  zone: string;
  /** Whose working days count: `calendarFor(law, jurisdiction)`. */
  calendar: Calendar;
  pauses: readonly Pause[];
}

/** Where a period ends, and what stopped it on the way. */
export interface Run extends Counted {
  /** The last millisecond of the day. */
  dueAt: string;
  /** By how many days the pauses that are over moved it. */
  pausedDays: number;
  /** Since when it stands still. */
  pausedSince?: string;
}

/**
 * A day is lost to a pause when it ends in it, so that pauses which overlap, or lie within one day,
 * do not count twice. A pause that began when the time was over changes nothing.
 */
export function runOf(period: Period, input: RunInput): Run {
  const { law, pauses, startedAt, zone } = input;
  const counted = pauses.filter(({ ground }) => laws[law].pauses.grounds.includes(ground));
  let run = runPast(0, period, input);
  const inTime = (ms: number) => ms <= Date.parse(run.dueAt);
  for (const { fromMs, toMs } of spansOf(counted, Date.parse(startedAt))) {
    if (!inTime(fromMs)) break;
    const lost = daysBetween(dayOf(fromMs, zone), dayOf(toMs, zone));
    run = runPast(run.pausedDays + lost, period, input);
  }
  const lasting = counted.filter(({ to }) => to === undefined).map(({ from }) => Date.parse(from));
  const sinceMs = Math.max(Math.min(...lasting), Date.parse(startedAt));
  return inTime(sinceMs) ? { ...run, pausedSince: new Date(sinceMs).toISOString() } : run;
}

function runPast(pausedDays: number, period: Period, input: RunInput): Run {
  const { law, startedAt, zone, calendar } = input;
  const end = endOfPeriod(period, { start: dayOf(startedAt, zone), pausedDays, calendar });
  const counted = laws[law].endsOnWorkingDay ? workingDayFrom(end.day, calendar) : end;
  return { ...counted, dueAt: endOf(counted.day, zone), pausedDays };
}

interface Count {
  /** Itself not counted. */
  start: Day;
  pausedDays: number;
  calendar: Calendar;
}

/** Months and days are counted through, and what was lost is added at the end. */
function endOfPeriod({ unit, count }: Period, { start, pausedDays, calendar }: Count): Counted {
  if (unit === "workingDays") {
    return workingDaysAfter(addDays(start, pausedDays), count, calendar);
  }
  const end = unit === "months" ? addMonths(start, count) : addDays(start, count);
  return { day: addDays(end, pausedDays), provisional: false };
}

interface Span {
  fromMs: number;
  toMs: number;
}

/** The pauses that are over, from the start on, in order; those that touch made one. */
function spansOf(pauses: readonly Pause[], startMs: number): Span[] {
  const over = pauses
    .map(({ from, to = from }) => ({
      fromMs: Math.max(Date.parse(from), startMs),
      toMs: Date.parse(to),
    }))
    .filter(({ fromMs, toMs }) => fromMs < toMs)
    .sort((one, other) => one.fromMs - other.fromMs);
  const apart: Span[] = [];
  for (const next of over) {
    const last = apart.at(-1);
    if (last === undefined || last.toMs < next.fromMs) apart.push(next);
    else last.toMs = Math.max(last.toMs, next.toMs);
  }
  return apart;
}
