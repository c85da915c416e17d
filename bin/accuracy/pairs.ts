/** How well two ways of grouping the same rows agree, counted in pairs of rows. */

/** One row: who it is about, and which person it was found to be. */
export interface Assignment {
  row: number;
  truth: string;
  found: number;
}

export interface PairFigures {
  /** Pairs of rows about one customer. */
  truePairs: number;
  /** Pairs of rows that were joined. */
  foundPairs: number;
  /** Pairs that are both. */
  agreedPairs: number;
  /** Share of joined pairs that are right; null where none was joined. */
  precision: number | null;
  /** Share of true pairs that were joined; null where there is none. */
  recall: number | null;
  /** Harmonic mean of both; null where there is no pair of either kind. */
  f1: number | null;
}

/** From the sizes of groups and of their overlaps: a million rows have half a trillion pairs. */
export function comparePairs(rows: readonly Assignment[]): PairFigures {
  const people = Map.groupBy(rows, ({ truth }) => truth);
  const clusters = Map.groupBy(rows, ({ found }) => found);
  const truePairs = pairsWithin(people.values());
  const foundPairs = pairsWithin(clusters.values());
  let agreedPairs = 0;
  for (const person of people.values()) {
    agreedPairs += pairsWithin(Map.groupBy(person, ({ found }) => found).values());
  }
  return {
    truePairs,
    foundPairs,
    agreedPairs,
    precision: share(agreedPairs, foundPairs),
    recall: share(agreedPairs, truePairs),
    f1: share(2 * agreedPairs, truePairs + foundPairs),
  };
}

export function pairsWithin(groups: Iterable<readonly unknown[]>): number {
  let pairs = 0;
  for (const { length } of groups) pairs += (length * (length - 1)) / 2;
  return pairs;
}

function share(part: number, whole: number): number | null {
  return whole === 0 ? null : part / whole;
}
