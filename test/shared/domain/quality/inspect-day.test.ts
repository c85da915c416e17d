import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Finding } from "#shared/domain/quality/alert.ts";
import { inspectDay } from "#shared/domain/quality/inspect-day.ts";
import type { Counted, Tally } from "#shared/domain/quality/tally.ts";
import { counted, day, ofPeople } from "./counting.ts";
import { type Nature, office, rare, shop, trafficOf } from "./traffic.ts";

const none: ReadonlySet<string> = new Set();
const look = (rows: readonly Counted[], at: number, holidays = none): Finding[] =>
  inspectDay(rows, { day: day(at), holidays });
const kinds = (findings: readonly Finding[]) => findings.map(({ kind }) => kind);

/** What is found on each of these days, those without findings left out. */
const lookFrom = (rows: readonly Counted[], [from, to]: [number, number], holidays = none) =>
  Array.from({ length: to - from }, (_, at) => from + at).flatMap((at) =>
    look(rows, at, holidays).map((finding) => ({ at, kind: finding.kind })),
  );

/** Monday of the tenth week: nine weeks are known. */
const monday = 63;
const quiet = (from: number, to = Number.POSITIVE_INFINITY) =>
  ((at, usual) =>
    at >= from && at < to ? { ...usual, perWeekday: [] } : usual) satisfies Parameters<
    typeof trafficOf
  >[2];

describe("a healthy source alarms nobody", () => {
  it.each([
    ["of weekdays only", office],
    ["of every day, most at weekends", shop],
    ["that is rare", rare],
  ])("%s", (_, nature) => {
    fc.assert(
      fc.property(fc.nat(1_000_000), (seed) => {
        const rows = trafficOf("website:a", { nature, days: monday + 7, seed });
        expect(lookFrom(rows, [0, monday + 7])).toEqual([]);
      }),
      { seed: 7, numRuns: 20 },
    );
  });

  it("of fewer than five people, whatever they send: an example would be one of them", () => {
    const bad = counted("website:a", monday, { new: 40, "valid.phone": 40, "madeUp.phone": 40 });
    expect(kinds(look([bad], monday))).toEqual(["made-up"]);
    expect(look([ofPeople("0123", bad)], monday)).toEqual([]);
  });

  it("in its first weeks, whatever it sends", () => {
    const wild = (at: number, usual: Nature): Nature => ({ ...usual, again: (at % 4) / 4 });
    const rows = trafficOf("website:a", { nature: shop, days: 28, seed: 1 }, wild);
    expect(lookFrom(rows, [0, 28])).toEqual([]);
  });

  it("on a holiday that is known, and on the same weekdays after it", () => {
    const holidays = new Set([day(monday), day(monday + 1)]);
    const options = { nature: office, days: monday + 30, seed: 3 };
    const rows = trafficOf("website:a", options, quiet(monday, monday + 2));
    expect(lookFrom(rows, [monday, monday + 30], holidays)).toEqual([]);
  });

  it("with half the usual traffic", () => {
    const half = (at: number, usual: Nature): Nature =>
      at < monday ? usual : { ...usual, perWeekday: usual.perWeekday.map((mean) => mean / 2) };
    const rows = trafficOf("website:a", { nature: shop, days: monday + 7, seed: 4 }, half);
    expect(lookFrom(rows, [monday, monday + 7])).toEqual([]);
  });

  it("that is bad, as it always was: that is for the list of what to fix", () => {
    const bad: Nature = { ...shop, again: 0.5, fields: { phone: { filled: 0.4, invalid: 0.6 } } };
    const rows = trafficOf("website:a", { nature: bad, days: monday + 7, seed: 5 });
    expect(lookFrom(rows, [0, monday + 7])).toEqual([]);
  });
});

describe("a silent source", () => {
  const silentFrom = (nature: Nature, from: number, days = monday + 60) =>
    lookFrom(trafficOf("website:a", { nature, days, seed: 11 }, quiet(from)), [from, days]);

  it("is told of on the first day on which its events are sorely missed", () => {
    expect(silentFrom(office, monday)[0]).toEqual({ at: monday, kind: "silence" });
    // Silent from Saturday on, it is missed on Monday.
    expect(silentFrom(office, monday + 5)[0]).toEqual({ at: monday + 7, kind: "silence" });
  });

  it("that is rare is told of after weeks", () => {
    const first = silentFrom(rare, monday)[0];
    expect(first?.kind).toBe("silence");
    expect(first?.at).toBeGreaterThan(monday + 14);
  });

  it("is told of by how long, and by how much is missed", () => {
    const rows = trafficOf(
      "website:a",
      { nature: office, days: monday + 2, seed: 2 },
      quiet(monday),
    );
    const [finding] = look(rows, monday + 1);
    expect(finding).toMatchObject({ kind: "silence", source: "website:a", quietDays: 4 });
    expect(finding?.kind === "silence" && finding.expected).toBeGreaterThan(350);
  });

  it("is one finding where most are silent", () => {
    const all = ["a", "b", "c", "d"].flatMap((name, seed) =>
      trafficOf(`website:${name}`, { nature: office, days: monday + 1, seed }, quiet(monday)),
    );
    const awake = trafficOf("shopify:tea", { nature: shop, days: monday + 1, seed: 9 });
    expect(look([...all, ...awake], monday)).toEqual([
      { kind: "silence everywhere", sources: 4, samples: [] },
    ]);
  });
});

