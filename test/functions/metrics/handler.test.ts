/** The hourly function on real tables: what it raises, whom it tells, what it leaves to be read. */
import { PutCommand, ScanCommand, DeleteCommand } from "@aws-sdk/lib-dynamodb";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { alertsSince, putStanding, readStandings } from "#shared/stores/quality-alerts.ts";
import { quarantine } from "#shared/stores/quarantine.ts";
import { acknowledge, mute, type Standings } from "#shared/domain/quality/standing.ts";
import { type InspectionSummary, keepSummary } from "#shared/stores/quality-inspection.ts";
import { readReport } from "#shared/stores/quality-report.ts";
import { startStores, type TestStores } from "#test/fixtures/stores.ts";
import { counted, day, ofPeople } from "#test/shared/domain/quality/counting.ts";
import { office, trafficOf } from "#test/shared/domain/quality/traffic.ts";
import { count, startMetrics } from "./measuring.ts";

let stores: TestStores;
let store: TestStores["store"];
beforeAll(async () => {
  stores = await startStores();
  ({ store } = stores);
});
afterAll(() => stores.stop());

let metrics: ReturnType<typeof startMetrics>;
beforeEach(async () => {
  metrics = startMetrics(store);
  for (const [table, keys] of [
    ["quality", ["day", "source"]],
    ["reviews", ["id"]],
  ] as const) {
    const TableName = store.tables[table];
    const { Items = [] } = await store.database.send(
      new ScanCommand({ TableName, ConsistentRead: true }),
    );
    for (const row of Items) {
      const Key = Object.fromEntries(keys.map((key) => [key, row[key]]));
      await store.database.send(new DeleteCommand({ TableName, Key }));
    }
  }
});

/** Nine weeks of an office's form, of whose phones one in three is made up from a Tuesday on. */
const usual = trafficOf("website:contact", { nature: office, days: 63, seed: 7 });
const invented = usual.map((row) =>
  row.day < day(57)
    ? row
    : {
        ...row,
        tally: {
          ...row.tally,
          counts: {
            ...row.tally.counts,
            "madeUp.phone": Math.round((row.tally.counts["valid.phone"] ?? 0) / 3),
          },
        },
      },
);
const cause = "made-up website:contact";

/** As a steward does. */
async function decide(change: (known: Standings) => Standings | undefined): Promise<void> {
  const known = (await readStandings(store)).get(cause);
  if (known === undefined) throw new Error(`${cause} is not known`);
  const standing = change(new Map([[cause, known.standing]]))?.get(cause) ?? known.standing;
  await putStanding({ cause, standing, version: known.version }, store);
}

