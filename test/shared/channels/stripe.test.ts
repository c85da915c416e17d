import { describe, expect, it } from "vitest";
import { sendStripe, type StripeSecrets } from "#bin/senders/stripe.ts";
import { jsonReply } from "#shared/channels/delivery.ts";
import stripe from "#shared/channels/stripe.ts";
import { acceptBody, type ChannelCase, describeChannel } from "./harness.ts";

const customer = {
  id: "cus_Rk7Qm2tXyZ81ab",
  object: "customer",
  name: "Ana Brandão",
  email: "Ana@Brandao.example",
  phone: "+351912345678",
  description: "asks for invoices on paper",
  preferred_locales: ["pt-PT", "en"],
  livemode: true,
  metadata: { crm_id: "9007199254740995001", tier: "gold", cohort: "2026-11" },
  address: {
    line1: "Rua das Flores 18",
    line2: "2 E",
    city: "Porto",
    state: "",
    postal_code: "4050-262",
    country: "PT",
  },
};

const eventOf = (type: string, object: unknown, change: object = {}) =>
  JSON.stringify({
    id: "evt_1SVw2bLkdIwHu7ixYhQ3mN8p",
    object: "event",
    api_version: "2026-09-30",
    created: Date.parse("2026-11-20T08:20:00Z") / 1_000,
    data: { object },
    livemode: true,
    pending_webhooks: 2,
    request: { id: null, idempotency_key: null },
    type,
    ...change,
  });

const checkout = {
  id: "cs_live_a1b2c3d4e5f6",
  object: "checkout.session",
  amount_total: 38_800,
  currency: "eur",
  client_reference_id: "order-1042",
  customer: null,
  customer_details: {
    name: "Tomas Lindqvist",
    email: "tomas@lindqvist.example",
    phone: null,
    address: {
      line1: "Storgatan 4",
      line2: null,
      city: "Lund",
      postal_code: "222 22",
      country: "SE",
    },
  },
  consent: { promotions: "opt_in", terms_of_service: "accepted" },
  custom_fields: [
    { key: "company", type: "text", label: { type: "custom" }, text: { value: "Lindqvist AB" } },
    { key: "size", type: "dropdown", label: { type: "custom" }, dropdown: { value: "50" } },
    { key: "gift", type: "text", label: { type: "custom" }, text: { value: null } },
  ],
  locale: "sv",
  metadata: {},
};

const channelCase: ChannelCase<StripeSecrets> = {
  channel: stripe,
  settings: { fields: { crm_id: "external-id:crm", tier: "membershipTier" } },
  send: sendStripe,
  examples: [
    {
      name: "a customer",
      body: eventOf("customer.created", customer),
      events: [
        {
          source: "stripe:-",
          kind: "customer.created",
          trust: "signed",
          observedAt: "2026-11-20T08:20:00.000Z",
          identifiers: [
            { type: "external-id", namespace: "crm", value: "9007199254740995001" },
            {
              type: "external-id",
              namespace: "stripe",
              value: "cus_Rk7Qm2tXyZ81ab",
              verified: false,
            },
            { type: "phone", value: "+351912345678", verified: false },
            { type: "email", value: "ana@brandao.example", verified: false },
          ],
          claims: [
            { field: "fullName", value: "Ana Brandão" },
            { field: "email" },
            { field: "phone" },
            { field: "country", value: "PT" },
            { field: "city", value: "Porto" },
            { field: "street", value: "Rua das Flores 18, 2 E" },
            { field: "postalCode", value: "4050-262" },
            { field: "language", value: "pt-PT" },
            { field: "note", value: "asks for invoices on paper" },
            { field: "membershipTier", value: "gold" },
          ],
          consents: [],
          extras: { cohort: "2026-11" },
        },
      ],
    },
    {
      name: "a guest at the checkout of a connected account",
      body: eventOf("checkout.session.completed", checkout, { account: "acct_1Nv0FGQ9RKHgCVdK" }),
      events: [
        {
          source: "stripe:acct_1Nv0FGQ9RKHgCVdK",
          identifiers: [{ type: "email", value: "tomas@lindqvist.example", verified: false }],
          claims: [
            { field: "fullName", value: "Tomas Lindqvist" },
            { field: "email" },
            { field: "country", value: "SE" },
            { field: "city", value: "Lund" },
            { field: "street", value: "Storgatan 4" },
            { field: "postalCode", value: "222 22" },
            { field: "language", value: "sv" },
            { field: "company", value: "Lindqvist AB" },
          ],
          consents: [{ purpose: "email-marketing", granted: true }],
          extras: {
            amount_total: "38800",
            currency: "eur",
            client_reference_id: "order-1042",
            size: "50",
          },
        },
      ],
    },
  ],
  edited: eventOf("customer.created", { ...customer, name: "Ana Brandão e Silva" }),
  unknown: eventOf("customer.created", { id: 7 }),
  marker: "Ana Brandão",
  mixed: "no batch",
  pings: [
    {
      name: "what happens in a sandbox",
      body: eventOf("customer.created", customer, { livemode: false }),
    },
  ],
  largeId: (digits) =>
    eventOf("customer.created", customer).replace(`"${customer.metadata.crm_id}"`, digits),
  reply: (ids) => jsonReply({ events: ids }),
  proof: { header: "stripe-signature" },
  coversBody: true,
  windowMs: 5 * 60_000,
};

