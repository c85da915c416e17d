/** Sends what Meta sends when somebody fills in a lead form: who it was, it does not say. */
import { createHmac } from "node:crypto";
import { inUse, type Secret, type SendingContext, type SignedDelivery } from "./delivery.ts";

export interface MetaSecrets {
  appSecret: Secret;
  verifyToken: Secret;
}

export function sendMeta(
  body: string | Buffer,
  { secrets, address }: SendingContext<MetaSecrets>,
): SignedDelivery {
  const signature = createHmac("sha256", inUse(secrets.appSecret)).update(body).digest("hex");
  return {
    method: "POST",
    url: address,
    headers: {
      "content-type": "application/json",
      "user-agent": "facebookexternalua",
      "x-hub-signature-256": `sha256=${signature}`,
    },
    body: Buffer.from(body),
  };
}

/** It asks for the address when it is saved. */
export function askMeta(
  challenge: string,
  { secrets, address }: SendingContext<MetaSecrets>,
): SignedDelivery {
  const query = new URLSearchParams({
    "hub.mode": "subscribe",
    "hub.challenge": challenge,
    "hub.verify_token": inUse(secrets.verifyToken),
  });
  return {
    method: "GET",
    url: `${address}?${query.toString()}`,
    headers: { "user-agent": "facebookplatform/1.0" },
    body: Buffer.alloc(0),
  };
}
