/** Sends what Webflow sends when a form on one of its sites is submitted. */
import { createHmac } from "node:crypto";
import { inUse, type Secret, type SendingContext, type SignedDelivery } from "./delivery.ts";

export interface WebflowSecrets {
  secret: Secret;
}

export function sendWebflow(
  body: string | Buffer,
  { secrets, address, now }: SendingContext<WebflowSecrets>,
): SignedDelivery {
  const timestamp = String(now.getTime());
  const signature = createHmac("sha256", inUse(secrets.secret))
    .update(`${timestamp}:`)
    .update(body)
    .digest("hex");
  return {
    method: "POST",
    url: address,
    headers: {
      "content-type": "application/json",
      "x-webflow-timestamp": timestamp,
      "x-webflow-signature": signature,
    },
    body: Buffer.from(body),
  };
}
