/** The unit of lineage: what one delivery says about one customer. Immutable once built. */
import * as z from "zod";
import { StatedIdentifier } from "./identifier.ts";

/** How far the sender is trusted: `weak` = the signature does not cover the body, `token` = a shared word. */
export const Trust = z.enum(["signed", "weak", "token", "staff"]);
export type Trust = z.infer<typeof Trust>;

export const identifiersPerEventMax = 20;
export const claimsPerEventMax = 60;
export const extrasPerEventMax = 30;
export const tagsPerEventMax = 50;
export const valueLengthMax = 2_000;

/** ISO 8601 in UTC with milliseconds: sorts as text. */
export const Instant = z.iso.datetime({ precision: 3 });

/** One field value. `valid: false` keeps what was sent when the normaliser refused it. */
export const Claim = z.object({
  field: z.string().min(1).max(60),
  value: z.string().max(valueLengthMax),
  valid: z.boolean(),
  /** The channel proves that the customer holds this value. */
  verified: z.boolean(),
  /** The source says: this field no longer has a value. */
  removed: z.boolean().optional(),
});
export type Claim = z.infer<typeof Claim>;

export const ConsentClaim = z.object({
  purpose: z.string().min(1).max(60),
  granted: z.boolean(),
});
export type ConsentClaim = z.infer<typeof ConsentClaim>;

export const TagClaim = z.object({ tag: z.string().min(1).max(100), present: z.boolean() });
export type TagClaim = z.infer<typeof TagClaim>;

export const CustomerEvent = z.object({
  /** Function of channel, provider's business id and a digest of the content; see `event-id.ts`. */
  id: z.string().regex(/^evt_[\w-]{27}$/),
  channel: z.string().min(1).max(40),
  /** Channel and the form, shop or account inside it, such as `typeform:lT4Z3j`. */
  source: z.string().min(1).max(200),
  /** The provider's word for what happened, such as `customers/create`. */
  kind: z.string().min(1).max(60),
  trust: Trust,
  observedAt: Instant,
  receivedAt: Instant,
  identifiers: z.array(StatedIdentifier).max(identifiersPerEventMax),
  claims: z.array(Claim).max(claimsPerEventMax),
  consents: z.array(ConsentClaim).max(20),
  tags: z.array(TagClaim).max(tagsPerEventMax),
  /** Answers that no field of the registry takes: question → answer. */
  extras: z.record(z.string().max(200), z.string().max(valueLengthMax)),
});
export type CustomerEvent = z.infer<typeof CustomerEvent>;

/** Senders' clocks may run ahead by this much before we stop believing them. */
export const clockAheadMs = 5 * 60_000;

/** The channel of what staff correct: nobody sends it, so that nobody has to be trusted for it. */
export const correctionChannel = "correction";

/** When the event counts as observed: never later than five minutes after we received it. */
export function effectiveAt(event: Pick<CustomerEvent, "observedAt" | "receivedAt">): string {
  const { observedAt, receivedAt } = event;
  if (observedAt <= receivedAt) return observedAt;
  const latest = new Date(Date.parse(receivedAt) + clockAheadMs).toISOString();
  return observedAt < latest ? observedAt : latest;
}
