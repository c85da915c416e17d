/** Shopify: customers and orders of one or more shops. */
import * as z from "zod";
import type { StatedIdentifier } from "#shared/domain/identifier.ts";
import type { StatedClaim, Statement } from "#shared/domain/statement.ts";
import { bodyBytesMaxDefault, defineChannel, RotatingSecret } from "./channel.ts";
import { json } from "./formats/json.ts";
import { fullName } from "./full-name.ts";
import { claimsOfLanding } from "./landing-page.ts";
import { authenticateHmac } from "./signature.ts";

const Text = z.string().nullish();
/** Above 2^53 our parser hands over the digits as text. */
const Id = z.union([z.number(), z.string()]);

const Person = { first_name: Text, last_name: Text, email: Text, phone: Text };
const Place = { address1: Text, address2: Text, city: Text, province: Text, zip: Text };

const Address = z.looseObject({
  ...Person,
  ...Place,
  company: Text,
  country: Text,
  country_code: Text,
});

const Consent = z.looseObject({ state: Text, consent_updated_at: Text });

const Customer = z.looseObject({
  ...Person,
  id: Id,
  admin_graphql_api_id: Text,
  state: Text,
  verified_email: z.boolean().nullish(),
  note: Text,
  tags: Text,
  default_address: Address.nullish(),
  email_marketing_consent: Consent.nullish(),
  sms_marketing_consent: Consent.nullish(),
});

const Order = z.looseObject({
  email: Text,
  contact_email: Text,
  phone: Text,
  customer_locale: Text,
  landing_site: Text,
  referring_site: Text,
  buyer_accepts_marketing: z.boolean().nullish(),
  customer: Customer.nullish(),
  billing_address: Address.nullish(),
});

/** What all topics have; the topic, a header, says which of the two it is. */
const Payload = z.looseObject({ id: Id, updated_at: Text });

const ShopDomain = z.string().regex(/^[a-z0-9][a-z0-9.-]{2,150}$/);

export default defineChannel({
  name: "shopify",
  title: { en: "Shopify", zh: "Shopify 商店" },
  group: "shop",
  authentication: {
    en: "X-Shopify-Hmac-Sha256: base64 HMAC-SHA256 over the body",
    zh: "X-Shopify-Hmac-Sha256：请求体的 base64 HMAC-SHA256",
  },
  trust: "signed",
  confirmation: "provider's document",
  verifies: ["external-id", "email"],
  readsHeaders: [
    "x-shopify-topic",
    "x-shopify-shop-domain",
    "x-shopify-event-id",
    "x-shopify-triggered-at",
    "x-shopify-test",
  ],
  businessId: "X-Shopify-Event-Id",
  answer: '`{"events":[ids]}`',
  pathToken: false,
  format: json,
  // Orders with hundreds of lines are that large.
  bodyBytesMax: 4 * bodyBytesMaxDefault,
  /** Only these shops are understood; any shop that the secret fits where none is listed. */
  settings: z.strictObject({ shops: z.array(ShopDomain).default([]) }),
  secrets: z.strictObject({ appSecret: RotatingSecret }),
  generateSecrets: (randomBytes) => ({ appSecret: `shpss_${randomBytes(16).toString("hex")}` }),
  payload: Payload,

  authenticate: ({ headers, body }, { secrets }) =>
    authenticateHmac({
      header: headers["x-shopify-hmac-sha256"],
      algorithm: "sha256",
      encoding: "base64",
      parts: [body],
      secrets: secrets.appSecret,
    }),

  normalise(payload, { headers, settings }) {
    const topic = headers["x-shopify-topic"] ?? "";
    const shop = ShopDomain.safeParse(headers["x-shopify-shop-domain"]?.toLowerCase()).data;
    if (headers["x-shopify-test"] === "true") return [{ kind: "ping" }];
    if (shop === undefined) return [{ kind: "unclear", reason: "the shop is not named" }];
    if (settings.shops.length > 0 && !settings.shops.includes(shop)) {
      return [{ kind: "unclear", reason: "the shop is not configured" }];
    }
    const said = understandTopic(topic, payload, shop);
    if (typeof said === "string") return [{ kind: "unclear", reason: said }];
    const { customer, ...rest } = said;
    const changedAt = payload.updated_at ?? headers["x-shopify-triggered-at"] ?? "";
    const statement: Statement = {
      businessId: headers["x-shopify-event-id"] ?? `${topic}:${shop}:${payload.id}:${changedAt}`,
      content: payload,
      origin: shop,
      kind: topic,
      observedAt: new Date(changedAt),
      identifiers: customer ? [accountOf(customer, shop)] : [],
      ...rest,
    };
    const consents = customer ? consentsOf(customer, { shop, changedAt }) : [];
    return [statement, ...consents].map((each) => ({ kind: "statement", statement: each }));
  },
});

interface Said extends Pick<Statement, "claims" | "consents" | "tags" | "extras"> {
  customer: z.output<typeof Customer> | undefined;
}