describeChannel(channelCase);

const receiveBody = (body: string, settings = channelCase.settings) =>
  acceptBody(body, { ...channelCase, settings });

describe("a Stripe event", () => {
  it("is the same at every attempt, though fewer endpoints wait for it", () => {
    const [first] = receiveBody(eventOf("customer.updated", customer)).events;
    const [again] = receiveBody(
      eventOf("customer.updated", customer, { pending_webhooks: 0 }),
    ).events;
    expect(again?.id).toBe(first?.id);
  });

  it("from a sandbox counts where the tenant asks for it", () => {
    const body = eventOf("customer.created", customer, { livemode: false });
    expect(receiveBody(body, { testMode: true }).events).toHaveLength(1);
  });

  it.each([
    ["customer.deleted", customer, "a customer was deleted there"],
    ["invoice.paid", { id: "in_1" }, "the event type is not understood"],
    ["checkout.session.completed", { id: "cs_1" }, "the checkout has an unknown shape"],
    ["customer.updated", null, "the customer has an unknown shape"],
  ])("of type %s waits for a human", (type, object, reason) => {
    expect(receiveBody(eventOf(type, object))).toMatchObject({ events: [], unclear: { reason } });
  });
});

describe("a Stripe checkout", () => {
  const paid = (change: object) =>
    receiveBody(eventOf("checkout.session.completed", { ...checkout, ...change })).events[0];

  it("of a customer names the customer", () => {
    expect(paid({ customer: "cus_1" })?.identifiers).toContainEqual({
      type: "external-id",
      namespace: "stripe",
      value: "cus_1",
      verified: false,
    });
  });

  it.each([{ promotions: "opt_out" }, { promotions: null }, null])(
    "without a tick for promotions (%j) withdraws nothing",
    (consent) => {
      expect(paid({ consent })?.consents).toEqual([]);
    },
  );

  it("in a language that the browser chose names none", () => {
    expect(paid({ locale: "auto" })?.claims.map(({ field }) => field)).not.toContain("language");
  });

  it("may have metadata only, or none of all that is optional", () => {
    const bare = { custom_fields: null, metadata: null, consent: null, locale: null };
    expect(paid(bare)?.identifiers).toHaveLength(1);
    expect(paid({ ...bare, metadata: { tier: "gold" } })?.claims).toContainEqual(
      expect.objectContaining({ field: "membershipTier", value: "gold" }),
    );
  });
});
