/** Sends what the script in a Google Form sends: Standard Webhooks. */
import { createHmac } from "node:crypto";
import { inUse, type Secret, type SendingContext, type SignedDelivery } from "./delivery.ts";
import type { Example } from "./example.ts";

export interface GoogleFormsSecrets {
  signingSecret: Secret;
}

export function sendGoogleForms(
  body: string | Buffer,
  { secrets, address, now }: SendingContext<GoogleFormsSecrets>,
): SignedDelivery {
  const responseId = /"responseId":"([\w-]+)"/.exec(body.toString())?.[1] ?? "ping-1";
  const timestamp = String(Math.floor(now.getTime() / 1_000));
  const key = Buffer.from(inUse(secrets.signingSecret).slice("whsec_".length), "base64");
  const signature = createHmac("sha256", key)
    .update(`${responseId}.${timestamp}.`)
    .update(body)
    .digest("base64");
  return {
    method: "POST",
    url: address,
    headers: {
      "content-type": "application/json",
      "webhook-id": responseId,
      "webhook-timestamp": timestamp,
      "webhook-signature": `v1,${signature}`,
    },
    body: Buffer.from(body),
  };
}

export const example: Example<GoogleFormsSecrets> = {
  says: "Somebody signs up for a class, signed in to Google",
  sign({ suffix, fullName, email }, context) {
    const data = {
      formId: "1FAIpQLSd-tea-class",
      formTitle: "Tea class",
      responseId: `2_ABaOnu${suffix}`,
      email,
      answers: [
        { id: "1633920210", title: "Your name", value: fullName },
        { id: "777", title: "News", value: ["You may write to me"] },
      ],
    };
    const timestamp = context.now.toISOString();
    return sendGoogleForms(JSON.stringify({ type: "form.response", timestamp, data }), context);
  },
};
