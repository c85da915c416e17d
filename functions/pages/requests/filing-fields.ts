/** The controls of the form that files a request. */
import { laws } from "#shared/domain/privacy/law.ts";
import { Law } from "#shared/domain/privacy/law.ts";
import { type Html, html } from "#shared/lambda/html.ts";
import { checkbox, checkboxes, type Form, textArea, textInput } from "../form.ts";
import { identifierFields } from "../identifier-fields.ts";
import type { PageCall } from "../page.ts";
import { filingWords as words } from "../words/filing.ts";
import { identifierNames, identifierWords } from "../words/identifiers.ts";

export function filingFields(form: Form, call: PageCall): Html {
  const { say } = form;
  return html`<fieldset>
      <legend>${say(words.who)}</legend>
      <p class="quiet">${say(words.whoHint)}</p>
      ${who(form)}
    </fieldset>
    <fieldset>
      <legend>${say(words.when)}</legend>
      ${when(form, call)}
    </fieldset>
    <fieldset>
      <legend>${say(words.more)}</legend>
      ${more(form)}
    </fieldset>`;
}

function who(form: Form): Html {
  const hint = identifierWords.severalHint;
  const { entered, mistakes } = form;
  const isUsed = ["value", "namespace", "personId"].some(
    (name) => entered.get(name) || mistakes[name],
  );
  const other = html`<summary>${form.say(words.other)}</summary>
    ${identifierFields(form)}
    ${textInput(form, {
      name: "personId",
      label: words.personId,
      hint: words.personIdHint,
      maxlength: 100,
    })}`;
  return html`${textInput(form, {
    name: "email",
    label: identifierNames.email,
    hint,
    inputmode: "email",
    maxlength: 2_000,
  })}
  ${textInput(form, {
    name: "phone",
    label: identifierNames.phone,
    hint,
    inputmode: "tel",
    maxlength: 2_000,
  })}
  ${isUsed ? html`<details open>${other}</details>` : html`<details>${other}</details>`}`;
}

function when(form: Form, { laws: preset, when: { today } }: PageCall): Html {
  const options = Law.options.map((value) => ({
    value,
    label: form.say(laws[value].name),
    more: html`<br /><span class="quiet">${form.say(laws[value].answer)}</span>`,
  }));
  return html`${textInput(form, {
    name: "submitted",
    label: words.submitted,
    hint: words.submittedHint,
    type: "date",
    value: today,
    max: today,
    required: true,
  })}
  ${checkboxes(form, { name: "law", label: words.laws, options, preset, required: true })}`;
}

function more(form: Form): Html {
  return html`${checkbox(form, {
    name: "suppress",
    label: words.suppress,
    hint: words.suppressHint,
  })}
  ${textInput(form, {
    name: "reference",
    label: words.reference,
    hint: words.referenceHint,
    maxlength: 100,
  })}
  ${textArea(form, { name: "note", label: words.note, hint: words.noteHint })}`;
}
