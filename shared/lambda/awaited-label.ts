/** As what an announced customer is kept; apart from the announcement, which the edge makes without any store. */
import { awaitingKind, type ToQuarantine } from "#shared/stores/quarantine.ts";
import { type AwaitedDelivery, awaitedFingerprint, awaitingReason } from "./awaited.ts";

/** The same whether it is kept at once, or only after that had failed several times over. */
export function awaitedLabel(
  delivery: AwaitedDelivery,
): Pick<ToQuarantine, "channel" | "kind" | "reason" | "fingerprint"> {
  const { channel } = delivery;
  const fingerprint = awaitedFingerprint(delivery);
  return { channel, kind: awaitingKind, reason: awaitingReason, fingerprint };
}
