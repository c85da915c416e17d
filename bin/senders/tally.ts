/** Sends what Tally sends when a form is submitted. */
import { createHmac } from "node:crypto";
import { inUse, type Secret, type SendingContext, type SignedDelivery } from "./delivery.ts";

export interface TallySecrets {
  signingSecret: Secret;
}

export function sendTally(
  body: string | Buffer,
  { secrets, address }: SendingContext<TallySecrets>,
): SignedDelivery {
  return {
    method: "POST",
    url: address,
    headers: {
      "content-type": "application/json",
      "user-agent": "Tally Webhooks",
      "tally-signature": createHmac("sha256", inUse(secrets.signingSecret))
        .update(body)
        .digest("base64"),
    },
    body: Buffer.from(body),
  };
}
