import { describe, expect, it } from "vitest";
import { folding } from "#test/fixtures/events.ts";
import type { Window } from "#shared/domain/quality/calendar.ts";
import type { Cell } from "#shared/domain/quality/cell.ts";
import { metricsOf } from "#shared/domain/quality/metrics.ts";
import { formulaVersion, scoreOf } from "#shared/domain/quality/score.ts";
import type { Counted } from "#shared/domain/quality/tally.ts";
import { counted, day, ofPeople } from "./counting.ts";

const cellsOf = (rows: readonly Counted[], window: Window = "week", last = 6): Cell[] =>
  metricsOf({ counted: rows, window, lastDay: day(last), fields: folding.fields });
function shown(rows: readonly Counted[], name: string, when: [Window, number] = ["week", 6]) {
  const cell = cellsOf(rows, ...when).find((each) => each.name === name);
  if (cell?.kind !== "shown") throw new Error(`${name} is not shown`);
  return cell.metrics;
}

describe("of a source", () => {
  // Weights: phone 5, city 2.
  const rows = [
    counted("website:a", 1, {
      new: 100,
      known: 25,
      newPeople: 40,
      shared: 30,
      timed: 100,
      named: 100,
      signed: 40,
      "valid.phone": 70,
      "invalid.phone": 10,
      "madeUp.phone": 6,
      "valid.city": 50,
      "agrees.phone": 12,
      "differs.phone": 3,
      "agrees.city": 3,
      "differs.city": 2,
      "lag.2": 50,
      "lag.9": 40,
      "lag.17": 10,
    }),
  ];
  const metrics = shown(rows, "website:a");

  it("the shares are as worked out by hand", () => {
    expect(metrics).toMatchObject({
      received: 125,
      new: 100,
      known: 25,
      newPeople: 40,
      // 1 − (5·80 + 2·50) / (5·100 + 2·100)
      missing: { share: expect.closeTo(2 / 7), n: 100 },
      duplicates: { share: 0.2, n: 125 },
      // (5·(70 − 6) + 2·50) / (5·80 + 2·50)
      conformity: { share: 0.84, n: 130 },
      consistency: { share: 0.75, n: 20 },
      timeliness: { share: 0.9, n: 100 },
      lagSeconds: { half: 4, most: 131_072 },
      diversity: { share: 0.3, n: 100 },
      traceability: { share: 0.8, n: 100 },
      ageDays: 5,
    });
  });

  it("each field has its own", () => {
    expect(metrics.fields).toEqual({
      phone: {
        missing: { share: 0.2, n: 100 },
        usuallyMissing: { share: 0.2, n: 100 },
        invalid: { share: 0.125, n: 80 },
        madeUp: { share: 0.075, n: 80 },
        consistency: { share: 0.8, n: 15 },
        ageDays: 5,
      },
      city: {
        missing: { share: 0.5, n: 100 },
        usuallyMissing: { share: 0.5, n: 100 },
        invalid: { share: 0, n: 50 },
        madeUp: { share: 0, n: 50 },
        consistency: { share: 0.6, n: 5 },
        ageDays: 5,
      },
    });
  });

  it("the score is the Wilson bound of the weighted mean of its parts", () => {
    // p = (35·5/7 + 25·0.84 + 20·0.75 + 10·0.8 + 5·0.9 + 5·0.8) / 100 = 0.775; its bound over 100 is 0.684.
    expect(metrics.score).toEqual({ score: 68, stars: 3, n: 100, formulaVersion });
  });

  it("a field that it hardly ever fills is not one it asks for", () => {
    const few = [counted("website:a", 1, { new: 100, "valid.phone": 100, "valid.city": 4 })];
    expect(shown(few, "website:a").missing).toEqual({ share: 0, n: 100 });
    expect(shown(few, "website:a").fields["city"]?.missing).toBeUndefined();
  });

  it("a field that nobody fills any more is missing for eight weeks, and then not asked for", () => {
    const both = counted("website:a", 0, { new: 300, "valid.phone": 300, "valid.city": 300 });
    const lost = (at: number) =>
      shown([both, counted("website:a", at, { new: 100, "valid.phone": 100 })], "website:a", [
        "week",
        at,
      ]);
    expect(lost(55).fields["city"]).toMatchObject({
      missing: { share: 1, n: 100 },
      usuallyMissing: { share: 0.25, n: 400 },
      ageDays: 55,
    });
    // Weights: phone 5, city 2.
    expect(lost(55).missing?.share).toBeCloseTo(2 / 7);
    expect(lost(56).fields["city"]).toBeUndefined();
    expect(lost(56).missing?.share).toBe(0);
  });
});

