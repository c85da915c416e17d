/** Sends what the company's website sends: Standard Webhooks. */
import type { Example } from "./example.ts";
import { sendStandard, type StandardSecrets } from "./standard-webhooks.ts";

export { sendStandard as sendWebsite };
export type WebsiteSecrets = StandardSecrets;

export const example: Example<WebsiteSecrets> = {
  says: "A visitor writes through the contact form",
  sign({ suffix, fullName, email, mobile, company }, context) {
    const body = JSON.stringify({
      type: "form.submitted",
      timestamp: context.now.toISOString(),
      data: { form: "contact", name: fullName, email, mobile, company, newsletter: true },
    });
    return sendStandard({ id: `msg_${suffix}`, body }, context);
  },
};
