/** Sends what Mailchimp sends of an audience: a form with brackets, to an address nobody can guess. */
import { inUse, type Secret, type SendingContext, type SignedDelivery } from "./delivery.ts";

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
