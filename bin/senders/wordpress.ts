/** Sends what WordPress' form plugins send: unsigned, to an address nobody can guess. */
import { inUse, type Secret, type SendingContext, type SignedDelivery } from "./delivery.ts";
import type { Example } from "./example.ts";

export interface WordpressSecrets {
  pathToken: Secret;
}

/** Gravity Forms posts JSON, Elementor a form. */
export function sendWordpress(
  body: string | Buffer,
  { secrets, address }: SendingContext<WordpressSecrets>,
): SignedDelivery {
  const isJson = body.toString().startsWith("{");
  return {
    method: "POST",
    url: `${address}/${inUse(secrets.pathToken)}`,
    headers: {
      "content-type": isJson ? "application/json" : "application/x-www-form-urlencoded",
      "user-agent": "WordPress/6.9; https://www.example.net",
    },
    body: Buffer.from(body),
  };
}

export const example: Example<WordpressSecrets> = {
  says: "A visitor fills in a form of Gravity Forms",
  sign({ suffix, fullName, email, phone }, context) {
    const entry = {
      id: String(Number.parseInt(suffix, 36)),
      form_id: "4",
      date_created: context.now.toISOString().slice(0, 19).replace("T", " "),
      "1": fullName,
      "2": email,
      "3": phone,
      "5.1": "1",
    };
    return sendWordpress(JSON.stringify(entry), context);
  },
};
