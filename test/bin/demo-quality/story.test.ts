/** The ten weeks of the quality demo, without a product: whatever the noise, all that is planted is found. */
import { beforeAll, describe, expect, it } from "vitest";
import { faults } from "#bin/demo-quality/faults.ts";
import { sources } from "#bin/demo-quality/sources.ts";
import { createTraffic, daysPerWeek, type Traffic, weeks } from "#bin/demo-quality/traffic.ts";
import { isRight, judge, type Shown, type Verdict } from "#bin/demo-quality/verdict.ts";
import { compareText } from "#shared/domain/identifier.ts";
import { addDays } from "#shared/domain/quality/calendar.ts";
import { lived } from "./living.ts";

const storySecondsMax = 60;

describe.each(["tributary", "harvest", "monsoon"])("the ten weeks of the seed %s", (seed) => {
  let verdict: Verdict;
  beforeAll(() => {
    verdict = judge(lived(seed));
  }, storySecondsMax * 1_000);

  it.each(faults.map((fault) => [fault.source, fault] as const))(
    "name the fault of %s",
    (_, fault) => {
      const { alert, listed } = verdict.found.find((each) => each.fault === fault) ?? {};
      expect(alert).toMatchObject({ source: fault.source, kind: fault.alert });
      expect(listed).toBeDefined();
    },
  );

  it("accuse nobody of anything else", () => {
    expect(verdict.falseAlarms).toEqual([]);
  });
});

describe("the verdict", () => {
  let shown: Shown;
  beforeAll(() => {
    shown = lived("tributary");
  }, storySecondsMax * 1_000);
  const without = (change: Partial<Shown>) => judge({ ...shown, ...change });
  const [first] = faults;

  it("is right where everything was found and nobody else accused", () => {
    expect(isRight(judge(shown))).toBe(true);
  });

  it.each(faults.map(({ source }) => source))("is wrong without an alert about %s", (source) => {
    const alerts = shown.alerts.filter((alert) => alert.source !== source);
    expect(isRight(without({ alerts }))).toBe(false);
  });

  it.each(faults.map(({ source }) => source))(
    "is wrong where the report says nothing of %s",
    (source) => {
      const { report } = shown;
      const others = <Row extends { source?: string | undefined }>(rows: readonly Row[]): Row[] =>
        rows.filter((row) => row.source !== source);
      const silent = {
        ...report,
        fixes: others(report.fixes),
        alerts: others(report.alerts),
        duplicates: others(report.duplicates),
        timeliness: others(report.timeliness),
      };
      expect(isRight(without({ report: silent }))).toBe(false);
    },
  );

  it("is wrong where a healthy source is accused, or a faulty one before its time or of something else", () => {
    const [alert] = shown.alerts.filter(({ source }) => source === first?.source);
    if (first === undefined || alert === undefined) throw new Error("nothing was found");
    const before = addDays(shown.firstDay, first.fromDay - 1);
    for (const wrong of [
      { ...alert, source: "website:contact" },
      { ...alert, day: before },
      { ...alert, kind: "silence" as const },
    ]) {
      expect(without({ alerts: [...shown.alerts, wrong] }).falseAlarms).toEqual([wrong]);
    }
  });

  it("does not mind what concerns no source", () => {
    const [alert] = shown.alerts;
    if (alert === undefined) throw new Error("nothing was found");
    const backlog = { ...alert, source: undefined, kind: "review backlog" as const };
    expect(isRight(without({ alerts: [...shown.alerts, backlog] }))).toBe(true);
  });
});

describe("the traffic", () => {
  const at = new Date("2026-08-03T08:00:00.000Z");
  const daysOf = (traffic: Traffic) =>
    Array.from({ length: weeks * daysPerWeek }, (_, day) => traffic.day(day, at));

  it("is the same for the same seed, and another for another", () => {
    const days = daysOf(createTraffic("tributary"));
    expect(daysOf(createTraffic("tributary"))).toEqual(days);
    expect(daysOf(createTraffic("harvest"))).not.toEqual(days);
  });

  it("of a healthy source is what it would be if no other had a fault", () => {
    const faulty = new Set(faults.map(({ source }) => source));
    const healthy = (traffic: Traffic) =>
      daysOf(traffic)
        .flat()
        .filter(({ source }) => !faulty.has(source.name))
        .map(({ said }) => said)
        .sort((a, b) => compareText(a.serial, b.serial));
    const own = healthy(createTraffic("tributary"));
    expect(own.length).toBeGreaterThan(3_000);
    expect(own).toEqual(healthy(createTraffic("tributary", [])));
    expect(sources.length - faulty.size).toBe(4);
  });

  it("never names two deliveries alike that are not the same", () => {
    const said = new Map<string, unknown>();
    for (const { said: each } of daysOf(createTraffic("tributary")).flat()) {
      expect(said.get(each.serial) ?? each).toEqual(each);
      said.set(each.serial, each);
    }
    expect(said.size).toBeGreaterThan(10_000);
  });
});
