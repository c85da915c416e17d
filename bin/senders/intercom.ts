/** Sends what Intercom sends of contacts and conversations. */
import { createHmac } from "node:crypto";
import { inUse, type Secret, type SendingContext, type SignedDelivery } from "./delivery.ts";

export interface IntercomSecrets {
  clientSecret: Secret;
}

export function sendIntercom(
  body: string | Buffer,
  { secrets, address }: SendingContext<IntercomSecrets>,
): SignedDelivery {
  const signature = createHmac("sha1", inUse(secrets.clientSecret)).update(body).digest("hex");
  return {
    method: "POST",
    url: address,
    headers: {
      "content-type": "application/json",
      "user-agent": "intercom-parrot-service-client/1.0",
      "x-hub-signature": `sha1=${signature}`,
    },
    body: Buffer.from(body),
  };
}
