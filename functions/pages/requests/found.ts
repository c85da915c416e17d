/** Who was found, and what an approval would erase of them. */
import type { RequestView } from "#shared/domain/privacy/view.ts";
import { type Html, html, type HtmlValue } from "#shared/lambda/html.ts";
import type { PageCall } from "../page.ts";
import { foundWords as words } from "../words/requests.ts";

type Preview = NonNullable<RequestView["preview"]>;
type Previewed = Preview["people"][number];

export function found(view: RequestView, call: PageCall): HtmlValue {
  const { candidates, chosen, preview } = view;
  if (preview !== undefined) return previewOf(preview, call);
  if (view.state === "received" || view.endedAt !== undefined) return undefined;
  if (candidates.length === 0) return html`<p>${call.say(words.none)}</p>`;
  return html`<ul class="people">
    ${candidates.map(
      (id) =>
        html`<li>
          <code>${id}</code>
          ${chosen.includes(id) && html`<span class="quiet">✓ ${call.say(words.chosen)}</span>`}
        </li>`,
    )}
  </ul>`;
}

function previewOf(preview: Preview, call: PageCall): Html {
  const { say, when } = call;
  const { people, holds, unknownIdentifiers, at } = preview;
  const headings = [
    [words.person, ""],
    [words.events, "count"],
    [words.identifiers, "count"],
    [words.channels, ""],
    [words.remarks, ""],
  ] as const;
  const table = html`<table class="stacking">
    <caption>
      ${say(words.caption)}
      <span class="quiet">${when.moment(at)}</span>
    </caption>
    <thead>
      <tr>
        ${headings.map(([name, kind]) => html`<th scope="col" class="${kind}">${say(name)}</th>`)}
      </tr>
    </thead>
    <tbody>
      ${people.map((person) => row(person, call))}
    </tbody>
    ${people.length > 1 && totals(people, call)}
  </table>`;
  return html`${people.length === 0 ? html`<p>${say(words.none)}</p>` : table}
  ${holds > 0 && html`<p class="notice held">‖ ${say(words.holds(holds))}</p>`}
  ${unknownIdentifiers > 0 && html`<p class="quiet">${say(words.unknown(unknownIdentifiers))}</p>`}`;
}

function row(person: Previewed, { say }: PageCall): Html {
  const { id, events, identifiers, channels } = person;
  const remarks = remarksOn(person).map((remark) => html`<li>${say(remark)}</li>`);
  const byChannel = Object.entries(channels).map(([name, count]) => `${name} ${count}`);
  return html`<tr>
    <th scope="row" data-label="${say(words.person)}"><code>${id}</code></th>
    <td class="count" data-label="${say(words.events)}">${events}</td>
    <td class="count" data-label="${say(words.identifiers)}">${identifiers}</td>
    <td data-label="${say(words.channels)}">${byChannel.join(" · ")}</td>
    <td data-label="${say(words.remarks)}">
      ${
        remarks.length === 0
          ? html`<span class="quiet">${say(words.nothing)}</span>`
          : html`<ul class="plain">
              ${remarks}
            </ul>`
      }
    </td>
  </tr>`;
}

function remarksOn({ contested, generic, sharedWith }: Previewed) {
  return [
    contested > 0 && words.contested(contested),
    generic > 0 && words.generic(generic),
    sharedWith > 0 && words.sharedWith(sharedWith),
  ].filter((remark) => remark !== false);
}

function totals(people: readonly Previewed[], { say }: PageCall): Html {
  const sum = (of: "events" | "identifiers"): number =>
    people.reduce((total, person) => total + person[of], 0);
  return html`<tfoot>
    <tr>
      <th scope="row">${say(words.total)}</th>
      <td class="count" data-label="${say(words.events)}">${sum("events")}</td>
      <td class="count" data-label="${say(words.identifiers)}">${sum("identifiers")}</td>
      <td colspan="2"></td>
    </tr>
  </tfoot>`;
}
