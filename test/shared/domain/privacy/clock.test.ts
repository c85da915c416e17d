/** Legal clocks, by vectors counted on paper calendars. */
import { describe, expect, it } from "vitest";
import {
  type Clock,
  clockOf,
  clocksOf,
  dueOf,
  escalationOf,
  Extension,
  extensionRefusal,
  startOf,
} from "#shared/domain/privacy/clock.ts";
import { calendarFor, type Jurisdiction } from "#shared/domain/privacy/calendars/index.ts";
import { dayOf } from "#shared/domain/privacy/day.ts";
import { Pause } from "#shared/domain/privacy/run.ts";

const berlin = "Europe/Berlin";

interface Asked {
  jurisdiction?: Jurisdiction | undefined;
  pauses?: Pause[];
  extension?: Extension;
}

function gdpr(startedAt: string, { jurisdiction = "DE", pauses = [], extension }: Asked = {}) {
  const calendar = calendarFor("gdpr", jurisdiction);
  return clockOf({ law: "gdpr", startedAt, zone: berlin, calendar, pauses, extension });
}

function ccpa(startedAt: string, { pauses = [], extension }: Asked = {}) {
  const calendar = calendarFor("ccpa");
  const zone = "America/Los_Angeles";
  return clockOf({ law: "ccpa", startedAt, zone, calendar, pauses, extension });
}

function pipl(startedAt: string, { pauses = [], extension }: Asked = {}) {
  const calendar = calendarFor("pipl");
  const zone = "Asia/Shanghai";
  return clockOf({ law: "pipl", startedAt, zone, calendar, pauses, extension });
}

const inDoubt = (from: string, to?: string): Pause => ({ ground: "identity", from, to });
const extendedAt = (at: string): Extension => ({ at, by: "officer", reason: "Many channels." });
const dueDay = ({ dueAt }: Clock, zone = berlin) => dayOf(dueAt, zone);

describe("GDPR: one month", () => {
  it.each([
    ["to the same date", "2026-06-10", "2026-07-10"],
    ["from a 31st to a 30th", "2026-08-31", "2026-09-30"],
    ["from 31 January to 28 February", "2025-01-31", "2025-02-28"],
    ["from 31 January to a leap day", "2028-01-31", "2028-02-29"],
    ["from 31 January to a Saturday, so to Monday", "2026-01-31", "2026-03-02"],
    ["to a Sunday, so to Monday", "2026-10-08", "2026-11-09"],
    ["over the year", "2026-12-15", "2027-01-15"],
    ["to Easter Sunday, so past Easter Monday", "2026-03-05", "2026-04-07"],
    ["to Christmas on a Friday, so past the weekend", "2026-11-25", "2026-12-28"],
  ])("%s: %s is due %s", (_, started, due) => {
    const clock = gdpr(`${started}T10:00:00Z`);
    expect(clock).toMatchObject({ law: "gdpr", provisional: false, pausedDays: 0 });
    expect(dueDay(clock)).toBe(due);
    expect(clock).not.toHaveProperty("receiptDueAt");
  });

  it.each([
    ["26 December 2025, a Friday", "2025-11-26", "DE", "2025-12-29"],
    ["26 December 2025, a Friday", "2025-11-26", "FR", "2025-12-26"],
    ["Bastille Day", "2026-06-14", "FR", "2026-07-15"],
    ["Bastille Day", "2026-06-14", "DE", "2026-07-14"],
    ["Saint Patrick's Day", "2026-02-17", "IE", "2026-03-18"],
    ["Good Friday", "2026-03-03", "IE", "2026-04-03"],
    ["King's Day", "2026-03-27", "NL", "2026-04-28"],
  ] as const)("to %s: %s in %s is due %s", (...[, started, jurisdiction, due]) => {
    expect(dueDay(gdpr(`${started}T10:00:00Z`, { jurisdiction }))).toBe(due);
  });

  it("ends with the day in the tenant's zone, in summer time and out of it", () => {
    expect(gdpr("2026-03-10T10:00:00Z").dueAt).toBe("2026-04-10T21:59:59.999Z");
    expect(gdpr("2026-09-28T10:00:00Z").dueAt).toBe("2026-10-28T22:59:59.999Z");
  });

  it("starts on the day in the tenant's zone", () => {
    expect(dueDay(gdpr("2026-06-09T21:59:59Z"))).toBe("2026-07-09");
    expect(dueDay(gdpr("2026-06-09T22:00:00Z"))).toBe("2026-07-10");
  });

  it("started on a day on which the clocks change, is due a month later all the same", () => {
    expect(gdpr("2026-03-29T00:30:00Z").dueAt).toBe("2026-04-29T21:59:59.999Z");
    expect(gdpr("2026-10-25T00:30:00Z").dueAt).toBe("2026-11-25T22:59:59.999Z");
  });

  it("where no jurisdiction is named, knows weekends and is provisional", () => {
    const [friday, saturday] = ["2026-11-25", "2026-11-26"].map((started) =>
      clocksOf({ laws: ["gdpr"], startedAt: `${started}T10:00:00Z`, pauses: [] }, { zone: berlin }),
    );
    expect(friday).toMatchObject([{ dueAt: "2026-12-25T22:59:59.999Z", provisional: true }]);
    expect(saturday).toMatchObject([{ dueAt: "2026-12-28T22:59:59.999Z", provisional: true }]);
  });

  it("past the calendar's end, is due on that very day, provisionally", () => {
    const sunday = gdpr("2028-12-07T10:00:00Z");
    expect(sunday).toMatchObject({ dueAt: "2029-01-07T22:59:59.999Z", provisional: true });
  });
});

