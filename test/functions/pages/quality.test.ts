/** The report on quality at the pages, through the real API and the real tables. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { alertOf } from "#shared/domain/quality/alert.ts";
import { addDays } from "#shared/domain/quality/calendar.ts";
import { putAlert, putStanding } from "#shared/stores/quality-alerts.ts";
import { keepCopy, putReport } from "#shared/stores/quality-report.ts";
import { startStores, type TestStores } from "#test/fixtures/stores.ts";
import { openOffice, readable } from "./office.ts";
import type { Answered } from "./officer.ts";
import { openQuality, seenBy, today } from "./quality-readers.ts";
import { findings, hostileSource, lastDay, report, smallSource } from "./quality-report.ts";
import { rowsIn } from "./tables.ts";

let stores: TestStores;
beforeAll(async () => {
  stores = await startStores();
  await putReport(report, stores.store);
  await keepCopy(report, stores.store);
});
afterAll(() => stores.stop());

const sourcesCaption = "Sources, lowest score first";

describe("the page", () => {
  it("hides whoever is few, and says why", async () => {
    const shown = await seenBy(stores.store);
    const [, ...cells] = rowsIn(shown, sourcesCaption).find(([name]) => name === smallSource) ?? [];
    expect(cells).toEqual(["form of tally", "hidden", "", "hidden", "hidden"]);
    expect(readable(shown)).toContain("fewer than five people are behind it");
  });

  it("shows the name of a form that somebody gave to do harm, and nothing of it is markup", async () => {
    for (const language of ["en", "zh"] as const) {
      const { text } = await seenBy(stores.store, { language });
      expect(text).not.toContain("<img");
      expect(text).toContain("typeform:&lt;img src=x onerror=&quot;alert(1)&quot;&gt;&amp;&#39;");
    }
    expect(hostileSource).toContain("<img");
  });

  it("tells each picture to who does not see it, and brings no style and no script along", async () => {
    const { text } = await seenBy(stores.store);
    const pictures = [...text.matchAll(/<svg class="picture[^>]*>/g)].map(([tag]) => tag);
    expect(pictures.length).toBeGreaterThan(20);
    for (const tag of pictures) expect(tag).toMatch(/role="img" aria-label="[^"]{20,}"/);
    expect(text).not.toMatch(/ style=| on\w+="|<style|<script|href="(?!\/|#)/);
  });

  it("is for who may see quality", async () => {
    expect((await seenBy(stores.store, { role: "entry" })).status).toBe(403);
    for (const role of ["viewer", "steward", "compliance", "auditor", "admin"]) {
      const shown = await seenBy(stores.store, { role });
      expect([role, shown.status]).toEqual([role, 200]);
      expect(shown.text).toContain('<a href="/pages/quality" aria-current="page">Quality</a>');
    }
    const start = await seenBy(stores.store, { role: "viewer", path: "/pages" });
    expect(start.text).toContain('<a href="/pages/quality">Can we trust our data');
    expect((await seenBy(stores.store, { role: "entry", path: "/pages" })).text).not.toContain(
      "/pages/quality",
    );
  });

  it("shows the copy of a past week, its alerts as they stood, and no way to answer them", async () => {
    const shown = await seenBy(stores.store, {
      role: "steward",
      path: `/pages/quality/${lastDay}`,
    });
    expect(readable(shown)).toContain("A copy that was kept of that week");
    expect(readable(shown)).toContain("Nothing from typeform:");
    expect(shown.text).not.toContain('name="decision"');
    expect(rowsIn(shown, "Deliveries that had come before, by source")).toHaveLength(
      report.duplicates.length,
    );
  });

  it("says of a week without a copy that there is none, and of a week that is none that it is none", async () => {
    const shown = await seenBy(stores.store, { role: "viewer", path: "/pages/quality/2025-01-05" });
    expect([shown.status, readable(shown)]).toEqual([
      200,
      expect.stringContaining("No copy was kept of that week"),
    ]);
    expect(shown.text).toContain('<a href="/pages/quality/2025-01-12">');
    expect(
      (await seenBy(stores.store, { role: "viewer", path: "/pages/quality/last" })).status,
    ).toBe(400);
  });
});

it("says that there is no report before the first was made", async () => {
  const empty = await startStores();
  try {
    const vi = await (await openOffice(empty.store)).officer("vi", "viewer");
    expect(readable(await vi.open("/pages/quality"))).toContain("There is no report yet");
  } finally {
    await empty.stop();
  }
});

describe("an alert", () => {
  const [silence] = findings.filter(({ kind }) => kind === "silence");
  if (silence === undefined) throw new Error("the report is about a silent source");
  const alert = alertOf(silence, lastDay);

  /** Found again, and known to nobody. */
  async function raised() {
    const { store } = stores;
    await putAlert(alert, store);
    const standing = { firstDay: lastDay, lastDay };
    for (let version = 0; version < 50; version += 1) {
      if (await putStanding({ cause: alert.cause, standing, version }, store)) break;
    }
    const office = await openQuality(stores.store);
    return { office, stew: await office.officer("stew", "steward") };
  }
  const idIn = ({ text }: Answered): string =>
    /name="id" value="([^"]+)"/.exec(text)?.[1]?.replaceAll("&amp;", "&") ?? "";
  const quality = "/pages/quality";

  it("is shown with its reason and next step, and is known once somebody says so", async () => {
    const { stew } = await raised();
    const before = await stew.open(quality);
    expect(readable(before)).toContain("Next: Check that the form is online");
    const known = await stew.send(quality, { id: idIn(before), decision: "acknowledge" });
    expect(known.location).toBe("/pages/quality?done=acknowledge");
    expect(readable(known)).toContain("It is noted that you know.");
    expect(readable(known)).toContain("Nothing out of the ordinary");
    const all = await stew.open(`${quality}?alerts=all`);
    expect(readable(all)).toContain("✓ known since 16 Mar 2026");
  });

  it("is silenced until a day is over, and told again", async () => {
    const { stew } = await raised();
    const id = idIn(await stew.open(quality));
    const muted = await stew.send(quality, { id, decision: "mute", until: addDays(today, 9) });
    expect(readable(muted)).toContain("It is silent until that day is over.");
    const all = await stew.open(`${quality}?alerts=all`);
    expect(readable(all)).toContain("‖ not told again until 25 Mar 2026");
    const again = await stew.send(quality, { id, decision: "unmute" }, `${quality}?alerts=all`);
    expect(readable(again)).toContain("Nothing from typeform:");
  });

  it.each([
    ["no day", {}],
    ["what is no day", { until: "soon" }],
    ["a day that is over", { until: addDays(lastDay, -1) }],
    ["a day in years", { until: "2036-01-01" }],
  ])("is not silenced until %s", async (_, until) => {
    const { stew } = await raised();
    const id = idIn(await stew.open(quality));
    const refused = await stew.send(quality, { id, decision: "mute", ...until });
    expect([refused.status, readable(refused)]).toEqual([
      400,
      expect.stringContaining("Choose a day from today on"),
    ]);
    expect(readable(refused)).toContain("Nothing from typeform:");
  });

  it("that there is none of cannot be answered, nor any by who may only look", async () => {
    const { office, stew } = await raised();
    const id = idIn(await stew.open(quality));
    const none = await stew.send(quality, { id: `${lastDay}.none`, decision: "acknowledge" });
    expect(none.status).toBe(404);
    const vi = await office.officer("vi", "viewer");
    const seen = await vi.open(quality);
    expect(seen.text).not.toContain('name="decision"');
    expect(readable(seen)).toContain("A steward or an administrator can");
    const refused = await vi.send(quality, { id, decision: "acknowledge" });
    expect(refused.status).toBe(403);
  });
});
