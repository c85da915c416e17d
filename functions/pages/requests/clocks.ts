/** The clocks of a request, one for each law, with the rule that each goes by. */
import { laws } from "#shared/domain/privacy/law.ts";
import type { RequestView } from "#shared/domain/privacy/view.ts";
import { type Html, html } from "#shared/lambda/html.ts";
import type { PageCall } from "../page.ts";
import { table } from "../table.ts";
import { clockWords as words, dueWords, lawNames } from "../words/requests.ts";

type Clock = RequestView["clocks"][number];

export function clockTable(clocks: readonly Clock[], call: PageCall): Html {
  const { say } = call;
  const headings = [words.law, words.started, words.receipt, words.answer];
  const rows = clocks.map((clock) => row(clock, call));
  return html`${table({ caption: words.caption, headings, rows, kind: "clocks" }, call)}
  ${
    clocks.some(({ provisional }) => provisional) &&
    html`<p class="quiet">${say(dueWords.provisionalWhy)}</p>`
  }`;
}

function row(clock: Clock, { say, when }: PageCall): Html {
  const { law, startedAt, receiptDueAt, dueAt, provisional, pausedSince, extension } = clock;
  const { answer } = laws[law];
  return html`<tr>
    <th scope="row" class="id" data-label="${say(words.law)}">${say(lawNames[law])}</th>
    <td data-label="${say(words.started)}">${when.day(startedAt)}</td>
    <td data-label="${say(words.receipt)}">
      ${receiptDueAt === undefined ? say(words.noReceipt) : when.day(receiptDueAt)}
    </td>
    <td data-label="${say(words.answer)}">
      <strong>${when.day(dueAt)}</strong>
      ${provisional && html`<span class="quiet">${say(dueWords.provisional)}</span>`}
      ${pausedSince !== undefined && html`<br />‖ ${say(words.paused)} ${when.day(pausedSince)}`}
      ${extension && html`<br />${say(words.extended)} ${extension.reason}`}
      <br /><span class="quiet">${say(answer)} <cite>${answer.source}</cite></span>
    </td>
  </tr>`;
}
