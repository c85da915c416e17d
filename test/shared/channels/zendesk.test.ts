import { createHmac } from "node:crypto";
import { describe, expect, it } from "vitest";
import { sendZendesk, type ZendeskSecrets } from "#bin/senders/zendesk.ts";
import { jsonReply } from "#shared/channels/delivery.ts";
import zendesk from "#shared/channels/zendesk.ts";
import {
  acceptBody,
  accepted,
  addressOf,
  type ChannelCase,
  contextOf,
  deliveryOf,
  describeChannel,
  now,
  receiveBody,
  receiveSigned,
  secretsOf,
} from "./harness.ts";

const user = {
  id: "6596848315901",
  email: "Ines@Moreau.example",
  external_id: "C-1188",
  role: "end-user",
  organization_id: "0",
  default_group_id: "0",
  created_at: "2026-11-20T08:29:58Z",
  updated_at: "2026-11-20T08:29:58Z",
};

const ticket = {
  id: "35436",
  requester_id: user.id,
  submitter_id: user.id,
  subject: "Where is my order?",
  description: "It was due on Monday.",
  status: "NEW",
  priority: "NORMAL",
  via: { channel: "web_form" },
  tags: ["delivery"],
  custom_fields: [{ id: 360001, value: "gold" }],
};

const envelope = (type: string, detail: object, event: object = {}) =>
  JSON.stringify({
    type: `zen:event-type:${type}`,
    account_id: 12514403,
    id: "2b24ef10-19d4-4740-93cf-8f98ec470001",
    time: "2026-11-20T08:29:59.672717030Z",
    zendesk_event_version: "2022-11-06",
    subject: "zen:user:6596848315901",
    detail,
    event,
  });

const identifier = {
  type: "external-id",
  namespace: "zendesk:12514403",
  value: user.id,
  verified: false,
};
const identifiers = [
  { type: "external-id", namespace: "crm", value: "C-1188", verified: false },
  identifier,
  { type: "email", namespace: "", value: "ines@moreau.example", verified: false },
];
const email = { field: "email", value: "ines@moreau.example", verified: false };

