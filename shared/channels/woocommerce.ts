/** WooCommerce: customers and orders of shops that run on WordPress. */
import * as z from "zod";
import type { FieldRegistry } from "#shared/domain/field.ts";
import type { StatedIdentifier } from "#shared/domain/identifier.ts";
import type { Statement } from "#shared/domain/statement.ts";
import { AnswerMapping, readAnswers } from "./answers.ts";
import { bodyBytesMaxDefault, defineChannel, RotatingSecret } from "./channel.ts";
import { jsonReply } from "./delivery.ts";
import { json } from "./formats/json.ts";
import { authenticateHmac } from "./signature.ts";
import { Billing, claimsOfBilling, namesOf } from "./woocommerce-billing.ts";
import { answersOf, claimsOfAttribution, MetaData } from "./woocommerce-metadata.ts";

const Text = z.string().nullish();
const Id = z.union([z.number(), z.string()]);

const Customer = z.looseObject({
  email: Text,
  first_name: Text,
  last_name: Text,
  billing: Billing.nullish(),
  meta_data: MetaData,
});

const Order = z.looseObject({
  customer_id: Id,
  created_via: Text,
  billing: Billing,
  meta_data: MetaData,
});

/** What all topics have; the topic, a header, says which of the two it is. */
const Payload = z.looseObject({ id: Id, date_modified_gmt: Text });

/** Host, and path where WordPress is not at its root. */
const Shop = z.string().regex(/^[a-z0-9][a-z0-9.:-]{0,150}(\/[\w./-]{1,100})?$/);

export default defineChannel({
  name: "woocommerce",
  title: { en: "WooCommerce", zh: "WooCommerce 商店" },
  group: "shop",
  authentication: {
    en: "X-WC-Webhook-Signature: base64 HMAC-SHA256 over the body",
    zh: "X-WC-Webhook-Signature：请求体的 base64 HMAC-SHA256",
  },
  trust: "signed",
  confirmation: "provider's document",
  verifies: ["external-id"],
  readsHeaders: ["x-wc-webhook-source", "x-wc-webhook-topic"],
  businessId: {
    en: "shop + topic + id + date_modified_gmt: the delivery's id is another each time",
    zh: "店铺 + topic + id + date_modified_gmt：推送的编号每次都不同",
  },
  answer: {
    en: '`{"events":[ids]}`, to the ping as well',
    zh: '`{"events":[ids]}`，对 ping 也一样',
  },
  pathToken: false,
  format: json,
  // Orders with hundreds of lines are that large.
  bodyBytesMax: 4 * bodyBytesMaxDefault,
  settings: z.strictObject({
    /** Only these shops are understood; any shop that the secret fits where none is listed. */
    shops: z.array(Shop).default([]),
    /** By the key of a customer's or an order's metadata, as plugins add it. */
    fields: AnswerMapping.default({}),
  }),
  secrets: z.strictObject({ secret: RotatingSecret }),
  generateSecrets: (randomBytes) => ({ secret: randomBytes(32).toString("hex") }),
  payload: Payload,

  /**
   * When a webhook is saved WooCommerce posts its number, unsigned, and goes on only after a 200.
   * https://github.com/woocommerce/woocommerce: `deliver_ping` of class WC_Webhook
   */
  handshake({ method, headers, body }) {
    const isPing = body.length < 40 && /^webhook_id=\d{1,20}$/.test(body.toString("latin1"));
    return method === "POST" && isPing && headers["x-wc-webhook-signature"] === undefined
      ? { kind: "reply", reply: jsonReply({ events: [] }) }
      : undefined;
  },

  authenticate: ({ headers, body }, { secrets }) =>
    authenticateHmac({
      header: headers["x-wc-webhook-signature"],
      algorithm: "sha256",
      encoding: "base64",
      parts: [body],
      secrets: secrets.secret,
    }),

  normalise(payload, { headers, settings, fields }) {
    const topic = headers["x-wc-webhook-topic"] ?? "";
    const shop = shopOf(headers["x-wc-webhook-source"]);
    if (shop === undefined) return [{ kind: "unclear", reason: "the shop is not named" }];
    if (settings.shops.length > 0 && !settings.shops.includes(shop)) {
      return [{ kind: "unclear", reason: "the shop is not configured" }];
    }
    const said = understandTopic(topic, payload, { shop, mapping: settings.fields, fields });
    if (typeof said === "string") return [{ kind: "unclear", reason: said }];
    const changedAt = payload.date_modified_gmt ?? "";
    return [
      {
        kind: "statement",
        statement: {
          businessId: `${shop}:${topic}:${payload.id}:${changedAt}`,
          content: payload,
          origin: shop,
          kind: topic,
          // Their GMT bears no zone.
          observedAt: new Date(`${changedAt}Z`),
          ...said,
        },
      },
    ];
  },
});

