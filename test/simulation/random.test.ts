/** One seed decides everything, and streams do not disturb each other. */
import { describe, expect, test } from "vitest";
import { createFaults, drawRates, faultKinds, noFaults } from "./faults.ts";
import { createRandom } from "./random.ts";

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

describe("faults", () => {
  test("happen as often as their rate says, and are counted", () => {
    const faults = createFaults(createRandom("7"), { throttled: 0.2 });
    const happened = Array.from({ length: 5_000 }, () => faults.chance("throttled"));
    const count = happened.filter(Boolean).length;
    expect(Math.abs(count - 1_000)).toBeLessThan(100);
    expect(faults.counts()).toEqual({ throttled: count });
  });

  test("that were not asked for never happen", () => {
    const faults = createFaults(createRandom("7"), {});
    for (const kind of faultKinds) expect(faults.chance(kind)).toBe(false);
    expect(noFaults.chance("throttled")).toBe(false);
  });

  test("end when they are stopped", () => {
    const faults = createFaults(createRandom("7"), { throttled: 1 });
    expect(faults.chance("throttled")).toBe(true);
    faults.stop();
    expect(faults.chance("throttled")).toBe(false);
  });

  test("of one kind are where they were when another becomes more frequent", () => {
    const drawn = (rate: number) => {
      const faults = createFaults(createRandom("7"), { throttled: rate, "lost answer": 0.5 });
      return Array.from({ length: 50 }, () => {
        faults.chance("throttled");
        return faults.chance("lost answer");
      });
    };
    expect(drawn(0.1)).toEqual(drawn(0.9));
  });

  test("differ in character from run to run", () => {
    const characters = ["1", "2", "3"].map((seed) => JSON.stringify(drawRates(createRandom(seed))));
    expect(new Set(characters).size).toBe(3);
    for (const rate of Object.values(drawRates(createRandom("1"), 0.1))) {
      expect(rate).toBeLessThanOrEqual(0.1);
    }
  });
});
