/** One seed decides everything, and streams do not disturb each other. */
import { describe, expect, test } from "vitest";
import { createRandom } from "#bin/random.ts";

const draws = (seed: string, count = 20) => {
  const random = createRandom(seed);
  return Array.from({ length: count }, () => random.next());
};

describe("randomness", () => {
  test("is the same for the same seed", () => {
    expect(draws("7")).toEqual(draws("7"));
  });

  test("is another for another seed", () => {
    expect(draws("7")).not.toEqual(draws("8"));
  });

  test("stays what it was from one version to the next: old seeds replay old failures", () => {
    const random = createRandom("tributary");
    expect([random.integer(1_000), random.integer(1_000), random.bytes(4).toString("hex")]).toEqual(
      [268, 908, "05f22f02"],
    );
  });

  test("of a fork depends on its name and the seed, not on what was drawn before", () => {
    const untouched = createRandom("7").fork("a").next();
    const random = createRandom("7");
    random.next();
    random.fork("b").next();
    expect(random.fork("a").next()).toBe(untouched);
    expect(random.fork("b").next()).not.toBe(untouched);
  });

  test("is spread evenly", () => {
    const random = createRandom("even");
    const counts = new Map<number, number>();
    for (let at = 0; at < 10_000; at++) {
      const drawn = random.integer(10);
      counts.set(drawn, (counts.get(drawn) ?? 0) + 1);
    }
    expect(counts.size).toBe(10);
    for (const count of counts.values()) expect(Math.abs(count - 1_000)).toBeLessThan(150);
  });

  test("shuffles without losing or inventing anything, into more than one order", () => {
    const random = createRandom("7");
    const items = [1, 2, 3, 4, 5];
    const orders = Array.from({ length: 50 }, () => random.shuffle(items));
    for (const order of orders) expect(order.toSorted((a, b) => a - b)).toEqual(items);
    expect(new Set(orders.map(String)).size).toBeGreaterThan(20);
    expect(items).toEqual([1, 2, 3, 4, 5]);
  });

  test("picks nothing where there is nothing", () => {
    const none: readonly number[] = [];
    expect(createRandom("7").pick(none)).toBeUndefined();
  });
});