describe("a jump", () => {
  /** The same every day, but for the last. */
  const steady = (usual: Tally["counts"], last: Tally["counts"]) =>
    Array.from({ length: monday + 1 }, (_, at) =>
      counted("website:a", at, at < monday ? usual : last),
    );

  it("of what is missing is told with all fields that are concerned, worst first", () => {
    const rows = steady(
      { new: 100, "valid.phone": 90, "valid.city": 80, "valid.email": 90 },
      { new: 100, "valid.city": 40, "valid.email": 88 },
    );
    expect(look(rows, monday)).toEqual([
      {
        kind: "missing",
        source: "website:a",
        fields: [
          { field: "phone", share: 1, usual: 0.1, n: 100 },
          { field: "city", share: 0.6, usual: expect.closeTo(0.2), n: 100 },
        ],
        samples: [],
      },
    ]);
  });

  it("of what is invalid comes with an event to look at", () => {
    const rows = steady(
      { new: 100, "valid.phone": 100 },
      { new: 100, "valid.phone": 60, "invalid.phone": 40 },
    );
    const last = rows.pop();
    if (last === undefined) throw new Error("there is no last day");
    const sampled = { ...last, tally: { ...last.tally, samples: { invalid: "evt_1" } } };
    expect(look([...rows, sampled], monday)).toEqual([
      {
        kind: "invalid",
        source: "website:a",
        fields: [{ field: "phone", share: 0.4, usual: 0, n: 100 }],
        samples: ["evt_1"],
      },
    ]);
  });

  it("of repetitions is told", () => {
    const rows = steady({ new: 100, known: 2 }, { new: 100, known: 100 });
    expect(look(rows, monday)).toMatchObject([{ kind: "duplicates", share: 0.5, n: 200 }]);
  });

  it("is none in few cases, in few points, or for the better", () => {
    const of = (n: number, wrong: number): Tally["counts"] => ({
      new: n,
      "valid.phone": n - wrong,
      "invalid.phone": wrong,
    });
    expect(look(steady(of(100, 0), of(9, 9)), monday)).toEqual([]);
    expect(look(steady(of(10_000, 100), of(10_000, 550)), monday)).toEqual([]);
    expect(look(steady(of(100, 40), of(100, 0)), monday)).toEqual([]);
  });

  it("is none where what is usual was seen too seldom to be sure of", () => {
    // Nine of thirty. None wrong of 4 times 12 before may still be one in nine; of 8 times 12 one in seventeen.
    const few = (days: number) =>
      Array.from({ length: days }, (_, at) =>
        counted("website:a", monday - 7 * (days - at), { new: 12, "valid.phone": 12 }),
      );
    const last = (wrong: number) =>
      counted("website:a", monday, { new: 30, "valid.phone": 30 - wrong, "invalid.phone": wrong });
    expect(look([...few(4), last(9)], monday)).toEqual([]);
    expect(kinds(look([...few(8), last(9)], monday))).toEqual(["invalid"]);
  });

  it("is none where the same weekday is always like this", () => {
    const weekly = Array.from({ length: monday + 1 }, (_, at) => {
      const wrong = at % 7 === 0 ? 50 : 0;
      return counted("website:a", at, {
        new: 100,
        "valid.phone": 100 - wrong,
        "invalid.phone": wrong,
      });
    });
    expect(look(weekly, monday)).toEqual([]);
    expect(
      kinds(
        look(
          [
            ...weekly,
            counted("website:a", monday + 1, { new: 100, "valid.phone": 50, "invalid.phone": 50 }),
          ],
          monday + 1,
        ),
      ),
    ).toEqual(["invalid"]);
  });

  it("has to be above what the source itself varies by", () => {
    const unsteady = (last: number) =>
      Array.from({ length: monday + 1 }, (_, at) => {
        // Mondays before: 10, 30, 10, 30 … of a hundred: median 20, deviation 10.
        const wrong = at === monday ? last : at % 14 === 0 ? 10 : 30;
        return counted("website:a", at, {
          new: 1_000,
          "valid.phone": 1_000 - wrong * 10,
          "invalid.phone": wrong * 10,
        });
      });
    expect(look(unsteady(50), monday)).toEqual([]);
    expect(kinds(look(unsteady(60), monday))).toEqual(["invalid"]);
  });
});