describe("windows", () => {
  const rows = [0, 6, 27, 28].map((at) => counted("website:a", at, { new: 10, "valid.city": 5 }));

  it("end with the day that is asked for", () => {
    expect(shown(rows, "website:a", ["day", 28]).new).toBe(10);
    expect(shown(rows, "website:a", ["week", 28]).new).toBe(20);
    expect(shown(rows, "website:a", ["month", 28]).new).toBe(30);
    expect(shown(rows, "website:a", ["month", 27]).new).toBe(30);
  });

  it("without traffic have no cell", () => {
    expect(cellsOf(rows, "day", 20)).toEqual([]);
  });
});

describe("above a source", () => {
  const rows = [
    counted("website:a", 1, { new: 80, "valid.phone": 80 }),
    counted("website:b", 3, { new: 20, "valid.phone": 10, "valid.city": 20 }),
    counted("shopify:tea", 3, { new: 100, "valid.city": 50 }),
  ];

  it("a channel is the sum of its sources, the tenant of all", () => {
    expect(cellsOf(rows).map(({ level, name }) => `${level} ${name}`)).toEqual([
      "source shopify:tea",
      "source website:a",
      "source website:b",
      "channel shopify",
      "channel website",
      "tenant ",
    ]);
    expect(shown(rows, "website")).toMatchObject({ new: 100, ageDays: 3 });
    expect(shown(rows, "").new).toBe(200);
  });

  it("a field is missing only where it was asked for", () => {
    expect(shown(rows, "").fields).toMatchObject({
      phone: { missing: { share: 0.1, n: 100 } },
      city: { missing: { share: expect.closeTo(50 / 120), n: 120 } },
    });
  });
});

describe("of fewer than five people", () => {
  const rows = [
    ofPeople("0123", counted("website:a", 1, { new: 90, "quarantined.no answers": 2 })),
    ofPeople("12345", counted("website:b", 1, { new: 5 })),
  ];

  it("nothing is shown, however many events there are", () => {
    const [few, more] = cellsOf(rows);
    expect(few).toEqual({
      level: "source",
      name: "website:a",
      kind: "hidden",
      quarantined: [{ reason: "no answers", count: 2 }],
    });
    expect(more).toMatchObject({ name: "website:b", kind: "shown" });
  });

  it("all of a window count, each once", () => {
    const twice = [
      ofPeople("0123", counted("website:a", 1, { new: 4 })),
      ofPeople("0123", counted("website:a", 2, { new: 4 })),
    ];
    expect(cellsOf(twice)[0]?.kind).toBe("hidden");
    const another = [...twice, ofPeople("f", counted("website:a", 3, { new: 1 }))];
    expect(cellsOf(another)[0]?.kind).toBe("shown");
  });
});

describe("a score", () => {
  const all = (share: number, n: number) => ({
    completeness: { share, n },
    conformity: { share, n },
    consistency: { share, n },
    traceability: { share, n },
    timeliness: { share, n },
    uniqueness: { share, n },
  });

  it.each([
    [1, 5, 57, 2],
    [1, 16, 81, 4],
    [1, 40, 91, 5],
    [1, 1_000, 100, 5],
    [0.5, 1_000, 47, 1],
    [0, 1_000, 0, 1],
  ])("of %d in everything over %d events is %d, %d stars", (...[share, n, score, stars]) => {
    expect(scoreOf(all(share, n), n)).toEqual({ score, stars, n, formulaVersion });
  });

  it("is none without events, or without anything to judge by", () => {
    expect(scoreOf(all(1, 0), 0)).toBeUndefined();
    const nothing = Object.fromEntries(Object.keys(all(1, 1)).map((part) => [part, undefined]));
    expect(scoreOf(nothing as never, 5)).toBeUndefined();
  });

  it("does not rest on one comparison among a thousand events", () => {
    const parts = all(0.9, 1_000);
    const once = { ...parts, consistency: { share: 0, n: 1 } };
    expect(scoreOf(once, 1_000)).toEqual(scoreOf(parts, 1_000));
    const often = { ...parts, consistency: { share: 0, n: 100 } };
    expect(scoreOf(often, 1_000)?.score).toBeLessThan(scoreOf(parts, 1_000)?.score ?? 0);
  });
});
