/** The nine holidays of every Land; what only some keep is left out, so that no date is ever too late. */
import type { CalendarFile } from "../calendar.ts";

const source = {
  title: "Feiertagsgesetze der Länder; Einigungsvertrag art. 2(2) for 3 October",
  url: "https://www.gesetze-im-internet.de/einigvtr/art_2.html",
};

export const germany: CalendarFile = {
  name: { en: "Germany", zh: "德国" },
  years: {
    2025: {
      source,
      holidays: "01-01 04-18 04-21 05-01 05-29 06-09 10-03 12-25 12-26",
    },
    2026: {
      source,
      holidays: "01-01 04-03 04-06 05-01 05-14 05-25 10-03 12-25 12-26",
    },
    2027: {
      source,
      holidays: "01-01 03-26 03-29 05-01 05-06 05-17 10-03 12-25 12-26",
    },
    2028: {
      source,
      holidays: "01-01 04-14 04-17 05-01 05-25 06-05 10-03 12-25 12-26",
    },
  },
};
