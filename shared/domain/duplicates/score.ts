/** How likely two records are one customer's, and why, in words that name no value. */
import type { Comparable } from "./comparable.ts";
import { comparisons } from "./compare.ts";
import { bitsOf, findings } from "./finding.ts";

export interface Evidence {
  en: string;
  zh: string;
  /** Whether it speaks for one customer. */
  for: boolean;
}

export interface PairScore {
  /** 0–1, three decimals: the probability that both are one customer. */
  score: number;
  /** Strongest first. */
  evidence: readonly Evidence[];
}

/**
 * Of two records picked at random one pair in half a million is one customer: a hundred thousand
 * people, of whom every fifth is there twice. Taken the same for tenants of every size, because a
 * score must not change while nobody has learned anything about the two.
 */
const priorBits = Math.log2(1 / 500_000);

/**
 * From here on a pair is more likely one customer than two, so a steward who opens two reviews finds
 * one duplicate. Lower, and mostly namesakes are looked at until nobody looks any more; the same name
 * alone never comes here, the same name and company do, unless something speaks against it.
 */
export const reviewScoreMin = 0.5;

/** The same whichever comes first. Says nothing of what either leaves out. */
export function scorePair(a: Comparable, b: Comparable): PairScore {
  const found = comparisons.flatMap((compare) => {
    const name = compare(a, b);
    return name === undefined ? [] : [findings[name]];
  });
  const bits = found.reduce((sum, finding) => sum + bitsOf(finding), priorBits);
  const evidence = found
    .toSorted((one, other) => Math.abs(bitsOf(other)) - Math.abs(bitsOf(one)))
    .map((finding) => ({ en: finding.en, zh: finding.zh, for: bitsOf(finding) > 0 }));
  return { score: Math.round(1_000 / (1 + 2 ** -bits)) / 1_000, evidence };
}
