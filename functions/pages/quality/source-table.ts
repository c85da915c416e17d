/** Every source: how it captures, its stars and score, its typical problem, whether it can be traced. */
import type { SourceReport } from "#shared/domain/quality/report.ts";
import { type Html, html } from "#shared/lambda/html.ts";
import { table } from "../table.ts";
import { qualityWords } from "../words/quality.ts";
import { sourceWords as words } from "../words/quality-parts.ts";
import { hidden, none, scored, whyHidden } from "./marks.ts";
import { lowestFirst } from "./ranking.ts";
import type { Reading } from "./reading.ts";
import { trendOf } from "./trends.ts";

const headings = [
  qualityWords.source,
  words.form,
  words.score,
  words.trend,
  words.problem,
  words.traceable,
];

export function sourceTable(reading: Reading): Html {
  const { report, say } = reading;
  if (report.sources.length === 0) return html`<p class="notice">${say(words.none)}</p>`;
  const rows = lowestFirst(report.sources).map((source) => row(source, reading));
  return html`${table({ caption: words.caption, headings, rows, kind: "sources" }, reading)}
  ${report.omitted > 0 && html`<p>${say(words.omitted(report.omitted))}</p>`} ${whyHidden(reading)}`;
}

const traceSigns = { yes: "✓", partly: "◐", no: "✗" } as const;

function row(source: SourceReport, reading: Reading): Html {
  const { name, channel, form, windows, problem, traceable } = source;
  const { say } = reading;
  const { week } = windows;
  const isHidden = week?.kind === "hidden";
  // What has gone wrong lately comes before what has long been so.
  const alert = reading.report.alerts.find((each) => each.source === name);
  const wrong = alert?.reason ?? problem?.words;
  const told = wrong !== undefined && html`${say(wrong)}`;
  return html`<tr>
    <th scope="row" data-label="${say(qualityWords.source)}"><strong>${name}</strong></th>
    <td data-label="${say(words.form)}">${form === undefined ? channel : say(form)}</td>
    <td data-label="${say(words.score)}">${scored(week, reading)}</td>
    <td data-label="${say(words.trend)}">${trendOf(source, reading, 34)}</td>
    <td data-label="${say(words.problem)}">
      ${told || (isHidden ? hidden(reading) : html`<span class="quiet">${say(words.noProblem)}</span>`)}
    </td>
    <td data-label="${say(words.traceable)}">
      ${
        traceable === undefined
          ? isHidden
            ? hidden(reading)
            : none(reading)
          : html`<span class="trace ${traceable}"
              ><span aria-hidden="true">${traceSigns[traceable]}</span> ${say(
                words.traceableAs[traceable],
              )}</span
            >`
      }
    </td>
  </tr>`;
}
