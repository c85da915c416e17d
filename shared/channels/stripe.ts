/** Stripe: customers of an account, and who paid at its checkout. */
import * as z from "zod";
import type { FieldRegistry } from "#shared/domain/field.ts";
import type { StatedIdentifier } from "#shared/domain/identifier.ts";
import type { StatedClaim, Statement } from "#shared/domain/statement.ts";
import { AnswerMapping, namedAnswers, readAnswers } from "./answers.ts";
import { bodyBytesMaxDefault, defineChannel, RotatingSecret } from "./channel.ts";
import { json } from "./formats/json.ts";
import { authenticateTimed } from "./timed-signature.ts";

const Text = z.string().nullish();

const Person = z.looseObject({
  name: Text,
  email: Text,
  phone: Text,
  address: z
    .looseObject({
      line1: Text,
      line2: Text,
      city: Text,
      state: Text,
      postal_code: Text,
      country: Text,
    })
    .nullish(),
});

const Metadata = z.record(z.string(), z.unknown()).nullish();

const Customer = Person.extend({
  id: z.string().min(1),
  preferred_locales: z.array(z.string()).nullish(),
  description: Text,
  metadata: Metadata,
});

const Checkout = z.looseObject({
  customer: Text,
  customer_details: Person,
  consent: z.looseObject({ promotions: Text }).nullish(),
  custom_fields: z.array(z.looseObject({ key: z.string(), type: z.string() })).nullish(),
  locale: Text,
  metadata: Metadata,
});

/** Stands under the name of its type, such as `{"type":"text","text":{"value":"…"}}`. */
const CustomValue = z.looseObject({ value: z.unknown() });

const Payload = z.looseObject({
  id: z.string().min(1),
  type: z.string().min(1),
  created: z.number(),
  livemode: z.boolean(),
  /** The connected account, where the endpoint hears of several. */
  account: Text,
  data: z.looseObject({ object: z.unknown() }),
});

export default defineChannel({
  name: "stripe",
  title: { en: "Stripe", zh: "Stripe 支付" },
  group: "system",
  authentication: {
    en: "Stripe-Signature: v1= and hex HMAC-SHA256 over t.body, 5 minutes",
    zh: "Stripe-Signature：v1= 加上 t.请求体 的十六进制 HMAC-SHA256，5 分钟内有效",
  },
  trust: "signed",
  confirmation: "published vector",
  verifies: [],
  businessId: "id",
  answer: '`{"events":[ids]}`',
  pathToken: false,
  format: json,
  bodyBytesMax: bodyBytesMaxDefault,
  settings: z.strictObject({
    /** By the key of a customer's or a checkout's metadata, or of a field of one's own at checkout. */
    fields: AnswerMapping.default({}),
    /** Whether what happens in a sandbox counts: its customers are nobody. */
    testMode: z.boolean().default(false),
  }),
  secrets: z.strictObject({ signingSecret: RotatingSecret }),
  generateSecrets: (randomBytes) => ({ signingSecret: `whsec_${randomBytes(24).toString("hex")}` }),
  payload: Payload,

  // https://docs.stripe.com/webhooks/signature: all of the secret is the key, its prefix included.
  authenticate: ({ headers, body }, { secrets, now }) =>
    authenticateTimed({
      header: headers["stripe-signature"],
      scheme: "v1",
      body,
      secrets: secrets.signingSecret,
      windowMs: 5 * 60_000,
      now,
    }),

  normalise(event, { settings, fields }) {
    if (!event.livemode && !settings.testMode) return [{ kind: "ping" }];
    const said = understand(event, { mapping: settings.fields, fields });
    if (typeof said === "string") return [{ kind: "unclear", reason: said }];
    return [
      {
        kind: "statement",
        statement: {
          businessId: event.id,
          // Not the envelope: how many endpoints still wait for the event changes in time.
          content: event.data,
          origin: event.account ?? "-",
          kind: event.type,
          observedAt: new Date(event.created * 1_000),
          ...said,
        },
      },
    ];
  },
});

type Said = Pick<Statement, "identifiers" | "claims" | "consents" | "tags" | "extras">;

interface Reading {
  mapping: AnswerMapping;
  fields: FieldRegistry;
}

/** Or why the event, or the object in it, is not understood. */
function understand(
  { type, data: { object } }: z.output<typeof Payload>,
  reading: Reading,
): Said | string {
  switch (type) {
    case "customer.created":
    case "customer.updated": {
      const customer = Customer.safeParse(object);
      if (!customer.success) return "the customer has an unknown shape";
      return saidOfCustomer(customer.data, reading);
    }
    case "checkout.session.completed": {
      const checkout = Checkout.safeParse(object);
      if (!checkout.success) return "the checkout has an unknown shape";
      return saidAtCheckout(checkout.data, reading);
    }
    case "customer.deleted":
      return "a customer was deleted there";
    default:
      return "the event type is not understood";
  }
}

function saidOfCustomer(customer: z.output<typeof Customer>, { mapping, fields }: Reading): Said {
  const read = readAnswers(namedAnswers(customer.metadata ?? {}), mapping, fields);
  return {
    ...read,
    identifiers: [...accountOf(customer.id), ...read.identifiers],
    claims: [
      ...claimsOf(customer),
      { field: "language", value: customer.preferred_locales?.[0] },
      { field: "note", value: customer.description },
      ...read.claims,
    ],
  };
}

function saidAtCheckout(checkout: z.output<typeof Checkout>, { mapping, fields }: Reading): Said {
  const own = (checkout.custom_fields ?? []).map((field) => ({
    keys: [field.key],
    label: field.key,
    value: CustomValue.safeParse(field[field.type]).data?.value,
  }));
  const read = readAnswers([...own, ...namedAnswers(checkout.metadata ?? {})], mapping, fields);
  return {
    ...read,
    identifiers: [...accountOf(checkout.customer), ...read.identifiers],
    claims: [
      ...claimsOf(checkout.customer_details),
      // `auto` is whatever the browser asked for.
      { field: "language", value: checkout.locale === "auto" ? undefined : checkout.locale },
      ...read.claims,
    ],
    // Not ticked withdraws nothing.
    consents: [
      ...read.consents,
      ...(checkout.consent?.promotions === "opt_in"
        ? [{ purpose: "email-marketing", granted: true }]
        : []),
    ],
    extras: {
      amount_total: checkout["amount_total"],
      currency: checkout["currency"],
      client_reference_id: checkout["client_reference_id"],
      ...read.extras,
    },
  };
}

/** A record of the account: whoever pays as a guest, or is entered by its staff, has one as well. */
function accountOf(customer: string | null | undefined): StatedIdentifier[] {
  return customer
    ? [{ type: "external-id", namespace: "stripe", value: customer, verified: false }]
    : [];
}

function claimsOf({ name, email, phone, address }: z.output<typeof Person>): StatedClaim[] {
  return [
    { field: "fullName", value: name },
    { field: "email", value: email },
    { field: "phone", value: phone },
    { field: "country", value: address?.country },
    { field: "province", value: address?.state },
    { field: "city", value: address?.city },
    { field: "street", value: [address?.line1, address?.line2].filter(Boolean).join(", ") },
    { field: "postalCode", value: address?.postal_code },
  ];
}