const channelCase: ChannelCase<ZendeskSecrets> = {
  channel: zendesk,
  settings: {
    fields: {
      "360001": "membershipTier",
      Company: "company",
      external_id: "external-id:crm",
    },
    forms: { ticket: { fields: { name: "fullName", email: "email", mobile: "phone" } } },
  },
  send: (body, context) => sendZendesk({ body }, context),
  examples: [
    {
      name: "a new user",
      body: envelope("user.created", user),
      events: [
        {
          source: "zendesk:12514403",
          kind: "user.created",
          trust: "signed",
          observedAt: "2026-11-20T08:29:59.672Z",
          identifiers,
          claims: [email],
          consents: [],
          extras: {},
        },
      ],
    },
    {
      name: "a user with another name",
      body: envelope("user.name_changed", user, { current: "Inès Moreau", previous: "ines" }),
      events: [{ claims: [email, { field: "fullName", value: "Inès Moreau" }] }],
    },
    {
      name: "a user of whom something is noted",
      body: envelope("user.notes_changed", user, { current: "likes oolong", previous: "" }),
      events: [{ claims: [email, { field: "note", value: "likes oolong" }] }],
    },
    {
      name: "a user with another tag",
      body: envelope("user.tags_changed", user, {
        added: { tags: ["vip", "oolong"] },
        removed: { tags: ["new"] },
      }),
      events: [
        {
          tags: [
            { tag: "vip", present: true },
            { tag: "oolong", present: true },
            { tag: "new", present: false },
          ],
        },
      ],
    },
    {
      name: "a user with a phone number, under the other spelling of the type",
      body: envelope("user.identity_created", user, {
        identity: { id: "1", primary: false, type: "phone_number", value: "+33 1 99 00 12 34" },
      }).replace("event-type:", "event-type/"),
      events: [
        {
          kind: "user.identity_created",
          claims: [email, { field: "phone", value: "+33199001234", verified: false }],
        },
      ],
    },
    {
      name: "a user with an account elsewhere",
      body: envelope("user.identity_changed", user, {
        current: { type: "twitter", value: "inesm" },
        previous: {},
      }),
      events: [{ claims: [email], extras: { twitter: "inesm" } }],
    },
    {
      name: "a user with a field of the company's own",
      body: envelope("user.custom_field_changed", user, {
        current: "Moreau Thés SARL",
        custom_field: { id: "7", title: "Company", type: "text" },
      }),
      events: [{ claims: [email, { field: "company", value: "Moreau Thés SARL" }] }],
    },
    {
      name: "two users who are one",
      body: envelope("user.merged", user, { user: { id: "6596848315902" } }),
      events: [
        { identifiers: [identifiers[0], identifier, { value: "6596848315902" }, identifiers[2]] },
      ],
    },
    {
      name: "a new ticket",
      body: envelope("ticket.created", ticket),
      events: [
        {
          kind: "ticket.created",
          identifiers: [identifier],
          claims: [{ field: "membershipTier", value: "gold" }],
          tags: [],
          extras: {
            ticket_id: "35436",
            subject: "Where is my order?",
            message: "It was due on Monday.",
            status: "NEW",
            priority: "NORMAL",
            channel: "web_form",
            ticket_tags: '["delivery"]',
          },
        },
      ],
    },
    {
      name: "a customer's comment",
      body: envelope("ticket.comment_added", ticket, {
        comment: {
          id: "9",
          body: "It has come, thank you.",
          is_public: true,
          author: { id: user.id, name: "Inès Moreau", is_staff: false },
        },
      }),
      events: [
        {
          identifiers: [identifier],
          claims: [{ field: "fullName", value: "Inès Moreau" }, {}],
          extras: { message: "It has come, thank you." },
        },
      ],
    },
    {
      name: "what a trigger was told to send",
      body: JSON.stringify({
        form: "ticket",
        name: "Inès Moreau",
        email: "ines@moreau.example",
        mobile: "+33 1 99 00 12 34",
        ticket: 35436,
      }),
      events: [
        {
          source: "zendesk:ticket",
          kind: "trigger",
          claims: [
            { field: "fullName", value: "Inès Moreau" },
            email,
            { field: "phone", value: "+33199001234" },
          ],
          extras: { ticket: "35436" },
        },
      ],
    },
  ],
  edited: envelope("user.created", { ...user, email: "ines@another.example" }),
  unknown: '{"nothing":1}',
  marker: "Ines@Moreau.example",
  mixed: "no batch",
  pings: [
    { name: "a colleague", body: envelope("user.created", { ...user, role: "agent" }) },
    {
      name: "a colleague's answer",
      body: envelope("ticket.comment_added", ticket, {
        comment: { body: "Hello", author: { id: "1", name: "Jo", is_staff: true } },
      }),
    },
    { name: "an article", body: envelope("article.published", { id: "1" }) },
    { name: "an organisation", body: envelope("organization.created", { id: "1" }) },
  ],
  largeId: (digits) => envelope("user.created", { ...user, id: "ID" }).replace('"ID"', digits),
  reply: (events) => jsonReply({ events }),
  proof: { header: "x-zendesk-webhook-signature" },
  coversBody: true,
  windowMs: 60 * 60_000,
};

describeChannel(channelCase);

const { channel, settings } = channelCase;
const secrets = secretsOf(channelCase, "ours");
const receiveNow = (signed: Parameters<typeof receiveSigned>[0]) =>
  receiveSigned(signed, { channel, settings, secrets });
const refused = (reason: string) => ({ kind: "refused", status: 401, reason });
const created = envelope("user.created", user);

describe("the secret that Zendesk publishes for tests", () => {
  const published = "dGhpc19zZWNyZXRfaXNfZm9yX3Rlc3Rpbmdfb25seQ==";

  it.each([
    ["alone", published],
    ["beside a real one", [String(secrets.signingSecret), published]],
    ["with a space", ` ${published} `],
  ])("cannot be configured %s", (_, signingSecret) => {
    expect(channel.secrets.safeParse({ signingSecret }).success).toBe(false);
  });

  it("opens nothing where another is configured", () => {
    const theirs = contextOf(channelCase, { signingSecret: published });
    expect(receiveNow(sendZendesk({ body: created }, theirs))).toEqual(refused("signature wrong"));
  });
});

