import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { folding } from "#test/fixtures/events.ts";
import { Report } from "#shared/domain/quality/report.ts";
import { reportOf } from "#shared/domain/quality/report-of.ts";
import { type Counted, emptyTally, sumUp, type Tally } from "#shared/domain/quality/tally.ts";
import { sealPacked } from "#shared/stores/quality-sealed.ts";
import { testVault } from "#test/fixtures/stores.ts";
import { counted, day, ofPeople } from "./counting.ts";
import { office, randomOf, shop, trafficOf } from "./traffic.ts";

const lastDay = day(69);
const report = (rows: readonly Counted[], more: Partial<Parameters<typeof reportOf>[0]> = {}) =>
  reportOf({
    counted: rows,
    generatedAt: `${day(70)}T05:00:00.000Z`,
    lastDay,
    fields: folding.fields,
    channelWords: (channel) =>
      channel === "website"
        ? { title: { en: "Website", zh: "官网" }, form: { en: "Form", zh: "表单" } }
        : undefined,
    alerts: [],
    ...more,
  });
/** What a reader receives: members that are absent are none. */
const told = (of: Report): unknown => JSON.parse(JSON.stringify(of));
const sourceNamed = (name: string, of: Report) =>
  of.sources.find((source) => source.name === name) ?? expect.fail(`${name} is not in the report`);

const traffic = [
  ...trafficOf("website:contact", { nature: office, days: 70, seed: 1 }),
  ...trafficOf("shopify:tea", { nature: shop, days: 70, seed: 2 }),
];

