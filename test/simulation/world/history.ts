/** What was said and answered in one run: by this the promises are judged, not by what the stores believe. */
import type { CustomerEvent } from "#shared/domain/event.ts";
import { compareText } from "#shared/domain/identifier.ts";
import type { Row } from "../dynamodb/value.ts";

export interface History {
  /** Every copy of an event that may have reached the queue, by id. */
  sent: Map<string, CustomerEvent[]>;
  /** Ids of events, and bodies of other messages, whose sender was answered with success. */
  acknowledged: Set<string>;
  /** Fingerprints of deliveries that no channel understood, and were taken. */
  unclear: Set<string>;
  /** Bodies that nobody can open, and were taken. */
  garbage: Set<string>;
  /** Ids of decisions that a steward was told are taken. */
  decisions: Set<string>;
  /** Ids of corrections that a member of staff was told are made. */
  corrections: Set<string>;
  /** Ids that somebody was told are a person's. */
  people: Set<string>;
  /** Ids of events that somebody was told are linked. */
  linked: Set<string>;
  /** Quarantined deliveries that a steward was told are dismissed, by the id of the review. */
  dismissed: Set<string>;
  /** Rows of events as they stood in backups that were made on the way. */
  backups: Row[];
  /** What was seen on the way that must never be. */
  broken: { promise: PromiseName; what: string }[];
  /** How often each thing that a log line or an answer tells has happened. */
  happened: Map<string, number>;
}

/** As the README says them. */
export const promiseNames = [
  "Accounted for",
  "Once",
  "Order-free",
  "Pointed",
  "Folded",
  "Reversible",
  "Sealed",
  "No poison",
  "Live",
] as const;
export type PromiseName = (typeof promiseNames)[number];

export function openHistory(): History {
  return {
    sent: new Map(),
    acknowledged: new Set(),
    unclear: new Set(),
    garbage: new Set(),
    decisions: new Set(),
    corrections: new Set(),
    people: new Set(),
    linked: new Set(),
    dismissed: new Set(),
    backups: [],
    broken: [],
    happened: new Map(),
  };
}

export function count(happened: Map<string, number>, name: string, times = 1): void {
  happened.set(name, (happened.get(name) ?? 0) + times);
}

/** By name, for whoever reads them. */
export function inOrder(happened: ReadonlyMap<string, number>): [string, number][] {
  return [...happened].sort(([a], [b]) => compareText(a, b));
}
