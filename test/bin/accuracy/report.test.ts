/** The page as people read it. */
import { expect, test } from "vitest";
import type { Figures } from "#bin/accuracy/figures.ts";
import { report } from "#bin/accuracy/report.ts";

const run = { file: "people.csv", tenant: "demo", truth: "customer", promoted: [] };
const none = { groups: 0, examples: [] };
const perfect: Figures = {
  records: 4,
  labelled: 4,
  repeated: 0,
  undated: 0,
  clusters: { true: { clusters: 2, bySize: { 2: 2 } }, found: { clusters: 2, bySize: { 2: 2 } } },
  pairs: { truePairs: 2, foundPairs: 2, agreedPairs: 2, precision: 1, recall: 1, f1: 1 },
  wrongJoins: none,
  missedJoins: none,
  contestedLinks: 0,
  genericValues: 0,
  unlinkable: 0,
  fields: [{ name: "phone", filled: 4, invalid: 1, blocked: 0 }],
  ignoredColumns: [],
  normalisedPerSecond: 12_345,
  resolvedPerSecond: 67_890,
};

test("a perfect run says so, and speaks of nothing that is not there", () => {
  const page = report(perfect, run);
  expect(page).toMatch(/pairwise F1 +1\.0000/);
  expect(page).toMatch(/phone +100\.0 % +25\.0 % +0\.0 %/);
  expect(page).toMatch(/^Wrong joins .*: none$/m);
  expect(page).toMatch(/normalise +12,345 {2}records\/s/);
  expect(page).not.toMatch(/undated|repeated|Ignored|Also linked|not counted/);
});

test("what is there is said", () => {
  const page = report(
    { ...perfect, labelled: 3, repeated: 1, undated: 2, ignoredColumns: ["a", "b"] },
    { ...run, promoted: ["name-birthday", "wechat-id"] },
  );
  expect(page).toContain("1 more resolved with them, not counted below");
  expect(page).toMatch(/repeated +1 /);
  expect(page).toMatch(/undated +2 /);
  expect(page).toContain("Also linked by name-birthday, wechat-id");
  expect(page).toMatch(/Ignored columns: a, b$/);
});

test("a rate is never rounded up to perfection", () => {
  const pairs = { ...perfect.pairs, precision: 0.999_99, recall: null };
  const page = report({ ...perfect, pairs }, run);
  expect(page).toMatch(/precision +0\.9999/);
  expect(page).toMatch(/recall +– /);
});

test("sizes stand in lines, small ones alone, large ones together, unused ones not at all", () => {
  const clusters = {
    true: { clusters: 7, bySize: { 1: 4, 6: 2, 9: 1 } },
    found: { clusters: 3, bySize: { 1: 2, 500: 1 } },
  };
  const lines = report({ ...perfect, clusters }, run).split("\n");
  const from = lines.findIndex((line) => line.includes("rows per person"));
  expect(lines.slice(from + 1, from + 4).map((line) => line.trim().split(/ {2,}/))).toEqual([
    ["1", "4", "2"],
    ["6 – 10", "3", "0"],
    ["101 and more", "0", "1"],
  ]);
});

test("a large mistake is cut short, in rows and in parts", () => {
  const rows = Array.from({ length: 9 }, (_, at) => at + 2);
  const examples = [[rows, ...rows.map((row) => [row + 100])]];
  const page = report({ ...perfect, wrongJoins: { groups: 1_234, examples } }, run);
  expect(page).toContain("Wrong joins (one person, several customers): 1,234; the costliest");
  expect(page).toContain("\n  2, 3, 4, 5, 6, 7, and 3 more | 102 | 103 | 104 | 105 | and 5 more\n");
});
