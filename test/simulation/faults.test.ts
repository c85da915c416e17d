/** Faults: as often as was asked for, decided by the seed. */
import { describe, expect, test } from "vitest";
import { createRandom } from "#bin/random.ts";
import { createFaults, drawRates, faultKinds, noFaults } from "./faults.ts";

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
