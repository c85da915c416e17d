/** Without the two days that only Alsace and Moselle keep, so that no date is ever too late. */
import type { CalendarFile } from "../calendar.ts";

const source = {
  title: "Code du travail art. L3133-1",
  url: "https://www.service-public.fr/particuliers/vosdroits/F2405",
};

export const france: CalendarFile = {
  name: { en: "France", zh: "法国" },
  years: {
    2025: {
      source,
      holidays: "01-01 04-21 05-01 05-08 05-29 06-09 07-14 08-15 11-01 11-11 12-25",
    },
    2026: {
      source,
      holidays: "01-01 04-06 05-01 05-08 05-14 05-25 07-14 08-15 11-01 11-11 12-25",
    },
    2027: {
      source,
      holidays: "01-01 03-29 05-01 05-06 05-08 05-17 07-14 08-15 11-01 11-11 12-25",
    },
    2028: {
      source,
      holidays: "01-01 04-17 05-01 05-08 05-25 06-05 07-14 08-15 11-01 11-11 12-25",
    },
  },
};
