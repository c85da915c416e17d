/** Without the days made equal by royal decree (art. 3(3)), so that no date is ever too late. */
import type { CalendarFile } from "../calendar.ts";

const source = {
  title: "Algemene termijnenwet art. 3(1), 3(2)",
  url: "https://wetten.overheid.nl/BWBR0002448",
};

export const netherlands: CalendarFile = {
  name: { en: "Netherlands", zh: "荷兰" },
  years: {
    2025: {
      source,
      holidays: "01-01 04-18 04-21 04-26 05-05 05-29 06-09 12-25 12-26",
    },
    2026: {
      source,
      holidays: "01-01 04-03 04-06 04-27 05-05 05-14 05-25 12-25 12-26",
    },
    2027: {
      source,
      holidays: "01-01 03-26 03-29 04-27 05-05 05-06 05-17 12-25 12-26",
    },
    2028: {
      source,
      holidays: "01-01 04-14 04-17 04-27 05-05 05-25 06-05 12-25 12-26",
    },
  },
};
