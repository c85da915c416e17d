/** Sends what WordPress' form plugins send: unsigned, to an address nobody can guess. */
import { inUse, type Secret, type SendingContext, type SignedDelivery } from "./delivery.ts";

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
