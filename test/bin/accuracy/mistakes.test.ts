/** Which mistakes are shown, and as what. */
import { describe, expect, test } from "vitest";
import { missedJoins, wrongJoins } from "#bin/accuracy/mistakes.ts";
import type { Assignment } from "#bin/accuracy/pairs.ts";

const rowsOf = (...told: readonly (readonly [string, number])[]): Assignment[] =>
  told.map(([truth, found], at) => ({ row: at + 2, truth, found }));

test("a person of two customers is a wrong join, told as the rows of each", () => {
  const rows = rowsOf(["a", 1], ["b", 1], ["a", 1], ["c", 2]);
  expect(wrongJoins(rows)).toEqual({ groups: 1, examples: [[[2, 4], [3]]] });
  expect(missedJoins(rows)).toEqual({ groups: 0, examples: [] });
});

test("a customer in two persons is a missed join, told as the rows of each", () => {
  const rows = rowsOf(["a", 1], ["a", 2], ["b", 3]);
  expect(missedJoins(rows)).toEqual({ groups: 1, examples: [[[2], [3]]] });
  expect(wrongJoins(rows)).toEqual({ groups: 0, examples: [] });
});

describe("of many", () => {
  const couple = (name: string, found: number) =>
    [
      [name, found],
      [`${name}'`, found],
    ] as const;
  const rows = rowsOf(...couple("a", 1), ...couple("b", 2), ...couple("c", 3), ...couple("d", 4), [
    "d",
    4,
  ]);

  test("all are counted and three are shown: the costliest, then the first in the file", () => {
    expect(wrongJoins(rows)).toEqual({
      groups: 4,
      examples: [
        [[8, 10], [9]],
        [[2], [3]],
        [[4], [5]],
      ],
    });
  });
});

test("the truth itself has none", () => {
  const rows = rowsOf(["a", 1], ["b", 2], ["a", 1]);
  expect([wrongJoins(rows).groups, missedJoins(rows).groups]).toEqual([0, 0]);
});
