/** Sends what Mailchimp sends of an audience: a form with brackets, to an address nobody can guess. */
import { inUse, type Secret, type SendingContext, type SignedDelivery } from "./delivery.ts";
import type { Example } from "./example.ts";

export interface MailchimpSecrets {
  pathToken: Secret;
}

export function sendMailchimp(
  body: string | Buffer,
  { secrets, address }: SendingContext<MailchimpSecrets>,
): SignedDelivery {
  return {
    method: "POST",
    url: `${address}/${inUse(secrets.pathToken)}`,
    headers: {
      "content-type": "application/x-www-form-urlencoded",
      "user-agent": "MailChimp",
    },
    body: Buffer.from(body),
  };
}

/** It asks for the address when it is saved. */
export function askMailchimp(context: SendingContext<MailchimpSecrets>): SignedDelivery {
  return { ...sendMailchimp("", context), method: "GET", headers: { "user-agent": "MailChimp" } };
}

/** `{"data":{"merges":{"FNAME":"晓雨"}}}` as `data%5Bmerges%5D%5BFNAME%5D=…`. */
export function mailchimpForm(fields: Readonly<Record<string, unknown>>): string {
  const pairs = (value: unknown, name: string): [string, string][] =>
    typeof value === "object" && value !== null
      ? Object.entries(value).flatMap(([key, inner]) => pairs(inner, `${name}[${key}]`))
      : [[name, String(value)]];
  const all = Object.entries(fields).flatMap(([name, value]) => pairs(value, name));
  return new URLSearchParams(all).toString();
}

export const example: Example<MailchimpSecrets> = {
  says: "Somebody joins the audience, and wants to be written to",
  sign({ suffix, givenName, familyName, email, phone }, context) {
    const body = mailchimpForm({
      type: "subscribe",
      fired_at: context.now.toISOString().slice(0, 19).replace("T", " "),
      data: {
        id: `demo-${suffix}`,
        list_id: "52f1a0c7d9",
        email,
        email_type: "html",
        merges: { EMAIL: email, FNAME: givenName, LNAME: familyName, PHONE: phone, TIER: "金卡" },
      },
    });
    return sendMailchimp(body, context);
  },
};
