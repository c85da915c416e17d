import { describe, expect, it } from "vitest";
import { sendShopify, type ShopifyEvent, type ShopifySecrets } from "#bin/senders/shopify.ts";
import { jsonReply } from "#shared/channels/delivery.ts";
import shopify from "#shared/channels/shopify.ts";
import {
  accepted,
  type ChannelCase,
  contextOf,
  describeChannel,
  receiveSigned,
  secretsOf,
} from "./harness.ts";

const shop = "qingshan-tea.myshopify.com";

const address = {
  id: 9_120_001,
  first_name: "雪",
  last_name: "司徒",
  company: "青山茶业有限公司",
  address1: "解放路 18 号",
  address2: "3 单元",
  city: "杭州",
  province: "Zhejiang",
  country: "China",
  country_code: "CN",
  zip: "310009",
  phone: "13900003333",
};

const customer = {
  id: "CUSTOMER_ID",
  admin_graphql_api_id: "gid://shopify/Customer/706405506930370084",
  email: "Situ.Xue@Qingshan.example",
  first_name: "雪",
  last_name: "司徒",
  phone: null,
  verified_email: true,
  state: "enabled",
  note: "喜欢白茶",
  tags: "VIP, 老客户",
  orders_count: 3,
  total_spent: "860.00",
  currency: "CNY",
  updated_at: "2026-11-20T16:10:00+08:00",
  email_marketing_consent: {
    state: "subscribed",
    opt_in_level: "single_opt_in",
    consent_updated_at: "2026-03-01T09:00:00+08:00",
  },
  sms_marketing_consent: { state: "not_subscribed", opt_in_level: null, consent_updated_at: null },
  default_address: address,
};

/** A number that no double holds, as Shopify writes it: bare. */
const jsonOf = (value: unknown) =>
  JSON.stringify(value).replaceAll('"CUSTOMER_ID"', "706405506930370084");

const order = {
  id: 5_550_001,
  name: "#1042",
  email: "gift@qingshan.example",
  contact_email: "gift@qingshan.example",
  phone: "+8613900004444",
  total_price: "388.00",
  currency: "CNY",
  note: "请包装",
  tags: "gift",
  customer_locale: "zh-CN",
  updated_at: "2026-11-20T16:20:00+08:00",
  landing_site: "/products/tea?utm_source=weibo&utm_medium=cpc&utm_campaign=1111",
  referring_site: "https://weibo.com/",
  buyer_accepts_marketing: true,
  billing_address: { ...address, first_name: "Ana", last_name: "Brandão", phone: null },
  shipping_address: { ...address, first_name: "Someone", last_name: "Else", phone: "13911112222" },
};

const account = {
  type: "external-id",
  namespace: `shopify:${shop}`,
  value: "706405506930370084",
  verified: true,
};

const consented = (at: string) => ({
  kind: "consent",
  observedAt: at,
  identifiers: [account],
  claims: [],
  consents: [{ purpose: "email-marketing", granted: true }],
});

const event: Omit<ShopifyEvent, "body"> = {
  topic: "customers/update",
  shop,
  eventId: "98880550-7158-44d4-b7cd-2c97c8a091b5",
};

