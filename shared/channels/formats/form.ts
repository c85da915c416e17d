/** `application/x-www-form-urlencoded`: a name given twice becomes a list. */
import { bounded } from "./bounds.ts";
import { byName, formFields } from "./form-fields.ts";
import type { Format } from "./format.ts";

export const form: Format = {
  name: "form",
  contentTypes: ["application/x-www-form-urlencoded"],
  parse: (text) =>
    wellFormed(text)
      ? bounded(byName(formFields(text)))
      : { kind: "malformed", reason: "broken form" },
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
