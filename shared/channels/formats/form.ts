/** `application/x-www-form-urlencoded`: a name given twice becomes a list. */
import { bounded } from "./bounds.ts";
import { formFields } from "./form-fields.ts";
import type { Format } from "./format.ts";

export const form: Format = {
  name: "form",
  contentTypes: ["application/x-www-form-urlencoded"],
  parse(text) {
    if (!wellFormed(text)) return { kind: "malformed", reason: "broken form" };
    const fields = new Map<string, string | string[]>();
    for (const [name, value] of formFields(text)) {
      const known = fields.get(name);
      if (known === undefined) fields.set(name, value);
      else if (Array.isArray(known)) known.push(value);
      else fields.set(name, [known, value]);
    }
    return bounded(Object.fromEntries(fields));
  },
};

function wellFormed(text: string): boolean {
  if (!text.includes("=")) return false;
  try {
    decodeURIComponent(text);
    return true;
  } catch {
    return false;
  }
}