describe("a report", () => {
  it("is what its schema says, and nothing besides", () => {
    const made = told(report(traffic));
    expect(Report.parse(made)).toEqual(made);
  });

  it("is of the last seven full days, whatever came since", () => {
    const { week, tenant } = report([...traffic, counted("website:contact", 70, { new: 999 })]);
    expect(week).toEqual({ from: day(63), to: lastDay });
    expect(tenant).toEqual(report(traffic).tenant);
  });

  it("has for each source its form, ten weeks of scores and whether it can be traced", () => {
    const rows = traffic.map((row) => ({
      ...row,
      tally: {
        ...row.tally,
        counts: { ...row.tally.counts, timed: row.tally.counts.new ?? 0 },
      },
    }));
    const source = sourceNamed("website:contact", report(rows));
    expect(source).toMatchObject({
      channel: "website",
      form: { en: "Form", zh: "表单" },
      traceable: "partly",
    });
    expect(source.trend.map(({ weekTo }) => weekTo)).toEqual(
      Array.from({ length: 10 }, (_, at) => day(6 + 7 * at)),
    );
    expect(source.trend.every(({ score = 0, stars = 0 }) => score > 50 && stars > 1)).toBe(true);
    expect(sourceNamed("shopify:tea", report(rows)).form).toBeUndefined();
  });

  it("names as a source's problem the fix for most of its customers", () => {
    const broken = trafficOf(
      "website:contact",
      { nature: office, days: 70, seed: 1 },
      (at, usual) =>
        at < 63 ? usual : { ...usual, fields: { phone: { filled: 0.9, invalid: 0.5 } } },
    );
    const made = report(broken);
    expect(made.fixes[0]).toMatchObject({ kind: "invalid", what: "phone" });
    expect(sourceNamed("website:contact", made).problem).toEqual(made.fixes[0]);
    expect(made.fixes[0]?.words.en).toContain("website:contact");
  });

  it("tells what became of last week's fixes", () => {
    const mended = trafficOf(
      "website:contact",
      { nature: office, days: 70, seed: 1 },
      (at, usual) =>
        at >= 63 ? usual : { ...usual, fields: { phone: { filled: 0.9, invalid: 0.5 } } },
    );
    const [effect] = report(mended).effects;
    expect(effect).toMatchObject({ fix: { kind: "invalid", what: "phone" }, outcome: "better" });
    expect(effect?.spared).toBeGreaterThan(100);
    expect(effect?.words.en).toMatch(/^Phone on website:contact, invalid: \d\d% → \d%, better/);
    expect(effect?.words.zh).toContain("已改善");
  });

  it("names under its channel what nobody understood", () => {
    const odd = counted("typeform", 68, { "quarantined.no answers": 12 });
    const { fixes, channels, sources } = report([...traffic, ofPeople("", odd)]);
    expect(fixes).toContainEqual(
      expect.objectContaining({ kind: "not understood", source: "typeform", customers: 12 }),
    );
    expect(channels.map(({ name }) => name)).toContain("typeform");
    expect(sources.map(({ name }) => name)).not.toContain("typeform");
  });

  it("keeps a source that fell silent, without a week", () => {
    const silent = traffic.filter(
      ({ source, day: on }) => source !== "shopify:tea" || on < day(60),
    );
    const { windows, trend } = sourceNamed("shopify:tea", report(silent));
    expect(windows.week).toBeUndefined();
    expect(windows.month).toMatchObject({ kind: "shown" });
    expect(trend.at(-1)).toEqual({ weekTo: lastDay });
  });

  it("says where duplicates come from, and who is late", () => {
    const rows = [
      counted("website:a", 69, { new: 50, known: 50, "lag.2": 50 }),
      counted("website:b", 69, { new: 90, known: 10, "lag.2": 40, "lag.14": 50 }),
      counted("website:c", 69, { new: 40, "lag.2": 40 }),
    ];
    const made = report(rows);
    expect(made.duplicates).toEqual([
      { source: "website:a", known: 50, share: 0.5, n: 100 },
      { source: "website:b", known: 10, share: 0.1, n: 100 },
    ]);
    expect(made.timeliness.map(({ source }) => source)).toEqual([
      "website:b",
      "website:a",
      "website:c",
    ]);
    expect(made.mix.filter(({ weekTo }) => weekTo === lastDay)).toEqual([
      { weekTo: lastDay, channel: "website", events: 180 },
    ]);
  });

  it("has the largest of too many sources, says how many it leaves out, and counts them all", () => {
    const rows = Array.from({ length: 510 }, (_, at) =>
      counted(`website:${String(at).padStart(3, "0")}`, 69, { new: 10 + at }),
    );
    const { sources, omitted, tenant } = report(rows);
    expect([sources.length, omitted]).toEqual([500, 10]);
    expect(sources[0]?.name).toBe("website:010");
    expect(tenant.week).toMatchObject({ metrics: { new: 510 * 10 + (510 * 509) / 2 } });
  });

  it("is one row of the table, with room to spare, however many sources ask for all there is", () => {
    const random = randomOf(3);
    const some = (most: number) => 1 + Math.floor(random() * most);
    const asked = [...folding.fields.keys()];
    const rows = Array.from({ length: 200 }, (_, source) =>
      [20, 45, 60, 69].map((at) =>
        counted(`website:form-${source}`, at, {
          new: 200 + some(100),
          known: some(40),
          timed: some(200),
          "lag.3": some(200),
          ...Object.fromEntries(
            asked.flatMap((field) =>
              (["valid", "invalid", "madeUp", "agrees", "differs"] as const).map((told) => [
                `${told}.${field}`,
                some(40),
              ]),
            ),
          ),
        }),
      ),
    ).flat();
    const made = report(rows);
    expect(made.sources.length).toBeGreaterThan(50);
    expect(sealPacked(made, "report", { vault: testVault() }).length).toBeLessThan(350_000);
  });

  it("of no counters at all is empty", () => {
    expect(report([])).toMatchObject({ sources: [], channels: [], fixes: [], mix: [], omitted: 0 });
    expect(report([]).tenant.month).toBeUndefined();
  });

  it("shows conflicts between channels where they are of five people or more", () => {
    const conflict = { channels: ["shopify", "website"], field: "city", of: 90 } as const;
    const inspected = {
      inspection: { day: day(69), people: 9, events: 12, added: 0, surplus: 0 },
      conflicts: [4, 5].map((people) => ({
        ...conflict,
        channels: [...conflict.channels],
        people,
      })),
    } as NonNullable<Parameters<typeof reportOf>[0]["inspected"]>;
    expect(report(traffic, { inspected }).conflicts?.map(({ people }) => people)).toEqual([5]);
    expect(report(traffic).conflicts).toBeUndefined();
  });
});

