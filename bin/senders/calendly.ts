/** Sends what Calendly sends when somebody books a meeting. */
import { createHmac } from "node:crypto";
import { inUse, type Secret, type SendingContext, type SignedDelivery } from "./delivery.ts";

export interface CalendlySecrets {
  signingKey: Secret;
}

export function sendCalendly(
  body: string | Buffer,
  { secrets, address, now }: SendingContext<CalendlySecrets>,
): SignedDelivery {
  const seconds = Math.floor(now.getTime() / 1_000);
  const signature = createHmac("sha256", inUse(secrets.signingKey))
    .update(`${seconds}.`)
    .update(body)
    .digest("hex");
  return {
    method: "POST",
    url: address,
    headers: {
      "content-type": "application/json",
      "calendly-webhook-signature": `t=${seconds},v1=${signature}`,
    },
    body: Buffer.from(body),
  };
}
