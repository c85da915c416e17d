/** Sends what WooCommerce sends about customers and orders. */
import { createHmac } from "node:crypto";
import { inUse, type Secret, type SendingContext, type SignedDelivery } from "./delivery.ts";
import type { Example } from "./example.ts";

export interface WoocommerceSecrets {
  secret: Secret;
}

export interface WoocommerceEvent {
  /** Such as `order.created`. */
  topic: string;
  /** The shop's address. */
  source: string;
  body: string | Buffer;
}

type Context = SendingContext<WoocommerceSecrets>;

export function sendWoocommerce(
  { topic, source, body }: WoocommerceEvent,
  { secrets, address, randomBytes }: Context,
): SignedDelivery {
  const [resource = "", event = ""] = topic.split(".");
  return {
    method: "POST",
    url: address,
    headers: {
      "content-type": "application/json",
      "user-agent": "WooCommerce/10.3.5 Hookshot (WordPress/6.8.3)",
      "x-wc-webhook-source": source,
      "x-wc-webhook-topic": topic,
      "x-wc-webhook-resource": resource,
      "x-wc-webhook-event": event,
      "x-wc-webhook-signature": createHmac("sha256", inUse(secrets.secret))
        .update(body)
        .digest("base64"),
      "x-wc-webhook-id": "7",
      // Another each time.
      "x-wc-webhook-delivery-id": randomBytes(16).toString("hex"),
    },
    body: Buffer.from(body),
  };
}

/** What is posted when a webhook is saved: unsigned. */
export function pingWoocommerce({ address }: Pick<Context, "address">): SignedDelivery {
  return {
    method: "POST",
    url: address,
    headers: { "content-type": "application/x-www-form-urlencoded" },
    body: Buffer.from("webhook_id=7"),
  };
}

export const example: Example<WoocommerceSecrets> = {
  says: "Somebody opens an account in the shop",
  sign({ suffix, givenName, familyName, email, phone, city, company }, context) {
    const name = { first_name: givenName, last_name: familyName };
    const body = JSON.stringify({
      id: Number.parseInt(suffix, 36),
      date_modified_gmt: context.now.toISOString().slice(0, 19),
      ...name,
      email,
      role: "customer",
      billing: { ...name, company, city, country: "CN", email, phone },
      meta_data: [{ id: 1, key: "newsletter_opt_in", value: "1" }],
    });
    const source = "https://shop.tributary-demo.example/";
    return sendWoocommerce({ topic: "customer.created", source, body }, context);
  },
};
