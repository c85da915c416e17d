/** Every order in which something can happen, one run after the other: whoever chooses is led by the hand. */
/** Chooses where the simulation would draw: the same choices lead to the same run. */
export interface Chooser {
  /** One of so many, from 0 on. */
  choose(options: number): number;
}

export interface Explored {
  runs: number;
  /** Choices in the longest run. */
  deepest: number;
}

/**
 * Depth first: each run repeats the last one up to its latest choice that has an alternative left, and
 * takes the next one there. Complete: every sequence of choices is taken exactly once.
 */
export async function inEveryOrder(
  run: (chooser: Chooser) => Promise<void>,
  runsMax = Infinity,
): Promise<Explored> {
  const path: { taken: number; options: number }[] = [];
  const explored = { runs: 0, deepest: 0 };
  do {
    let depth = 0;
    await run({
      choose(options) {
        const at = path[depth] ?? { taken: 0, options };
        if (at.options !== options) throw new Error("the same choices led to another run");
        path[depth] = at;
        depth += 1;
        return at.taken;
      },
    });
    explored.runs += 1;
    explored.deepest = Math.max(explored.deepest, depth);
    path.length = depth;
    while (path.length > 0) {
      const last = path.at(-1);
      if (last !== undefined && last.taken + 1 < last.options) {
        last.taken += 1;
        break;
      }
      path.pop();
    }
  } while (path.length > 0 && explored.runs < runsMax);
  return explored;
}
