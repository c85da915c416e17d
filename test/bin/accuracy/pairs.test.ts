/** The figures against the definition: every pair of rows looked at one by one. */
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { type Assignment, comparePairs } from "#bin/accuracy/pairs.ts";

const anyRows = fc
  .array(fc.tuple(fc.constantFrom("a", "b", "c", "d"), fc.nat(4)), { maxLength: 40 })
  .map((pairs) => pairs.map(([truth, found], at): Assignment => ({ row: at + 2, truth, found })));

function naive(rows: readonly Assignment[]) {
  const pairs = rows.flatMap((a, at) => rows.slice(at + 1).map((b) => ({ a, b })));
  const isTrue = ({ a, b }: { a: Assignment; b: Assignment }) => a.truth === b.truth;
  const isFound = ({ a, b }: { a: Assignment; b: Assignment }) => a.found === b.found;
  const truePairs = pairs.filter(isTrue).length;
  const foundPairs = pairs.filter(isFound).length;
  const agreedPairs = pairs.filter((pair) => isTrue(pair) && isFound(pair)).length;
  const precision = foundPairs === 0 ? null : agreedPairs / foundPairs;
  const recall = truePairs === 0 ? null : agreedPairs / truePairs;
  return { truePairs, foundPairs, agreedPairs, precision, recall };
}

test("equal the count of all pairs", () => {
  fc.assert(
    fc.property(anyRows, (rows) => {
      expect(comparePairs(rows)).toMatchObject(naive(rows));
    }),
  );
});

test("F1 is the harmonic mean of precision and recall", () => {
  fc.assert(
    fc.property(anyRows, (rows) => {
      const { precision, recall, f1 } = comparePairs(rows);
      fc.pre(precision !== null && recall !== null && precision + recall > 0);
      expect(f1).toBeCloseTo(
        (2 * (precision ?? 0) * (recall ?? 0)) / ((precision ?? 0) + (recall ?? 0)),
        12,
      );
    }),
  );
});

test("do not depend on the order of the rows, nor on what persons are called", () => {
  fc.assert(
    fc.property(anyRows, (rows) => {
      const renamed = rows.toReversed().map((row) => ({ ...row, found: 100 - row.found }));
      expect(comparePairs(renamed)).toEqual(comparePairs(rows));
    }),
  );
});

test("the truth itself is perfect", () => {
  const rows = ["a", "b", "a", "a"].map((truth, at) => ({
    row: at,
    truth,
    found: truth.charCodeAt(0),
  }));
  expect(comparePairs(rows)).toMatchObject({ precision: 1, recall: 1, f1: 1 });
});

test.each([
  ["no row", [], { precision: null, recall: null, f1: null }],
  [
    "no pair to find and none found",
    [
      ["a", 1],
      ["b", 2],
    ],
    { precision: null, recall: null, f1: null },
  ],
  [
    "nothing found",
    [
      ["a", 1],
      ["a", 2],
    ],
    { precision: null, recall: 0, f1: 0 },
  ],
  [
    "nothing to find",
    [
      ["a", 1],
      ["b", 1],
    ],
    { precision: 0, recall: null, f1: 0 },
  ],
] as const)("%s makes no number up", (_, told, figures) => {
  const rows = told.map(([truth, found], row) => ({ row, truth, found }));
  expect(comparePairs(rows)).toMatchObject(figures);
});

test("half a trillion pairs are counted exactly", () => {
  const rows = Array.from({ length: 1_000_000 }, (_, row) => ({ row, truth: "a", found: row % 2 }));
  expect(comparePairs(rows)).toMatchObject({
    truePairs: 499_999_500_000,
    agreedPairs: 249_999_500_000,
  });
});
