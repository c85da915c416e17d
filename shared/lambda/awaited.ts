/** A customer whom a delivery announced, on the way to the quarantine where the rest is asked for. */
import * as z from "zod";
import { canonicalJson } from "#shared/domain/canonical-json.ts";
import { Trust } from "#shared/domain/event.ts";

export const AwaitedDelivery = z.object({
  channel: z.string(),
  trust: Trust.exclude(["staff"]),
  /** Which of the tenant's accounts it came from, where its secret told. */
  account: z.string().optional(),
  receivedAt: z.string(),
  /** The provider's id of what happened. */
  businessId: z.string(),
  /** What the channel's request needs. */
  content: z.unknown(),
});
export type AwaitedDelivery = z.infer<typeof AwaitedDelivery>;

/** What staff see of it: nobody has to decide anything, somebody may have to configure a token. */
export const awaitingReason = "awaiting data";

/** The same however often it is announced. */
export function awaitedFingerprint({ channel, businessId }: AwaitedDelivery): string {
  return canonicalJson([awaitingReason, channel, businessId]);
}
