/** One number for "can we trust this", and stars for who has no time: what is not proven does not count. */
import * as z from "zod";
import { type Share, wilson, z95 } from "./statistics.ts";
import { entriesOf } from "./tally.ts";

/** Raised with whatever changes a score of the same counters. */
export const formulaVersion = 1;

/**
 * What the parts weigh. Whether something is there and right is most of it; the rest says whether it
 * could be checked, came in time, and came once.
 */
export const partWeights = {
  /** Fields that the source asks for and got, by the registry's weights. */
  completeness: 35,
  /** Values that are valid and not made up, by the registry's weights. */
  conformity: 25,
  /** Values that agree with what another channel had said. */
  consistency: 20,
  /** Of: the provider's own time, a form or account that is named, a signature. */
  traceability: 10,
  timeliness: 5,
  /** Deliveries that were no repetition. */
  uniqueness: 5,
} as const;
export type Part = keyof typeof partWeights;
export type Parts = Readonly<Record<Part, Share | undefined>>;

/** A part that was seen less often is left out, and the others weigh more. */
const partSampleMin = 10;

export const Score = z.object({
  score: z.int().describe("0–100: the least that `n` events prove."),
  stars: z.int().describe("1–5."),
  n: z.int().describe("New events that it rests on."),
  formulaVersion: z.int(),
});
export type Score = z.infer<typeof Score>;

/**
 * 100 × the lower Wilson bound (95 %) of p over n, where p is the weighted mean of the parts and n the
 * number of new events. All perfect: 57 of 100 with five events, 91 with forty. Undefined without events.
 */
export function scoreOf(parts: Parts, n: number): Score | undefined {
  if (n <= 0) return undefined;
  const told = entriesOf(partWeights).flatMap(([part, weight]) => {
    const share = parts[part];
    return share !== undefined && share.n >= Math.min(partSampleMin, n)
      ? [{ weight, share: share.share }]
      : [];
  });
  const weights = told.reduce((sum, { weight }) => sum + weight, 0);
  if (weights === 0) return undefined;
  const p = told.reduce((sum, { weight, share }) => sum + weight * share, 0) / weights;
  const score = Math.round(100 * wilson({ share: p, n }, z95).lower);
  return { score, stars: starsOf(score), n, formulaVersion };
}

/** From so many points on there is one star more. */
export const starsFrom = [50, 65, 80, 90];

function starsOf(score: number): number {
  return 1 + starsFrom.filter((least) => score >= least).length;
}
