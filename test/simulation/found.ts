/**
 * Seeds by which the simulation found a fault in the product, kept for as long as they say the same:
 * a change of how plans are made gives every seed another meaning. What is left then is the test that
 * each fault has of its own.
 */
export interface Found {
  seed: string;
  events: number;
  /** What went wrong before it was mended. */
  fault: string;
}

export const found: readonly Found[] = [
  {
    seed: "30045",
    events: 1_000,
    fault: "who was kept apart from an erased person, by a value that many share, stayed alone",
  },
  {
    seed: "40198",
    events: 1_000,
    fault: "a list of events that was late took from the living what the erased had had before",
  },
  {
    seed: "40490",
    events: 1_000,
    fault: "two events whose every value many share were taken for one another's, being alike",
  },
  {
    seed: "40935",
    events: 1_000,
    fault:
      "an erasure that had read one person before and one after a merge was refused, not tried again",
  },
];