describe("from its first day on", () => {
  it("a source of made-up values is told of", () => {
    const rows = [counted("website:a", 0, { new: 100, "valid.phone": 100, "madeUp.phone": 40 })];
    expect(look(rows, 0)).toMatchObject([
      { kind: "made-up", fields: [{ field: "phone", share: 0.4, usual: 0, n: 100 }] },
    ]);
    const few = [counted("website:a", 0, { new: 100, "valid.phone": 100, "madeUp.phone": 8 })];
    expect(look(few, 0)).toEqual([]);
  });

  it("a source that contradicts all others is told of", () => {
    const said = (differs: number): Counted[] => [
      counted("website:a", 0, {
        new: 100,
        "valid.city": 100,
        "agrees.city": 60 - differs,
        "differs.city": differs,
      }),
    ];
    expect(kinds(look(said(40), 0))).toEqual(["contradictions"]);
    expect(look(said(10), 0)).toEqual([]);
  });
});

describe("where several contradict each other", () => {
  /** A city that agrees or differs as often as told, from a Monday on. */
  const contradicting = (source: string, usual: [number, number], from: [number, number]) =>
    Array.from({ length: monday + 3 }, (_, at) => {
      const [agrees, differs] = at < monday ? usual : from;
      const n = agrees + differs;
      const told = { new: n, "valid.city": n, "agrees.city": agrees, "differs.city": differs };
      return counted(source, at, told);
    });
  const told = (rows: readonly Counted[], at = monday) =>
    look(rows, at).map((finding) => "source" in finding && [finding.kind, finding.source]);
  const wrong = contradicting("pipedrive:crm", [40, 2], [0, 42]);
  const victim = contradicting("typeform:demo", [30, 1], [12, 19]);

  it("the one that is wrong is told of, not those that contradict it", () => {
    expect(told([...wrong, ...victim])).toEqual([["contradictions", "pipedrive:crm"]]);
    expect(told(victim)).toEqual([["contradictions", "typeform:demo"]]);
  });

  it("it alone is told of on a day on which it says nothing itself", () => {
    const silent = wrong.filter(({ day: each }) => each !== day(monday + 2));
    expect(told([...silent, ...victim], monday + 2)).not.toContainEqual([
      "contradictions",
      "typeform:demo",
    ]);
  });

  it("a large source that always differs a little hides nobody", () => {
    const large = contradicting("shopify:tea", [9_700, 300], [9_670, 330]);
    expect(told([...wrong, ...large])).toEqual([["contradictions", "pipedrive:crm"]]);
  });

  it("each field has its own", () => {
    const other = contradicting("jinshuju:form", [30, 1], [10, 21]).map((row): Counted => {
      const counts = Object.entries(row.tally.counts).map(([name, count]) => [
        name.replace("city", "company"),
        count,
      ]);
      return { ...row, tally: { ...row.tally, counts: Object.fromEntries(counts) } };
    });
    expect(told([...wrong, ...victim, ...other])).toEqual([
      ["contradictions", "pipedrive:crm"],
      ["contradictions", "jinshuju:form"],
    ]);
  });
});

describe("a clock", () => {
  const said = (counts: Tally["counts"]) => kinds(look([counted("website:a", 0, counts)], 0));

  it("that is ahead is told of, not one event of tomorrow", () => {
    expect(said({ new: 100, ahead: 40, "lag.0": 100 })).toEqual(["clock ahead"]);
    expect(said({ new: 100, ahead: 1, "lag.0": 100 })).toEqual([]);
    expect(said({ new: 19, ahead: 19, "lag.0": 19 })).toEqual([]);
  });

  it("that is always late by the same is told of", () => {
    expect(
      look([counted("website:a", 0, { new: 100, "lag.15": 70, "lag.16": 25, "lag.3": 5 })], 0),
    ).toEqual([
      { kind: "clock offset", source: "website:a", seconds: 16_384, n: 100, samples: [] },
    ]);
  });

  it("of who is prompt, or sends once a day, is not doubted", () => {
    expect(said({ new: 100, "lag.2": 100 })).toEqual([]);
    // Of 24 hours: 38 % in one bucket, 24 % in the next.
    expect(said({ new: 100, "lag.17": 24, "lag.16": 38, "lag.15": 19, "lag.14": 19 })).toEqual([]);
  });

  it("is not doubted where it is we who are late", () => {
    expect(said({ new: 100, "lag.15": 100, waited: 100 * 20_000 })).toEqual([]);
  });
});
