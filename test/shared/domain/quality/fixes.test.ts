import { describe, expect, it } from "vitest";
import { folding } from "#test/fixtures/events.ts";
import { effectsOf, fixesOf, fixInWords, type Week } from "#shared/domain/quality/fixes.ts";
import { metricsOf } from "#shared/domain/quality/metrics.ts";
import type { Tally } from "#shared/domain/quality/tally.ts";
import { counted, day } from "./counting.ts";

const { fields } = folding;

/** `before`: what was counted some weeks earlier. */
function weekOf(
  counts: Record<string, Tally["counts"]>,
  before: Record<string, Tally["counts"]> = {},
): Week {
  const rowsOn = (at: number, all: Record<string, Tally["counts"]>) =>
    Object.entries(all).map(([source, told]) => counted(source, at, told));
  const rows = [...rowsOn(3, counts), ...rowsOn(-20, before)];
  const cells = metricsOf({ counted: rows, window: "week", lastDay: day(6), fields });
  return new Map(
    cells.flatMap((cell) =>
      cell.kind === "shown" && cell.level === "source" ? [[cell.name, cell.metrics]] : [],
    ),
  );
}

const bad = weekOf({
  "website:a": { new: 100, "valid.phone": 60, "invalid.phone": 30, "valid.city": 95 },
  "shopify:tea": { new: 400, "valid.phone": 400, "madeUp.phone": 40, "valid.city": 40 },
  typeform: { new: 40, "quarantined.no answers": 10 },
});

describe("what to fix", () => {
  const fixes = fixesOf(bad, fields);

  it("comes in the order of the customers that it would repair", () => {
    expect(
      fixes.map(({ kind, source, what, customers }) => [kind, source, what, customers]),
    ).toEqual([
      ["made-up", "shopify:tea", "phone", 40],
      ["invalid", "website:a", "phone", 30],
      ["missing", "website:a", "phone", 10],
      ["not understood", "typeform", "no answers", 10],
      ["missing", "website:a", "city", 5],
    ]);
  });

  it("leaves out what hardly anybody fills in, what is too little, and what weighs nothing", () => {
    const little = weekOf({
      "website:a": { new: 100, "valid.city": 96, "valid.utmTerm": 80, "invalid.utmContent": 50 },
    });
    expect(fixesOf(little, fields)).toEqual([]);
    // Nine of ten give no city: it is optional there.
    expect(fixes.filter(({ what, source }) => what === "city" && source !== "website:a")).toEqual(
      [],
    );
  });

  it("names a question that was lost, though nobody answers it any more", () => {
    const lost = { "website:a": { new: 40, "valid.phone": 40 } };
    const before = { "website:a": { new: 200, "valid.phone": 200, "valid.city": 180 } };
    expect(fixesOf(weekOf(lost), fields)).toEqual([]);
    expect(fixesOf(weekOf(lost, before), fields)).toEqual([
      { kind: "missing", source: "website:a", what: "city", customers: 40, share: 1, n: 40 },
    ]);
  });

  it("is said in both languages, by the field's label", () => {
    expect(fixes.map((fix) => fixInWords(fix, fields)).slice(1, 2)).toEqual([
      {
        en: "Check phone on website:a before it is sent: 30 of 90 (33%) are invalid.",
        zh: "请在 website:a 提交前校验电话：90 条中 30 条（33%）无效。",
      },
    ]);
    for (const fix of fixes) {
      const { en, zh } = fixInWords(fix, fields);
      expect(en).toContain(`${fix.customers} of ${fix.n}`);
      expect(zh).toMatch(/\p{Script=Han}/u);
    }
  });
});

describe("what last week's fixes did", () => {
  const fixes = fixesOf(bad, fields);
  const outcomes = (week: Week) =>
    Object.fromEntries(
      effectsOf(fixes, week).map(({ fix, outcome, spared }) => [
        `${fix.kind} ${fix.what}`,
        [outcome, spared],
      ]),
    );

  it("is better or worse only where chance does not explain it", () => {
    const after = weekOf({
      "website:a": { new: 200, "valid.phone": 180, "invalid.phone": 2, "valid.city": 120 },
      "shopify:tea": { new: 400, "valid.phone": 400, "madeUp.phone": 36, "valid.city": 40 },
      typeform: { new: 60 },
    });
    expect(outcomes(after)).toEqual({
      "made-up phone": ["unchanged", 0],
      // A third was invalid, now 2 of 182 are: 59 more would have been.
      "invalid phone": ["better", 59],
      "missing phone": ["unchanged", 0],
      "not understood no answers": ["better", 12],
      "missing city": ["worse", 0],
    });
  });

  it("cannot be told from a handful of cases, or from none", () => {
    const quiet = weekOf({ "website:a": { new: 10, "valid.phone": 10, "valid.city": 10 } });
    expect(new Set(Object.values(outcomes(quiet)).map(([outcome]) => outcome))).toEqual(
      new Set(["too few to tell"]),
    );
  });
});
