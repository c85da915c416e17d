/** Holidays on weekdays: days like no other, on which a form or a call centre may well be silent. */
import { calendarFor } from "./calendars/index.ts";
import { isWeekend } from "./day.ts";
import type { PrivacyPolicy } from "./policy.ts";

/** Those of the given days that a calendar of one of the tenant's laws knows as a holiday. */
export function holidaysAmong(
  days: readonly string[],
  { laws, jurisdiction }: Pick<PrivacyPolicy, "laws" | "jurisdiction">,
): ReadonlySet<string> {
  const calendars = laws.map((law) => calendarFor(law, jurisdiction));
  return new Set(
    days.filter(
      (day) => !isWeekend(day) && calendars.some((calendar) => !calendar.isWorkingDay(day)),
    ),
  );
}
