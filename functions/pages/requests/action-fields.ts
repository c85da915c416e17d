/** What each action asks for. */
import type { Action } from "#shared/domain/privacy/command.ts";
import { holdGrounds } from "#shared/domain/privacy/hold.ts";
import { laws } from "#shared/domain/privacy/law.ts";
import { denialGrounds, identityMethods } from "#shared/domain/privacy/request.ts";
import type { RequestView } from "#shared/domain/privacy/view.ts";
import { type Html, html, type HtmlValue } from "#shared/lambda/html.ts";
import type { Words } from "#shared/lambda/language.ts";
import { checkbox, checkboxes, type Form, radios, select, textArea, textInput } from "../form.ts";
import type { PageCall } from "../page.ts";
import { denialNames, fieldWords as words, groundNames, methodNames } from "../words/actions.ts";
import { formWords } from "../words/forms.ts";
import { dueWords } from "../words/requests.ts";
import type { Candidate } from "./candidates.ts";

export interface Asking {
  view: RequestView;
  call: PageCall;
  /** Only where somebody has to choose among them. */
  candidates: readonly Candidate[];
}

export function actionFields(action: Action, form: Form, asking: Asking): HtmlValue {
  switch (action) {
    case "confirm-identity":
      return identity(form);
    case "choose":
      return choice(form, asking);
    case "approve":
      return approval(asking);
    case "deny":
      return [grounds(form, denialGrounds, denialNames), reason(form)];
    case "hold":
      return [grounds(form, holdGrounds, groundNames), reason(form), until(form, asking)];
    case "extend":
      return [clock(form, asking), reason(form)];
    case "cancel":
      return [reason(form), checkbox(form, { name: "sure", label: words.sure, required: true })];
    case "preview":
    case "resume":
      return undefined;
  }
}

function identity(form: Form): HtmlValue {
  const methods = identityMethods.map((value) => ({ value, label: form.say(methodNames[value]) }));
  const outcomes = (["confirmed", "failed"] as const).map((value) => ({
    value,
    label: form.say(words[value]),
  }));
  return [
    radios(form, { name: "method", label: words.method, options: methods, required: true }),
    textInput(form, {
      name: "evidence",
      label: words.evidence,
      hint: words.evidenceHint,
      maxlength: 100,
      required: true,
    }),
    radios(form, { name: "outcome", label: words.outcome, options: outcomes, required: true }),
  ];
}

function choice(form: Form, { candidates, view }: Asking): Html {
  return checkboxes(form, {
    name: "people",
    label: words.people,
    hint: words.peopleHint,
    required: true,
    preset: view.chosen,
    options: candidates.map(({ id, about }) => ({
      value: id,
      label: about.length > 0 ? about.join(" · ") : id,
      more: about.length > 0 && html`<br /><code>${id}</code>`,
    })),
  });
}

/** Exactly what this officer has seen; not what may stand there by the time it arrives. */
function approval({ view, call: { say } }: Asking): Html {
  const people = view.preview?.people ?? [];
  const events = people.reduce((sum, person) => sum + person.events, 0);
  const roots = people.map(
    ({ id, shapeVersion }) =>
      html`<input type="hidden" name="root" value="${id}:${shapeVersion}" />`,
  );
  return html`${roots}
    <p>${say(words.approveWhat(people.length, events))}</p>`;
}

function grounds<Ground extends string>(
  form: Form,
  all: readonly Ground[],
  names: Readonly<Record<Ground, Words>>,
): Html {
  const options = all.map((value) => ({ value, label: form.say(names[value]) }));
  return select(form, {
    name: "ground",
    label: words.ground,
    options: [{ value: "", label: form.say(formWords.pick) }, ...options],
    required: true,
  });
}

const reason = (form: Form): Html =>
  textArea(form, { name: "reason", label: words.reason, hint: words.reasonHint, required: true });

const until = (form: Form, { call: { when } }: Asking): Html =>
  textInput(form, {
    name: "until",
    label: words.until,
    hint: words.untilHint,
    type: "date",
    min: when.today,
  });

function clock(form: Form, { view, call: { say, when } }: Asking): Html {
  const extendable = view.clocks.filter((each) => each.extendable);
  const options = extendable.map(({ law, dueAt }) => ({
    value: law,
    label: say(laws[law].name),
    more: html`<br /><span class="quiet"
        >${say(dueWords.due)} ${when.day(dueAt)} · ${say(laws[law].extension)}</span
      >`,
  }));
  return radios(form, { name: "law", label: words.law, options, required: true });
}
