/** Working days by calendars that are written down, held against the rules they follow from. */
import { describe, expect, it } from "vitest";
import {
  calendarOf,
  weekendsOnly,
  workingDayFrom,
  workingDaysAfter,
} from "#shared/domain/privacy/calendar.ts";
import { calendarFiles, calendarFor } from "#shared/domain/privacy/calendars/index.ts";
import { addDays, type Day, isWeekend } from "#shared/domain/privacy/day.ts";

const china = calendarFor("pipl");
const names = Object.keys(calendarFiles) as (keyof typeof calendarFiles)[];

const daysOf = (year: number): Day[] =>
  Array.from({ length: 366 }, (_, ahead) => addDays(`${year}-01-01`, ahead)).filter((day) =>
    day.startsWith(String(year)),
  );

describe.each(names)("the calendar %s", (name) => {
  const { years } = calendarFiles[name];
  const listed = Object.entries(years);

  it("has years without a gap, each with who says so", () => {
    const numbers = listed.map(([year]) => Number(year));
    expect(numbers).toEqual(numbers.map((_, index) => 2025 + index));
    for (const [, { source }] of listed) {
      expect(source.title).not.toBe("");
      expect(new URL(source.url).protocol).toBe("https:");
    }
  });

  it("lists days that there are, in order, and on weekends alone those on which people work", () => {
    for (const [year, { holidays, workdays = "" }] of listed) {
      const days = [...holidays.split(/[ /]/), ...workdays.split(" ").filter(Boolean)];
      const there = new Set(daysOf(Number(year)));
      for (const day of days) expect(there).toContain(`${year}-${day}`);
      expect(holidays.split(/[ /]/)).toEqual(holidays.split(/[ /]/).toSorted());
      const worked = workdays.split(" ").filter(Boolean);
      expect(worked.filter((day) => !isWeekend(`${year}-${day}`))).toEqual([]);
    }
  });
});

describe("working days in China", () => {
  it.each([
    ["over Spring Festival 2025", "2025-01-24", "2025-02-20"],
    ["over Spring Festival 2026", "2026-02-12", "2026-03-11"],
    ["over Mid-Autumn and National Day 2026", "2026-09-18", "2026-10-15"],
    ["where nothing is special", "2026-11-02", "2026-11-23"],
  ])("fifteen %s, with the weekends worked in exchange: from %s to %s", (_, from, to) => {
    expect(workingDaysAfter(from, 15, china)).toEqual({ day: to, provisional: false });
  });

  it.each([
    ["2026-02-14", "a Saturday worked for Spring Festival"],
    ["2026-10-10", "a Saturday worked for National Day"],
    ["2026-01-04", "a Sunday worked for New Year"],
  ])("include %s, %s", (day) => {
    expect(china.isWorkingDay(day)).toBe(true);
  });

  it.each(["2026-02-16", "2026-10-07", "2026-10-11", "2025-10-08"])("leave %s out", (day) => {
    expect(china.isWorkingDay(day)).toBe(false);
  });
});

describe("past what a calendar knows", () => {
  it("every day is a working day, and what was counted there is provisional", () => {
    // 21 to 25 and 28 to 31 December are nine; then Friday 1 January and the weekend count too.
    expect(workingDaysAfter("2026-12-18", 15, china)).toEqual({
      day: "2027-01-06",
      provisional: true,
    });
    expect(workingDaysAfter("2026-12-18", 9, china)).toEqual({
      day: "2026-12-31",
      provisional: false,
    });
  });

  it("the same holds of what lies before", () => {
    expect(china.isWorkingDay("2024-10-01")).toBe(true);
    expect(workingDayFrom("2024-10-05", china)).toEqual({ day: "2024-10-05", provisional: true });
  });

  it("a period that a weekend pushes out of it ends on its first unknown day", () => {
    const short = calendarOf({ years: { 2028: yearOf("12-25") } });
    expect(workingDayFrom("2028-12-30", short)).toEqual({ day: "2029-01-01", provisional: true });
  });
});

const yearOf = (holidays: string) => ({ source: { title: "A year", url: "https://a" }, holidays });

