import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isPlausibleDate, normaliseDate } from "#shared/domain/normalise/date.ts";

describe("a date", () => {
  it.each([
    "1990-01-02",
    "1990-1-2",
    "1990/01/02",
    "1990/1/2",
    "1990.1.2",
    "19900102",
    "1990年1月2日",
    "1990年01月02号",
    "1990 年 1 月 2 日",
    "１９９０－０１－０２",
    "1990-01-02T00:00:00Z",
    "1990-01-02T23:59:59.999+08:00",
    "1990-01-02 02:04:17 UTC",
    "1990/1/2 8:30",
  ])("%s is 2 January 1990", (raw) => {
    expect(normaliseDate(raw)).toEqual({ valid: true, value: "1990-01-02" });
  });

  it.each([
    ["the month may be the day", "03/04/2020"],
    ["the month may be the day", "3-4-2020"],
    ["the year may be any century's", "90-01-02"],
    ["no such day", "1990-02-30"],
    ["no such day", "1990-04-31"],
    ["no leap year", "1900-02-29"],
    ["no such month", "1990-13-01"],
    ["no month zero", "1990-00-10"],
    ["no day zero", "19900100"],
    ["two separators", "1990-01/02"],
    ["a month is no day", "1990-01"],
    ["before any customer's birth", "1899-12-31"],
    ["after any customer's plans", "2101-01-01"],
    ["the zero date of MySQL", "0000-00-00"],
    ["a time that is none", "1990-01-02T8"],
    ["words around it", "born 1990-01-02"],
    ["seconds since 1970", "631238400"],
  ])("is refused: %s (%s)", (_fact, raw) => {
    expect(normaliseDate(raw)).toEqual({ valid: false });
  });

  it("survives every spelling of every day", () => {
    const days = fc.date({
      min: new Date("1900-01-01T00:00:00Z"),
      max: new Date("2100-12-31T00:00:00Z"),
      noInvalidDate: true,
    });
    fc.assert(
      fc.property(days, (day) => {
        const value = day.toISOString().slice(0, 10);
        const [year, month, date] = value.split("-").map(Number);
        for (const raw of [
          day.toISOString(),
          `${year}/${month}/${date}`,
          `${year}年${month}月${date}日`,
          value.replaceAll("-", ""),
        ]) {
          expect(normaliseDate(raw)).toEqual({ valid: true, value });
        }
      }),
    );
  });

  it("is a leap day every fourth year, but not every hundredth", () => {
    expect([1996, 2000, 1997, 2100].map((year) => isPlausibleDate(`${year}-02-29`))).toEqual([
      true,
      true,
      false,
      false,
    ]);
  });
});
