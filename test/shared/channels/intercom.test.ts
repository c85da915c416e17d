import { createHmac } from "node:crypto";
import { describe, expect, it } from "vitest";
import { askIntercom, type IntercomSecrets, sendIntercom } from "#bin/senders/intercom.ts";
import { jsonReply, textReply } from "#shared/channels/delivery.ts";
import intercom from "#shared/channels/intercom.ts";
import {
  acceptBody,
  type ChannelCase,
  contextOf,
  describeChannel,
  receiveSigned,
  secretsOf,
} from "./harness.ts";

const contact = {
  type: "contact",
  id: "5ba682d23d7cf92bef87b001",
  workspace_id: "tea12345",
  external_id: "C-2071",
  role: "user",
  email: "Noor@Haddad.example",
  phone: "+971 4 555 0142",
  name: "Noor Haddad",
  language_override: "en",
  unsubscribed_from_emails: false,
  referrer: "https://search.example/?q=white+tea",
  utm_source: "newsletter",
  utm_campaign: "spring",
  location: { type: "location", country: "Ireland", region: "Dublin", city: "Dublin" },
  custom_attributes: { job_title: "Buyer", plan: "Trial" },
};

const notification = (topic: string, item: object, id: string | null = "notif_78c122d0-0001") =>
  JSON.stringify({
    type: "notification_event",
    app_id: "tea12345",
    id,
    topic,
    data: { type: "notification_event_data", item },
    delivery_attempts: 1,
    first_sent_at: 1_795_163_400,
    created_at: 1_795_163_398,
  });

const identifier = {
  type: "external-id",
  namespace: "intercom:tea12345",
  value: contact.id,
  verified: false,
};
const identifiers = [
  { type: "external-id", namespace: "crm", value: "C-2071", verified: false },
  identifier,
  { type: "phone", namespace: "", value: "+97145550142", verified: false },
  { type: "email", namespace: "", value: "noor@haddad.example", verified: false },
];

const author = { type: "lead", id: contact.id, name: "Noor Haddad", email: "noor@haddad.example" };
const admin = { type: "admin", id: "1", name: "Jo", email: "jo@tributary.example" };
const conversation = {
  type: "conversation",
  id: "215468732840001",
  source: {
    type: "conversation",
    subject: "<p>Samples</p>",
    body: "<p>Do you send samples?</p><p>2 &lt; 3 &amp;amp; 4<br>Thanks</p>",
    author,
    url: "https://tributary.example/teas",
  },
  conversation_parts: { type: "conversation_part.list", conversation_parts: [] as object[] },
};