describe("a Zendesk delivery", () => {
  it("without its time is refused", () => {
    const signed = sendZendesk({ body: created }, contextOf(channelCase));
    const { "x-zendesk-webhook-signature-timestamp": _, ...headers } = signed.headers;
    expect(receiveNow({ ...signed, headers })).toEqual(refused("timestamp missing"));
  });

  it("with another time than the one that was signed is refused", () => {
    const signed = sendZendesk({ body: created }, contextOf(channelCase));
    const headers = {
      ...signed.headers,
      "x-zendesk-webhook-signature-timestamp": "2026-11-20T08:30:01Z",
    };
    expect(receiveNow({ ...signed, headers })).toEqual(refused("signature wrong"));
  });

  it("whose signed time is none is refused", () => {
    const body = Buffer.from(created);
    const timestamp = "yesterday";
    const signature = createHmac("sha256", String(secrets.signingSecret))
      .update(timestamp)
      .update(body)
      .digest("base64");
    const headers = {
      "x-zendesk-webhook-signature": signature,
      "x-zendesk-webhook-signature-timestamp": timestamp,
    };
    const signed = sendZendesk({ body }, contextOf(channelCase));
    expect(receiveNow({ ...signed, headers: { ...signed.headers, ...headers } })).toEqual(
      refused("timestamp outside the window"),
    );
  });

  it("of a trigger is no news when somebody repeats it later under another number", () => {
    const body = JSON.stringify({ form: "ticket", email: "ines@moreau.example" });
    const signed = sendZendesk({ body }, contextOf(channelCase));
    const headers = { ...signed.headers, "x-zendesk-webhook-invocation-id": "another" };
    const later = new Date(now.getTime() + 24 * 60 * 60_000);
    const receiving = { channel, settings, secrets, now: later };
    expect(receiveSigned({ ...signed, headers }, receiving)).toEqual(
      refused("timestamp outside the window"),
    );
  });

  it("is signed over its time and then its body, with the secret as it is shown", () => {
    const signature = "S/RDdU2ERmj7LHDDoWJ2onPYH+t7/f2+LTM4dL7UiLM=";
    const authentication = zendesk.authenticate(
      deliveryOf(
        {
          method: "POST",
          url: addressOf(channel),
          headers: {
            "x-zendesk-webhook-signature": signature,
            "x-zendesk-webhook-signature-timestamp": "2021-03-25T05:09:27Z",
          },
          body: Buffer.from('{"event":"ticket.updated","id":123}'),
        },
        channel,
      ),
      {
        secrets: { signingSecret: ["dGhpc19zZWNyZXRfaXNfZm9yX3Rlc3Rpbmdfb25seQ=="] },
        settings: { fields: {}, forms: {} },
        now: new Date("2021-03-25T05:10:00Z"),
      },
    );
    expect(authentication.kind).toBe("authentic");
  });

  it("of a trigger is one event however often it is tried, and another when it is called again", () => {
    const body = JSON.stringify({ form: "ticket", email: "ines@moreau.example" });
    const idOf = (invocation: string) =>
      accepted(receiveNow(sendZendesk({ body, invocation }, contextOf(channelCase)))).events[0]?.id;
    expect(idOf("A")).toBe(idOf("A"));
    expect(idOf("A")).not.toBe(idOf("B"));
  });

  it("keeps an external id as an extra where nobody says whose it is", () => {
    const received = receiveBody(created, { ...channelCase, settings: {} });
    expect(accepted(received).events).toMatchObject([
      { identifiers: [identifier, identifiers[2]], extras: { external_id: "C-1188" } },
    ]);
  });

  it.each([
    ["of a type that nobody reads", envelope("community_post.created", { id: "1" })],
    ["of a type that an object has by nature", envelope("constructor", { id: "1" })],
    ["without an account", envelope("user.created", user).replace("12514403", "null")],
    ["about a user without an id", envelope("user.created", { ...user, id: null })],
    ["about a ticket of nobody", envelope("ticket.created", { ...ticket, requester_id: null })],
    ["about a comment of nobody", envelope("ticket.comment_added", ticket, { comment: {} })],
    ["of a trigger that nobody has mapped", '{"form":"other","ticket":1}'],
  ])("%s waits for a human", (_, body) => {
    expect(acceptBody(body, channelCase)).toMatchObject({
      events: [],
      unclear: { reason: expect.any(String) },
    });
  });
});