describe("GDPR: pauses", () => {
  const started = "2026-03-02T09:00:00Z";

  it.each([
    ["of eight days", [inDoubt("2026-03-10T09:00:00Z", "2026-03-18T12:00:00Z")], 8, "2026-04-10"],
    [
      "that overlap, once",
      [
        inDoubt("2026-03-12T09:00:00Z", "2026-03-18T12:00:00Z"),
        inDoubt("2026-03-10T09:00:00Z", "2026-03-14T09:00:00Z"),
        inDoubt("2026-03-11T09:00:00Z", "2026-03-11T10:00:00Z"),
      ],
      8,
      "2026-04-10",
    ],
    [
      "over the night of a change of clocks",
      [inDoubt("2026-03-28T12:00:00Z", "2026-03-30T12:00:00Z")],
      2,
      "2026-04-07",
    ],
    [
      "that come in time only as an earlier one moved the end",
      [
        inDoubt("2026-03-10T09:00:00Z", "2026-03-18T12:00:00Z"),
        inDoubt("2026-04-08T09:00:00Z", "2026-04-10T12:00:00Z"),
      ],
      10,
      "2026-04-13",
    ],
    [
      "that began before the request, from its start",
      [inDoubt("2026-02-01T00:00:00Z", "2026-03-03T12:00:00Z")],
      1,
      "2026-04-07",
    ],
  ])("%s are added to the month", (...[, pauses, pausedDays, due]) => {
    const clock = gdpr(started, { pauses });
    expect(clock.pausedDays).toBe(pausedDays);
    expect(dueDay(clock)).toBe(due);
  });

  it.each([
    ["within one day", [inDoubt("2026-03-10T09:00:00Z", "2026-03-10T18:00:00Z")]],
    ["begun when the time was over", [inDoubt("2026-04-02T22:00:00Z", "2026-05-20T12:00:00Z")]],
    ["over before the start", [inDoubt("2026-01-10T09:00:00Z", "2026-02-20T12:00:00Z")]],
    ["that end before they begin", [inDoubt("2026-03-20T09:00:00Z", "2026-03-10T09:00:00Z")]],
    [
      "for a hold",
      [
        {
          ground: "hold" as const,
          from: "2026-03-10T09:00:00Z",
          to: "2026-03-30T09:00:00Z",
        },
      ],
    ],
  ])("%s add nothing", (_, pauses) => {
    expect(gdpr(started, { pauses })).toEqual(gdpr(started));
  });

  it("that last are told, and move the end once they are over", () => {
    const from = "2026-03-10T09:00:00Z";
    const lasting = gdpr(started, { pauses: [inDoubt(from)] });
    expect(lasting).toMatchObject({
      pausedSince: "2026-03-10T09:00:00.000Z",
      dueAt: gdpr(started).dueAt,
    });
    const over = gdpr(started, { pauses: [inDoubt(from, "2026-06-10T09:00:00Z")] });
    expect(over).not.toHaveProperty("pausedSince");
    expect(dueDay(over)).toBe("2026-07-03");
  });

  it("of an unknown ground, or at no instant, are refused", () => {
    const from = "2026-03-10T09:00:00Z";
    expect(Pause.safeParse({ ground: "holiday", from }).success).toBe(false);
    expect(Pause.safeParse({ ground: "identity", from: "2026-03-10" }).success).toBe(false);
    expect(Pause.parse({ ground: "identity", from })).toEqual({ ground: "identity", from });
  });
});