const channelCase: ChannelCase<ShopifySecrets> = {
  channel: shopify,
  settings: { shops: [shop] },
  send: (body, context) => sendShopify({ ...event, body }, context),
  examples: [
    {
      name: "a customer",
      body: jsonOf(customer),
      events: [
        {
          source: `shopify:${shop}`,
          kind: "customers/update",
          trust: "signed",
          observedAt: "2026-11-20T08:10:00.000Z",
          identifiers: [
            account,
            { type: "email", namespace: "", value: "situ.xue@qingshan.example", verified: true },
            { type: "phone", namespace: "", value: "+8613900003333", verified: false },
          ],
          claims: [
            { field: "fullName", value: "司徒雪" },
            { field: "givenName", value: "雪" },
            { field: "familyName", value: "司徒" },
            { field: "email", verified: true },
            { field: "phone", verified: false },
            { field: "company" },
            { field: "country", value: "CN" },
            { field: "province", value: "Zhejiang" },
            { field: "city", value: "杭州" },
            { field: "street", value: "解放路 18 号, 3 单元" },
            { field: "postalCode", value: "310009" },
            { field: "note", value: "喜欢白茶" },
          ],
          consents: [],
          tags: [
            { tag: "VIP", present: true },
            { tag: "老客户", present: true },
          ],
          extras: { orders_count: "3", total_spent: "860.00", currency: "CNY" },
        },
        consented("2026-03-01T01:00:00.000Z"),
      ],
    },
  ],
  edited: jsonOf({ ...customer, last_name: "上官" }),
  unknown: '{"id":1,"email":{"nested":true}}',
  marker: "喜欢白茶",
  mixed: "no batch",
  pings: [
    {
      name: "a test of the address",
      body: jsonOf(customer),
      send: (body, context) => sendShopify({ ...event, body, isTest: true }, context),
    },
  ],
  largeId: (digits) =>
    jsonOf({ ...customer, admin_graphql_api_id: null }).replace("706405506930370084", digits),
  reply: (ids) => jsonReply({ events: ids }),
  proof: { header: "x-shopify-hmac-sha256" },
  coversBody: true,
};

describeChannel(channelCase);

const { channel } = channelCase;
const secrets = secretsOf(channelCase, "ours");
const receiveEvent = (sent: Partial<ShopifyEvent>, settings: unknown = channelCase.settings) =>
  accepted(
    receiveSigned(
      sendShopify({ ...event, body: jsonOf(customer), ...sent }, contextOf(channelCase)),
      { channel, settings, secrets },
    ),
  );

describe("a Shopify order", () => {
  const sendOrder = (change: object) =>
    receiveEvent({ topic: "orders/create", body: jsonOf({ ...order, ...change }) }).events;

  it("of a customer names the account and both addresses, and who is billed", () => {
    const [placed, consent] = sendOrder({ customer });
    expect(placed).toMatchObject({
      kind: "orders/create",
      identifiers: [
        account,
        { type: "email", value: "situ.xue@qingshan.example", verified: true },
        { type: "phone", value: "+8613900003333", verified: false },
        { type: "phone", value: "+8613900004444", verified: false },
        { type: "email", value: "gift@qingshan.example", verified: false },
      ],
      consents: [],
      extras: { order: "#1042", order_total: "388.00", order_note: "请包装", order_tags: "gift" },
    });
    expect(consent).toMatchObject(consented("2026-03-01T01:00:00.000Z"));
    const values = new Map(placed?.claims.map(({ field, value }) => [field, value]));
    expect(Object.fromEntries(values)).toMatchObject({
      fullName: "司徒雪",
      email: "situ.xue@qingshan.example",
      utmSource: "weibo",
      utmMedium: "cpc",
      utmCampaign: "1111",
      landingPage: `https://${shop}/products/tea?utm_source=weibo&utm_medium=cpc&utm_campaign=1111`,
      referrer: "https://weibo.com/",
      language: "zh-CN",
    });
  });

  it("of a guest is an order all the same", () => {
    const [placed, ...rest] = sendOrder({ customer: null });
    expect(rest).toEqual([]);
    expect(placed).toMatchObject({
      identifiers: [
        { type: "phone", value: "+8613900004444" },
        { type: "email", value: "gift@qingshan.example", verified: false },
      ],
      consents: [{ purpose: "email-marketing", granted: true }],
    });
    expect(placed?.claims).toContainEqual(
      expect.objectContaining({ field: "fullName", value: "Ana Brandão" }),
    );
  });

  it("never takes the person it is shipped to for the customer", () => {
    expect(JSON.stringify(sendOrder({ customer: null }))).not.toMatch(/Someone|13911112222/);
  });

  it("without a tick for marketing withdraws nothing", () => {
    expect(sendOrder({ customer: null, buyer_accepts_marketing: false })[0]?.consents).toEqual([]);
  });

  it("with addresses that are none still arrives", () => {
    expect(sendOrder({ landing_site: "http://[", referring_site: "" })).toHaveLength(1);
  });
});

