/** From now to the weeks of which a copy was kept, and back: each ends with a Sunday. */
import { addDays, windowDays } from "#shared/domain/quality/calendar.ts";
import type { Html } from "#shared/lambda/html.ts";
import { figuresIn } from "../figures.ts";
import type { PageCall } from "../page.ts";
import { tabs } from "../tabs.ts";
import { qualityWords as words } from "../words/quality.ts";

const weeksShown = 5;

/** `week`: any day of the week that is looked at; undefined: now. */
export function weekTabs(
  week: string | undefined,
  { say, link, when, language }: Pick<PageCall, "say" | "link" | "when" | "language">,
): Html {
  const { shortDay } = figuresIn(language);
  const latest = lastSundayBefore(when.today);
  // One that is older than those of the last weeks stands with its neighbours.
  const oldest = addDays(latest, -windowDays.week * (weeksShown - 1));
  const shown = week !== undefined && isDay(week) ? sundayOf(week) : undefined;
  const from = shown !== undefined && shown < oldest ? addDays(shown, windowDays.week) : latest;
  const ends = Array.from({ length: weeksShown }, (_, at) => addDays(from, -windowDays.week * at));
  return tabs(say(words.weeks), [
    { name: say(words.current), href: link("quality"), isCurrent: week === undefined },
    ...ends.map((end) => ({
      name: say(words.weekEnding(shortDay(end))),
      href: link("quality", end),
      isCurrent: end === shown,
    })),
  ]);
}

const isDay = (text: string): boolean =>
  /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(text));

function sundayOf(day: string): string {
  return addDays(day, (windowDays.week - new Date(day).getUTCDay()) % windowDays.week);
}

function lastSundayBefore(day: string): string {
  return addDays(sundayOf(day), -windowDays.week);
}
