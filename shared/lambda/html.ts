/** HTML that cannot be broken by what stands in it: every value is escaped, unless it is HTML itself. */

const markup = Symbol("markup");

/** Made by `html` and by nothing else. */
export interface Html {
  readonly [markup]: string;
}

/** `undefined` and `false` are nothing, so that a part may be left out by `condition && html…`. */
export type HtmlValue = Html | string | number | false | undefined | readonly HtmlValue[];

/**
 * `html\`<p title="${text}">${text}</p>\``. Throws a TypeError where a value stands in a tag without
 * quotes: there no escaping would keep it inside of its attribute.
 */
export function html(parts: TemplateStringsArray, ...values: readonly HtmlValue[]): Html {
  const written = parts.map((part, at) => {
    if (at < values.length) refuseUnquoted(parts.slice(0, at + 1).join(""));
    return at < values.length ? part + writtenValue(values[at]) : part;
  });
  return { [markup]: written.join("") };
}

export const htmlText = (part: Html): string => part[markup];

function writtenValue(value: HtmlValue): string {
  if (value === undefined || value === false) return "";
  if (typeof value === "string" || typeof value === "number") return escaped(String(value));
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
