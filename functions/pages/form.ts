/** Forms without scripts: each control with its label, its hint and what is wrong with it. */
import type * as z from "zod";
import { attributes, type Html, html, type HtmlValue } from "#shared/lambda/html.ts";
import type { Words } from "#shared/lambda/language.ts";
import { formWords } from "./words/forms.ts";

/** What is wrong, by the name of the control. */
export type Mistakes = Readonly<Record<string, Words>>;

export interface Form {
  /** Begins every id, since a page may hold several forms. */
  name: string;
  say(words: Words): string;
  /** What was sent, where it comes back with mistakes. */
  entered: URLSearchParams;
  mistakes: Mistakes;
}

export interface Control {
  name: string;
  label: Words;
  hint?: Words | undefined;
  required?: boolean;
}

export interface Option {
  value: string;
  label: string;
}

export type TextControl = Control & {
  type?: "text" | "search" | "date";
  inputmode?: "text" | "email" | "tel";
  /** Until something else was sent. */
  value?: string;
  maxlength?: number;
  min?: string;
  max?: string;
};

export function textInput(form: Form, control: TextControl): Html {
  const { type = "text", inputmode, value, maxlength, name, required, min, max } = control;
  const { id, described } = idsOf(form, control);
  const own = attributes({
    ...described,
    id,
    name,
    type,
    inputmode,
    maxlength,
    min,
    max,
    required,
    // It is about somebody else: no browser shall remember it.
    autocomplete: "off",
    value: form.entered.get(name) ?? value,
  });
  return labelled(form, control, html`<input${own} />`);
}

export function textArea(form: Form, control: Control & { rows?: number }): Html {
  const { name, required, rows = 3 } = control;
  const { id, described } = idsOf(form, control);
  const own = attributes({ id, name, rows, required, autocomplete: "off", ...described });
  return labelled(form, control, html`<textarea${own}>${form.entered.get(name) ?? ""}</textarea>`);
}

export function select(form: Form, control: Control & { options: readonly Option[] }): Html {
  const { name, options, required } = control;
  const { id, described } = idsOf(form, control);
  const chosen = form.entered.get(name);
  const shown = options.map(({ value, label }) => {
    const own = attributes({ value, selected: value === chosen });
    return html`<option${own}>${label}</option>`;
  });
  const own = attributes({ id, name, required, ...described });
  return labelled(form, control, html`<select${own}>${shown}</select>`);
}

export type ChoiceControl = Control & {
  options: readonly (Option & { more?: HtmlValue })[];
  /** Ticked until something else was sent. */
  preset?: readonly string[];
};

/** One of several, all to be seen. */
export const radios = (form: Form, control: ChoiceControl): Html => choices(form, "radio", control);

/** Any of several. */
export const checkboxes = (form: Form, control: ChoiceControl): Html =>
  choices(form, "checkbox", control);

function choices(form: Form, type: "radio" | "checkbox", control: ChoiceControl): Html {
  const { name, options, preset = [], required, label } = control;
  const { id, described } = idsOf(form, control);
  const sent = form.entered.size > 0;
  const ticked = sent ? form.entered.getAll(name) : preset;
  const shown = options.map(({ value, label: text, more }, at) => {
    const own = attributes({
      // The first bears the group's own id: the summary of mistakes leads there.
      id: at === 0 ? id : `${id}-${at}`,
      type,
      name,
      value,
      checked: ticked.includes(value),
      required: required && type === "radio",
    });
    return html`<label class="choice"><input${own} /> <span>${text}${more}</span></label>`;
  });
  return html`<fieldset${attributes({ class: "choices", ...described })}>
    <legend>${form.say(label)}</legend>
    ${besides(form, control)} ${shown}
  </fieldset>`;
}

/** Yes or nothing. */
export function checkbox(form: Form, control: Control): Html {
  const { name, label, required } = control;
  const { id, described } = idsOf(form, control);
  const checked = form.entered.has(name);
  const box = { id, type: "checkbox", name, value: "yes", checked, required };
  const own = attributes({ ...box, ...described });
  return html`<div class="field">
    <label class="choice"><input${own} /> <span>${form.say(label)}</span></label>
    ${besides(form, control)}
  </div>`;
}

/** Says how many mistakes there are and leads to each; takes the focus, so that it is read first. */
export function mistakeSummary(form: Form): HtmlValue {
  const mistakes = Object.entries(form.mistakes);
  if (mistakes.length === 0) return undefined;
  const links = mistakes.map(
    ([name, words]) => html`<li><a href="#${form.name}-${name}">${form.say(words)}</a></li>`,
  );
  const title = form.say(formWords.mistakes(mistakes.length));
  return html`<div class="notice danger" role="alert" tabindex="-1" autofocus>
    <h2>${title}</h2>
    <ul>
      ${links}
    </ul>
  </div>`;
}

/** Where a schema minds a control, its words say what is expected there. */
export function readForm<Schema extends z.ZodType>(
  schema: Schema,
  sent: Readonly<Record<string, unknown>>,
  expected: Readonly<Record<string, Words>>,
): { kind: "read"; value: z.output<Schema> } | { kind: "mistaken"; mistakes: Mistakes } {
  const { success, data, error } = schema.safeParse(sent);
  if (success) return { kind: "read", value: data };
  const minded = new Set(error.issues.map(({ path }) => String(path[0])));
  const mistakes = Object.entries(expected).filter(([name]) => minded.has(name));
  return { kind: "mistaken", mistakes: Object.fromEntries(mistakes) };
}

/** Without the blanks around it; undefined where nothing was written. */
export function written(form: URLSearchParams, name: string): string | undefined {
  return form.get(name)?.trim() || undefined;
}

function labelled(form: Form, control: Control, input: Html): Html {
  const { id } = idsOf(form, control);
  const optional =
    !control.required && html` <span class="quiet">${form.say(formWords.optional)}</span>`;
  return html`<div class="field">
    <label for="${id}">${form.say(control.label)}${optional}</label>
    ${besides(form, control)} ${input}
  </div>`;
}

function besides(form: Form, control: Control): HtmlValue {
  const { id } = idsOf(form, control);
  const mistake = form.mistakes[control.name];
  return html`${control.hint && html`<p class="hint" id="${id}-hint">${form.say(control.hint)}</p>`}
  ${
    mistake &&
    html`<p class="mistake" id="${id}-mistake">
      <span aria-hidden="true">▲</span> ${form.say(mistake)}
    </p>`
  }`;
}

function idsOf(form: Form, { name, hint }: Control) {
  const id = `${form.name}-${name}`;
  const isMistaken = form.mistakes[name] !== undefined;
  const by = [hint && `${id}-hint`, isMistaken && `${id}-mistake`].filter(Boolean).join(" ");
  return {
    id,
    described: {
      "aria-describedby": by === "" ? undefined : by,
      "aria-invalid": isMistaken ? "true" : undefined,
    },
  };
}
