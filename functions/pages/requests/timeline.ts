/** What happened to a request, in its order. */
import type { RequestView } from "#shared/domain/privacy/view.ts";
import { type Html, html } from "#shared/lambda/html.ts";
import type { PageCall } from "../page.ts";
import { countNames } from "../words/requests.ts";
import { byWhom } from "./by-whom.ts";

export function timeline(steps: RequestView["steps"], call: PageCall): Html {
  return html`<ol class="timeline">
    ${steps.map((step) => stepLine(step, call))}
  </ol>`;
}

const places = Object.keys(countNames);
const byPlace = ([one]: [string, number], [other]: [string, number]): number =>
  places.indexOf(one) - places.indexOf(other);

function stepLine({ at, by, words, counts }: RequestView["steps"][number], call: PageCall): Html {
  const { say, when } = call;
  const told = Object.entries(counts ?? {})
    .toSorted(byPlace)
    .map(([name, count]) => {
      const words = countNames[name];
      return `${words ? say(words) : name}: ${count}`;
    });
  return html`<li>
    <span class="what">${say(words)}</span>
    ${told.length > 0 && html`<span class="counts">${told.join(" · ")}</span>`}
    <span class="quiet">${when.moment(at)} · ${byWhom(by, call)}</span>
  </li>`;
}
