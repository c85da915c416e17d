/** What time does to a request without anybody asking: it grows late, and what held it ends. */
import {
  type Clock,
  clocksOf,
  type Due,
  dueOf,
  type Escalation,
  escalationOf,
  startOf,
} from "./clock.ts";
import type { PrivacyPolicy } from "./policy.ts";
import { hasEnded, type PrivacyRequest } from "./request.ts";

export type Times = Pick<PrivacyPolicy, "zone" | "jurisdiction">;

export type Timed = Pick<
  PrivacyRequest,
  "submittedAt" | "receivedAt" | "laws" | "pauses" | "extensions"
>;

export interface Timing {
  clocks: readonly Clock[];
  due: Due;
  escalation: Escalation;
}

/** The clocks of a request, and how much of the time is used of the one that ends first. */
export function timingOf(request: Timed, now: string, times: Times): Timing {
  const { laws, pauses, extensions } = request;
  const clocks = clocksOf({ laws, startedAt: startOf(request), pauses, extensions }, times);
  const due = dueOf(clocks);
  const first = clocks.find(({ law }) => law === due.law);
  if (first === undefined) throw new RangeError("a request is due by one of its clocks");
  return { clocks, due, escalation: escalationOf(first, now) };
}

export interface DueEscalation<Request> {
  request: Request;
  percent: Escalation["level"];
}

/** Those of which somebody has to be told now, each with the highest mark that it has reached. */
export function escalationsDue<Request extends Timed & Pick<PrivacyRequest, "state" | "escalated">>(
  requests: readonly Request[],
  now: string,
  times: Times,
): DueEscalation<Request>[] {
  return requests.flatMap((request) => {
    const { level } = timingOf(request, now, times).escalation;
    return !hasEnded(request) && level > request.escalated ? [{ request, percent: level }] : [];
  });
}

/** Whether a held request goes on by itself, while so many holds on its data are in force. */
export function resumesNow(
  { hold }: Pick<PrivacyRequest, "hold">,
  now: string,
  holds: number,
): boolean {
  if (hold === undefined) return false;
  return hold.standing ? holds === 0 : hold.until !== undefined && hold.until <= now;
}
