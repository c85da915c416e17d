import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  lagBucket,
  lagCounter,
  lagCounts,
  lagQuantile,
  lagSecondsFrom,
  withinLag,
} from "#shared/domain/quality/lag.ts";
import { addTallies, emptyTally } from "#shared/domain/quality/tally.ts";
import { tallyOf } from "./counting.ts";

describe("a lag is counted", () => {
  it.each([
    [-5_000, 0],
    [0, 0],
    [999, 0],
    [1_000, 1],
    [1_999, 1],
    [2_000, 2],
    [3_999, 2],
    [4_000, 3],
    [60_000, 6],
    [3_600_000, 12],
    [86_400_000, 17],
    [1e15, 27],
  ])("of %d ms in bucket %d", (lagMs, bucket) => {
    expect(lagBucket(lagMs)).toBe(bucket);
  });

  it("in one bucket that is not longer than twice its beginning", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 2 ** 26 - 1 }), (seconds) => {
        const from = lagSecondsFrom(lagBucket(seconds * 1_000));
        expect(from).toBeLessThanOrEqual(seconds);
        expect(seconds).toBeLessThan(2 * from);
      }),
    );
  });
});

describe("of many lags", () => {
  const tally = tallyOf({ "lag.0": 5, "lag.3": 4, "lag.12": 1 });

  it("half are no longer than the end of a bucket", () => {
    expect(lagQuantile(tally, 0.5)).toBe(1);
    expect(lagQuantile(tally, 0.51)).toBe(8);
    expect(lagQuantile(tally, 0.95)).toBe(4_096);
    expect(lagQuantile(emptyTally, 0.5)).toBeUndefined();
  });

  it("so many were within some seconds", () => {
    expect(withinLag(tally, 2)).toBe(5);
    expect(withinLag(tally, 3)).toBe(9);
  });

  it("no quantile falls short of the share it is asked for, in whatever parts they were counted", () => {
    const lags = fc.array(fc.integer({ min: 0, max: 10_000_000 }), { minLength: 1 });
    fc.assert(
      fc.property(lags, fc.double({ min: 0.01, max: 1, noNaN: true }), (all, share) => {
        const joined = addTallies(all.map((lag) => tallyOf({ [lagCounter(lag)]: 1 })));
        const limit = (lagQuantile(joined, share) ?? 0) * 1_000;
        expect(lagCounts(joined).reduce((sum, count) => sum + count, 0)).toBe(all.length);
        expect(all.filter((lag) => lag < limit).length).toBeGreaterThanOrEqual(
          share * all.length - 1e-9,
        );
      }),
    );
  });
});
