/** The calendars there are, and which of them a law counts by. */
import * as z from "zod";
import { type Calendar, type CalendarFile, calendarOf, weekendsOnly } from "../calendar.ts";
import { type Law, laws } from "../law.ts";
import { china } from "./china.ts";
import { france } from "./france.ts";
import { germany } from "./germany.ts";
import { ireland } from "./ireland.ts";
import { netherlands } from "./netherlands.ts";
import { unitedStates } from "./united-states.ts";

/** Where action is to be taken: Regulation 1182/71 art. 2(1) asks for the holidays of that place. */
export const Jurisdiction = z.enum(["DE", "FR", "IE", "NL"]);
export type Jurisdiction = z.infer<typeof Jurisdiction>;

type CalendarName = Jurisdiction | "CN" | "US";

export const calendarFiles: Readonly<Record<CalendarName, CalendarFile>> = {
  CN: china,
  DE: germany,
  FR: france,
  IE: ireland,
  NL: netherlands,
  US: unitedStates,
};

const made = new Map<CalendarName, Calendar>();

function calendarNamed(name: CalendarName): Calendar {
  const calendar = made.get(name) ?? calendarOf(calendarFiles[name]);
  made.set(name, calendar);
  return calendar;
}

/** Without a jurisdiction, weekends alone: never too late, and provisional. */
export function calendarFor(law: Law, jurisdiction?: Jurisdiction): Calendar {
  const { calendar } = laws[law].workingDays;
  if (calendar !== "jurisdiction") return calendarNamed(calendar);
  return jurisdiction === undefined ? weekendsOnly : calendarNamed(jurisdiction);
}
