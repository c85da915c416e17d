/** Sources that live for weeks: how much they send, how much of it is missing or wrong, all by one number. */
import type { Counted, Counter, Tally } from "#shared/domain/quality/tally.ts";
import { counted } from "./counting.ts";

export interface Nature {
  /** Events on a Monday, a Tuesday …, on average. */
  perWeekday: readonly number[];
  /** Field → share of events that fill it in, and of those the share that is invalid. */
  fields: Readonly<Record<string, { filled: number; invalid: number }>>;
  /** Deliveries that come again. */
  again: number;
}

export const office: Nature = {
  perWeekday: [200, 210, 190, 200, 180, 0, 0],
  fields: { phone: { filled: 0.9, invalid: 0.04 }, city: { filled: 0.5, invalid: 0.01 } },
  again: 0.03,
};
export const shop: Nature = {
  perWeekday: [60, 60, 60, 70, 90, 160, 150],
  fields: { phone: { filled: 1, invalid: 0.02 }, email: { filled: 0.7, invalid: 0.06 } },
  again: 0.1,
};
/** A form that somebody finds every other day. */
export const rare: Nature = {
  perWeekday: [0.6, 0.6, 0.6, 0.6, 0.6, 0.3, 0.3],
  fields: { phone: { filled: 0.8, invalid: 0.2 } },
  again: 0.02,
};

/** Uniform in [0, 1): Mulberry32, which is enough to invent traffic with. */
export function randomOf(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** How many of `n` with this chance each. */
function some(n: number, chance: number, random: () => number): number {
  let count = 0;
  for (let at = 0; at < n; at++) if (random() < chance) count += 1;
  return count;
}

/** Events of one day that arrive independently of each other: many moments, a small chance in each. */
const arrivals = (mean: number, random: () => number): number =>
  some(1_000, Math.min(1, mean / 1_000), random);

export function dayOfTraffic(nature: Nature, at: number, random: () => number): Tally["counts"] {
  const events = arrivals(nature.perWeekday[at % 7] ?? 0, random);
  const counts: Partial<Record<Counter, number>> = { new: events, "lag.2": events };
  counts.known = some(events, nature.again, random);
  for (const [field, { filled, invalid }] of Object.entries(nature.fields)) {
    const present = some(events, filled, random);
    const wrong = some(present, invalid, random);
    counts[`valid.${field}`] = present - wrong;
    counts[`invalid.${field}`] = wrong;
  }
  return Object.fromEntries(Object.entries(counts).filter(([, count = 0]) => count > 0));
}

/** Days 0 to `days` − 1; days without traffic have no row. `change`: what is different on a day. */
export function trafficOf(
  source: string,
  { nature, days, seed }: { nature: Nature; days: number; seed: number },
  change: (at: number, usual: Nature) => Nature = (_, usual) => usual,
): Counted[] {
  const random = randomOf(seed);
  return Array.from({ length: days }, (_, at) =>
    counted(source, at, dayOfTraffic(change(at, nature), at, random)),
  ).filter(({ tally }) => Object.keys(tally.counts).length > 0);
}
