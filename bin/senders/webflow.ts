/** Sends what Webflow sends when a form on one of its sites is submitted. */
import { createHmac } from "node:crypto";
import { inUse, type Secret, type SendingContext, type SignedDelivery } from "./delivery.ts";
import type { Example } from "./example.ts";

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

export const example: Example<WebflowSecrets> = {
  says: "A visitor writes through the site's form",
  sign({ suffix, fullName, email }, context) {
    const payload = {
      name: "Contact us",
      id: `submission-${suffix}`,
      formId: "65429eadebe8a9f3a30f62d0",
      submittedAt: context.now.toISOString(),
      data: { Name: fullName, Email: email, Message: "Do you ship to Japan?" },
      pageUrl: "https://www.xiliu-tea.cn/contact?utm_source=bing",
    };
    return sendWebflow(JSON.stringify({ triggerType: "form_submission", payload }), context);
  },
};
