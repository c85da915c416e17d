import { describe, expect, it } from "vitest";
import { escalationsDue, resumesNow, timingOf } from "#shared/domain/privacy/schedule.ts";
import type { PrivacyRequest } from "#shared/domain/privacy/request.ts";
import { after, minute, received } from "./requests.ts";

const times = { zone: "UTC" } as const;
const day = (count: number): string => new Date(Date.UTC(2026, 2, 9 + count, 9)).toISOString();
/** Received on 9 March 2026: 45 days. */
const ccpa: PrivacyRequest = { ...received, laws: ["ccpa"] };

describe("a request", () => {
  it("is due by the law that asks for it first", () => {
    const { due, clocks } = timingOf({ ...received, laws: ["gdpr", "ccpa"] }, day(0), times);
    expect(clocks.map(({ law }) => law)).toEqual(["gdpr", "ccpa"]);
    expect(due.law).toBe("gdpr");
  });

  it("that was sent earlier than it came in is due earlier; one that claims the future is not later", () => {
    const dueOf = (submittedAt: string) => timingOf({ ...ccpa, submittedAt }, day(0), times).due.at;
    expect(dueOf(day(-3)) < dueOf(minute(0))).toBe(true);
    expect(dueOf(day(30))).toBe(dueOf(minute(0)));
  });

  it("is due later once its time was extended", () => {
    const extended = after(ccpa, { kind: "locate", candidates: [], ambiguous: false }, [
      { kind: "extend", law: "ccpa", reason: "x", allowed: true },
      { at: day(3) },
    ]);
    const before = timingOf(ccpa, day(3), times).due.at;
    expect(timingOf(extended, day(3), times).due.at > before).toBe(true);
  });
});

describe("somebody is told", () => {
  it.each([
    [0, []],
    [22, []],
    [23, [50]],
    [37, [80]],
    [60, [100]],
  ])("after %i of 45 days: %j", (days, percents) => {
    expect(escalationsDue([ccpa], day(days), times).map(({ percent }) => percent)).toEqual(
      percents,
    );
  });

  it("once of each mark, and of those that have ended not at all", () => {
    const at = day(23);
    expect(escalationsDue([{ ...ccpa, escalated: 50 }], at, times)).toEqual([]);
    expect(escalationsDue([{ ...ccpa, escalated: 100 }], day(90), times)).toEqual([]);
    expect(escalationsDue([{ ...ccpa, state: "denied" }], day(90), times)).toEqual([]);
  });
});

describe("a held request goes on by itself", () => {
  const held = (until?: string, standing = false): PrivacyRequest => ({
    ...ccpa,
    state: "on_hold",
    hold: {
      since: minute(0),
      by: "ann",
      ground: "dispute",
      from: "approved",
      standing,
      ...(until && { until }),
    },
  });

  it("when its time is over", () => {
    expect(resumesNow(held(day(5)), day(5), 0)).toBe(true);
    expect(resumesNow(held(day(5)), day(4), 0)).toBe(false);
  });

  it("when no hold on its data stands any more", () => {
    expect(resumesNow(held(undefined, true), day(1), 0)).toBe(true);
    expect(resumesNow(held(undefined, true), day(1), 2)).toBe(false);
  });

  it("and never where somebody holds it without saying until when, or nobody holds it", () => {
    expect(resumesNow(held(), day(900), 0)).toBe(false);
    expect(resumesNow(ccpa, day(900), 0)).toBe(false);
  });
});
