/** Sends what Zendesk sends of users and tickets, and what its triggers are told to. */
import { createHmac } from "node:crypto";
import { inUse, type Secret, type SendingContext, type SignedDelivery } from "./delivery.ts";
import type { Example } from "./example.ts";

export interface ZendeskSecrets {
  signingSecret: Secret;
}

export interface ZendeskDelivery {
  body: string | Buffer;
  /** Of the webhook's call, however often it is tried. */
  invocation?: string;
}

export function sendZendesk(
  { body, invocation = "01HZENDESKINVOCATION000001" }: ZendeskDelivery,
  { secrets, address, now }: SendingContext<ZendeskSecrets>,
): SignedDelivery {
  const timestamp = now.toISOString().replace(/\.\d+/, "");
  const signature = createHmac("sha256", inUse(secrets.signingSecret))
    .update(timestamp)
    .update(body)
    .digest("base64");
  return {
    method: "POST",
    url: address,
    headers: {
      "content-type": "application/json; charset=utf-8",
      "user-agent": "Zendesk Webhook",
      "x-zendesk-account-id": "12514403",
      "x-zendesk-webhook-id": "01HZENDESKWEBHOOK000000001",
      "x-zendesk-webhook-invocation-id": invocation,
      "x-zendesk-webhook-signature": signature,
      "x-zendesk-webhook-signature-timestamp": timestamp,
    },
    body: Buffer.from(body),
  };
}

export const example: Example<ZendeskSecrets> = {
  says: "A trigger tells of somebody's question",
  sign({ suffix, fullName, email, phone }, context) {
    const data = {
      form: "ticket",
      id: suffix,
      name: fullName,
      email,
      phone,
      question: "Open on Sunday?",
    };
    return sendZendesk({ body: JSON.stringify(data), invocation: `01HZ${suffix}` }, context);
  },
};
