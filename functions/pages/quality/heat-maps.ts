/**
 * Sources against fields: the darker, the more is missing or wrong. A table that is its own picture, since
 * each cell says in digits what its shade says.
 */
import type { FieldMetrics } from "#shared/domain/quality/cell.ts";
import type { SourceReport } from "#shared/domain/quality/report.ts";
import { attributes, type Html, html } from "#shared/lambda/html.ts";
import type { Words } from "#shared/lambda/language.ts";
import { qualityWords } from "../words/quality.ts";
import { heatWords as words } from "../words/quality-parts.ts";
import { hidden, none, whyHidden } from "./marks.ts";
import { lowestFirst } from "./ranking.ts";
import type { Reading } from "./reading.ts";

type Measure = "missing" | "invalid" | "madeUp";

/** From so much on a cell has the next shade. */
const shades = [0.02, 0.1, 0.25, 0.5] as const;

const shadeOf = (share: number): number => shades.filter((least) => share >= least).length;

export function heatMaps(reading: Reading): Html {
  const { report, say } = reading;
  const sources = lowestFirst(report.sources).filter(({ windows }) => windows.week !== undefined);
  if (sources.length === 0) return html`<p>${say(words.none)}</p>`;
  const anyMadeUp = sources.some((source) =>
    Object.values(fieldsOf(source)).some(({ madeUp }) => madeUp?.share),
  );
  return html`${legend(reading)}
    <div class="heats">
      ${heatMap("missing", sources, reading)} ${heatMap("invalid", sources, reading)}
      ${anyMadeUp && heatMap("madeUp", sources, reading)}
    </div>
    ${!anyMadeUp && html`<p>${say(words.madeUpNone)}</p>`} ${whyHidden(reading)}`;
}

function legend({ say, figures }: Reading): Html {
  const starts = [0, ...shades];
  const steps = starts.map((from, at) => {
    const until = starts[at + 1];
    const text = until === undefined ? `≥ ${figures.percent(from)}` : `< ${figures.percent(until)}`;
    return html`<span class="heat-${at} step">${text}</span>`;
  });
  return html`<p class="legend">
    ${say(words.legend)} ${steps} <span class="quiet">${say(words.notAsked)}</span>
  </p>`;
}

function heatMap(measure: Measure, sources: readonly SourceReport[], reading: Reading): Html {
  const { report, say, fieldName } = reading;
  const asked = new Set(sources.flatMap((source) => askedIn(source, measure)));
  const fields = report.fields.map(({ name }) => name).filter((name) => asked.has(name));
  const caption = say(words[measure] satisfies Words);
  // It has two directions: on a telephone it scrolls by itself, and not the page.
  const region = attributes({
    role: "region",
    tabindex: 0,
    "aria-label": `${caption} (${say(words.scroll)})`,
  });
  return html`<div class="wide" ${region}>
    <table class="heat">
      <caption>
        ${caption}
      </caption>
      <thead>
        <tr>
          <th scope="col">${say(qualityWords.source)}</th>
          ${fields.map((field) => html`<th scope="col">${fieldName(field)}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${sources.map(
          (source) =>
            html`<tr>
              <th scope="row">${source.name}</th>
              ${fields.map((field) => heatCell(source, fieldsOf(source)[field]?.[measure], reading))}
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}

function heatCell({ windows }: SourceReport, share: FieldMetrics[Measure], reading: Reading): Html {
  if (windows.week?.kind === "hidden") return html`<td>${hidden(reading)}</td>`;
  if (share === undefined) return html`<td>${none(reading)}</td>`;
  return html`<td class="heat-${shadeOf(share.share)}">
    ${reading.figures.percent(share.share)}
  </td>`;
}

function fieldsOf({ windows }: SourceReport): Readonly<Record<string, FieldMetrics>> {
  return windows.week?.kind === "shown" ? windows.week.metrics.fields : {};
}

function askedIn(source: SourceReport, measure: Measure): string[] {
  return Object.entries(fieldsOf(source)).flatMap(([field, metrics]) =>
    metrics[measure] === undefined ? [] : [field],
  );
}
