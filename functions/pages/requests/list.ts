/** Requests by when they are due, and a way to those of one person. */
import { RequestPage } from "#shared/domain/privacy/view.ts";
import { type Html, html } from "#shared/lambda/html.ts";
import { tabs } from "../tabs.ts";
import type { Page, PageCall } from "../page.ts";
import { formWords } from "../words/forms.ts";
import { listWords } from "../words/requests.ts";
import { officers, onlookers } from "./roles.ts";
import { searchForm } from "./search.ts";
import { requestTable } from "./table.ts";

const statuses = ["open", "closed"] as const;

export const requestList: Page = {
  path: "requests",
  roles: onlookers,
  menu: listWords.menu,

  async get(call) {
    const { api, query, say, link, officer, when } = call;
    const status = statuses.find((each) => each === query.get("status")) ?? "open";
    const asked = new URLSearchParams({ status });
    const after = query.get("after");
    if (after !== null) asked.set("after", after);
    const answer = await api.get(`/v1/requests?${asked.toString()}`, RequestPage);
    if (answer.kind === "refused") return answer;
    const { requests, next } = answer.body;
    const address = link("requests");
    const options = statuses.map((each) => ({
      name: say(listWords[each]),
      href: `${address}?status=${each}`,
      isCurrent: each === status,
    }));
    const works = officers.includes(officer.role);
    return {
      kind: "page",
      title: say(listWords.title),
      body: html`${
          works &&
          html`<p>
            <a class="button main" href="${link("requests", "file")}">${say(listWords.file)}</a>
          </p>`
        }
        ${tabs(say(listWords.shown), options)} ${listOrNone(status, { requests, call })}
        ${
          next !== undefined &&
          html`<p>
            <a
              href="${address}?${new URLSearchParams({ status, after: next }).toString()}"
              rel="next"
              >${say(listWords.next)}</a
            >
          </p>`
        }
        <p class="quiet">${say(formWords.zone(when.zone))}</p>
        ${
          works &&
          html`<h2>${say(listWords.search)}</h2>
            ${searchForm(call)}`
        }`,
    };
  },
};

function listOrNone(
  status: (typeof statuses)[number],
  { requests, call }: { requests: RequestPage["requests"]; call: PageCall },
): Html {
  const isOpen = status === "open";
  const { openCaption, closedCaption, noneOpen, noneClosed } = listWords;
  if (requests.length === 0) {
    return html`<p class="notice">${call.say(isOpen ? noneOpen : noneClosed)}</p>`;
  }
  return requestTable({ caption: isOpen ? openCaption : closedCaption, requests }, call);
}