describe("whom a report hides", () => {
  const newIn = (cell: Report["tenant"]["week"]) =>
    cell?.kind === "shown" ? cell.metrics.new : cell?.kind;
  const crowd = [45, 52, 59, 66].map((at) => counted("website:crowd", at, { new: 100 }));

  it("in one week is not the month less the other weeks, of the source, the channel or all", () => {
    const weeks = crowd.map((row, at) => ({ ...row, source: "website:a", people: at === 2 }));
    const rows = weeks.map(({ people, ...row }) => (people ? ofPeople("0123", row) : row));
    const { sources, channels, tenant } = report([...crowd, ...rows]);
    const [own] = sources;
    expect(own?.trend.slice(-4).map(({ n }) => n)).toEqual([100, 100, undefined, 100]);
    expect(newIn(own?.windows.month)).toBe(300);
    expect([newIn(channels[0]?.windows.month), newIn(tenant.month)]).toEqual([700, 700]);
  });

  it("in every week is in the month, where there are five of them together", () => {
    const rows = ["01", "23", "45", "6"].flatMap((people, at) => {
      const { day: on = lastDay } = crowd[at] ?? {};
      return ofPeople(people, { ...counted("website:a", 0, { new: 2 }), day: on });
    });
    const { sources, channels } = report([...crowd, ...rows]);
    expect(newIn(sources[0]?.windows.month)).toBe(8);
    expect(newIn(sources[0]?.windows.week)).toBe("hidden");
    expect(newIn(channels[0]?.windows.month)).toBe(408);
    expect(newIn(channels[0]?.windows.week)).toBe(100);
  });

  it("on the last day is in the week, but what few did besides a day that is shown is not", () => {
    const of = (today: string, before: string) =>
      newIn(
        report([
          ofPeople(before, counted("website:a", 65, { new: 10 })),
          ofPeople(today, counted("website:a", 69, { new: 20 })),
        ]).sources[0]?.windows.week,
      );
    expect(of("012", "3456")).toBe(30);
    expect(of("01234", "56789")).toBe(30);
    expect(of("01234", "567")).toBe(20);
  });

  it("by a field of one source is not in the field of the channel either", () => {
    const rows = [
      counted("website:a", 69, { new: 50, "valid.phone": 40, "invalid.phone": 2 }),
      counted("website:b", 69, { new: 50, "valid.phone": 1, "invalid.phone": 3 }),
      counted("website:c", 69, { new: 50, "valid.phone": 5, "agrees.phone": 4 }),
    ];
    const { channels, tenant } = report(rows);
    for (const { week } of [channels[0]?.windows ?? {}, tenant]) {
      const phone = week?.kind === "shown" ? week.metrics.fields["phone"] : undefined;
      expect(phone?.invalid).toEqual({ share: 0.04255, n: 47 });
      expect(phone?.consistency).toBeUndefined();
      expect(phone?.missing?.n).toBe(150);
    }
  });
});

const few = (values: readonly string[]) => fc.constantFrom(...values);
const marks = (most: number) =>
  fc
    .array(few(Array.from("0123456789abcdef")), { minLength: 1, maxLength: most })
    .map((all) => new Set(all));
/** No more says anything of a field, or is late by anything, than there are events. */
const counts: fc.Arbitrary<Tally["counts"]> = fc
  .record({
    new: fc.integer({ min: 1, max: 90 }),
    known: fc.integer({ min: 0, max: 20 }),
    parts: fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 3, maxLength: 3 }),
  })
  .map(({ new: events, known, parts: [said = 0, wrong = 0, differs = 0] }) => {
    const present = Math.round(said * events);
    const invalid = Math.round(wrong * present);
    const told = {
      new: events,
      known,
      "valid.phone": present - invalid,
      "invalid.phone": invalid,
      "valid.city": events,
      "differs.city": Math.round(differs * events),
      "lag.3": events,
    };
    return Object.fromEntries(Object.entries(told).filter(([, count]) => count > 0));
  });
