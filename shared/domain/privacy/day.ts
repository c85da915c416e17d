/** A calendar day, written `2026-11-28`, and where it begins and ends in a time zone. */
import * as z from "zod";

/** ISO 8601 calendar date. Days compare as strings. */
export type Day = string;

export const dayMs = 86_400_000;

/** An IANA time zone, such as `Europe/Berlin`. */
export const Zone = z.string().refine(isZone, "is not an IANA time zone");

function isZone(zone: string): boolean {
  try {
    // Node takes offsets such as +02:00 as well: they know no summer time.
    return /^[A-Za-z]/.test(zone) && clockFace(zone) !== undefined;
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}

const faces = new Map<string, Intl.DateTimeFormat>();

/** Making one takes longer than using it a hundred times. */
function clockFace(zone: string): Intl.DateTimeFormat {
  const known = faces.get(zone);
  if (known !== undefined) return known;
  const face = new Intl.DateTimeFormat("en-US", {
    timeZone: zone,
    hourCycle: "h23",
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
  });
  faces.set(zone, face);
  return face;
}

/** What a wall clock in the zone shows, as if it were UTC; to the second. */
function wallClockMs(instantMs: number, zone: string): number {
  const parts = clockFace(zone).formatToParts(instantMs);
  const shown = Object.fromEntries(parts.map(({ type, value }) => [type, value]));
  const { year, month, day, hour, minute, second } = shown;
  return Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
}

/** The day on which an instant falls in the zone. */
export function dayOf(instant: string | number, zone: string): Day {
  return toDay(wallClockMs(new Date(instant).getTime(), zone));
}

/** The last millisecond of a day in the zone, as an ISO instant in UTC. */
export function endOf(day: Day, zone: string): string {
  return new Date(startMs(addDays(day, 1), zone) - 1).toISOString();
}

/**
 * Where the clocks change during the day, or the day before, midnight is at one of two offsets;
 * where they change at midnight itself, at the offset of the only one that is on the day.
 */
function startMs(day: Day, zone: string): number {
  const utcMs = Date.parse(day);
  const starts = [utcMs - dayMs, utcMs + dayMs].map((nearMs) => {
    const offsetMs = wallClockMs(nearMs, zone) - nearMs;
    return utcMs - offsetMs;
  });
  return Math.min(...starts.filter((ms) => dayOf(ms, zone) === day));
}

export function addDays(day: Day, days: number): Day {
  return toDay(Date.parse(day) + days * dayMs);
}

/** The same date in a later month, or that month's last day where it has no such date. */
export function addMonths(day: Day, months: number): Day {
  const [year = 0, month = 0, date = 0] = day.split("-").map(Number);
  const lastDate = new Date(Date.UTC(year, month + months, 0)).getUTCDate();
  return toDay(Date.UTC(year, month - 1 + months, Math.min(date, lastDate)));
}

export function daysBetween(from: Day, to: Day): number {
  return (Date.parse(to) - Date.parse(from)) / dayMs;
}

/** Saturday or Sunday. */
export function isWeekend(day: Day): boolean {
  return [0, 6].includes(new Date(day).getUTCDay());
}

function toDay(ms: number): Day {
  return new Date(ms).toISOString().slice(0, 10);
}