describe("a calendar of weekends alone", () => {
  it("moves no day but Saturdays and Sundays, and is sure of none", () => {
    expect(workingDayFrom("2026-12-25", weekendsOnly)).toEqual({
      day: "2026-12-25",
      provisional: true,
    });
    expect(workingDayFrom("2026-12-26", weekendsOnly).day).toBe("2026-12-28");
  });
});

describe("by the rules they are made of", () => {
  /** Anonymous Gregorian computus (Meeus, Astronomical Algorithms, chapter 8). */
  function easter(year: number): Day {
    const [a, b, c] = [year % 19, Math.floor(year / 100), year % 100];
    const f = Math.floor((b - Math.floor((b + 8) / 25) + 1) / 3);
    const h = (19 * a + b - Math.floor(b / 4) - f + 15) % 30;
    const l = (32 + 2 * (b % 4) + 2 * Math.floor(c / 4) - h - (c % 4)) % 7;
    const m = Math.floor((a + 11 * h + 22 * l) / 451);
    const sum = h + l - 7 * m + 114;
    return new Date(Date.UTC(year, Math.floor(sum / 31) - 1, (sum % 31) + 1))
      .toISOString()
      .slice(0, 10);
  }

  const weekday = (day: Day) => new Date(day).getUTCDay();
  /** The n-th such weekday of a month; of the whole month the last where n is −1. */
  const nth = (n: number, day: number, month: number) => (year: number) =>
    daysOf(year)
      .filter((one) => Number(one.slice(5, 7)) === month && weekday(one) === day)
      .at(n > 0 ? n - 1 : n) ?? "";
  const fixed = (date: string) => (year: number) => `${year}-${date}`;
  const afterEaster = (days: number) => (year: number) => addDays(easter(year), days);
  /** On Friday for a Saturday, on Monday for a Sunday. */
  const observed = (date: string) => (year: number) => {
    const day = `${year}-${date}`;
    return addDays(day, ({ 6: -1, 0: 1 } as Record<number, number>)[weekday(day)] ?? 0);
  };
  const brigid = (year: number) =>
    weekday(`${year}-02-01`) === 5 ? `${year}-02-01` : nth(1, 1, 2)(year);
  const kingsDay = (year: number) =>
    weekday(`${year}-04-27`) === 0 ? `${year}-04-26` : `${year}-04-27`;

  const [goodFriday, easterMonday, ascension, whitMonday] = [-2, 1, 39, 50].map(afterEaster);
  const movable = [easterMonday, whitMonday, ascension];
  const rules = {
    DE: [goodFriday, ...movable, ...["01-01", "05-01", "10-03", "12-25", "12-26"].map(fixed)],
    FR: [
      ...movable,
      ...["01-01", "05-01", "05-08", "07-14", "08-15", "11-01", "11-11", "12-25"].map(fixed),
    ],
    IE: [
      ...["01-01", "03-17", "12-25", "12-26"].map(fixed),
      easterMonday,
      brigid,
      nth(1, 1, 5),
      nth(1, 1, 6),
      nth(1, 1, 8),
      nth(-1, 1, 10),
    ],
    NL: [goodFriday, ...movable, kingsDay, ...["01-01", "05-05", "12-25", "12-26"].map(fixed)],
    US: [
      ...["01-01", "06-19", "07-04", "11-11", "12-25"].map(observed),
      nth(3, 1, 1),
      nth(3, 1, 2),
      nth(-1, 1, 5),
      nth(1, 1, 9),
      nth(2, 1, 10),
      nth(4, 4, 11),
    ],
  };
  const years = [2025, 2026, 2027, 2028];

  it.each(["DE", "FR", "IE", "NL", "US"] as const)("%s has its holidays and no others", (name) => {
    // A federal New Year's Day on a Saturday is observed in the year before.
    const ruled = [...years, 2029].flatMap((year) => rules[name].map((rule) => rule?.(year) ?? ""));
    const expected = [...new Set(ruled)]
      .filter((day) => day < "2029" && !isWeekend(day))
      .toSorted();
    const calendar = calendarOf(calendarFiles[name]);
    const off = years.flatMap(daysOf).filter((day) => !calendar.isWorkingDay(day));
    expect(off.filter((day) => !isWeekend(day))).toEqual(expected);
    expect(off.filter(isWeekend)).toEqual(years.flatMap(daysOf).filter(isWeekend));
  });
});
