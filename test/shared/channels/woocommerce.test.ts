import { describe, expect, it } from "vitest";
import {
  pingWoocommerce,
  sendWoocommerce,
  type WoocommerceEvent,
  type WoocommerceSecrets,
} from "#bin/senders/woocommerce.ts";
import { jsonReply } from "#shared/channels/delivery.ts";
import woocommerce from "#shared/channels/woocommerce.ts";
import {
  accepted,
  type ChannelCase,
  contextOf,
  describeChannel,
  receiveSigned,
  secretsOf,
} from "./harness.ts";

const shop = "tea.example/shop";
const namespace = `woocommerce:${shop}`;

const billing = {
  first_name: "Ana",
  last_name: "Brandão",
  company: "Casa Brandão Lda",
  address_1: "Rua das Flores 18",
  address_2: "2 E",
  city: "Porto",
  state: "",
  postcode: "4050-262",
  country: "PT",
  email: "ana@brandao.example",
  phone: "+351 912 345 678",
};

const note = (key: string, value: unknown) => ({ id: 1, key, value });

const order = {
  id: 9_001,
  number: "9001",
  status: "processing",
  currency: "EUR",
  total: "38.80",
  date_created_gmt: "2026-11-20T08:20:00",
  date_modified_gmt: "2026-11-20T08:20:00",
  customer_id: 42,
  created_via: "checkout",
  customer_note: "ring twice",
  customer_ip_address: "192.0.2.7",
  billing,
  shipping: { ...billing, first_name: "Someone", last_name: "Else", phone: "+351911111111" },
  meta_data: [
    note("_wc_order_attribution_source_type", "utm"),
    note("_wc_order_attribution_utm_source", "newsletter"),
    note("_wc_order_attribution_utm_medium", "(none)"),
    note("_wc_order_attribution_utm_campaign", "spring"),
    note("_wc_order_attribution_referrer", "https://news.example/"),
    note("_wc_order_attribution_session_entry", "https://tea.example/?utm_content=hero"),
    note("_billing_tier", "gold"),
    note("newsletter_opt_in", "1"),
    note("gift_wrap", { paper: "blue" }),
  ],
};

const customer = {
  id: 42,
  date_modified_gmt: "2026-11-20T08:10:00",
  email: "Ana@Brandao.example",
  first_name: "Ana",
  last_name: "Brandão",
  role: "customer",
  username: "ana",
  billing,
  is_paying_customer: true,
  meta_data: [note("wechat", "ana_wx")],
};

const event: Omit<WoocommerceEvent, "body"> = {
  topic: "order.created",
  source: "https://tea.example/shop/",
};

const as =
  (sent: Partial<WoocommerceEvent>): ChannelCase<WoocommerceSecrets>["send"] =>
  (body, context) =>
    sendWoocommerce({ ...event, ...sent, body }, context);

const channelCase: ChannelCase<WoocommerceSecrets> = {
  channel: woocommerce,
  settings: {
    shops: [shop],
    fields: {
      _billing_tier: "membershipTier",
      newsletter_opt_in: "consent:email-marketing",
      wechat: "wechatId",
    },
  },
  send: as({}),
  examples: [
    {
      name: "an order of a customer who signed in",
      body: JSON.stringify(order),
      events: [
        {
          source: `woocommerce:${shop}`,
          kind: "order.created",
          trust: "signed",
          observedAt: "2026-11-20T08:20:00.000Z",
          identifiers: [
            { type: "external-id", namespace, value: "42", verified: true },
            { type: "phone", value: "+351912345678", verified: false },
            { type: "email", value: "ana@brandao.example", verified: false },
          ],
          claims: [
            { field: "fullName", value: "Ana Brandão" },
            { field: "givenName", value: "Ana" },
            { field: "familyName", value: "Brandão" },
            { field: "email" },
            { field: "phone" },
            { field: "company", value: "Casa Brandão Lda" },
            { field: "country", value: "PT" },
            { field: "city", value: "Porto" },
            { field: "street", value: "Rua das Flores 18, 2 E" },
            { field: "postalCode", value: "4050-262" },
            { field: "utmSource", value: "newsletter" },
            { field: "utmCampaign", value: "spring" },
            { field: "referrer" },
            { field: "landingPage" },
            { field: "utmContent", value: "hero" },
            { field: "membershipTier", value: "gold" },
          ],
          consents: [{ purpose: "email-marketing", granted: true }],
          extras: {
            order: "9001",
            order_status: "processing",
            order_total: "38.80",
            order_note: "ring twice",
            currency: "EUR",
            gift_wrap: '{"paper":"blue"}',
          },
        },
      ],
    },
    {
      name: "a customer",
      body: JSON.stringify(customer),
      send: as({ topic: "customer.updated" }),
      events: [
        {
          kind: "customer.updated",
          identifiers: [
            { type: "external-id", namespace, value: "42", verified: false },
            { type: "phone" },
            { type: "email", value: "ana@brandao.example", verified: false },
          ],
          consents: [],
        },
      ],
    },
  ],
  edited: JSON.stringify({ ...order, status: "completed" }),
  unknown: '{"id":1,"billing":[]}',
  marker: "Brandão",
  pings: [],
  mixed: "no batch",
  largeId: (digits) => JSON.stringify(order).replace('"customer_id":42', `"customer_id":${digits}`),
  handshakes: [
    {
      name: "the ping of a new webhook",
      ask: pingWoocommerce,
      answer: jsonReply({ events: [] }),
      unproven: true,
    },
    {
      name: "a ping of more than a number",
      ask: (context) => ({ ...pingWoocommerce(context), body: Buffer.from("webhook_id=7&a=1") }),
      answer: "refused",
    },
    {
      name: "a ping with a signature that is none",
      ask: (context) => {
        const ping = pingWoocommerce(context);
        return { ...ping, headers: { ...ping.headers, "x-wc-webhook-signature": "AAAA" } };
      },
      answer: "refused",
    },
  ],
  reply: (ids) => jsonReply({ events: ids }),
  proof: { header: "x-wc-webhook-signature" },
  coversBody: true,
};

