/** One request: what it waits for, what may be done about it now, and all that is known of it. */
import { RequestView } from "#shared/domain/privacy/view.ts";
import { type Html, html, type HtmlValue } from "#shared/lambda/html.ts";
import type { Page, PageAnswer, PageCall } from "../page.ts";
import { belongsOnPage } from "../problem.ts";
import { actionWords } from "../words/actions.ts";
import { formWords } from "../words/forms.ts";
import { erasureSteps, nextSteps } from "../words/next-step.ts";
import { clockWords, foundWords, listWords, requestWords as words } from "../words/requests.ts";
import type { Asking } from "./action-fields.ts";
import { type Attempt, attemptNotice, mainForm, otherForms } from "./action-forms.ts";
import { actionNamed, pathOf, readAction } from "./acting.ts";
import { candidatesOf } from "./candidates.ts";
import { clockTable } from "./clocks.ts";
import { dueDay, timeUsed } from "./due.ts";
import { facts } from "./facts.ts";
import { found } from "./found.ts";
import { type NextStep, nextStepOf } from "./next-step.ts";
import { onlookers } from "./roles.ts";
import { stateBadge } from "./state.ts";
import { timeline } from "./timeline.ts";

export const oneRequest: Page = {
  path: "requests/{id}",
  roles: onlookers,

  get: (call) => shown(call),

  async post(call) {
    const { api, path, form: entered, link, when } = call;
    const id = path["id"] ?? "";
    const action = actionNamed(entered.get("action"));
    if (action === undefined) return shown(call);
    const read = readAction(action, entered, when);
    if (read.kind === "mistaken") return shown(call, { action, entered, mistakes: read.mistakes });
    const answer = await api.post(`/v1/requests/${id}/${pathOf(action)}`, read.body, RequestView);
    if (answer.kind === "answered") {
      return { kind: "moved", to: `${link("requests", id)}?done=${action}` };
    }
    const { problem } = answer;
    return belongsOnPage(problem) ? shown(call, { action, entered, problem }) : answer;
  },
};

async function shown(call: PageCall, attempt?: Attempt): Promise<PageAnswer> {
  const { api, path, say } = call;
  const answer = await api.get(`/v1/requests/${path["id"] ?? ""}`, RequestView);
  if (answer.kind === "refused") return answer;
  const view = answer.body;
  const chooses = view.actions.includes("choose") && view.candidates.length > 1;
  const next = nextStepOf(view, call.officer.subject);
  const asking = { view, call, candidates: chooses ? await candidatesOf(view, call) : [] };
  return {
    kind: "page",
    title: say(words.title(view.id)),
    ...(attempt && { status: attempt.problem?.status ?? 400 }),
    body: html`${attempt ? attemptNotice(attempt, asking) : doneNotice(call)} ${summary(asking)}
      <div class="columns">
        <div>
          ${nextSection(asking, next, attempt)} ${foundSection(asking, next)}
          ${clockSection(asking)} ${otherForms(next.action, asking, attempt)}
        </div>
        <aside>${aside(asking)}</aside>
      </div>
      <p class="quiet">${say(formWords.zone(call.when.zone))}</p>`,
  };
}

function doneNotice({ query, say }: PageCall): HtmlValue {
  const done = actionNamed(query.get("done"));
  return done && html`<p class="notice good" role="status">✓ ${say(actionWords[done].done)}</p>`;
}

function summary({ view, call }: Asking): Html {
  const { state, due, endedAt } = view;
  const { say } = call;
  return html`<div class="summary">
    ${stateBadge(state, call)}
    ${
      endedAt === undefined
        ? html`<div>${say(listWords.due)} ${dueDay(due, call)}</div>
            ${timeUsed(due, call)}`
        : html`<div>${say(listWords.ended)} ${call.when.day(endedAt)}</div>`
    }
  </div>`;
}

/** The first thing to read: what it waits for, what to do, and the form that does it. */
function nextSection(asking: Asking, { name, action, at }: NextStep, attempt?: Attempt): Html {
  const { view, call } = asking;
  const { say, link, when } = call;
  const { waits, todo } = nextSteps[name];
  const isErased = view.erasure?.finishedAt !== undefined;
  return html`<section class="next">
    <h2>${say(words.next)}</h2>
    <p><strong>${say(waits)}${at !== undefined && html` ${when.moment(at)}`}</strong></p>
    <p>${say(todo)}</p>
    ${progress(asking)} ${action === "approve" && found(view, call)}
    ${
      isErased &&
      html`<p>
        <a class="button main" href="${link("requests", view.id, "certificate")}"
          >${say(words.certificate)}</a
        >
      </p>`
    }
    ${action !== undefined && view.actions.includes(action) && mainForm(action, asking, attempt)}
  </section>`;
}

function progress({ view: { state, erasure }, call: { say } }: Asking): HtmlValue {
  if (state !== "erasing" || erasure === undefined) return undefined;
  const { step, done, of } = erasure;
  const what = erasureSteps[step];
  return html`<p role="status">
    ${say(what)}
    ${of > 0 && html`<progress value="${done}" max="${of}"></progress> ${done} / ${of}`}
  </p>`;
}

/** Where it has to be looked at to go on, it stands in the step itself. */
function foundSection({ view, call }: Asking, { action }: NextStep): HtmlValue {
  const shows = found(view, call);
  if (shows === undefined || action === "approve" || action === "choose") return undefined;
  const title = view.endedAt === undefined ? foundWords.title : foundWords.before;
  return html`<section>
    <h2>${call.say(title)}</h2>
    ${shows}
  </section>`;
}

const clockSection = ({ view, call }: Asking): Html =>
  html`<section>
    <h2>${call.say(clockWords.title)}</h2>
    ${clockTable(view.clocks, call)}
  </section>`;

function aside({ view, call }: Asking): Html {
  const { say, link } = call;
  return html`<section>
      <h2>${say(words.facts)}</h2>
      ${facts(view, call)}
      <p class="no-print">
        <a href="${link("requests", view.id, "receipt")}">${say(words.receipt)}</a>
      </p>
    </section>
    <section>
      <h2>${say(words.timeline)}</h2>
      ${timeline(view.steps, call)}
    </section>`;
}
