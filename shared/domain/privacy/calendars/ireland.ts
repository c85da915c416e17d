/** A holiday on a weekend has no substitute by law. Good Friday is none. */
import type { CalendarFile } from "../calendar.ts";

const source = {
  title: "Organisation of Working Time Act 1997, second schedule, as extended in 2022",
  url: "https://www.irishstatutebook.ie/eli/1997/act/20",
};

export const ireland: CalendarFile = {
  name: { en: "Ireland", zh: "爱尔兰" },
  years: {
    2025: {
      source,
      holidays: "01-01 02-03 03-17 04-21 05-05 06-02 08-04 10-27 12-25 12-26",
    },
    2026: {
      source,
      holidays: "01-01 02-02 03-17 04-06 05-04 06-01 08-03 10-26 12-25 12-26",
    },
    2027: {
      source,
      holidays: "01-01 02-01 03-17 03-29 05-03 06-07 08-02 10-25 12-25 12-26",
    },
    2028: {
      source,
      holidays: "01-01 02-07 03-17 04-17 05-01 06-05 08-07 10-30 12-25 12-26",
    },
  },
};
