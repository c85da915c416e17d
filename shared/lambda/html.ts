/** HTML that cannot be broken by what stands in it: every value is escaped, unless it is HTML itself. */

const markup = Symbol("markup");
const inTag = Symbol("attributes");

/** Made by `html` and by nothing else. */
export interface Html {
  readonly [markup]: string;
}

/** Made by `attributes` and by nothing else. */
export interface Attributes {
  readonly [inTag]: string;
}

/** `undefined` and `false` are nothing, so that a part may be left out by `condition && html…`. */
export type HtmlValue =
  | Html
  | Attributes
  | string
  | number
  | false
  | undefined
  | readonly HtmlValue[];

/**
 * `html\`<p title="${text}">${text}</p>\``. Throws a TypeError where a value stands in a tag without
 * quotes: there no escaping would keep it inside of its attribute.
 */
export function html(parts: TemplateStringsArray, ...values: readonly HtmlValue[]): Html {
  const written = parts.map((part, at) => {
    if (at >= values.length) return part;
    const value = values[at];
    if (isAttributes(value)) return part + value[inTag];
    refuseUnquoted(parts.slice(0, at + 1).join(""));
    return part + writtenValue(value);
  });
  return { [markup]: written.join("") };
}

/**
 * `html\`<input${attributes({ name, checked })} />\``: for those that may be absent. `true` is one without
 * a value, `false` and `undefined` are none at all. Throws a TypeError where a name is none.
 */
export function attributes(
  of: Readonly<Record<string, string | number | boolean | undefined>>,
): Attributes {
  const written = Object.entries(of).map(([name, value]) => {
    if (!/^[a-z][a-z-]*$/.test(name)) throw new TypeError("an attribute's name is of letters");
    if (value === undefined || value === false) return "";
    return value === true ? ` ${name}` : ` ${name}="${escaped(String(value))}"`;
  });
  return { [inTag]: written.join("") };
}

const isAttributes = (value: HtmlValue): value is Attributes =>
  typeof value === "object" && inTag in value;

export const htmlText = (part: Html): string => part[markup];

function writtenValue(value: HtmlValue): string {
  if (value === undefined || value === false) return "";
  if (typeof value === "string" || typeof value === "number") return escaped(String(value));
  if (isAttributes(value)) throw new TypeError("attributes stand in a tag, and in no list");
  if (markup in value) return value[markup];
  return value.map(writtenValue).join("");
}

function refuseUnquoted(before: string): void {
  const tag = before.slice(before.lastIndexOf("<"));
  const inTag = tag.startsWith("<") && !tag.includes(">");
  const quotes = (tag.match(/"/g) ?? []).length;
  if (inTag && quotes % 2 === 0) {
    throw new TypeError("a value in a tag stands in double quotes");
  }
}

const entities: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

const escaped = (text: string): string => text.replace(/[&<>"']/g, (sign) => entities[sign] ?? "");
