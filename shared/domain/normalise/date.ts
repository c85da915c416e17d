/** Calendar dates to ISO 8601, without a clock and without a guess at which of two numbers is the month. */
import { invalid, type Normalised, valid } from "./normalised.ts";
import { cleanText } from "./text.ts";

/** Outside these, a date about a living customer is a typing error. */
const yearMin = 1900;
const yearMax = 2100;

/** A time of day may follow and is dropped; the date stays as it was written, whatever the zone. */
const time = String.raw`(?:[T ]\d{1,2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)? ?(?:Z|UTC|[+-]\d{2}:?\d{2})?)?`;
const forms = [
  new RegExp(String.raw`^(\d{4})([-/.])(\d{1,2})\2(\d{1,2})${time}$`, "i"),
  new RegExp(String.raw`^(\d{4})( ?)年 ?(\d{1,2}) ?月 ?(\d{1,2}) ?[日号]${time}$`, "i"),
  /^(\d{4})()(\d{2})(\d{2})$/,
];

/** Year first only: `03/04/2020` is March in one country and April in the next. */
export function normaliseDate(raw: string): Normalised {
  const text = cleanText(raw);
  for (const form of forms) {
    const [, year, , month, day] = form.exec(text) ?? [];
    if (year === undefined || month === undefined || day === undefined) continue;
    const date = `${year}-${month.padStart(2, "0")}-${day.padStart(2, "0")}`;
    return isPlausibleDate(date) ? valid(date) : invalid;
  }
  return invalid;
}

/** Whether `yyyy-mm-dd` is a day of the calendar in which a customer may have been born or served. */
export function isPlausibleDate(date: string): boolean {
  const year = Number(date.slice(0, 4));
  if (year < yearMin || year > yearMax) return false;
  const instant = new Date(`${date}T00:00:00Z`);
  // The constructor rolls 30 February over to March instead of refusing it.
  return !Number.isNaN(instant.getTime()) && instant.toISOString().startsWith(date);
}
