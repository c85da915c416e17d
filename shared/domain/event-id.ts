/** Names an event by what it says, so that an identical redelivery is the same event. */
import { hash } from "node:crypto";
import { canonicalJson } from "./canonical-json.ts";

export interface EventOrigin {
  channel: string;
  /** The provider's own id of what happened: a submission, a message, a change of a customer. */
  businessId: string;
  /** Parsed, before any normalisation: a better normaliser changes no id. */
  content: unknown;
}

/** `evt_` and 162 bits of SHA-256 as base64url: safe in URLs and logs, an edited resubmission differs. */
export function eventId({ channel, businessId, content }: EventOrigin): string {
  const digest = hash("sha256", canonicalJson([channel, businessId, content]), "base64url");
  return `evt_${digest.slice(0, 27)}`;
}
