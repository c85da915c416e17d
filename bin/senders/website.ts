/** Sends what the company's website sends: Standard Webhooks. */
import { createHmac } from "node:crypto";
import { inUse, type Secret, type SendingContext, type SignedDelivery } from "./delivery.ts";
import type { Example } from "./example.ts";

export interface WebsiteSecrets {
  signingSecret: Secret;
}

export interface WebsiteMessage {
  /** The same at every attempt to deliver it. */
  id: string;
  body: string | Buffer;
}

export function sendWebsite(
  { id, body }: WebsiteMessage,
  { secrets, address, now }: SendingContext<WebsiteSecrets>,
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

export const example: Example<WebsiteSecrets> = {
  says: "A visitor writes through the contact form",
  sign({ suffix, fullName, email, mobile, company }, context) {
    const body = JSON.stringify({
      type: "form.submitted",
      timestamp: context.now.toISOString(),
      data: { form: "contact", name: fullName, email, mobile, company, newsletter: true },
    });
    return sendWebsite({ id: `msg_${suffix}`, body }, context);
  },
};
