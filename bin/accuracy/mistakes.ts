/** Where the grouping went wrong: by row number only, so that a report can be passed on. */
import { type Assignment, pairsWithin } from "./pairs.ts";

export interface Mistakes {
  /** How many groups are wrong in this way. */
  groups: number;
  /** The ones that cost most pairs, each as the rows of its parts. */
  examples: readonly (readonly (readonly number[])[])[];
}

const examplesMax = 3;

/** Persons that hold rows of several customers; parts are customers. */
export function wrongJoins(rows: readonly Assignment[]): Mistakes {
  const clusters = Map.groupBy(rows, ({ found }) => found);
  return mistakes(clusters.values(), (row) => row.truth);
}

/** Customers whose rows lie in several persons; parts are persons. */
export function missedJoins(rows: readonly Assignment[]): Mistakes {
  const people = Map.groupBy(rows, ({ truth }) => truth);
  return mistakes(people.values(), (row) => row.found);
}

function mistakes(
  groups: Iterable<readonly Assignment[]>,
  partOf: (row: Assignment) => string | number,
): Mistakes {
  const broken = [...groups].flatMap((group) => {
    const parts = [...Map.groupBy(group, partOf).values()];
    if (parts.length === 1) return [];
    return { parts, cost: pairsWithin([group]) - pairsWithin(parts) };
  });
  const firstRow = ({ parts }: { parts: Assignment[][] }): number => parts[0]?.[0]?.row ?? 0;
  const examples = broken
    .sort((a, b) => b.cost - a.cost || firstRow(a) - firstRow(b))
    .slice(0, examplesMax)
    .map(({ parts }) => parts.map((part) => part.map(({ row }) => row)));
  return { groups: broken.length, examples };
}
