/** Dates and moments as people write them into spreadsheets. */
import { describe, expect, test } from "vitest";
import { readMoment, yearFirst } from "#bin/accuracy/date-format.ts";

test.each([
  ["day-first", "03/04/2020", "2020-04-03"],
  ["month-first", "03/04/2020", "2020-03-04"],
  ["day-first", "3.4.2020", "2020-04-03"],
  ["month-first", " 3-4-2020 10:15", "2020-03-04 10:15"],
] as const)("%s, %s is %s", (format, text, date) => {
  expect(yearFirst(text, format)).toBe(date);
});

test.each([
  ["year-first", "03/04/2020"],
  ["day-first", "2020-04-03"],
  ["day-first", "20200403"],
  ["day-first", "03/04/20"],
  ["day-first", "03/04-2020"],
  ["month-first", "03/04/20201"],
  ["month-first", "someday"],
  ["month-first", ""],
] as const)("%s, %j stays as it is", (format, text) => {
  expect(yearFirst(text, format)).toBe(text);
});

describe("a moment", () => {
  test.each([
    ["2026-01-03", "2026-01-03T00:00:00.000Z"],
    ["2026/01/03", "2026-01-03T00:00:00.000Z"],
    ["2026-01-03 10:15", "2026-01-03T10:15:00.000Z"],
    ["2026-01-03T10:15:30.5Z", "2026-01-03T10:15:30.500Z"],
    ["2026-01-03T10:15:30+0800", "2026-01-03T02:15:30.000Z"],
  ])("is %s: %s", (text, moment) => {
    expect(readMoment(text, "year-first")?.toISOString()).toBe(moment);
  });

  test("is read in the file's own order of day and month", () => {
    expect(readMoment("01/03/2026 08:00", "day-first")?.toISOString()).toBe(
      "2026-03-01T08:00:00.000Z",
    );
  });

  test.each(["", "someday", "2026", "2026-13-01", "2026-01-03 25:00", "01/03/2026", "1767398400"])(
    "is not %j",
    (text) => {
      expect(readMoment(text, "year-first")).toBeUndefined();
    },
  );
});