function shopOf(source: string | undefined): string | undefined {
  const url = source ? URL.parse(source) : null;
  return url === null
    ? undefined
    : Shop.safeParse(`${url.host}${url.pathname}`.replace(/\/+$/, "")).data;
}

type Said = Pick<Statement, "identifiers" | "claims" | "consents" | "tags" | "extras">;

interface Reading {
  shop: string;
  mapping: AnswerMapping;
  fields: FieldRegistry;
}

/** Ordered in the shop itself, not by its staff or a program. */
const bySelf = new Set(["checkout", "store-api"]);

/** Or why the topic, or the payload under it, is not understood. */
function understandTopic(
  topic: string,
  payload: { id: string | number },
  reading: Reading,
): Said | string {
  switch (topic) {
    case "customer.created":
    case "customer.updated": {
      const customer = Customer.safeParse(payload);
      if (!customer.success) return "the customer has an unknown shape";
      // Staff enter customers as well: only an order tells that somebody has signed in.
      const account = accountOf(payload.id, reading.shop, false);
      return saidOfCustomer(customer.data, account, reading);
    }
    case "order.created":
    case "order.updated": {
      const order = Order.safeParse(payload);
      if (!order.success) return "the order has an unknown shape";
      // Later an account may take over what a guest ordered, by nothing but the e-mail.
      const verified = topic === "order.created" && bySelf.has(order.data.created_via ?? "");
      const account = accountOf(order.data.customer_id, reading.shop, verified);
      return saidByOrder(order.data, account, reading);
    }
    case "customer.deleted":
      return "a customer was deleted there";
    default:
      return "the topic is not understood";
  }
}

/** Who orders as a guest has the number 0. */
function accountOf(id: string | number, shop: string, verified: boolean): StatedIdentifier[] {
  const value = String(id);
  return value === "0" || value === ""
    ? []
    : [{ type: "external-id", namespace: `woocommerce:${shop}`, value, verified }];
}

function saidOfCustomer(
  customer: z.output<typeof Customer>,
  account: readonly StatedIdentifier[],
  { mapping, fields }: Reading,
): Said {
  const read = readAnswers(answersOf(customer.meta_data), mapping, fields);
  return {
    ...read,
    identifiers: [...account, ...read.identifiers],
    claims: [
      ...namesOf(customer),
      { field: "email", value: customer.email },
      ...claimsOfBilling(customer.billing ?? {}),
      ...read.claims,
    ],
  };
}

/** Who is billed, not who is shipped to: a present goes to somebody else. */
function saidByOrder(
  order: z.output<typeof Order>,
  account: readonly StatedIdentifier[],
  { mapping, fields }: Reading,
): Said {
  const read = readAnswers(answersOf(order.meta_data), mapping, fields);
  return {
    ...read,
    identifiers: [...account, ...read.identifiers],
    claims: [
      ...claimsOfBilling(order.billing),
      ...claimsOfAttribution(order.meta_data),
      ...read.claims,
    ],
    extras: {
      order: order["number"],
      order_status: order["status"],
      order_total: order["total"],
      order_note: order["customer_note"],
      currency: order["currency"],
      ...read.extras,
    },
  };
}
