/** Requests as a table: of the list, and of what a search has found. */
import type { RequestSummary } from "#shared/domain/privacy/view.ts";
import { type Html, html } from "#shared/lambda/html.ts";
import type { Words } from "#shared/lambda/language.ts";
import type { PageCall } from "../page.ts";
import { table } from "../table.ts";
import { listWords } from "../words/requests.ts";
import { dueDay, timeUsed } from "./due.ts";
import { byWhom } from "./by-whom.ts";
import { stateBadge } from "./state.ts";

export interface Listed {
  caption: Words;
  requests: readonly RequestSummary[];
}

export function requestTable({ caption, requests }: Listed, call: PageCall): Html {
  const rows = requests.map((request) => row(request, call));
  return table({ caption, headings, rows }, call);
}

const { due, used, number, state, filedBy } = listWords;
const headings = [number, state, due, used, filedBy];

function row(request: RequestSummary, call: PageCall): Html {
  const { say, link, when } = call;
  const { id, endedAt, reference } = request;
  const name = (heading: Words): string => say(heading);
  return html`<tr>
    <th scope="row" data-label="${name(number)}">
      <a class="id" href="${link("requests", id)}">${id}</a>
      ${reference !== undefined && html`<br /><span class="quiet">${reference}</span>`}
    </th>
    <td data-label="${name(state)}">${stateBadge(request.state, call)}</td>
    <td data-label="${name(due)}">${dueDay(request.due, call)}</td>
    <td data-label="${name(used)}">
      ${
        endedAt === undefined
          ? timeUsed(request.due, call)
          : html`${say(listWords.ended)} ${when.day(endedAt)}`
      }
    </td>
    <td data-label="${name(filedBy)}">
      ${byWhom(request.filedBy, call)}
      <span class="quiet">${when.day(request.receivedAt)}</span>
    </td>
  </tr>`;
}