describe("a Shopify customer", () => {
  const sendCustomer = (change: object) =>
    receiveEvent({ body: jsonOf({ ...customer, ...change }) }).events;

  it("whose e-mail Shopify has not verified only claims it", () => {
    const [said] = sendCustomer({ verified_email: false });
    expect(said?.identifiers).toContainEqual(
      expect.objectContaining({ type: "email", verified: false }),
    );
  });

  it.each(["disabled", "invited", "declined", null])(
    "who does not sign in (%s) proves neither account nor e-mail",
    (state) => {
      const [said] = sendCustomer({ state });
      expect(said?.identifiers.map(({ verified }) => verified)).toEqual([false, false, false]);
    },
  );

  it("keeps its exact id where the number lost digits on its way", () => {
    expect(sendCustomer({ id: 706_405_506_930_370_000 })[0]?.identifiers).toContainEqual(account);
  });

  it("keeps its exact id where there is no global id", () => {
    expect(sendCustomer({ admin_graphql_api_id: null })[0]?.identifiers).toContainEqual(account);
  });

  it("repeats a consent without making another event of it", () => {
    const consentOf = (change: object) =>
      sendCustomer(change).find(({ kind }) => kind === "consent");
    expect(consentOf({ note: "改了" })?.id).toBe(consentOf({})?.id);
  });

  it("that unsubscribes withdraws its consent, at the time it did", () => {
    const email_marketing_consent = {
      state: "unsubscribed",
      consent_updated_at: "2026-11-19T10:00:00Z",
    };
    expect(sendCustomer({ email_marketing_consent })[1]).toMatchObject({
      observedAt: "2026-11-19T10:00:00.000Z",
      consents: [{ purpose: "email-marketing", granted: false }],
    });
  });

  it.each(["not_subscribed", "pending", "redacted", "invalid", null])(
    "whose consent is %s has neither given nor withdrawn it",
    (state) => {
      const events = sendCustomer({ email_marketing_consent: { state, consent_updated_at: null } });
      expect(events.flatMap(({ consents }) => consents)).toEqual([]);
    },
  );
});

describe("a Shopify delivery", () => {
  it("through several subscriptions, and at every attempt, is one event", () => {
    const later = { ...contextOf(channelCase), now: new Date("2026-11-20T09:00:00Z") };
    const again = sendShopify({ ...event, body: jsonOf(customer) }, later);
    const headers = { ...again.headers, "x-shopify-webhook-id": "another-subscription" };
    const received = receiveSigned({ ...again, headers }, { channel, settings: {}, secrets });
    const ids = accepted(received).events.map(({ id }) => id);
    expect(ids).toEqual(receiveEvent({}).events.map(({ id }) => id));
  });

  it("with another event id is another event, whatever it says", () => {
    const [other] = receiveEvent({ eventId: "0c6b1f6e-0000-4000-8000-000000000002" }).events;
    expect(other?.id).not.toBe(receiveEvent({}).events[0]?.id);
  });

  it("without an event id is recognised by topic, shop, id and time", () => {
    const { eventId: _, ...bare } = event;
    const ids = (change: Partial<ShopifyEvent>) =>
      accepted(
        receiveSigned(
          sendShopify({ ...bare, body: jsonOf(customer), ...change }, contextOf(channelCase)),
          { channel, settings: { shops: [] }, secrets },
        ),
      ).events[0]?.id;
    expect(ids({})).toBe(ids({}));
    expect(ids({ topic: "customers/create" })).not.toBe(ids({}));
    expect(ids({ shop: "other.myshopify.com" })).not.toBe(ids({}));
  });

  it.each([
    ["a topic we do not read", { topic: "customers/redact" }, "the topic is not understood"],
    ["a shop we do not know", { shop: "stranger.myshopify.com" }, "the shop is not configured"],
    ["no shop at all", { shop: "" }, "the shop is not named"],
    [
      "no order in it",
      { topic: "orders/create", body: '{"id":1,"customer":7}' },
      "the order has an unknown shape",
    ],
  ])("with %s waits for a human", (_, sent, reason) => {
    expect(receiveEvent(sent)).toMatchObject({ events: [], unclear: { reason } });
  });
});
