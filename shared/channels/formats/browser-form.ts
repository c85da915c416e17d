/** What a page sends: a form, with or without files, or JSON. The first characters tell. */
import { form } from "./form.ts";
import type { Format } from "./format.ts";
import { json } from "./json.ts";
import { multipart } from "./multipart.ts";

export const browserForm: Format = {
  name: "form, json or multipart",
  contentTypes: [...form.contentTypes, ...json.contentTypes, ...multipart.contentTypes],
  parse(text) {
    if (/^\s*[[{]/.test(text)) return json.parse(text);
    // No field of a form begins like that: two hyphens need no escape, but stand before its `=`.
    return (/^--[^=&]*\r\n/.test(text) ? multipart : form).parse(text);
  },
};