describe("extensions", () => {
  it.each([
    ["GDPR to three months in all", gdpr("2026-06-10T09:00:00Z"), berlin, "2026-09-10"],
    ["GDPR to a month's last day", gdpr("2026-01-31T09:00:00Z"), berlin, "2026-04-30"],
    ["GDPR past a holiday and a weekend", gdpr("2026-02-01T09:00:00Z"), berlin, "2026-05-04"],
    ["CCPA to 90 days in all", ccpa("2026-11-20T20:00:00Z"), "America/Los_Angeles", "2027-02-18"],
  ])("of %s", (...[, { law, startedAt, dueAt }, zone, until]) => {
    const extension = extendedAt(dueAt);
    const extended =
      law === "gdpr" ? gdpr(startedAt, { extension }) : ccpa(startedAt, { extension });
    expect(dueDay(extended, zone)).toBe(until);
    expect(extended.extension).toEqual({ ...extension, until: extended.dueAt });
  });

  it("keep what pauses added", () => {
    const pauses = [inDoubt("2026-06-12T09:00:00Z", "2026-06-17T09:00:00Z")];
    const extension = extendedAt("2026-07-14T09:00:00Z");
    expect(dueDay(gdpr("2026-06-10T09:00:00Z", { pauses, extension }))).toBe("2026-09-15");
  });

  it("are open until the last millisecond of the first period, and not after", () => {
    const clock = gdpr("2026-06-10T09:00:00Z");
    expect(extensionRefusal(clock, "2026-07-10T21:59:59.999Z")).toBeUndefined();
    expect(extensionRefusal(clock, "2026-07-10T22:00:00Z")).toBe("too-late");
  });

  it("taken too late change nothing", () => {
    const extension = extendedAt("2026-07-10T22:00:00Z");
    const clock = gdpr("2026-06-10T09:00:00Z");
    expect(gdpr("2026-06-10T09:00:00Z", { extension })).toEqual(clock);
  });

  it("are open as long as a clock stands still, and count once it runs", () => {
    const [started, from, at] = ["2026-06-10", "2026-07-01", "2026-08-01"].map(
      (day) => `${day}T09:00:00Z`,
    ) as [string, string, string];
    expect(extensionRefusal(gdpr(started, { pauses: [inDoubt(from)] }), at)).toBeUndefined();
    const pauses = [inDoubt(from, "2026-08-02T09:00:00Z")];
    expect(dueDay(gdpr(started, { pauses, extension: extendedAt(at) }))).toBe("2026-10-12");
  });

  it("are taken once", () => {
    const extension = extendedAt("2026-06-20T09:00:00Z");
    const clock = gdpr("2026-06-10T09:00:00Z", { extension });
    expect(extensionRefusal(clock, "2026-06-21T09:00:00Z")).toBe("already-extended");
  });

  it("are unknown to PIPL", () => {
    const at = "2026-11-03T01:00:00Z";
    const clock = pipl("2026-11-02T01:00:00Z");
    expect(extensionRefusal(clock, at)).toBe("unknown-to-law");
    expect(pipl("2026-11-02T01:00:00Z", { extension: extendedAt(at) })).toEqual(clock);
  });

  it("without a reason, or by nobody, are refused", () => {
    const extension = extendedAt("2026-11-03T01:00:00Z");
    expect(Extension.safeParse({ ...extension, reason: "" }).success).toBe(false);
    expect(Extension.safeParse({ ...extension, by: "" }).success).toBe(false);
    expect(Extension.parse(extension)).toEqual(extension);
  });
});

describe("CCPA", () => {
  it("has ten business days to confirm, over Thanksgiving, and 45 days to answer", () => {
    // 23 to 25 and 27 November, 30 November to 4 December, 7 December.
    expect(ccpa("2026-11-20T20:00:00Z")).toMatchObject({
      receiptDueAt: "2026-12-08T07:59:59.999Z",
      dueAt: "2027-01-05T07:59:59.999Z",
      provisional: false,
    });
  });

  it("ends on a weekend or a holiday like on any day", () => {
    // 45 days from 10 November 2026 is Christmas Day; from the day after, a Saturday.
    const due = ["2026-11-10", "2026-11-11"].map((day) => ccpa(`${day}T20:00:00Z`).dueAt);
    expect(due).toEqual(["2026-12-26T07:59:59.999Z", "2026-12-27T07:59:59.999Z"]);
  });

  it("never stands still", () => {
    const pauses = [inDoubt("2026-11-21T09:00:00Z"), inDoubt("2026-11-22T09:00:00Z")];
    expect(ccpa("2026-11-20T20:00:00Z", { pauses })).toEqual(ccpa("2026-11-20T20:00:00Z"));
  });
});

