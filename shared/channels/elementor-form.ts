/** What Elementor's forms post, in both shapes: with "Advanced Data", and without. */
import { type Answer, campaignFields } from "./answers.ts";

export interface ElementorForm {
  id: string | undefined;
  name: string;
  /** As the site writes them, without a zone. */
  submittedAt: string;
  pageUrl: string | undefined;
  answers: Answer[];
}

type Fields = Readonly<Record<string, unknown>>;

function textOf(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}

/** `form[name]` is what the form is called: no customer of that name filled it in. */
export function elementorForm(fields: Fields): ElementorForm | undefined {
  return "form[id]" in fields || "form[name]" in fields
    ? advanced(fields)
    : "form_name" in fields
      ? flat(fields)
      : undefined;
}

/** Questions that only an e-mail address or a phone number can answer need no mapping. */
const fieldsByType = new Map([
  ["email", "email"],
  ["tel", "phone"],
]);

/** `fields[tel][value]=…`, beside its `type`, its `title` and the raw value. */
function advanced(fields: Fields): ElementorForm {
  const questions = new Map<string, Map<string, unknown>>();
  for (const [key, value] of Object.entries(fields)) {
    if (!key.startsWith("fields[")) continue;
    const [, id, property] = /^fields\[([^\][]{1,100})\]\[(\w{1,20})\]$/.exec(key) ?? [];
    if (id === undefined || property === undefined) continue;
    questions.set(id, (questions.get(id) ?? new Map<string, unknown>()).set(property, value));
  }
  const meta = (name: string) => textOf(fields[`meta[${name}][value]`]);
  return {
    id: textOf(fields["form[id]"]),
    name: textOf(fields["form[name]"]) ?? "-",
    submittedAt: `${meta("date") ?? ""} ${meta("time") ?? ""}`,
    pageUrl: meta("page_url"),
    answers: [...questions].map(([id, question]) => {
      const title = textOf(question.get("title"));
      return {
        keys: [id, ...(title === undefined ? [] : [title])],
        label: title ?? id,
        value: question.get("value"),
        otherwise: fieldsByType.get(textOf(question.get("type")) ?? "") ?? campaignFields.get(id),
      };
    }),
  };
}

/** What the form adds of itself, in the words of an English site: others map it to `ignore`. */
const technical = new Set([
  "form_id",
  "form_name",
  "Date",
  "Time",
  "Page URL",
  "Page Title",
  "User Agent",
  "Remote IP",
  "Powered by",
  "Credit",
]);

const noLabel = "No Label ";

/** `label=value`; a question without a label is called `No Label` and its id. */
function flat(fields: Fields): ElementorForm {
  return {
    id: textOf(fields["form_id"]),
    name: textOf(fields["form_name"]) ?? "-",
    submittedAt: `${textOf(fields["Date"]) ?? ""} ${textOf(fields["Time"]) ?? ""}`,
    pageUrl: textOf(fields["Page URL"]),
    answers: Object.entries(fields)
      .filter(([key]) => !technical.has(key))
      .map(([key, value]) => {
        const label = key.startsWith(noLabel) ? key.slice(noLabel.length) : key;
        return { keys: [key, label], label, value, otherwise: campaignFields.get(label) };
      }),
  };
}
