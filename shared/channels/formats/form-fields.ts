/** The fields of a form body, in one pass: `URLSearchParams` takes minutes over a few megabytes of `&a`. */

export type FormField = readonly [name: string, value: string];

/** Names and values in the order they were sent, decoded; a broken escape as every form parser repairs it. */
export function formFields(text: string): FormField[] {
  return text
    .split("&")
    .filter((part) => part !== "")
    .map((part) => {
      const at = part.indexOf("=");
      return at < 0
        ? [decoded(part), ""]
        : [decoded(part.slice(0, at)), decoded(part.slice(at + 1))];
    });
}

/** One object of all fields: a name given twice becomes a list. */
export function byName(fields: Iterable<FormField>): Record<string, string | string[]> {
  const named = new Map<string, string | string[]>();
  for (const [name, value] of fields) {
    const known = named.get(name);
    if (known === undefined) named.set(name, value);
    else if (Array.isArray(known)) known.push(value);
    else named.set(name, [known, value]);
  }
  return Object.fromEntries(named);
}

function decoded(text: string): string {
  if (!text.includes("%")) return text.includes("+") ? text.replaceAll("+", " ") : text;
  try {
    return decodeURIComponent(text.replaceAll("+", " "));
  } catch {
    return new URLSearchParams(`field=${text}`).get("field") ?? "";
  }
}
