/** What was delivered more than once, and by whom. */
import { type Html, html } from "#shared/lambda/html.ts";
import { lanePicture } from "../charts/lanes.ts";
import { overNumbers } from "../table.ts";
import { qualityWords } from "../words/quality.ts";
import { duplicateWords as words } from "../words/quality-parts.ts";
import { figure } from "./figure.ts";
import type { Reading } from "./reading.ts";

const headings = [
  qualityWords.source,
  overNumbers(words.share),
  overNumbers(words.known),
  overNumbers(words.of),
];

export function duplicates(reading: Reading): Html {
  const { report, say, figures } = reading;
  const { duplicates: all } = report;
  if (!all.some(({ known }) => known > 0)) return html`<p>${say(words.none)}</p>`;
  const lanes = all.map(({ source, share, known }) => ({
    name: source,
    figure: `${figures.count(known)} · ${figures.percent(share)}`,
    span: share > 0 ? { from: 0, to: share } : undefined,
  }));
  const told = lanes.map(({ name, figure: share }) => `${name} ${share}`).join(", ");
  const rows = all.map(
    ({ source, share, known, n }) =>
      html`<tr>
        <th scope="row" data-label="${say(qualityWords.source)}">${source}</th>
        <td class="count" data-label="${say(words.share)}">${figures.percent(share)}</td>
        <td class="count" data-label="${say(words.known)}">${figures.count(known)}</td>
        <td class="count" data-label="${say(words.of)}">${figures.count(n)}</td>
      </tr>`,
  );
  return figure(
    {
      caption: words.intro,
      picture: lanePicture({ alt: say(words.alt(told)), lanes }),
      behind: { caption: words.caption, headings, rows },
    },
    reading,
  );
}
