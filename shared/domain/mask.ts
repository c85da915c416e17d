/** What a viewer sees of personal values: enough to recognise a record, never enough to find a person. */
import type { Field } from "./field.ts";
import type { Identifier } from "./identifier.ts";
import { normaliseEmail } from "./normalise/email.ts";
import { callingCodeOf } from "./normalise/phone.ts";

/** Of one width, so that it does not tell the length of what it hides. */
export const hidden = "***";

const graphemes = new Intl.Segmenter("und", { granularity: "grapheme" });

/** A field's value for the role `viewer`. A field nobody describes is hidden: it may hold anything. */
export function maskValue(field: Field | undefined, value: string): string {
  if (field === undefined || field.pii === "sensitive") return hidden;
  if (field.pii === "none") return value;
  if (field.identifier === "phone") return maskPhone(value);
  if (field.identifier === "email") return maskEmail(value);
  return field.group === "name" ? maskName(value) : hidden;
}

/** An identifier's value for the role `viewer`. Ids of platforms and registers have no harmless part. */
export function maskIdentifier({ type, value }: Identifier): string {
  if (type === "phone") return maskPhone(value);
  return type === "email" ? maskEmail(value) : hidden;
}

/** Country code and the last two digits. */
function maskPhone(value: string): string {
  const callingCode = /^\+\d+$/.test(value) ? callingCodeOf(value) : undefined;
  return callingCode === undefined ? hidden : `+${callingCode} ${hidden} ${value.slice(-2)}`;
}

/** First letter and top-level domain: the domain itself may be a family's own. */
function maskEmail(value: string): string {
  // What is no address has no harmless parts either.
  if (!normaliseEmail(value).valid) return hidden;
  return `${value.charAt(0)}${hidden}@${hidden}${value.slice(value.lastIndexOf("."))}`;
}

/** First character, as people count them; a name of one character has none to spare. */
function maskName(value: string): string {
  const [first] = graphemes.segment(value);
  const masked = `${first?.segment ?? ""}${hidden}`;
  return masked.startsWith(value) ? hidden : masked;
}
