/** Scores week by week: one small picture a source, and all of them together. */
import type { SourceReport } from "#shared/domain/quality/report.ts";
import { type Html, html } from "#shared/lambda/html.ts";
import { trendPicture } from "../charts/trend.ts";
import { overNumbers } from "../table.ts";
import { qualityWords } from "../words/quality.ts";
import { trendWords as words } from "../words/quality-parts.ts";
import { figure } from "./figure.ts";
import { hidden, none } from "./marks.ts";
import { lowestFirst } from "./ranking.ts";
import type { Reading } from "./reading.ts";

export function trends(reading: Reading): Html {
  const sources = lowestFirst(reading.report.sources);
  if (sources.length === 0) return none(reading);
  const cards = sources.map((source) => card(source, reading));
  return figure(
    {
      caption: words.intro,
      picture: html`<div class="small-pictures">${cards}</div>`,
      behind: { caption: words.caption, ...tableOf(sources, reading) },
    },
    reading,
  );
}

function card(source: SourceReport, reading: Reading): Html {
  const { name, trend, windows } = source;
  const { figures } = reading;
  const [first, last] = [trend.at(0), trend.at(-1)];
  const unknown = windows.week?.kind === "hidden" ? hidden(reading) : none(reading);
  return html`<div class="card">
    <p class="card-name"><span>${name}</span> <strong>${last?.score ?? unknown}</strong></p>
    ${trendOf(source, reading, 72)}
    <p class="ends">
      <span>${first && figures.shortDay(first.weekTo)}</span>
      <span>${last && figures.shortDay(last.weekTo)}</span>
    </p>
  </div>`;
}

export function trendOf({ name, trend }: SourceReport, { say }: Reading, height: number): Html {
  const values = trend.map(({ score }) => score);
  const told = values.map((score) => score ?? say(words.gap));
  return trendPicture({ alt: say(words.alt(name, told.join(", "))), values, height });
}

function tableOf(sources: readonly SourceReport[], reading: Reading) {
  const { say, figures } = reading;
  const weeks = [...new Set(sources.flatMap(({ trend }) => trend.map(({ weekTo }) => weekTo)))];
  weeks.sort();
  const headings = [
    qualityWords.source,
    ...weeks.map((week) => {
      const day = figures.shortDay(week);
      return overNumbers({ en: day, zh: day });
    }),
  ];
  const rows = sources.map(({ name, trend }) => {
    const scores = new Map(trend.map(({ weekTo, score }) => [weekTo, score]));
    return html`<tr>
      <th scope="row" data-label="${say(qualityWords.source)}">${name}</th>
      ${weeks.map(
        (week) =>
          html`<td class="count" data-label="${figures.shortDay(week)}">
            ${scores.get(week) ?? none(reading)}
          </td>`,
      )}
    </tr>`;
  });
  return { headings, rows };
}
