/** What is known the moment a request is filed: its number, its clocks, and what comes next. */
import { RequestView } from "#shared/domain/privacy/view.ts";
import { html } from "#shared/lambda/html.ts";
import type { Page } from "../page.ts";
import { formWords } from "../words/forms.ts";
import { listWords, receiptWords as words, requestWords } from "../words/requests.ts";
import { clockTable } from "./clocks.ts";
import { dueDay } from "./due.ts";
import { officers, onlookers } from "./roles.ts";

export const receipt: Page = {
  path: "requests/{id}/receipt",
  roles: onlookers,

  async get(call) {
    const { api, path, query, say, link, when, officer } = call;
    const answer = await api.get(`/v1/requests/${path["id"] ?? ""}`, RequestView);
    if (answer.kind === "refused") return answer;
    const { id, due, receivedAt, reference, clocks } = answer.body;
    return {
      kind: "page",
      title: say(words.title),
      body: html`${query.has("again") && html`<p class="notice">${say(words.again)}</p>`}
        <div class="receipt">
          <dl>
            <dt>${say(words.number)}</dt>
            <dd class="number">${id}</dd>
            ${
              reference !== undefined &&
              html`<dt>${say(requestWords.reference)}</dt>
                <dd>${reference}</dd>`
            }
            <dt>${say(requestWords.received)}</dt>
            <dd>${when.moment(receivedAt)}</dd>
            <dt>${say(listWords.due)}</dt>
            <dd>${dueDay(due, call)}</dd>
          </dl>
          <p class="quiet">${say(words.tell)}</p>
        </div>
        ${clockTable(clocks, call)}
        <p class="quiet">${say(formWords.zone(when.zone))}</p>
        <section class="no-print">
          <h2>${say(words.next)}</h2>
          <ol class="plain">
            ${words.steps.map((step) => html`<li>${say(step)}</li>`)}
          </ol>
          <p class="buttons">
            <a class="button main" href="${link("requests", id)}">${say(words.goOn)}</a>
            ${
              officers.includes(officer.role) &&
              html`<a class="button" href="${link("requests", "file")}">${say(words.another)}</a>`
            }
          </p>
        </section>`,
    };
  },
};
