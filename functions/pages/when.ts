/** Times as an officer reads them: in their language, by the tenant's own clock. */
import { type Day, dayOf, daysBetween } from "#shared/domain/privacy/day.ts";
import { type Html, html } from "#shared/lambda/html.ts";
import type { Language } from "#shared/lambda/language.ts";

export interface When {
  /** The IANA time zone in which all of them are shown. */
  zone: string;
  today: Day;
  /** `28 November 2026` */
  day(instant: string): Html;
  /** `28 November 2026 at 09:14` */
  moment(instant: string): Html;
  /** Whole days from today; negative where it is over. */
  daysUntil(instant: string): number;
}

export const locales: Readonly<Record<Language, string>> = { en: "en-GB", zh: "zh-CN" };
const dayShape = { year: "numeric", month: "short", day: "numeric" } as const;
const momentShape = { ...dayShape, hour: "2-digit", minute: "2-digit", hourCycle: "h23" } as const;

export function whenIn(zone: string, { language, now }: { language: Language; now: Date }): When {
  const shaped = (shape: Intl.DateTimeFormatOptions) => {
    const format = new Intl.DateTimeFormat(locales[language], { ...shape, timeZone: zone });
    return (instant: string) =>
      html`<time datetime="${instant}">${format.format(new Date(instant))}</time>`;
  };
  const today = dayOf(now.toISOString(), zone);
  return {
    zone,
    today,
    day: shaped(dayShape),
    moment: shaped(momentShape),
    daysUntil: (instant) => daysBetween(today, dayOf(instant, zone)),
  };
}
