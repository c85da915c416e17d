/** Asking for an identifier: its kind, its namespace where the kind has one, its value. */
import {
  type IdentifierType,
  identifierTypes,
  namespaceRequired,
} from "#shared/domain/identifier.ts";
import { type Html, html } from "#shared/lambda/html.ts";
import { type Form, type Mistakes, select, textInput, written } from "./form.ts";
import { identifierNames, identifierWords as words } from "./words/identifiers.ts";

/** As the API takes it. */
export interface SoughtIdentifier {
  type: IdentifierType;
  namespace?: string;
  value: string;
}

/** A composite is put together by us: nobody can state one. */
const stated = identifierTypes.filter((type) => type !== "composite");
const mostUsedFirst = stated.toReversed();

/** `isNeeded`: there is nothing else on the form that could be written instead. */
export function identifierFields(form: Form, { isNeeded = false } = {}): Html {
  const options = mostUsedFirst.map((value) => ({
    value,
    label: form.say(identifierNames[value]),
  }));
  return html`<div class="row">
    ${select(form, { name: "type", label: words.type, options, required: true })}
    ${textInput(form, {
      name: "value",
      label: words.value,
      hint: words.valueHint,
      maxlength: 500,
      required: isNeeded,
    })}
    ${textInput(form, {
      name: "namespace",
      label: words.namespace,
      hint: words.namespaceHint,
      maxlength: 200,
    })}
  </div>`;
}

/** Undefined where nothing was written. */
export function readIdentifier(
  form: URLSearchParams,
): { identifier: SoughtIdentifier } | { mistakes: Mistakes } | undefined {
  const [value, namespace] = [written(form, "value"), written(form, "namespace")];
  if (value === undefined) return namespace ? { mistakes: { value: words.lacksValue } } : undefined;
  const type = stated.find((each) => each === form.get("type")) ?? "email";
  if (!namespaceRequired[type]) return { identifier: { type, value } };
  if (namespace === undefined) return { mistakes: { namespace: words.lacksNamespace } };
  return { identifier: { type, value, namespace } };
}

/** Of one kind that needs no namespace: several, separated by commas. */
export function readSeveral(form: URLSearchParams, type: "email" | "phone"): SoughtIdentifier[] {
  const values = (form.get(type) ?? "").split(/[,;，；、\n]/).map((value) => value.trim());
  return values.filter((value) => value !== "").map((value) => ({ type, value }));
}