const channelCase: ChannelCase<IntercomSecrets> = {
  channel: intercom,
  settings: {
    fields: { job_title: "jobTitle", external_id: "external-id:crm" },
  },
  send: sendIntercom,
  examples: [
    {
      name: "a new user",
      body: notification("contact.user.created", contact),
      events: [
        {
          source: "intercom:tea12345",
          kind: "contact.user.created",
          trust: "signed",
          observedAt: "2026-11-20T08:29:58.000Z",
          identifiers,
          claims: [
            { field: "fullName", value: "Noor Haddad" },
            { field: "email", value: "noor@haddad.example", verified: false },
            { field: "phone", value: "+97145550142", verified: false },
            { field: "language", value: "en" },
            { field: "referrer", valid: true },
            { field: "utmSource", value: "newsletter" },
            { field: "utmCampaign", value: "spring" },
            { field: "jobTitle", value: "Buyer" },
          ],
          consents: [],
          tags: [],
          extras: { plan: "Trial", role: "user", location: "Dublin, Dublin, Ireland" },
        },
      ],
    },
    {
      name: "somebody who unsubscribes",
      body: notification("contact.unsubscribed", { ...contact, unsubscribed_from_emails: true }),
      events: [{ consents: [{ purpose: "email-marketing", granted: false }] }],
    },
    {
      name: "a tag that is put on",
      body: notification("contact.user.tag.created", {
        type: "contact_tag",
        contact,
        tag: { type: "tag", id: "17", name: "wholesale" },
      }),
      events: [{ identifiers, tags: [{ tag: "wholesale", present: true }] }],
    },
    {
      name: "a tag that is taken off, in the older shape",
      body: notification("user.tag.deleted", {
        type: "user_tag",
        user: { type: "user", id: contact.id, user_id: "C-2071" },
        tag: { type: "tag", id: "17", name: "wholesale" },
      }),
      events: [
        {
          identifiers: identifiers.slice(0, 2),
          tags: [{ tag: "wholesale", present: false }],
        },
      ],
    },
    {
      name: "a first message",
      body: notification("conversation.user.created", conversation),
      events: [
        {
          identifiers: [identifier, identifiers[3]],
          claims: [{ field: "fullName", value: "Noor Haddad" }, { field: "email" }],
          extras: {
            message: "Do you send samples? 2 < 3 &amp; 4 Thanks",
            subject: "Samples",
            conversation_id: "215468732840001",
            page: "https://tributary.example/teas",
          },
        },
      ],
    },
    {
      name: "a reply, though somebody has answered it since",
      body: notification("conversation.user.replied", {
        ...conversation,
        conversation_parts: {
          conversation_parts: [
            { part_type: "comment", body: "<p>Yes!</p>", author: admin },
            { part_type: "comment", body: "<p>Great</p>", author },
            { part_type: "comment", body: "<p>:-)</p>", author: admin },
          ],
        },
      }),
      events: [{ kind: "conversation.user.replied", extras: { message: "Great" } }],
    },
  ],
  edited: notification("contact.user.created", { ...contact, name: "Noor H." }),
  unknown: notification("hologram.created", { type: "hologram" }),
  marker: "Noor Haddad",
  mixed: "no batch",
  pings: [
    {
      name: "the ping",
      body: notification("ping", { type: "ping", message: "something something interzen" }, null),
    },
    {
      name: "a colleague's answer",
      body: notification("conversation.admin.replied", {
        ...conversation,
        source: { author: admin },
      }),
    },
    { name: "a company", body: notification("company.created", { type: "company", id: "1" }) },
    { name: "a colleague who is away", body: notification("admin.away_mode_updated", { id: "1" }) },
  ],
  largeId: (digits) =>
    notification("conversation.user.created", { ...conversation, id: "ID" }).replace(
      '"ID"',
      digits,
    ),
  handshakes: [{ name: "a HEAD", ask: askIntercom, answer: textReply(""), unproven: true }],
  reply: (events) => jsonReply({ events }),
  proof: { header: "x-hub-signature" },
  coversBody: true,
};

describeChannel(channelCase);

const { channel, settings } = channelCase;
const secrets = secretsOf(channelCase, "ours");
const refused = (reason: string) => ({ kind: "refused", status: 401, reason });

describe("an Intercom delivery", () => {
  const body = notification("contact.user.created", contact);
  const receiveWith = (signature: string) => {
    const signed = sendIntercom(body, contextOf(channelCase));
    const headers = { ...signed.headers, "x-hub-signature": signature };
    return receiveSigned({ ...signed, headers }, { channel, settings, secrets });
  };
  const hmac = (algorithm: string) =>
    createHmac(algorithm, String(secrets.clientSecret)).update(body).digest("hex");

  it.each([
    ["without the name of its algorithm", hmac("sha1"), "signature malformed"],
    ["under another algorithm's name", `sha256=${hmac("sha1")}`, "signature malformed"],
    ["of another algorithm", `sha1=${hmac("sha256")}`, "signature wrong"],
    ["in capitals", `sha1=${hmac("sha1").toUpperCase()}`, "signature wrong"],
  ])("with a signature %s is refused", (_, signature, reason) => {
    expect(receiveWith(signature)).toEqual(refused(reason));
  });

  it("keeps an external id as an extra where nobody says whose it is", () => {
    expect(acceptBody(body, { ...channelCase, settings: {} }).events).toMatchObject([
      { identifiers: identifiers.slice(1), extras: { external_id: "C-2071", job_title: "Buyer" } },
    ]);
  });

  it("of an unsubscribed contact that changed withdraws nothing: it only repeats it", () => {
    const changed = notification("contact.user.updated", {
      ...contact,
      unsubscribed_from_emails: true,
    });
    expect(acceptBody(changed, channelCase).events[0]?.consents).toEqual([]);
  });

  it.each([
    ["a contact without an id", notification("contact.user.created", { email: "a@b.example" })],
    ["a notification without an id", notification("contact.user.created", contact, null)],
    [
      "a conversation in which no customer has written",
      notification("conversation.user.created", { ...conversation, source: { author: admin } }),
    ],
    ["a conversation of another shape", notification("conversation.user.created", { id: {} })],
    ["a topic that an object has by nature", notification("constructor", contact)],
  ])("about %s waits for a human", (_, given) => {
    expect(acceptBody(given, channelCase)).toMatchObject({
      events: [],
      unclear: { reason: expect.any(String) },
    });
  });
});
