/** Sends what Shopify sends about customers and orders. */
import { createHmac } from "node:crypto";
import { inUse, type Secret, type SendingContext, type SignedDelivery } from "./delivery.ts";
import type { Example } from "./example.ts";

export interface ShopifySecrets {
  appSecret: Secret;
}

export interface ShopifyEvent {
  topic: string;
  shop: string;
  /** Of what happened; every subscription that hears of it gets the same. */
  eventId?: string;
  isTest?: boolean;
  body: string | Buffer;
}

export function sendShopify(
  { topic, shop, eventId, isTest, body }: ShopifyEvent,
  { secrets, address, now }: SendingContext<ShopifySecrets>,
): SignedDelivery {
  return {
    method: "POST",
    url: address,
    headers: {
      "content-type": "application/json",
      "user-agent": "Shopify-Captain-Hook",
      "x-shopify-topic": topic,
      "x-shopify-shop-domain": shop,
      "x-shopify-triggered-at": now.toISOString(),
      ...(eventId !== undefined && { "x-shopify-event-id": eventId }),
      ...(isTest && { "x-shopify-test": "true" }),
      "x-shopify-hmac-sha256": createHmac("sha256", inUse(secrets.appSecret))
        .update(body)
        .digest("base64"),
    },
    body: Buffer.from(body),
  };
}

export const example: Example<ShopifySecrets> = {
  says: "Somebody opens an account in the shop",
  sign({ suffix, givenName, familyName, email, phone, city }, context) {
    const id = 7_000_000_000_000 + Number.parseInt(suffix, 36);
    const body = JSON.stringify({
      id,
      admin_graphql_api_id: `gid://shopify/Customer/${id}`,
      first_name: givenName,
      last_name: familyName,
      email,
      phone,
      state: "enabled",
      verified_email: true,
      updated_at: context.now.toISOString(),
      default_address: { city, country_code: "CN" },
    });
    const shop = "tributary-demo.myshopify.com";
    const event = { topic: "customers/create", shop, eventId: `event-${suffix}`, body };
    return sendShopify(event, context);
  },
};
