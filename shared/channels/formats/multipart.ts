/** `multipart/form-data`: what forms with files are sent as. Of a file only its name is kept. */
import { type MultipartPart, parseMultipart } from "@remix-run/multipart-parser";
import { bounded } from "./bounds.ts";
import { byName, type FormField } from "./form-fields.ts";
import type { Format } from "./format.ts";

/** More questions than any form has. */
const partsMax = 1_000;

export const multipart: Format = {
  name: "multipart",
  contentTypes: ["multipart/form-data"],
  parse(text) {
    // Read from the body rather than its header, which a delivery kept in quarantine has no more:
    // RFC 2046, 5.1.1 says how the first line, and a boundary, may look.
    const [, boundary] = /^--([\w'()+,\-./:=? ]{0,69}[\w'()+,\-./:=?])\r\n/.exec(text) ?? [];
    if (boundary === undefined) return { kind: "malformed", reason: "broken multipart" };
    try {
      const parts = parseMultipart(Buffer.from(text), { boundary, maxParts: partsMax });
      return bounded(byName(parts.map(fieldOf)));
    } catch {
      return { kind: "malformed", reason: "broken multipart" };
    }
  },
};

function fieldOf({ name = "", filename, text }: MultipartPart): FormField {
  return [name, filename ?? text];
}
