/** Holds on data by when they end, and lifting them. */
import { HoldPage, HoldView } from "#shared/domain/privacy/view.ts";
import { attributes, type Html, html } from "#shared/lambda/html.ts";
import type { Page, PageAnswer, PageCall } from "../page.ts";
import { belongsOnPage, problemNotice } from "../problem.ts";
import { byWhom } from "../requests/by-whom.ts";
import { officers, onlookers } from "../requests/roles.ts";
import { table } from "../table.ts";
import { tabs } from "../tabs.ts";
import { groundNames } from "../words/actions.ts";
import { formWords } from "../words/forms.ts";
import { holdWords as words } from "../words/holds.ts";

const statuses = ["standing", "lifted"] as const;
type Status = (typeof statuses)[number];

export const holdList: Page = {
  path: "holds",
  roles: onlookers,
  menu: words.menu,

  get: (call) => shown(call),

  async post(call) {
    const { api, form, link } = call;
    const id = form.get("id") ?? "";
    const answer = await api.post(`/v1/holds/${encodeURIComponent(id)}/lift`, {}, HoldView);
    if (answer.kind === "answered") return { kind: "moved", to: `${link("holds")}?done=lift` };
    const { problem } = answer;
    return belongsOnPage(problem) ? shown(call, problemNotice(problem, call)) : answer;
  },
};

async function shown(call: PageCall, above?: Html): Promise<PageAnswer> {
  const { api, query, say, when } = call;
  const status = statuses.find((each) => each === query.get("status")) ?? "standing";
  const asked = new URLSearchParams({ status });
  const after = query.get("after");
  if (after !== null) asked.set("after", after);
  const answer = await api.get(`/v1/holds?${asked.toString()}`, HoldPage);
  if (answer.kind === "refused") return answer;
  return {
    kind: "page",
    title: say(words.title),
    ...(above && { status: 409 }),
    body: html`${above ?? doneNotice(call)}
      <p>${say(words.intro)}</p>
      ${around(status, answer.body, call)}
      <p class="quiet">${say(formWords.zone(when.zone))}</p>`,
  };
}

function doneNotice({ query, say }: PageCall): Html | undefined {
  const done = { lift: words.doneLift, put: words.donePut }[query.get("done") ?? ""];
  return done && html`<p class="notice good" role="status">✓ ${say(done)}</p>`;
}

function around(status: Status, { holds, next }: HoldPage, call: PageCall): Html {
  const { say, link, officer } = call;
  const address = link("holds");
  const options = statuses.map((each) => ({
    name: say(words[each]),
    href: `${address}?status=${each}`,
    isCurrent: each === status,
  }));
  const works = officers.includes(officer.role);
  const isStanding = status === "standing";
  const none = isStanding ? words.noneStanding : words.noneLifted;
  return html`${
    works &&
    html`<p><a class="button main" href="${link("holds", "put")}">${say(words.put)}</a></p>`
  }
  ${tabs(say(words.shown), options)}
  ${
    holds.length === 0
      ? html`<p class="notice">${say(none)}</p>`
      : holdTable(holds, { isStanding, lifts: isStanding && works, call })
  }
  ${
    next !== undefined &&
    html`<p>
      <a href="${address}?${new URLSearchParams({ status, after: next }).toString()}" rel="next"
        >${say(words.more)}</a
      >
    </p>`
  }`;
}

interface Table {
  isStanding: boolean;
  /** Whether this officer may lift what stands. */
  lifts: boolean;
  call: PageCall;
}

function holdTable(holds: readonly HoldView[], { isStanding, lifts, call }: Table): Html {
  const headings = [
    words.number,
    words.ground,
    words.names,
    words.ends,
    isStanding ? words.by : words.liftedBy,
    ...(lifts ? [words.action] : []),
  ];
  const caption = isStanding ? words.standingCaption : words.liftedCaption;
  const rows = holds.map((hold) => row(hold, { isStanding, lifts, call }));
  return table({ caption, headings, rows }, call);
}

function row(hold: HoldView, { isStanding, lifts, call }: Table): Html {
  const { say, when } = call;
  const { id, ground, counts, until, inForce, lifted } = hold;
  const { by, at } = lifted ?? hold;
  const sign = inForce ? html`‖ ${say(words.inForce)}` : say(words.over);
  return html`<tr>
    <th scope="row" data-label="${say(words.number)}"><code>${id}</code></th>
    <td data-label="${say(words.ground)}">${say(groundNames[ground])}</td>
    <td data-label="${say(words.names)}">${namesOf(counts, call)}</td>
    <td data-label="${say(words.ends)}">
      ${when.day(until)}${isStanding && html`<br /><span class="quiet">${sign}</span>`}
    </td>
    <td data-label="${say(isStanding ? words.by : words.liftedBy)}">
      ${byWhom(by, call)} <span class="quiet">${when.day(at)}</span>
    </td>
    ${lifts && html`<td data-label="${say(words.action)}">${liftForm(id, call)}</td>`}
  </tr>`;
}

function namesOf({ events, identifiers }: HoldView["counts"], { say }: PageCall): string {
  const named = [
    ...(identifiers > 0 ? [words.identifiers(identifiers)] : []),
    ...(events > 0 ? [words.countedEvents(events)] : []),
  ];
  return named.map(say).join(" · ");
}

/** In two steps, so that a slip lifts nothing. */
function liftForm(id: string, { say, link, formToken }: PageCall): Html {
  const name = say(words.liftNamed(id));
  return html`<details>
    <summary${attributes({ "aria-label": name })}>${say(words.action)} …</summary>
    <form method="post" action="${link("holds")}">
      ${formToken} <input type="hidden" name="id" value="${id}" />
      <p class="quiet">${say(words.sure)}</p>
      <button class="danger" aria-label="${name}">${say(words.lift)}</button>
    </form>
  </details>`;
}
