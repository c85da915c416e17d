/** What can go wrong in a simulated service, how often, and until when. */
import type { Random } from "#bin/random.ts";

/** Everything that the service may do to a caller within its contract. */
export const faultKinds = [
  /** Refused before any effect: too much at once. */
  "throttled",
  /** Refused before any effect: a fault of the service. */
  "server error",
  /** Nobody answers; nothing happened. */
  "lost request",
  /** Nobody answers; it happened. */
  "lost answer",
  /** A transaction is cancelled for another that nobody sees. */
  "transaction conflict",
  /** A transaction becomes visible item by item: only each single read is as of one moment. */
  "torn commit",
  /** The items of one batch are read one after another, while others write. */
  "torn read",
  /** An eventually consistent read of a table answers what was. */
  "stale read",
  /** A write reaches an index later. */
  "stale index",
  /** A batch is answered in part. */
  "unprocessed keys",
  /** A page ends before its limit. */
  "short page",
  /** A message arrives twice. */
  "duplicate message",
  /** A message that was deleted comes again. */
  "lost deletion",
  /** Some entries of a batch are refused. */
  "refused entry",
  /** Nobody answers in time; it happens later, when whoever asked may have asked again. */
  "late request",
  /** Whoever asks is held up, just before its request arrives or just before it hears the answer. */
  "slow read",
  /** The same of a call that writes: others may have done it by then. */
  "slow write",
] as const;
export type FaultKind = (typeof faultKinds)[number];

/** How late a request may arrive of which nobody knows any more. */
export const lateMsMax = 4_000;

/** How often each happens when it could, 0–1; what is not named never does. */
export type FaultRates = Partial<Readonly<Record<FaultKind, number>>>;

export interface Faults {
  /** Whether it happens now. Counted when it does. */
  chance(kind: FaultKind): boolean;
  /** From now on nothing goes wrong any more. */
  stop(): void;
  /** How often each has happened. */
  counts(): Readonly<Partial<Record<FaultKind, number>>>;
}

/** Each kind draws from a stream of its own: another rate of one leaves the others where they were. */
export function createFaults(random: Random, rates: FaultRates): Faults {
  const counts: Partial<Record<FaultKind, number>> = {};
  const streams = new Map(faultKinds.map((kind) => [kind, random.fork(kind)]));
  let stopped = false;
  return {
    chance(kind) {
      const rate = rates[kind] ?? 0;
      if (stopped || rate === 0 || !streams.get(kind)?.chance(rate)) return false;
      counts[kind] = (counts[kind] ?? 0) + 1;
      return true;
    },
    stop: () => void (stopped = true),
    counts: () => ({ ...counts }),
  };
}

export const noFaults: Faults = { chance: () => false, stop: () => {}, counts: () => ({}) };

/** Rates for one run: most kinds rarely or not at all, a few often, so that runs differ in character. */
export function drawRates(random: Random, highest = 0.3): FaultRates {
  return Object.fromEntries(
    faultKinds.map((kind) => [kind, random.pick([0, 0.01, 0.05, 0.3]) * (highest / 0.3)]),
  );
}
