/** New events of each channel, week by week. */
import type { Report } from "#shared/domain/quality/report.ts";
import { type Html, html } from "#shared/lambda/html.ts";
import { columnPicture } from "../charts/columns.ts";
import { overNumbers } from "../table.ts";
import { qualityWords } from "../words/quality.ts";
import { mixWords as words } from "../words/quality-parts.ts";
import { figure } from "./figure.ts";
import { hidden } from "./marks.ts";
import type { Reading } from "./reading.ts";

/** Undefined: too few people are behind it. Nothing at all is 0. */
type Events = number | undefined;

interface Channel {
  name: string;
  /** In the order of the weeks. */
  events: readonly Events[];
}

export function mix(reading: Reading): Html {
  const { report, say } = reading;
  const weeks = [...new Set(report.mix.map(({ weekTo }) => weekTo))].sort();
  const channels = channelsOf(report.mix, weeks);
  if (channels.length === 0) return html`<p>${say(words.none)}</p>`;
  const most = Math.max(...channels.flatMap(({ events }) => events.map((each) => each ?? 0)));
  const cards = channels.map((channel) => card(channel, { weeks, most, reading }));
  return figure(
    {
      caption: words.intro,
      picture: html`<div class="small-pictures">${cards}</div>`,
      behind: { caption: words.caption, ...tableOf(channels, weeks, reading) },
    },
    reading,
  );
}

/** Those with most of the last week first. */
function channelsOf(mixed: Report["mix"], weeks: readonly string[]): Channel[] {
  return [...Map.groupBy(mixed, ({ channel }) => channel)]
    .map(([name, rows]) => {
      const byWeek = new Map(rows.map(({ weekTo, events }) => [weekTo, { events }]));
      const events = weeks.map((week) => (byWeek.get(week) ?? { events: 0 }).events);
      return { name, events };
    })
    .toSorted((a, b) => (b.events.at(-1) ?? 0) - (a.events.at(-1) ?? 0));
}

function card(
  { name, events }: Channel,
  { weeks, most, reading }: { weeks: readonly string[]; most: number; reading: Reading },
): Html {
  const { say, figures, channelName } = reading;
  const told = events.map((each) =>
    each === undefined ? say(qualityWords.hidden) : figures.count(each),
  );
  const [first, last] = [weeks.at(0), weeks.at(-1)];
  return html`<div class="card">
    <p class="card-name">
      <span>${channelName(name)}</span>
      <strong>${shownEvents(events.at(-1), reading)}</strong>
    </p>
    ${columnPicture({
      alt: say(words.alt(channelName(name), told.join(", "))),
      values: events,
      most,
    })}
    <p class="ends">
      <span>${first && figures.shortDay(first)}</span>
      <span>${last && figures.shortDay(last)}</span>
    </p>
  </div>`;
}

function shownEvents(events: Events, reading: Reading): Html | string {
  return events === undefined ? hidden(reading) : reading.figures.count(events);
}

function tableOf(channels: readonly Channel[], weeks: readonly string[], reading: Reading) {
  const { say, figures, channelName } = reading;
  const days = weeks.map(figures.shortDay);
  const headings = [qualityWords.channel, ...days.map((day) => overNumbers({ en: day, zh: day }))];
  const rows = channels.map(
    ({ name, events }) =>
      html`<tr>
        <th scope="row" data-label="${say(qualityWords.channel)}">${channelName(name)}</th>
        ${events.map(
          (each, at) =>
            html`<td class="count" data-label="${days[at] ?? ""}">
              ${shownEvents(each, reading)}
            </td>`,
        )}
      </tr>`,
  );
  return { headings, rows };
}
