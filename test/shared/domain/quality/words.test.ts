import { describe, expect, it } from "vitest";
import { alertOf, causeOf, type Finding } from "#shared/domain/quality/alert.ts";
import { nextSteps } from "#shared/domain/quality/next-step.ts";
import { reasonOf } from "#shared/domain/quality/words.ts";
import { folding } from "#test/fixtures/events.ts";
import { day } from "./counting.ts";

const source = "website:a";
const jump = { share: 0.4, usual: 0.05, n: 100 };
const fields = [
  { field: "phone", ...jump },
  { field: "loyaltyTier", ...jump },
];
const samples: string[] = [];
const findings: Finding[] = [
  { kind: "silence", source, quietDays: 1, expected: 199.6, samples },
  { kind: "silence everywhere", sources: 4, samples },
  { kind: "missing", source, fields, samples },
  { kind: "invalid", source, fields, samples },
  { kind: "made-up", source, fields, samples },
  { kind: "contradictions", source, fields, samples },
  { kind: "duplicates", source, ...jump, samples },
  { kind: "clock ahead", source, share: 0.4, n: 100, samples },
  { kind: "clock offset", source, seconds: 28_800, n: 100, samples },
  { kind: "generic values", count: 1, samples },
  { kind: "review backlog", count: 20, oldestDays: 9, samples },
  { kind: "dead letters", count: 2, samples },
  { kind: "deadlines", overdue: 1, soon: 2, samples },
];

describe("every finding", () => {
  it("there is has words", () => {
    expect(new Set(findings.map(({ kind }) => kind))).toEqual(new Set(Object.keys(nextSteps)));
  });

  it.each(findings.map((finding) => [finding.kind, finding] as const))(
    "of %s says what was seen and what to do, in both languages",
    (kind, finding) => {
      for (const { en, zh } of [reasonOf(finding, folding.fields), nextSteps[kind]]) {
        expect(en).toMatch(/^[A-Z\d].*\.$/);
        expect(en).not.toMatch(/undefined|NaN|\p{Script=Han}/u);
        expect(zh).toMatch(/\p{Script=Han}.*。$/u);
        expect(zh).not.toMatch(/undefined|NaN/);
      }
    },
  );

  it("has one cause, and one id a day", () => {
    const causes = findings.map(causeOf);
    expect(new Set(causes).size).toBe(findings.length);
    expect(causes).toContain("missing website:a");
    expect(alertOf({ kind: "dead letters", count: 1, samples }, day(0)).id).toBe(
      "2026-01-05 dead letters",
    );
  });
});

it("fields are named by their labels, those that nobody knows by their names", () => {
  const words = reasonOf({ kind: "missing", source, fields, samples }, folding.fields);
  expect(words).toEqual({
    en: "From website:a, missing: Phone 40% (usually 5%), loyaltyTier 40% (usually 5%).",
    zh: "website:a 的数据缺失：电话 40%（通常 5%）、loyaltyTier 40%（通常 5%）。",
  });
});