/** Or why the topic, or the payload under it, is not understood. */
function understandTopic(topic: string, payload: unknown, shop: string): Said | string {
  if (topic === "orders/create") {
    const order = Order.safeParse(payload);
    return order.success ? saidByOrder(order.data, shop) : "the order has an unknown shape";
  }
  if (topic === "customers/create" || topic === "customers/update") {
    const customer = Customer.safeParse(payload);
    return customer.success ? saidOfCustomer(customer.data) : "the customer has an unknown shape";
  }
  return "the topic is not understood";
}

function saidOfCustomer(customer: z.output<typeof Customer>): Said {
  const { note, tags, default_address: address } = customer;
  return {
    customer,
    claims: [
      ...claimsOf(customer),
      ...claimsOfAddress(address ?? {}),
      { field: "note", value: note },
    ],
    tags: listOf(tags).map((tag) => ({ tag, present: true })),
    extras: {
      orders_count: customer["orders_count"],
      total_spent: customer["total_spent"],
      currency: customer["currency"],
    },
  };
}

/** Who is billed, not who is shipped to: a present goes to somebody else. */
function saidByOrder(order: z.output<typeof Order>, shop: string): Said {
  const customer = order.customer ?? undefined;
  const address = customer?.default_address ?? order.billing_address ?? {};
  return {
    customer,
    claims: [
      ...claimsOf(customer ?? address),
      { field: "email", value: order.contact_email ?? order.email },
      { field: "phone", value: order.phone },
      ...claimsOfAddress(address),
      { field: "language", value: order.customer_locale },
      { field: "referrer", value: order.referring_site },
      ...claimsOfLanding(order.landing_site, `https://${shop}`),
    ],
    // A guest's tick; customers' consents come with their time. Not ticked withdraws nothing.
    consents:
      order.buyer_accepts_marketing && !customer?.email_marketing_consent
        ? [{ purpose: "email-marketing", granted: true }]
        : [],
    tags: listOf(customer?.tags).map((tag) => ({ tag, present: true })),
    extras: {
      order: order["name"],
      order_total: order["total_price"],
      order_note: order["note"],
      order_tags: order["tags"],
      currency: order["currency"],
    },
  };
}

/** Whoever is `enabled` signs in to this account; all others are what somebody typed at a till. */
function signsIn(customer: { state?: string | null | undefined }): boolean {
  return customer.state === "enabled";
}

/** `verified_email` alone is also set for customers whom the shop's staff entered. */
function claimsOf(person: Partial<z.output<typeof Customer>>): StatedClaim[] {
  return [
    { field: "fullName", value: fullName(person.first_name, person.last_name) },
    { field: "givenName", value: person.first_name },
    { field: "familyName", value: person.last_name },
    {
      field: "email",
      value: person.email,
      verified: signsIn(person) && person.verified_email === true,
    },
    { field: "phone", value: person.phone },
  ];
}

function claimsOfAddress(address: z.output<typeof Address>): StatedClaim[] {
  return [
    { field: "phone", value: address.phone },
    { field: "company", value: address.company },
    { field: "country", value: address.country_code ?? address.country },
    { field: "province", value: address.province },
    { field: "city", value: address.city },
    { field: "street", value: [address.address1, address.address2].filter(Boolean).join(", ") },
    { field: "postalCode", value: address.zip },
  ];
}

/** The global id holds the same digits as text, whatever became of the number on its way. */
function accountOf(customer: z.output<typeof Customer>, shop: string): StatedIdentifier {
  const digits = /\/Customer\/(\d+)$/.exec(customer.admin_graphql_api_id ?? "")?.[1];
  const value = digits ?? String(customer.id);
  return { type: "external-id", namespace: `shopify:${shop}`, value, verified: signsIn(customer) };
}

/**
 * Shopify repeats a consent with every change of the customer. Each is an event at the time it was
 * decided, so that the repetition neither counts twice nor outdoes a withdrawal made since.
 */
function consentsOf(
  customer: z.output<typeof Customer>,
  { shop, changedAt }: { shop: string; changedAt: string },
): Statement[] {
  const consents = [
    { purpose: "email-marketing", consent: customer.email_marketing_consent },
    { purpose: "sms-marketing", consent: customer.sms_marketing_consent },
  ];
  const account = accountOf(customer, shop);
  return consents.flatMap(({ purpose, consent }): Statement[] => {
    // Pending, never asked, erased: neither a yes nor a no.
    if (consent?.state !== "subscribed" && consent?.state !== "unsubscribed") return [];
    const decidedAt = consent.consent_updated_at ?? changedAt;
    return [
      {
        businessId: `${shop}:${account.value}:${purpose}:${decidedAt}`,
        content: consent,
        origin: shop,
        kind: "consent",
        observedAt: new Date(decidedAt),
        identifiers: [account],
        claims: [],
        consents: [{ purpose, granted: consent.state === "subscribed" }],
      },
    ];
  });
}

function listOf(text: string | null | undefined): string[] {
  return (text ?? "").split(",");
}
