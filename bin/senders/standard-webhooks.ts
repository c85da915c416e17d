/** Sends as the Standard Webhooks specification has it: written apart from what reads it. */
import { createHmac } from "node:crypto";
import { inUse, type Secret, type SendingContext, type SignedDelivery } from "./delivery.ts";

export interface StandardSecrets {
  signingSecret: Secret;
}

export interface StandardMessage {
  /** The same at every attempt to deliver it. */
  id: string;
  body: string | Buffer;
}

export function sendStandard(
  { id, body }: StandardMessage,
  { secrets, address, now }: SendingContext<StandardSecrets>,
): SignedDelivery {
  const timestamp = String(Math.floor(now.getTime() / 1_000));
  const key = Buffer.from(inUse(secrets.signingSecret).slice("whsec_".length), "base64");
  const signature = createHmac("sha256", key)
    .update(`${id}.${timestamp}.`)
    .update(body)
    .digest("base64");
  return {
    method: "POST",
    url: address,
    headers: {
      "content-type": "application/json",
      "webhook-id": id,
      "webhook-timestamp": timestamp,
      "webhook-signature": `v1,${signature}`,
    },
    body: Buffer.from(body),
  };
}
