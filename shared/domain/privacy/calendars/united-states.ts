/** Federal holidays as observed: on Friday for a Saturday, on Monday for a Sunday. */
import type { CalendarFile } from "../calendar.ts";

const source = {
  title: "5 U.S.C. § 6103; Executive Order 11582",
  url: "https://www.opm.gov/policy-data-oversight/pay-leave/federal-holidays/",
};

export const unitedStates: CalendarFile = {
  name: { en: "United States, federal", zh: "美国（联邦）" },
  years: {
    2025: {
      source,
      holidays: "01-01 01-20 02-17 05-26 06-19 07-04 09-01 10-13 11-11 11-27 12-25",
    },
    2026: {
      source,
      holidays: "01-01 01-19 02-16 05-25 06-19 07-03 09-07 10-12 11-11 11-26 12-25",
    },
    2027: {
      source,
      holidays: "01-01 01-18 02-15 05-31 06-18 07-05 09-06 10-11 11-11 11-25 12-24 12-31",
    },
    2028: {
      source,
      holidays: "01-17 02-21 05-29 06-19 07-04 09-04 10-09 11-10 11-23 12-25",
    },
  },
};
