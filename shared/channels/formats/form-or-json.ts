/** Senders that post a form, or JSON where they were told to: the first character tells. */
import { form } from "./form.ts";
import type { Format } from "./format.ts";
import { json } from "./json.ts";

export const formOrJson: Format = {
  name: "form or json",
  contentTypes: [...form.contentTypes, ...json.contentTypes],
  parse: (text) => (/^\s*[[{]/.test(text) ? json : form).parse(text),
};
