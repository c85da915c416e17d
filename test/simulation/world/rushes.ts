/** Moments at which one circle is all that anybody talks of: its deliveries, and stewards who look into it. */
import type { Random } from "#bin/random.ts";
import type { Told } from "./stories.ts";
import { drawWaver, drawWish, type Matter, type Wish } from "./wishes.ts";

export interface Rush {
  circle: readonly Told[];
  /** Ids of those that come in the rush; the others have just come. */
  late: ReadonlySet<string>;
  atMs: number;
  forMs: number;
  wishes: number;
  about: Matter;
}

/** So long before, some of it is known already. */
const aheadMs = 8_000;
/** More than so many at once are no rush, but all of a run. */
const eventsMax = 60;

interface RushesOptions {
  count: number;
  about: Matter;
  lengthMs: number;
  random: Random;
}

/** Each of a circle of its own, among those that have the most to say. */
export function drawRushes(
  circles: readonly (readonly Told[])[],
  { count, about, lengthMs, random }: RushesOptions,
): Rush[] {
  const forMs = random.pick([1_000, 4_000, 12_000]);
  return circles
    .filter(({ length }) => length <= eventsMax)
    .toSorted((a, b) => b.length - a.length)
    .slice(0, count)
    .map((circle) => ({
      circle,
      late: new Set(circle.filter(() => random.chance(0.6)).map(({ id }) => id)),
      atMs: aheadMs + random.integer(lengthMs),
      forMs,
      wishes: about === "merges" ? 1 : random.pick([1, 2, 6]),
      about,
    }));
}

export function momentOf({ id }: Told, { atMs, forMs, late }: Rush, random: Random): number {
  return late.has(id) ? atMs + random.integer(forMs) : atMs - random.integer(aheadMs);
}

/** What stewards want of those who are talked of: most cannot make up their minds. */
export function wishesOf(
  { circle, atMs, forMs, wishes, about }: Rush,
  all: readonly Told[],
  random: Random,
): { atMs: number; wish: Wish }[] {
  return Array.from({ length: wishes }, () => ({
    atMs: atMs + random.integer(forMs),
    wish:
      about === "anything" && random.chance(0.3)
        ? drawWish(random, { circle, all })
        : drawWaver(random, { circle, all, about }),
  }));
}
