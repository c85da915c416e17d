/** Of which people two channels say different things. */
import type { Conflict } from "#shared/domain/quality/report.ts";
import { type Html, html } from "#shared/lambda/html.ts";
import { overNumbers, table } from "../table.ts";
import { qualityWords } from "../words/quality.ts";
import { conflictWords as words } from "../words/quality-parts.ts";
import type { Reading } from "./reading.ts";

const headings = [
  words.channels,
  qualityWords.field,
  overNumbers(words.people),
  overNumbers(words.of),
  overNumbers(words.share),
];

export function conflicts(reading: Reading): Html {
  const { report, say } = reading;
  if (report.conflicts === undefined) return html`<p>${say(words.notYet)}</p>`;
  const found = report.conflicts.filter(({ people }) => people > 0);
  if (found.length === 0) return html`<p>${say(words.none)}</p>`;
  const rows = found
    .toSorted((a, b) => b.people - a.people)
    .map((conflict) => row(conflict, reading));
  return html`<p>${say(words.intro)}</p>
    ${table({ caption: words.caption, headings, rows }, reading)}`;
}

function row({ channels, field, people, of }: Conflict, reading: Reading): Html {
  const { say, figures, fieldName, channelName } = reading;
  const [one, other] = channels;
  return html`<tr>
    <th scope="row" data-label="${say(words.channels)}">
      ${channelName(one)} ${say(words.and)} ${channelName(other)}
    </th>
    <td data-label="${say(qualityWords.field)}">${fieldName(field)}</td>
    <td class="count" data-label="${say(words.people)}">${figures.count(people)}</td>
    <td class="count" data-label="${say(words.of)}">${figures.count(of)}</td>
    <td class="count" data-label="${say(words.share)}">${figures.percent(people / of)}</td>
  </tr>`;
}
