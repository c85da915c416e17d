/** What waits for somebody: reviews, dead letters, requests that fall due. */
import type { Finding } from "./alert.ts";
import { daysBetween } from "./calendar.ts";

/** Ids are of reviews and requests; of many some are enough. */
export interface Waiting {
  /** Reviews of values that became generic on this day. */
  genericValues: readonly string[];
  /** All that is open, oldest first; where they are too many to be read whole, no fewer and no younger. */
  reviews: {
    count: number;
    oldestDay: string | undefined;
    samples: readonly string[];
    isWhole: boolean;
  };
  deadLetters: { count: number; samples: readonly string[] };
  /** Requests that are not finished, with the day by which they have to be. */
  requests: readonly { id: string; dueDay: string }[];
}

/** A few that are a day old are work in hand; these are work that nobody does. */
const backlogMin = 20;
const backlogDays = 7;
/** So many days before it is due a request is told of, every day. */
const deadlineDays = 7;
const samplesMax = 5;

export function inspectWaiting(waiting: Waiting, day: string): Finding[] {
  const { genericValues, reviews, deadLetters, requests } = waiting;
  const { oldestDay } = reviews;
  const oldestDays = oldestDay === undefined ? 0 : daysBetween(oldestDay, day);
  const due = requests
    .map(({ id, dueDay }) => ({ id, days: daysBetween(day, dueDay) }))
    .filter(({ days }) => days <= deadlineDays)
    .sort((a, b) => a.days - b.days);
  const [areMany, areOld] = [reviews.count >= backlogMin, oldestDays >= backlogDays];
  // Of what nobody could see the worst is assumed: a backlog must not hide itself by being large.
  const isBacklog = reviews.isWhole ? areMany && areOld : areMany || areOld;
  const overdue = due.filter(({ days }) => days < 0).length;
  const samples = (ids: readonly string[]) => ids.slice(0, samplesMax);
  const findings: (Finding | undefined)[] = [
    genericValues.length > 0
      ? {
          kind: "generic values",
          count: genericValues.length,
          samples: samples(genericValues),
        }
      : undefined,
    isBacklog
      ? {
          kind: "review backlog",
          count: reviews.count,
          oldestDays,
          samples: samples(reviews.samples),
        }
      : undefined,
    deadLetters.count > 0
      ? {
          kind: "dead letters",
          count: deadLetters.count,
          samples: samples(deadLetters.samples),
        }
      : undefined,
    due.length > 0
      ? {
          kind: "deadlines",
          overdue,
          soon: due.length - overdue,
          samples: samples(due.map(({ id }) => id)),
        }
      : undefined,
  ];
  return findings.filter((finding) => finding !== undefined);
}