describeChannel(channelCase);

const { channel, settings } = channelCase;
const secrets = secretsOf(channelCase, "ours");
const receiveEvent = (payload: object, sent: Partial<WoocommerceEvent> = {}) =>
  accepted(
    receiveSigned(as(sent)(JSON.stringify(payload), contextOf(channelCase)), {
      channel,
      settings,
      secrets,
    }),
  );

describe("a WooCommerce order", () => {
  const accountIn = (change: object, sent: Partial<WoocommerceEvent> = {}) =>
    receiveEvent({ ...order, ...change }, sent).events[0]?.identifiers.find(
      ({ type }) => type === "external-id",
    );

  it("of a guest names no account", () => {
    expect(accountIn({ customer_id: 0 })).toBeUndefined();
  });

  it.each(["admin", "rest-api", "subscription", "", null])(
    "created by %j does not prove that the customer signed in",
    (created_via) => {
      expect(accountIn({ created_via })?.verified).toBe(false);
    },
  );

  it("that changes later proves nothing: an account takes over what guests ordered", () => {
    expect(accountIn({}, { topic: "order.updated" })?.verified).toBe(false);
  });

  it("never takes the person it is shipped to for the customer", () => {
    expect(JSON.stringify(receiveEvent(order).events)).not.toMatch(/Someone|911111111/);
  });

  it("keeps a province only where it is no number of WooCommerce's own", () => {
    const provinceIn = (state: string) =>
      receiveEvent({ ...order, billing: { ...billing, state } }).events[0]?.claims.find(
        ({ field }) => field === "province",
      )?.value;
    expect(provinceIn("CN2")).toBeUndefined();
    expect(provinceIn("JP-13")).toBeUndefined();
    expect(provinceIn("CA")).toBe("CA");
    expect(provinceIn("Zhejiang")).toBe("Zhejiang");
  });
});

describe("a WooCommerce delivery", () => {
  it("through another webhook, and at every attempt, is one event", () => {
    const signed = as({})(JSON.stringify(order), contextOf(channelCase));
    const headers = { ...signed.headers, "x-wc-webhook-id": "8", "x-wc-webhook-delivery-id": "x" };
    const received = accepted(
      receiveSigned({ ...signed, headers }, { channel, settings, secrets }),
    );
    expect(received.events.map(({ id }) => id)).toEqual(
      receiveEvent(order).events.map(({ id }) => id),
    );
  });

  it("under another topic is another event", () => {
    const [updated] = receiveEvent(order, { topic: "order.updated" }).events;
    expect(updated?.id).not.toBe(receiveEvent(order).events[0]?.id);
  });

  it("without a time was observed when it came", () => {
    const [event] = receiveEvent({ ...order, date_modified_gmt: null }).events;
    expect(event?.observedAt).toBe(event?.receivedAt);
  });

  it.each([
    ["customer.deleted", {}, "a customer was deleted there"],
    ["product.updated", {}, "the topic is not understood"],
    ["order.created", { source: "https://other.example" }, "the shop is not configured"],
    ["order.created", { source: "" }, "the shop is not named"],
    ["order.created", { source: "tea" }, "the shop is not named"],
    ["customer.created", {}, "the customer has an unknown shape"],
  ])("of %s with %j waits for a human", (topic, sent, reason) => {
    const payload = topic === "order.created" ? order : { id: 1, billing: 7 };
    expect(receiveEvent(payload, { ...sent, topic })).toMatchObject({
      events: [],
      unclear: { reason },
    });
  });
});
