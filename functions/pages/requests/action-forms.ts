/** The actions that an officer may take now: the one that goes on, and the others folded away. */
import type { Action } from "#shared/domain/privacy/command.ts";
import { attributes, type Html, html, type HtmlValue } from "#shared/lambda/html.ts";
import type { Problem } from "#shared/lambda/http.ts";
import type { Words } from "#shared/lambda/language.ts";
import { type Form, mistakeSummary, type Mistakes } from "../form.ts";
import { problemNotice } from "../problem.ts";
import { actionWords, fieldWords } from "../words/actions.ts";
import { requestWords } from "../words/requests.ts";
import { actionFields, type Asking } from "./action-fields.ts";

/** What was just tried, and came back. */
export interface Attempt {
  action: Action;
  entered: URLSearchParams;
  mistakes?: Mistakes;
  problem?: Problem;
}

/** Above everything else: it has the focus, and leads to where it happened. */
export function attemptNotice(attempt: Attempt, { call }: Asking): HtmlValue {
  const { problem } = attempt;
  return problem
    ? problemNotice(problem, call)
    : mistakeSummary(formOf(attempt.action, attempt, call));
}

export function mainForm(action: Action, asking: Asking, attempt?: Attempt): Html {
  return html`<section class="no-print">
    <h3>${asking.call.say(actionWords[action].title)}</h3>
    ${actionForm(action, asking, attempt)}
  </section>`;
}

/** Sensible ones only: of a single person there is nobody else to choose. */
export function otherForms(main: Action | undefined, asking: Asking, attempt?: Attempt): HtmlValue {
  const { view, call } = asking;
  const others = view.actions.filter(
    (action) => action !== main && (action !== "choose" || view.candidates.length > 1),
  );
  if (others.length === 0) return undefined;
  const folded = others.map((action) => {
    const own = attributes({ open: attempt?.action === action });
    return html`<details${own}>
      <summary>${call.say(again(action, view))}</summary>
      ${actionForm(action, asking, attempt)}
    </details>`;
  });
  return html`<section class="others no-print">
    <h2>${call.say(requestWords.others)}</h2>
    ${folded}
  </section>`;
}

/** Some things are done a second time. */
function again(action: Action, { preview, mustChoose }: Asking["view"]): Words {
  if (action === "preview" && preview !== undefined) return fieldWords.previewAgain;
  return action === "choose" && !mustChoose ? fieldWords.chooseAgain : actionWords[action].title;
}

const grave: readonly Action[] = ["approve", "deny", "cancel"];

function actionForm(action: Action, asking: Asking, attempt?: Attempt): Html {
  const { call, view } = asking;
  const form = formOf(action, attempt, call);
  const kind = grave.includes(action) ? "danger" : "main";
  return html`<form method="post" action="${call.link("requests", view.id)}" class="narrow">
    ${call.formToken} <input type="hidden" name="action" value="${action}" />
    ${actionFields(action, form, asking)}
    <p><button class="${kind}">${call.say(actionWords[action].send)}</button></p>
  </form>`;
}

function formOf(action: Action, attempt: Attempt | undefined, { say }: Asking["call"]): Form {
  const isIts = attempt?.action === action;
  const { entered, mistakes = {} } = isIts ? attempt : { entered: new URLSearchParams() };
  return { name: action, say, entered, mistakes };
}
