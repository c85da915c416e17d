/** The three pieces of statistics that quality rests on: few numbers must neither shine nor alarm. */

import * as z from "zod";

/** A part of `n` cases. */
export const Share = z.object({ share: z.number().describe("0–1, of `n` cases."), n: z.int() });
export type Share = z.infer<typeof Share>;

/** Undefined where there are no cases: of nothing nothing is known. */
export function shareOf(part: number, n: number): Share | undefined {
  return n > 0 ? { share: part / n, n } : undefined;
}

/** 95 % certain, two-sided. */
export const z95 = 1.96;

/**
 * Bounds of the true share behind an observed one: E. B. Wilson, Probable Inference, the Law of
 * Succession, and Statistical Inference, 1927. Unlike the textbook's ± it stays within 0–1 and is wide
 * where cases are few. Without any: 0 and 1.
 */
export function wilson({ share, n }: Share, z: number): { lower: number; upper: number } {
  if (n <= 0) return { lower: 0, upper: 1 };
  const centre = share + (z * z) / (2 * n);
  const half = z * Math.sqrt((share * (1 - share)) / n + (z * z) / (4 * n * n));
  const scale = 1 + (z * z) / n;
  return {
    lower: Math.max(0, (centre - half) / scale),
    upper: Math.min(1, (centre + half) / scale),
  };
}

/** The middle one, or between the two in the middle; undefined of none. */
export function median(values: readonly number[]): number | undefined {
  const sorted = values.toSorted((a, b) => a - b);
  const upper = sorted[sorted.length >> 1];
  const lower = sorted[(sorted.length - 1) >> 1];
  return lower === undefined || upper === undefined ? undefined : (lower + upper) / 2;
}

/** Median absolute deviation, unscaled: one wild day out of eight does not move it. */
export function medianDeviation(values: readonly number[]): number | undefined {
  const middle = median(values);
  return middle === undefined ? undefined : median(values.map((value) => Math.abs(value - middle)));
}
