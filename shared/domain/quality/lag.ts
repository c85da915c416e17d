/** How late data is: a histogram whose buckets double, so that a row of few numbers spans seconds to years. */
import { countOf, type Counter, type Tally } from "./tally.ts";

/** Bucket 0: less than a second. Bucket k: from 2^(k−1) to 2^k seconds. The last one, from two years, has no end. */
const lastBucket = 27;

export function lagBucket(lagMs: number): number {
  const seconds = Math.floor(lagMs / 1_000);
  if (seconds < 1) return 0;
  return Math.min(lastBucket, Math.floor(Math.log2(seconds)) + 1);
}

export function lagCounter(lagMs: number): Counter {
  return `lag.${lagBucket(lagMs)}`;
}

/** The shortest lag in a bucket, in seconds. */
export const lagSecondsFrom = (bucket: number): number => (bucket === 0 ? 0 : 2 ** (bucket - 1));

export function lagCounts(tally: Tally): number[] {
  return Array.from({ length: lastBucket + 1 }, (_, bucket) => countOf(tally, `lag.${bucket}`));
}

/** Events of which it is known how late they were: not of those that only an inspection has counted. */
export function lagged(tally: Tally): number {
  return lagCounts(tally).reduce((sum, count) => sum + count, 0);
}

/** Seconds within which this share of events was usable, rounded up to the bucket's end; undefined without any. */
export function lagQuantile(tally: Tally, share: number): number | undefined {
  const counts = lagCounts(tally);
  const rank = share * lagged(tally);
  if (rank === 0) return undefined;
  let seen = 0;
  const bucket = counts.findIndex((count) => (seen += count) >= rank);
  return 2 ** bucket;
}

/** How many were usable within 2^`exponent` seconds. */
export function withinLag(tally: Tally, exponent: number): number {
  return lagCounts(tally)
    .slice(0, exponent + 1)
    .reduce((sum, count) => sum + count, 0);
}