describe("PIPL", () => {
  it.each([
    ["over Spring Festival, with its worked Saturdays", "2026-02-12", "2026-03-11", false],
    ["over National Day, with its worked days", "2026-09-18", "2026-10-15", false],
    ["into a year whose notice is not out", "2026-12-18", "2027-01-06", true],
  ])("has fifteen working days %s: from %s to %s", (...[, from, to, provisional]) => {
    const clock = pipl(`${from}T02:00:00Z`);
    expect(clock).toMatchObject({ dueAt: `${to}T15:59:59.999Z`, provisional });
    expect(clock).not.toHaveProperty("receiptDueAt");
  });

  it("does not stand still while identity is checked", () => {
    const pauses = [inDoubt("2026-11-03T01:00:00Z", "2026-11-20T01:00:00Z")];
    expect(pipl("2026-11-02T01:00:00Z", { pauses })).toEqual(pipl("2026-11-02T01:00:00Z"));
  });
});

describe("a request", () => {
  const startedAt = "2026-09-18T02:00:00Z";
  const tenant = { zone: "Asia/Shanghai", jurisdiction: "IE" } as const;
  const times = { laws: ["gdpr", "ccpa", "pipl"] as const, startedAt, pauses: [] };

  it("has a clock for each law, and is due by the earliest", () => {
    const clocks = clocksOf(times, tenant);
    expect(clocks.map(({ law }) => law)).toEqual(["gdpr", "ccpa", "pipl"]);
    expect(clocks.map((clock) => dueDay(clock, tenant.zone))).toEqual([
      "2026-10-19",
      "2026-11-02",
      "2026-10-15",
    ]);
    expect(dueOf(clocks)).toEqual({
      at: "2026-10-15T15:59:59.999Z",
      law: "pipl",
      provisional: false,
    });
  });

  it("is due by a clock that runs, before one that stands still", () => {
    const pauses = [inDoubt("2026-09-20T02:00:00Z")];
    expect(dueOf(clocksOf({ ...times, laws: ["gdpr", "ccpa"], pauses }, tenant)).law).toBe("ccpa");
    expect(dueOf(clocksOf({ ...times, laws: ["gdpr"], pauses }, tenant)).law).toBe("gdpr");
  });

  it("extends one clock and leaves the others", () => {
    const extensions = { ccpa: extendedAt("2026-09-25T02:00:00Z") };
    const plain = clocksOf(times, tenant);
    const [one, two, three] = clocksOf({ ...times, extensions }, tenant);
    expect([one, three]).toEqual([plain[0], plain[2]]);
    expect(two?.extension?.until).toBe("2026-12-17T15:59:59.999Z");
  });

  it("without a clock has no due date", () => {
    expect(() => dueOf([])).toThrow(RangeError);
  });

  it("starts when it was sent, and never after it came in", () => {
    const receivedAt = "2026-09-18T02:00:00Z";
    expect(startOf({ submittedAt: "2026-09-18T02:00:00.500Z", receivedAt })).toBe(receivedAt);
    expect(startOf({ submittedAt: "2026-09-11T02:00:00Z", receivedAt })).toBe(
      "2026-09-11T02:00:00Z",
    );
  });
});

describe("escalation", () => {
  // 46 days less a millisecond: the day it starts on, and 45.
  const clock = clockOf({
    law: "ccpa",
    startedAt: "2026-01-01T00:00:00Z",
    zone: "UTC",
    pauses: [],
    calendar: calendarFor("ccpa"),
  });

  it.each([
    ["2025-12-31T00:00:00Z", 0, 0],
    ["2026-01-01T00:00:00Z", 0, 0],
    ["2026-01-23T23:00:00Z", 49, 0],
    ["2026-01-24T00:00:00Z", 50, 50],
    ["2026-02-06T19:12:00Z", 80, 80],
    ["2026-02-15T23:59:59.998Z", 99, 80],
    ["2026-02-15T23:59:59.999Z", 100, 100],
    ["2026-03-10T12:00:00Z", 148, 100],
  ])("at %s is at %i percent, level %i", (now, usedPercent, level) => {
    expect(escalationOf(clock, now)).toEqual({ usedPercent, level });
  });

  it("stands still with the clock, and goes on where it stood", () => {
    const started = "2026-03-02T09:00:00Z";
    const [from, to] = ["2026-03-18T09:00:00Z", "2026-09-16T09:00:00Z"] as const;
    const lasting = gdpr(started, { pauses: [inDoubt(from)] });
    const stood = escalationOf(lasting, from);
    expect(stood).toEqual({ usedPercent: 50, level: 50 });
    expect(escalationOf(lasting, "2027-03-18T09:00:00Z")).toEqual(stood);
    const over = gdpr(started, { pauses: [inDoubt(from, to)] });
    expect(escalationOf(over, to)).toEqual(stood);
  });
});
