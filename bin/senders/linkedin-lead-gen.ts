/** Sends what LinkedIn sends when somebody answers a lead form: who it was, it does not say. */
import { createHmac } from "node:crypto";
import { inUse, type Secret, type SendingContext, type SignedDelivery } from "./delivery.ts";

export interface LinkedinSecrets {
  clientSecret: Secret;
}

export function sendLinkedin(
  body: string | Buffer,
  { secrets, address }: SendingContext<LinkedinSecrets>,
): SignedDelivery {
  const signature = createHmac("sha256", inUse(secrets.clientSecret))
    .update("hmacsha256=")
    .update(body)
    .digest("hex");
  return {
    method: "POST",
    url: address,
    headers: { "content-type": "application/json", "x-li-signature": signature },
    body: Buffer.from(body),
  };
}

/** It asks when the address is saved, and every two hours. */
export function askLinkedin(
  challengeCode: string,
  { address }: Pick<SendingContext<LinkedinSecrets>, "address">,
): SignedDelivery {
  const query = new URLSearchParams({ challengeCode });
  return {
    method: "GET",
    url: `${address}?${query.toString()}`,
    headers: {},
    body: Buffer.alloc(0),
  };
}
