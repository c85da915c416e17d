/** Sends what WooCommerce sends about customers and orders. */
import { createHmac } from "node:crypto";
import { inUse, type Secret, type SendingContext, type SignedDelivery } from "./delivery.ts";

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
