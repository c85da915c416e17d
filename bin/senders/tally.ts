/** Sends what Tally sends when a form is submitted. */
import { createHmac } from "node:crypto";
import { inUse, type Secret, type SendingContext, type SignedDelivery } from "./delivery.ts";
import type { Example } from "./example.ts";

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

export const example: Example<TallySecrets> = {
  says: "Somebody signs up for a tasting",
  sign({ suffix, fullName, email }, context) {
    const createdAt = context.now.toISOString();
    const body = JSON.stringify({
      eventId: `event-${suffix}`,
      eventType: "FORM_RESPONSE",
      createdAt,
      data: {
        submissionId: suffix,
        formId: "wMx81d",
        formName: "Tea tasting sign-up",
        createdAt,
        fields: [
          { key: "question_qRzLjB", label: "Your name", type: "INPUT_TEXT", value: fullName },
          { key: "question_mail", label: "E-mail", type: "INPUT_EMAIL", value: email },
          { key: "question_legal_agree", label: "News", type: "CHECKBOXES", value: true },
        ],
      },
    });
    return sendTally(body, context);
  },
};
