import { describe, expect, it } from "vitest";
import { alertOf, type Finding, latestOfEach } from "#shared/domain/quality/alert.ts";
import { alertText, alertView, isOpen } from "#shared/domain/quality/alert-view.ts";
import { folding } from "#test/fixtures/events.ts";

const silent: Finding = {
  kind: "silence",
  source: "website:contact",
  quietDays: 3,
  expected: 30,
  samples: ["evt_1", "evt_2"],
};
const stored = { id: "2026-03-01.1.hash", alert: alertOf(silent, "2026-03-01") };
const standing = { firstDay: "2026-02-27", lastDay: "2026-03-01" };
const view = alertView(stored, standing, folding.fields);

describe("an alert", () => {
  it("says in words what was seen, since when, and what to do", () => {
    expect(view).toMatchObject({
      id: stored.id,
      day: "2026-03-01",
      firstDay: "2026-02-27",
      kind: "silence",
      source: "website:contact",
      samples: ["evt_1", "evt_2"],
    });
    expect(view.reason.en).toContain("Nothing from website:contact for 3 days");
    expect(view.nextStep.zh).toContain("Webhook");
  });

  it("as a message is in the tenant's languages, in their order", () => {
    const lines = alertText(view, ["zh", "en"]).split("\n");
    expect(lines).toHaveLength(6);
    expect(lines.slice(1, 3)).toEqual([expect.stringMatching(/^下一步：/), "示例：evt_1, evt_2"]);
    expect(lines[3]).toBe(view.reason.en);
    expect(alertText({ ...view, samples: [] }, ["en"]).split("\n")).toHaveLength(2);
  });

  it("that goes on is the latest of its cause", () => {
    const other = alertOf({ kind: "dead letters", count: 1, samples: [] }, "2026-02-28");
    const found = [{ alert: alertOf(silent, "2026-02-28") }, { alert: other }, stored];
    expect(latestOfEach(found)).toEqual([stored, { alert: other }]);
  });

  it("is open until somebody knows, and again when it is not muted any more", () => {
    const by = "ann";
    const known = { ...standing, acknowledged: { by, at: "2026-03-01T09:00:00.000Z" } };
    const muted = { ...standing, muted: { by, until: "2026-03-04" } };
    const open = (of: typeof standing, today: string) =>
      isOpen(alertView(stored, of, folding.fields), today);
    expect(open(standing, "2026-03-02")).toBe(true);
    expect(open(known, "2026-03-02")).toBe(false);
    expect([open(muted, "2026-03-04"), open(muted, "2026-03-05")]).toEqual([false, true]);
  });

  it("never says who of the staff acknowledged or muted it", () => {
    const of = {
      ...standing,
      acknowledged: { by: "ann@brook.cn", at: "2026-03-01T09:00:00.000Z" },
      muted: { by: "ann@brook.cn", until: "2026-03-04" },
    };
    expect(JSON.stringify(alertView(stored, of, folding.fields))).not.toContain("ann");
  });
});
