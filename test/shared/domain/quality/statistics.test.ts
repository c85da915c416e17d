import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  median,
  medianDeviation,
  shareOf,
  wilson,
  z95,
} from "#shared/domain/quality/statistics.ts";

describe("the Wilson bounds", () => {
  it.each([
    // By hand, z = 1.96: (p + z²/2n ∓ z·√(p(1−p)/n + z²/4n²)) / (1 + z²/n).
    [0.5, 10, 0.2366, 0.7634],
    [1, 5, 0.5655, 1],
    [0, 5, 0, 0.4345],
    [0.8, 100, 0.7112, 0.8666],
    [0.95, 1_000, 0.9347, 0.9619],
  ])("of a share of %d in %d cases are %d and %d", (...[share, n, lower, upper]) => {
    const bounds = wilson({ share, n }, z95);
    expect(bounds.lower).toBeCloseTo(lower, 4);
    expect(bounds.upper).toBeCloseTo(upper, 4);
  });

  it("of no case are everything", () => {
    expect(wilson({ share: 0, n: 0 }, z95)).toEqual({ lower: 0, upper: 1 });
  });

  it("hold the share between them, and come closer with more cases", () => {
    fc.assert(
      fc.property(fc.nat(1_000), fc.integer({ min: 1, max: 1_000 }), (part, n) => {
        const share = Math.min(part, n) / n;
        const few = wilson({ share, n }, z95);
        const many = wilson({ share, n: n * 4 }, z95);
        expect(few.lower).toBeGreaterThanOrEqual(0);
        expect(few.upper).toBeLessThanOrEqual(1);
        expect(few.lower).toBeLessThanOrEqual(share + 1e-12);
        expect(few.upper).toBeGreaterThanOrEqual(share - 1e-12);
        expect(many.upper - many.lower).toBeLessThan(few.upper - few.lower);
      }),
    );
  });
});

describe("the median absolute deviation", () => {
  it.each([
    [[1, 1, 2, 2, 4, 6, 9], 2, 1],
    [[5], 5, 0],
    [[3, 1], 2, 1],
    [[10, 12, 11, 13, 12, 11, 12, 90], 12, 1],
    [[4, 4, 4, 4, 100], 4, 0],
  ])("of %j is about the median %d: %d", (values, middle, deviation) => {
    expect(median(values)).toBe(middle);
    expect(medianDeviation(values)).toBe(deviation);
  });

  it("of nothing is not zero but unknown", () => {
    expect(median([])).toBeUndefined();
    expect(medianDeviation([])).toBeUndefined();
  });

  it("moves with all values, and not with their order", () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: -1_000, max: 1_000 }), { minLength: 1 }),
        fc.integer({ min: -1_000, max: 1_000 }),
        (values, by) => {
          const moved = values.map((value) => value + by).reverse();
          expect(median(moved)).toBe((median(values) ?? Number.NaN) + by);
          expect(medianDeviation(moved)).toBe(medianDeviation(values));
        },
      ),
    );
  });
});

it("a share of nothing is none", () => {
  expect(shareOf(0, 0)).toBeUndefined();
  expect(shareOf(1, 4)).toEqual({ share: 0.25, n: 4 });
});
