/** Sends what Meta sends when somebody fills in a lead form: who it was, it does not say. */
import { createHmac } from "node:crypto";
import { inUse, type Secret, type SendingContext, type SignedDelivery } from "./delivery.ts";
import type { Example } from "./example.ts";

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

export const example: Example<MetaSecrets> = {
  says: "A lead form is filled in; by whom is not said",
  sign({ suffix }, context) {
    const seconds = Math.floor(context.now.getTime() / 1_000);
    const value = {
      leadgen_id: String(Number.parseInt(suffix, 36)),
      form_id: "903311827745610",
      page_id: "110220330440550",
      ad_id: "120210000000000001",
      created_time: seconds,
    };
    const change = { field: "leadgen", value };
    const entry = { id: value.page_id, time: seconds, changes: [change] };
    return sendMeta(JSON.stringify({ object: "page", entry: [entry] }), context);
  },
};
