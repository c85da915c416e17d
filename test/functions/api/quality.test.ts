/** The report on quality and its alerts, as staff are shown them and answer them. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { AlertPage } from "#functions/api/quality-schemas.ts";
import { AlertView, Report } from "#shared/domain/quality/report.ts";
import { readNewest } from "#shared/stores/audit.ts";
import { alertId, readStandings } from "#shared/stores/quality-alerts.ts";
import { startStores, type TestStores } from "#test/fixtures/stores.ts";
import { count, startMetrics } from "#test/functions/metrics/measuring.ts";
import { counted, day } from "#test/shared/domain/quality/counting.ts";
import { type Asked, startApi } from "./staff.ts";

const path = "/v1/quality/alerts";
const viewer: Asked = { role: "viewer", sub: "vi" };
/** Each test answers the alert of a source of its own. */
const sources = ["a", "b", "c", "d", "e"].map((name) => `website:${name}`);
/** A Tuesday, on which a third of the phones is made up. */
const [lastDay, today] = [day(57), day(58)];

let stores: TestStores;
let store: TestStores["store"];
let api: ReturnType<typeof startApi>;
let metrics: ReturnType<typeof startMetrics>;
beforeAll(async () => {
  stores = await startStores();
  ({ store } = stores);
  metrics = startMetrics(store);
  const rows = sources.map((source) =>
    counted(source, 57, { new: 90, "valid.phone": 90, "madeUp.phone": 30 }),
  );
  await count([...rows, counted("website:a", 50, { new: 40, "valid.phone": 40 })], store);
  await metrics.runOn(today);
});
afterAll(() => stores.stop());
beforeEach(() => {
  api = startApi(store);
  api.clock.now = new Date(`${today}T08:00:00.000Z`);
});

const causeAt = (source: string | undefined) => `made-up ${source}`;
const idAt = (source: string | undefined): string =>
  alertId({ day: lastDay, cause: causeAt(source) }, store);
const alertsOf = async (query: Record<string, string> = {}): Promise<readonly AlertView[]> =>
  AlertPage.parse((await api.get(path, { ...viewer, query })).body).alerts;
const decide = (source: string | undefined, body: unknown, by: Asked = {}) =>
  api.post(`${path}/${idAt(source)}`, body, by);
const isOpen = async (source: string | undefined) =>
  (await alertsOf()).some((alert) => alert.source === source);

describe("the report", () => {
  it("is the one that was made last, for whoever may see quality", async () => {
    const { status, body } = await api.get("/v1/quality/report", viewer);
    expect(status).toBe(200);
    const { week, sources: told, alerts } = Report.parse(body);
    expect(week.to).toBe(lastDay);
    expect(told.map(({ name }) => name)).toEqual(sources);
    expect(alerts.length).toBeGreaterThan(0);
  });

  it("of a past week is its copy, by any day of it", async () => {
    for (const week of [day(49), day(52), day(55)]) {
      const { body } = await api.get("/v1/quality/report", { ...viewer, query: { week } });
      expect(Report.parse(body).week).toEqual({ from: day(49), to: day(55) });
    }
  });

  it.each([
    ["a week without one", { week: "2025-01-01" }, 404],
    ["what is no day", { week: "2026-02-30" }, 400],
    ["what is no day at all", { week: "latest" }, 400],
    ["a word that it does not know", { month: "2026-02-01" }, 400],
  ])("is none for %s", async (...[, query, status]) => {
    expect((await api.get("/v1/quality/report", { ...viewer, query })).status).toBe(status);
  });
});

describe("alerts", () => {
  it("come with the reason in both languages, an id that tells nothing, and the next step", async () => {
    const alert = (await alertsOf({ status: "all" })).find(({ source }) => source === "website:a");
    expect(alert).toMatchObject({ id: idAt("website:a"), day: lastDay, kind: "made-up" });
    expect(alert?.id).toMatch(/^[\w.-]+$/);
    expect(alert?.id).not.toContain("website");
    expect(alert?.reason.en).toContain("Phone 33%");
    expect(alert?.reason.zh).toContain("电话 33%");
    expect(alert?.nextStep.zh).not.toBe("");
  });

  it("of all time come in pages, latest first", async () => {
    const body = AlertPage.parse(
      (await api.get(path, { ...viewer, query: { status: "all" } })).body,
    );
    expect(body.alerts).toHaveLength(sources.length);
    expect(body.next).toBeUndefined();
    const after = Buffer.from(JSON.stringify({ id: body.alerts[1]?.id })).toString("base64url");
    const rest = await alertsOf({ status: "all", after });
    expect(rest).toEqual(body.alerts.slice(2));
  });

  it("stay open while no later day has been judged", async () => {
    const before = await alertsOf();
    expect(before.length).toBeGreaterThan(0);
    api.clock.now = new Date(`${day(59)}T00:10:00.000Z`);
    expect(await alertsOf()).toEqual(before);
  });

  it.each([
    ["a status that there is not", { status: "closed" }],
    ["a page that is none of ours", { after: "x" }],
    ["a page of somebody else", { after: Buffer.from('{"id":"../x"}').toString("base64url") }],
    ["a word that it does not know", { source: "website:a" }],
  ])("are refused for %s", async (_, query) => {
    expect((await api.get(path, { ...viewer, query })).status).toBe(400);
  });
});

