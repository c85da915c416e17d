/** The numbers behind the scores: of each source, each channel, and all of it. */
import type { Cell, Metrics } from "#shared/domain/quality/cell.ts";
import type { Windows } from "#shared/domain/quality/report.ts";
import type { Share } from "#shared/domain/quality/statistics.ts";
import { attributes, type Html, html } from "#shared/lambda/html.ts";
import type { Words } from "#shared/lambda/language.ts";
import { overNumbers, table } from "../table.ts";
import { qualityWords } from "../words/quality.ts";
import { numberWords as words } from "../words/quality-parts.ts";
import { hidden, none, scored } from "./marks.ts";
import { lowestFirst } from "./ranking.ts";
import type { Reading } from "./reading.ts";

interface Column {
  title: Words;
  of: (metrics: Metrics) => number | Share | undefined;
}

const columns: readonly Column[] = [
  { title: words.received, of: ({ received }) => received },
  { title: words.new, of: (metrics) => metrics.new },
  { title: words.known, of: ({ known }) => known },
  { title: words.newPeople, of: ({ newPeople }) => newPeople },
  { title: words.missing, of: ({ missing }) => missing },
  { title: words.conformity, of: ({ conformity }) => conformity },
  { title: words.consistency, of: ({ consistency }) => consistency },
  { title: words.timeliness, of: ({ timeliness }) => timeliness },
  { title: words.diversity, of: ({ diversity }) => diversity },
  { title: words.traceability, of: ({ traceability }) => traceability },
  { title: words.ageDays, of: ({ ageDays }) => ageDays },
];

interface Named {
  name: string;
  windows: Windows;
}

export function numbers(reading: Reading): Html {
  const { report, say, channelName } = reading;
  const named: Named[] = [
    ...lowestFirst(report.sources),
    ...report.channels.map(({ name, windows }) => ({
      name: say(words.channelNamed(channelName(name))),
      windows,
    })),
    { name: say(qualityWords.all), windows: report.tenant },
  ];
  return html`<details>
    <summary>${say(words.open)}</summary>
    ${scoreTable(named, reading)} ${weekTable(named, reading)}
  </details>`;
}

function scoreTable(named: readonly Named[], reading: Reading): Html {
  const { say } = reading;
  const headings = [qualityWords.source, words.day, words.weekly, words.month];
  const rows = named.map(({ name, windows: { day, week, month } }) => {
    const cell = (title: Words, shown: Cell | undefined) =>
      html`<td data-label="${say(title)}">
        ${scored(shown, reading)} ${eventsOf(shown, reading)}
      </td>`;
    return html`<tr>
      <th scope="row" data-label="${say(qualityWords.source)}">${name}</th>
      ${cell(words.day, day)} ${cell(words.weekly, week)} ${cell(words.month, month)}
    </tr>`;
  });
  return table({ caption: words.scoresCaption, headings, rows }, reading);
}

function eventsOf(cell: Cell | undefined, { say, figures }: Reading): Html | false {
  if (cell?.kind !== "shown") return false;
  return html`<span class="quiet">${say(words.events(figures.count(cell.metrics.new)))}</span>`;
}

function weekTable(named: readonly Named[], reading: Reading): Html {
  const { say } = reading;
  const headings = [
    qualityWords.source,
    ...columns.map(({ title }) => overNumbers(title)),
    overNumbers(words.quarantined),
  ];
  const rows = named.map(({ name, windows: { week } }) => {
    const label = (title: Words) => attributes({ class: "count", "data-label": say(title) });
    const cells = columns.map(
      ({ title, of }) => html`<td${label(title)}>${valueOf(week, of, reading)}</td>`,
    );
    return html`<tr>
      <th scope="row" data-label="${say(qualityWords.source)}">${name}</th>
      ${cells}
      <td${label(words.quarantined)}>${notUnderstood(week, reading)}</td>
    </tr>`;
  });
  return table({ caption: words.caption, headings, rows, kind: "many" }, reading);
}

function valueOf(cell: Cell | undefined, of: Column["of"], reading: Reading): Html | string {
  if (cell === undefined) return none(reading);
  if (cell.kind === "hidden") return hidden(reading);
  const value = of(cell.metrics);
  if (value === undefined) return none(reading);
  const { figures } = reading;
  return typeof value === "number" ? figures.count(value) : figures.percent(value.share);
}

/** Of what was not understood nobody is known, so it is never hidden. */
function notUnderstood(cell: Cell | undefined, reading: Reading): Html | string {
  if (cell === undefined) return none(reading);
  const { quarantined } = cell.kind === "shown" ? cell.metrics : cell;
  const sum = quarantined.reduce((all, { count }) => all + count, 0);
  return reading.figures.count(sum);
}