describe("a cause", () => {
  it("is told once a day, however often the function runs", async () => {
    await count(invented, store);
    await metrics.runOn(day(58), 0);
    const [first, ...others] = metrics.takeTold();
    expect(others).toEqual([]);
    expect(first?.subject).toBe("Tributary demo: made-up");
    expect(first?.text).toContain("From website:contact, made up by the look of it: Phone 3");
    for (const hour of [1, 2, 23]) await metrics.runOn(day(58), hour);
    expect(metrics.takeTold()).toEqual([]);
    await metrics.runOn(day(59));
    expect(metrics.takeTold()).toHaveLength(1);
  });

  it("is of the last full day: nothing of today is judged before it is over", async () => {
    await count(invented, store);
    await metrics.runOn(day(57), 23);
    expect(metrics.takeTold()).toEqual([]);
    const report = await readReport(undefined, store);
    expect(report?.week.to).toBe(day(56));
  });

  it("is not told of where nothing is wrong", async () => {
    await count(usual, store);
    for (let at = 56; at < 63; at++) await metrics.runOn(day(at));
    expect(metrics.takeTold()).toEqual([]);
    expect(await alertsSince(day(0), store)).toEqual([]);
  });

  it("is not told of again once it is acknowledged, as long as it goes on", async () => {
    await count(invented, store);
    await metrics.runOn(day(58));
    await decide((known) =>
      acknowledge(cause, { by: "ann", at: "2026-03-07T08:00:00.000Z" }, known),
    );
    metrics.takeTold();
    await metrics.runOn(day(59));
    expect(metrics.takeTold()).toEqual([]);
    expect((await readReport(undefined, store))?.alerts).toEqual([]);
  });

  it("is silent until its last muted day is over", async () => {
    await count(invented, store);
    await metrics.runOn(day(58));
    await decide((known) => mute(cause, { by: "ann", until: day(58) }, known));
    metrics.takeTold();
    await metrics.runOn(day(59));
    expect(metrics.takeTold()).toEqual([]);
    await metrics.runOn(day(60));
    expect(metrics.takeTold()).toHaveLength(1);
  });

  it("is told by the next run where the topic did not answer, and the report is there anyhow", async () => {
    await count(invented, store);
    metrics.topic.broken = true;
    await expect(metrics.runOn(day(58))).rejects.toThrow("the topic does not answer");
    expect((await readReport(undefined, store))?.alerts).toMatchObject([{ kind: "made-up" }]);
    metrics.topic.broken = false;
    await metrics.runOn(day(58), 6);
    expect(metrics.takeTold()).toHaveLength(1);
    await metrics.runOn(day(58), 7);
    expect(metrics.takeTold()).toEqual([]);
  });

  it("is not told of any more where somebody knew of it before the topic answered", async () => {
    await count(invented, store);
    metrics.topic.broken = true;
    await expect(metrics.runOn(day(58))).rejects.toThrow("the topic does not answer");
    const knows = { by: "ann", at: "2026-03-07T08:00:00.000Z" };
    await decide((known) => acknowledge(cause, knows, known));
    metrics.topic.broken = false;
    await metrics.runOn(day(58), 6);
    expect(metrics.takeTold()).toEqual([]);
    expect(await alertsSince(day(0), store)).toMatchObject([{ told: true }]);
  });

  it("holds up no other where its message is refused, and the copy of the week is kept", async () => {
    const both = invented.map((row) => ({ ...row, source: "website:other" }));
    await count([...invented, ...both], store);
    metrics.topic.refuses = "website:contact";
    await expect(metrics.runOn(day(58))).rejects.toThrow("refused");
    expect(metrics.takeTold().map(({ text }) => text)).toEqual([
      expect.stringContaining("website:other"),
    ]);
    expect(await readReport(day(55), store)).toBeDefined();
    metrics.topic.refuses = undefined;
    await metrics.runOn(day(58), 6);
    expect(metrics.takeTold()).toHaveLength(1);
  });

  it("is told twice rather than never where the answer was lost", async () => {
    await count(invented, store);
    metrics.topic.afterwards = true;
    await expect(metrics.runOn(day(58))).rejects.toThrow("the answer is lost");
    metrics.topic.afterwards = false;
    await metrics.runOn(day(58), 6);
    expect(metrics.takeTold()).toHaveLength(2);
  });

  it("is one row and is told where the function dies between the row and what is known of it", async () => {
    await count(invented, store);
    const dying = startMetrics({
      ...store,
      database: {
        send: ((command: { input: { Item?: { day?: string } } }) =>
          command instanceof PutCommand && command.input.Item?.["day"] === "standings"
            ? Promise.reject(new Error("killed"))
            : store.database.send(command as never)) as typeof store.database.send,
      },
    });
    await expect(dying.runOn(day(58))).rejects.toThrow("killed");
    expect(dying.told).toEqual([]);
    await metrics.runOn(day(58), 6);
    expect(metrics.takeTold()).toHaveLength(1);
    expect(await alertsSince(day(0), store)).toMatchObject([{ told: true, alert: { cause } }]);
  });
});

describe("what waits", () => {
  it("is told of: dead letters as soon as there is one, with the review to look at", async () => {
    const dead = {
      channel: "typeform",
      reason: "it could not be processed, several times over",
      at: `${day(61)}T04:00:00.000Z`,
      content: "Ada Brook",
    };
    const id = await quarantine({ ...dead, fingerprint: "a" }, store);
    await quarantine({ ...dead, fingerprint: "b", reason: "no answers" }, store);
    await metrics.runOn(day(61));
    const [letter, ...others] = metrics.takeTold();
    expect(others).toEqual([]);
    expect(letter?.text).toContain("1 delivery failed five times");
    expect(letter?.text).toContain(id);
    expect(letter?.text).not.toContain("Ada");
  });
});

