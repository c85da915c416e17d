/** Sends what the script in a Google Form sends: Standard Webhooks. */
import type { SendingContext, SignedDelivery } from "./delivery.ts";
import type { Example } from "./example.ts";
import { sendStandard, type StandardSecrets } from "./standard-webhooks.ts";

export type GoogleFormsSecrets = StandardSecrets;

export function sendGoogleForms(
  body: string | Buffer,
  context: SendingContext<GoogleFormsSecrets>,
): SignedDelivery {
  const id = /"responseId":"([\w-]+)"/.exec(body.toString())?.[1] ?? "ping-1";
  return sendStandard({ id, body }, context);
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
