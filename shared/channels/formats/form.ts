/** `application/x-www-form-urlencoded`: a name given twice becomes a list. */
import { bounded, keysMax } from "./bounds.ts";
import { byName, formFields } from "./form-fields.ts";
import type { Format } from "./format.ts";

export const form: Format = {
  name: "form",
  contentTypes: ["application/x-www-form-urlencoded"],
  parse(text) {
    if (!wellFormed(text)) return { kind: "malformed", reason: "broken form" };
    const fields = formFields(text);
    // Before an object is built of them.
    if (fields.length > keysMax) return { kind: "malformed", reason: "too many keys" };
    return bounded(byName(fields));
  },
};

function wellFormed(text: string): boolean {
  if (!text.includes("=")) return false;
  if (!text.includes("%")) return true;
  try {
    decodeURIComponent(text);
    return true;
  } catch {
    return false;
  }
}
