/** Working days: which there are, how far a calendar knows them, and how they are counted. */
import { addDays, type Day, isWeekend } from "./day.ts";

/** What a year's holidays are, and who says so. */
export interface CalendarYear {
  source: { title: string; url: string };
  /** One after the other, `MM-DD`, or the first and the last of several, `MM-DD/MM-DD`. */
  holidays: string;
  /** The days of weekends on which people work, likewise. */
  workdays?: string;
}

/** A calendar as it is written down. Its years follow each other without a gap. */
export interface CalendarFile {
  name: { en: string; zh: string };
  years: Readonly<Record<number, CalendarYear>>;
}

export interface Calendar {
  /** Whether the calendar can tell. Outside of what it knows every day is a working day. */
  knows(day: Day): boolean;
  isWorkingDay(day: Day): boolean;
}

/** A day counted to. Provisional where some of the days on the way, or it, were not known. */
export interface Counted {
  day: Day;
  provisional: boolean;
}

/** Monday to Friday, less holidays, and the days of weekends on which people work. */
export function calendarOf({ years }: Pick<CalendarFile, "years">): Calendar {
  const daysIn = (list: (year: CalendarYear) => string | undefined) =>
    new Set(Object.entries(years).flatMap(([year, of]) => listedDays(year, list(of))));
  const holidays = daysIn((year) => year.holidays);
  const workdays = daysIn((year) => year.workdays);
  const knows = (day: Day) => Number(day.slice(0, 4)) in years;
  return {
    knows,
    isWorkingDay: (day) =>
      !knows(day) || workdays.has(day) || !(holidays.has(day) || isWeekend(day)),
  };
}

function listedDays(year: string, list = ""): Day[] {
  return (list.match(/\S+/g) ?? []).flatMap((span) => {
    const [first = "", last = first] = span.split("/").map((date) => `${year}-${date}`);
    const days = [];
    for (let day = first; day <= last; day = addDays(day, 1)) days.push(day);
    return days;
  });
}

/** Knows weekends and nothing else: what it says is provisional, and never too late. */
export const weekendsOnly: Calendar = {
  knows: () => false,
  isWorkingDay: (day) => !isWeekend(day),
};

/** The day itself if it is a working day, else the next that is one. */
export function workingDayFrom(day: Day, calendar: Calendar): Counted {
  let counted = { day, provisional: !calendar.knows(day) };
  while (!calendar.isWorkingDay(counted.day)) counted = next(counted, calendar);
  return counted;
}

/** The n-th working day after a day, which itself is not counted. */
export function workingDaysAfter(day: Day, count: number, calendar: Calendar): Counted {
  let counted = { day, provisional: false };
  for (let left = count; left > 0;) {
    counted = next(counted, calendar);
    if (calendar.isWorkingDay(counted.day)) left -= 1;
  }
  return counted;
}

function next({ day, provisional }: Counted, calendar: Calendar): Counted {
  const following = addDays(day, 1);
  return { day: following, provisional: provisional || !calendar.knows(following) };
}