describe("a week", () => {
  it("has a copy from its end on, which is announced once and changes no more", async () => {
    await count(usual, store);
    // Day 56 is a Monday.
    await metrics.runOn(day(56), 0);
    const [announced, ...others] = metrics.takeTold("weeks");
    expect(others).toEqual([]);
    expect(announced?.subject).toBe(`Tributary demo: report of the week to ${day(55)}`);
    expect(announced?.text).toContain(`${day(49)} to ${day(55)} is ready`);
    const copy = await readReport(day(55), store);
    expect(copy?.week).toEqual({ from: day(49), to: day(55) });
    await count([counted("website:contact", 55, { new: 500 })], store);
    for (const at of [56, 59, 62]) await metrics.runOn(day(at), 9);
    expect(metrics.takeTold("weeks")).toEqual([]);
    expect(await readReport(day(55), store)).toEqual(copy);
  });

  it("shows what the last inspection found, once there was one", async () => {
    await count(usual, store);
    await metrics.runOn(day(57));
    expect(await readReport(undefined, store)).not.toHaveProperty("inspection");
    const inspection = { day: day(57), people: 90, events: 200, added: 1, surplus: 2 };
    const conflicts: InspectionSummary["conflicts"] = [
      { channels: ["shopify", "website"], field: "city", people: 6, of: 80 },
    ];
    await keepSummary({ inspection, conflicts }, store);
    await metrics.runOn(day(63));
    expect(await readReport(undefined, store)).toMatchObject({ inspection, conflicts });
    expect(await readReport(day(62), store)).toMatchObject({ inspection, conflicts });
  });

  it("is copied later where nothing ran at its end, and is the same week", async () => {
    await count(usual, store);
    await metrics.runOn(day(60));
    expect((await readReport(day(55), store))?.week.to).toBe(day(55));
    expect(metrics.takeTold("weeks")).toHaveLength(1);
  });

  it("is announced by the next run where the topic did not answer", async () => {
    await count(usual, store);
    metrics.topic.broken = true;
    await expect(metrics.runOn(day(56))).rejects.toThrow("the topic does not answer");
    metrics.topic.broken = false;
    await metrics.runOn(day(56), 6);
    expect(metrics.takeTold("weeks")).toHaveLength(1);
  });

  it("in which nothing came has none", async () => {
    await metrics.runOn(day(56));
    expect(await readReport(day(55), store)).toBeUndefined();
    expect(metrics.takeTold("weeks")).toEqual([]);
  });
});

describe("nothing personal", () => {
  it("no source's name is in a row, a key or the log, and none of the few has a number", async () => {
    const few = counted("web-form:ann@brook.cn", 60, { new: 7, "valid.phone": 7 });
    await count([...invented, ofPeople("0123", few)], store);
    await metrics.runOn(day(61));
    const { Items = [] } = await store.database.send(
      new ScanCommand({ TableName: store.tables.quality, ConsistentRead: true }),
    );
    expect(Items.some((row) => row["day"] === "alerts")).toBe(true);
    const bytes = Items.flatMap((row) => Object.values(row)).map((value) =>
      value instanceof Uint8Array ? Buffer.from(value).toString("latin1") : String(value),
    );
    const written = [...bytes, JSON.stringify(metrics.lines)].join("\n");
    for (const name of ["website:contact", "brook"]) expect(written).not.toContain(name);
    const report = await readReport(undefined, store);
    const hidden = report?.sources.find(({ name }) => name === few.source);
    expect(hidden?.windows.week).toMatchObject({ kind: "hidden" });
  });

  it("rows expire after 400 days", async () => {
    await count(invented, store);
    await metrics.runOn(day(61));
    const { Items = [] } = await store.database.send(
      new ScanCommand({ TableName: store.tables.quality, ConsistentRead: true }),
    );
    const own = Items.filter((row) =>
      ["report", "alerts", "standings"].includes(String(row["day"])),
    );
    // The latest report, the copy of a week, one alert and its standing.
    expect(own).toHaveLength(4);
    for (const { ttl } of own) {
      const days = (Number(ttl) * 1_000 - Date.parse(day(61))) / 86_400_000;
      expect(days).toBeGreaterThan(390);
      expect(days).toBeLessThanOrEqual(400);
    }
  });
});