describe("who acknowledges an alert", () => {
  it("closes it, and is named in the audit, not to others", async () => {
    const [, source] = sources;
    expect(await isOpen(source)).toBe(true);
    const { status, body } = await decide(source, { decision: "acknowledge" }, { sub: "ann" });
    expect(status).toBe(200);
    expect(body).toMatchObject({ acknowledgedAt: `${today}T08:00:00.000Z` });
    expect(JSON.stringify(body)).not.toContain("ann");
    expect(await isOpen(source)).toBe(false);
    const { standing } = (await readStandings(store)).get(causeAt(source)) ?? expect.fail();
    expect(standing.acknowledged?.by).toBe("ann");
    const { rows } = await readNewest({ limit: 20 }, store);
    const entries = rows.flatMap(({ entry }) => (entry?.by === "ann" ? [entry] : []));
    expect(entries.map(({ kind, status }) => [kind, status])).toEqual([
      ["decided", 200],
      ["deciding", undefined],
    ]);
    for (const entry of entries) {
      expect(entry).toMatchObject({ decision: "acknowledge", subjects: [idAt(source)] });
    }
  });

  it("may do so twice", async () => {
    const [, , source] = sources;
    for (const _ of [1, 2]) {
      expect((await decide(source, { decision: "acknowledge" })).status).toBe(200);
    }
  });
});

describe("who mutes an alert", () => {
  it("closes it until the day is over, and may take it back", async () => {
    const [, , , source] = sources;
    const muted = await decide(source, { decision: "mute", until: day(70) });
    expect(muted.body).toMatchObject({ mutedUntil: day(70) });
    expect(await isOpen(source)).toBe(false);
    const unmuted = await decide(source, { decision: "unmute" });
    expect(AlertView.parse(unmuted.body).mutedUntil).toBeUndefined();
    expect(await isOpen(source)).toBe(true);
  });

  it.each([
    ["a day that is over", { decision: "mute", until: lastDay }],
    ["more than a year", { decision: "mute", until: "2027-06-01" }],
    ["no day", { decision: "mute" }],
    ["what is no day", { decision: "mute", until: "soon" }],
    ["for ever", { decision: "mute", until: null }],
    ["in words that are not known", { decision: "ignore" }],
    ["with a reason that nobody asked for", { decision: "acknowledge", note: "ann@brook.cn" }],
  ])("is refused for %s, and nothing is muted", async (_, body) => {
    const [, , , , source] = sources;
    const { status, text } = await decide(source, body);
    expect(status).toBe(400);
    expect(text).not.toContain("brook");
    const { standing } = (await readStandings(store)).get(causeAt(source)) ?? expect.fail();
    expect([standing.muted, standing.acknowledged]).toEqual([undefined, undefined]);
  });
});

describe("nobody answers", () => {
  it.each([
    ["an alert that there is not", `${lastDay}.1.nobody`],
    ["what is no alert's id", "latest"],
  ])("%s", async (_, id) => {
    expect((await api.post(`${path}/${id}`, { decision: "acknowledge" })).status).toBe(404);
  });

  it.each(["viewer", "auditor", "compliance", "entry"] as const)("as %s", async (role) => {
    const { status } = await decide("website:e", { decision: "acknowledge" }, { role });
    expect(status).toBe(403);
    expect(await isOpen("website:e")).toBe(true);
  });
});

it("alerts that a later day has not are open no more", async () => {
  await metrics.runOn(day(59));
  api.clock.now = new Date(`${day(59)}T08:00:00.000Z`);
  expect(await alertsOf()).toEqual([]);
});