const rowsOf = (sources: readonly string[], mostPeople: number): fc.Arbitrary<Counted[]> =>
  fc.array(
    fc
      .record({
        source: few(sources),
        at: fc.integer({ min: 50, max: 69 }),
        counts,
        people: marks(mostPeople),
      })
      .map(({ source, at, counts: own, people }) => ({
        source,
        day: day(at),
        tally: { counts: own, people, samples: {} } as Tally,
      })),
    { maxLength: 12 },
  );

/** Few people in few weeks, each source at most once a day. */
const scattered = fc.uniqueArray(
  fc.record({
    source: few(["website:a", "website:b", "website:c", "shopify:tea"]),
    at: fc.oneof(fc.integer({ min: 42, max: 69 }), few(["69", "68", "62"]).map(Number)),
    people: marks(7),
  }),
  { maxLength: 12, selector: ({ source, at }) => `${source} ${at}` },
);
const shownIn = ({ tenant, channels, sources }: Report) =>
  [tenant, ...[...channels, ...sources].map(({ windows }) => windows)]
    .flatMap(({ day: last, week, month }) => [last, week, month])
    .flatMap((cell) => (cell?.kind === "shown" ? [cell.metrics] : []));
const knownIn = (of: Report): number[] => shownIn(of).map(({ known }) => known);
/** However a report tells how many new events there are. */
const newIn = (of: Report): number[] => [
  ...shownIn(of).flatMap(({ new: events, fields: { phone } }) => [
    events,
    phone?.missing?.n ?? 0,
    phone?.usuallyMissing?.n ?? 0,
  ]),
  ...of.sources.flatMap(({ trend }) => trend.map(({ n = 0 }) => n)),
  ...of.mix.map(({ events = 0 }) => events),
];

/** All but what repetitions are counted by: themselves, and the score that falls with them. */
const withoutRepetition = (of: Report): unknown =>
  JSON.parse(
    JSON.stringify(of, (name, value: unknown) =>
      ["received", "known", "duplicates", "score", "stars"].includes(name) ? undefined : value,
    ),
  );

