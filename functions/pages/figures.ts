/** Numbers as people read them, in their language. */
import type { Language } from "#shared/lambda/language.ts";
import { locales } from "./when.ts";

export interface Figures {
  count(number: number): string;
  /** Of 0–1: `12%`, and below ten per cent `3.4%`. */
  percent(share: number): string;
  /** In the unit that makes it short: `4 sec`, `9 min`, `2.3 hr`, `12 days`. */
  duration(seconds: number): string;
  /** A day that is one in no zone but the report's own, UTC. */
  day(day: string): string;
  /** Without its year: `21 Nov`. */
  shortDay(day: string): string;
}

const units = [
  { unit: "day", seconds: 86_400 },
  { unit: "hour", seconds: 3_600 },
  { unit: "minute", seconds: 60 },
  { unit: "second", seconds: 1 },
] as const;

export function figuresIn(language: Language): Figures {
  const locale = locales[language];
  const number = (options: Intl.NumberFormatOptions = {}) => {
    const format = new Intl.NumberFormat(locale, options);
    return (value: number) => format.format(value);
  };
  const [whole, fine] = [0, 1].map((maximumFractionDigits) =>
    number({ style: "percent", maximumFractionDigits }),
  ) as [(value: number) => string, (value: number) => string];
  const day = (shape: Intl.DateTimeFormatOptions) => {
    const format = new Intl.DateTimeFormat(locale, { ...shape, timeZone: "UTC" });
    return (text: string) => format.format(new Date(text));
  };
  return {
    count: number(),
    percent: (share) => (share < 0.1 ? fine(share) : whole(share)),
    duration: (seconds) => durationIn(locale, seconds),
    day: day({ year: "numeric", month: "short", day: "numeric" }),
    shortDay: day({ month: "short", day: "numeric" }),
  };
}

function durationIn(locale: string, seconds: number): string {
  const { unit, seconds: length } = units.find((each) => seconds >= each.seconds) ?? units[3];
  const value = seconds / length;
  return new Intl.NumberFormat(locale, {
    style: "unit",
    unit,
    unitDisplay: "short",
    maximumFractionDigits: value < 10 ? 1 : 0,
  }).format(value);
}
