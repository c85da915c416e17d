/** When a request must be answered: one clock a law, each with its own pauses and extension. */
import * as z from "zod";
import { calendarFor } from "./calendars/index.ts";
import { dayMs } from "./day.ts";
import { type Law, laws } from "./law.ts";
import type { PrivacyPolicy } from "./policy.ts";
import { type Pause, type Run, type RunInput, runOf } from "./run.ts";

/** More time, taken by a member of staff, for a reason that the person is told. */
export const Extension = z.object({
  at: z.iso.datetime(),
  by: z.string().min(1),
  reason: z.string().min(1).max(1_000),
});
export type Extension = z.infer<typeof Extension>;

export interface ClockInput extends RunInput {
  extension?: Extension | undefined;
}

export interface Clock {
  law: Law;
  startedAt: string;
  /** By when the person is told that the request came in, where the law sets a term. */
  receiptDueAt?: string;
  /** The end of a day in the zone. While the clock stands still: as if it ran on at once. */
  dueAt: string;
  /** Whether the answer's day was counted past what the calendar knows: the law's may be later. */
  provisional: boolean;
  /** Since when the clock stands still. */
  pausedSince?: string;
  /** By how many days the pauses that are over moved the due date. */
  pausedDays: number;
  extension?: Extension & { until: string };
}

/** An extension that the law does not know, or that came after the first period, changes nothing. */
export function clockOf(input: ClockInput): Clock {
  const { law, startedAt, extension } = input;
  const { receipt, answer } = laws[law];
  const first = runOf(answer.period, input);
  const extended = extension && extendedRun(first, extension, input);
  const { dueAt, provisional, pausedDays, pausedSince } = extended ?? first;
  return {
    law,
    startedAt,
    ...(receipt.period && { receiptDueAt: runOf(receipt.period, { ...input, pauses: [] }).dueAt }),
    dueAt,
    provisional,
    ...(pausedSince !== undefined && { pausedSince }),
    pausedDays,
    ...(extended && { extension: { ...extension, until: dueAt } }),
  };
}

function extendedRun(first: Run, { at }: Extension, input: ClockInput): Run | undefined {
  const { period } = laws[input.law].extension;
  return period !== undefined && isOpen(first, at) ? runOf(period, input) : undefined;
}

/** One that stands still is not over, however late it is. */
function isOpen({ dueAt, pausedSince }: Pick<Run, "dueAt" | "pausedSince">, at: string): boolean {
  return pausedSince !== undefined || Date.parse(at) <= Date.parse(dueAt);
}

/** What the clocks of a request are computed from. */
export interface RequestTimes {
  laws: readonly Law[];
  /** `startOf` the request. */
  startedAt: string;
  pauses: readonly Pause[];
  extensions?: Partial<Record<Law, Extension>>;
}

/** One clock for each law. */
export function clocksOf(
  { laws: applying, startedAt, pauses, extensions }: RequestTimes,
  { zone, jurisdiction }: Pick<PrivacyPolicy, "zone" | "jurisdiction">,
): Clock[] {
  return applying.map((law) => {
    const calendar = calendarFor(law, jurisdiction);
    return clockOf({ law, startedAt, zone, calendar, pauses, extension: extensions?.[law] });
  });
}

/** The person's own sending of the request, unless it claims to be later than its coming in. */
export function startOf({ submittedAt, receivedAt }: Record<"submittedAt" | "receivedAt", string>) {
  return Date.parse(submittedAt) < Date.parse(receivedAt) ? submittedAt : receivedAt;
}

/** Why a clock cannot be extended at an instant; nothing where it can. */
export function extensionRefusal(
  clock: Clock,
  at: string,
): "unknown-to-law" | "already-extended" | "too-late" | undefined {
  if (laws[clock.law].extension.period === undefined) return "unknown-to-law";
  if (clock.extension !== undefined) return "already-extended";
  return isOpen(clock, at) ? undefined : "too-late";
}

/** When a request is due, and which law says so. */
export interface Due {
  at: string;
  law: Law;
  provisional: boolean;
}

/** The earliest of the clocks that run; of those that stand still only where all do. */
export function dueOf(clocks: readonly Clock[]): Due {
  const running = clocks.filter(({ pausedSince }) => pausedSince === undefined);
  const byDue = (one: Clock, other: Clock) => Date.parse(one.dueAt) - Date.parse(other.dueAt);
  const [first] = (running.length > 0 ? running : clocks).toSorted(byDue);
  if (first === undefined) throw new RangeError("a request has at least one clock");
  return { at: first.dueAt, law: first.law, provisional: first.provisional };
}

/** How much of the time is used, and the highest mark that it has reached. */
export interface Escalation {
  /** Whole percent, over 100 once late. What was lost to pauses is not counted. */
  usedPercent: number;
  level: 0 | 50 | 80 | 100;
}

export function escalationOf(clock: Clock, now: string): Escalation {
  const startMs = Date.parse(clock.startedAt) + clock.pausedDays * dayMs;
  const nowMs = Math.min(Date.parse(now), Date.parse(clock.pausedSince ?? now));
  const used = (nowMs - startMs) / (Date.parse(clock.dueAt) - startMs);
  const usedPercent = Math.max(0, Math.floor(used * 100));
  const level = ([100, 80, 50] as const).find((mark) => usedPercent >= mark) ?? 0;
  return { usedPercent, level };
}