describe("whatever was counted", () => {
  it("in any order, in any batches, gives the same report", () => {
    fc.assert(
      fc.property(
        rowsOf(["website:a", "website:b", "shopify:tea"], 9),
        fc.array(fc.nat()),
        (rows, keys) => {
          const shuffled = rows.toSorted(
            (a, b) => (keys[rows.indexOf(a)] ?? 0) - (keys[rows.indexOf(b)] ?? 0),
          );
          expect(told(report(sumUp(shuffled)))).toEqual(told(report(sumUp(rows))));
        },
      ),
      { numRuns: 40 },
    );
  });

  it("comes twice or ten times: nothing changes but how much came again, and what is made of that", () => {
    const again = fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 12, maxLength: 12 });
    fc.assert(
      fc.property(rowsOf(["website:a", "shopify:tea"], 9), again, (rows, times) => {
        const repeated = rows.map((row, at) => ({
          source: row.source,
          day: row.day,
          tally: { ...emptyTally, counts: { known: times[at] ?? 1 } },
        }));
        const twice = report(sumUp([...rows, ...repeated]));
        expect(withoutRepetition(twice)).toEqual(withoutRepetition(report(sumUp(rows))));
      }),
      { numRuns: 40 },
    );
  });

  it("of a source with fewer than five people shows in no number, list or total", () => {
    const crowd = counted("website:crowd", 69, {
      new: 500,
      known: 3,
      "valid.phone": 400,
      "lag.3": 500,
    });
    const ofFew = rowsOf(["website:few"], 4).map((rows) =>
      // The same four at most, on every day.
      rows.map(({ tally, ...row }) => ({
        ...row,
        tally: {
          ...tally,
          people: new Set(
            [...tally.people].map((mark) => "0123"[Number.parseInt(mark, 16) % 4] ?? "0"),
          ),
        },
      })),
    );
    fc.assert(
      fc.property(ofFew, (few) => {
        const { sources, ...others } = report(sumUp([crowd, ...few]));
        const { sources: alone, ...withoutThem } = report([crowd]);
        // That there was something in a week is told, but not how much.
        const mix = others.mix.filter(({ events }) => events !== undefined);
        expect({ ...others, mix }).toEqual(withoutThem);
        expect(sources.filter(({ name }) => name !== "website:few")).toEqual(alone);
        const own = sources.find(({ name }) => name === "website:few");
        const cells = [own?.windows.day, own?.windows.week, own?.windows.month];
        expect(cells.every((cell) => cell === undefined || cell.kind === "hidden")).toBe(true);
        expect(
          own?.trend.every((week) => week.score === undefined && week.n === undefined) ?? true,
        ).toBe(true);
        expect([own?.problem, own?.traceable]).toEqual([undefined, undefined]);
      }),
      { numRuns: 60 },
    );
  });

  it("no shown numbers, added or subtracted, are of fewer than five people", () => {
    fc.assert(
      fc.property(scattered, (cells) => {
        // Of powers of two a sum says of which rows it is.
        const rows = cells.map(({ source, at, people }, index) => {
          const events = 16 * 2 ** index;
          const counts = {
            new: events,
            known: events,
            ...(source !== "website:c" && { "valid.phone": events }),
          };
          return { source, day: day(at), tally: { counts, people, samples: {} } };
        });
        const of = report(rows);
        for (const numbers of [newIn(of), knownIn(of)]) {
          const parts = Map.groupBy(rows, ({ tally }) =>
            numbers.filter((sum) => Math.floor(sum / (tally.counts.new ?? 1)) % 2 === 1).join(),
          );
          for (const [sums, part] of parts) {
            const people = new Set(part.flatMap(({ tally }) => [...tally.people]));
            if (sums !== "") expect(people.size).toBeGreaterThanOrEqual(5);
          }
        }
      }),
      { numRuns: 150 },
    );
  });

  it("a channel's field less those of its sources is of nobody, or of five cases or more", () => {
    const said = fc
      .tuple(...[5, 3, 5].map((max) => fc.integer({ min: 0, max })))
      .map(([valid = 0, invalid = 0, agrees = 0]) => ({
        "valid.phone": valid,
        "invalid.phone": invalid,
        "agrees.phone": Math.min(valid, agrees),
      }));
    const cells = fc.tuple(scattered, fc.array(said, { minLength: 12, maxLength: 12 }));
    fc.assert(
      fc.property(cells, ([places, saids]) => {
        const rows = places.map(({ source, at, people }, index) => {
          const counts = { new: 30, ...saids[index] };
          return { source, day: day(at), tally: { counts, people, samples: {} } };
        });
        const { channels, sources } = report(rows);
        for (const { name, windows } of channels) {
          const own = sources.filter(({ channel }) => channel === name);
          for (const window of ["day", "week", "month"] as const) {
            for (const measure of ["invalid", "madeUp", "consistency"] as const) {
              const n = (cell: Report["tenant"]["week"]) =>
                (cell?.kind === "shown" && cell.metrics.fields["phone"]?.[measure]?.n) || 0;
              const shown = own.reduce((sum, source) => sum + n(source.windows[window]), 0);
              const rest = n(windows[window]) - shown;
              expect(rest === 0 || rest >= 5).toBe(true);
            }
          }
        }
      }),
      { numRuns: 100 },
    );
  });

  it("what fewer than five events say of a field is not shown", () => {
    const rows = [counted("website:a", 69, { new: 50, "valid.phone": 40, "invalid.city": 4 })];
    const { week } = sourceNamed("website:a", report(rows)).windows;
    const fields = week?.kind === "shown" ? week.metrics.fields : {};
    expect(fields["phone"]?.invalid).toEqual({ share: 0, n: 40 });
    expect(fields["city"]?.invalid).toBeUndefined();
  });
});
