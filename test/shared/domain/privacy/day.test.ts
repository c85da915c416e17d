/** Days, and where they begin and end where clocks change. */
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  addDays,
  addMonths,
  dayOf,
  daysBetween,
  endOf,
  isWeekend,
  Zone,
} from "#shared/domain/privacy/day.ts";

describe("a day", () => {
  it.each([
    ["2026-03-01T22:59:59.999Z", "Europe/Berlin", "2026-03-01"],
    ["2026-03-01T23:00:00.000Z", "Europe/Berlin", "2026-03-02"],
    ["2026-11-28T15:59:59Z", "Asia/Shanghai", "2026-11-28"],
    ["2026-11-28T16:00:00Z", "Asia/Shanghai", "2026-11-29"],
    ["2026-11-28T07:59:59Z", "America/Los_Angeles", "2026-11-27"],
  ])("of %s in %s is %s", (instant, zone, day) => {
    expect(dayOf(instant, zone)).toBe(day);
  });

  it.each([
    ["before summer time begins", "2026-03-28", "Europe/Berlin", "2026-03-28T22:59:59.999Z"],
    ["on which summer time begins", "2026-03-29", "Europe/Berlin", "2026-03-29T21:59:59.999Z"],
    ["before summer time ends", "2026-10-24", "Europe/Dublin", "2026-10-24T22:59:59.999Z"],
    ["on which summer time ends", "2026-10-25", "Europe/Dublin", "2026-10-25T23:59:59.999Z"],
    ["whose last hour is left out", "2026-09-05", "America/Santiago", "2026-09-06T03:59:59.999Z"],
    ["whose last hour comes twice", "2026-04-04", "America/Santiago", "2026-04-05T03:59:59.999Z"],
    ["without any of this", "2026-11-28", "Asia/Shanghai", "2026-11-28T15:59:59.999Z"],
  ])("%s ends in its last millisecond: %s in %s", (...[, day, zone, end]) => {
    expect(endOf(day, zone)).toBe(end);
  });

  it("ends where the next begins, in every zone", () => {
    const days = fc.date({
      min: new Date("2015-01-01"),
      max: new Date("2037-12-31"),
      noInvalidDate: true,
    });
    const zones = fc.constantFrom(...Intl.supportedValuesOf("timeZone"));
    const check = (date: Date, zone: string) => {
      const day = date.toISOString().slice(0, 10);
      const end = endOf(day, zone);
      expect([dayOf(end, zone), dayOf(Date.parse(end) + 1, zone)]).toEqual([day, addDays(day, 1)]);
    };
    fc.assert(fc.property(days, zones, check), { numRuns: 500 });
  });

  it.each([
    ["2026-01-31", 1, "2026-02-28"],
    ["2028-01-31", 1, "2028-02-29"],
    ["2028-02-29", 1, "2028-03-29"],
    ["2026-08-31", 1, "2026-09-30"],
    ["2026-11-30", 3, "2027-02-28"],
    ["2026-12-15", 1, "2027-01-15"],
  ])("%s and %i months is %s", (day, months, later) => {
    expect(addMonths(day, months)).toBe(later);
  });

  it("is told from others by whole days, over leap days and ends of years", () => {
    expect(daysBetween("2028-02-28", "2028-03-01")).toBe(2);
    expect(addDays("2026-12-31", 1)).toBe("2027-01-01");
  });

  it("is on a weekend on Saturday and Sunday alone", () => {
    const week = Array.from({ length: 7 }, (_, ahead) => addDays("2026-11-23", ahead));
    expect(week.filter(isWeekend)).toEqual(["2026-11-28", "2026-11-29"]);
  });
});

describe("a zone", () => {
  it.each(["Europe/Berlin", "Asia/Shanghai", "America/Los_Angeles", "UTC"])("may be %s", (zone) => {
    expect(Zone.parse(zone)).toBe(zone);
  });

  it.each(["Berlin", "Europe/Atlantis", "+01:00", "", "Europe/Berlin "])("is never %j", (zone) => {
    expect(Zone.safeParse(zone).success).toBe(false);
  });
});
