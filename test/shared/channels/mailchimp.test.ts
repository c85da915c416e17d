import { describe, expect, it } from "vitest";
import {
  askMailchimp,
  mailchimpForm,
  type MailchimpSecrets,
  sendMailchimp,
} from "#bin/senders/mailchimp.ts";
import { jsonReply, textReply } from "#shared/channels/delivery.ts";
import mailchimp from "#shared/channels/mailchimp.ts";
import { acceptBody, type ChannelCase, describeChannel } from "./harness.ts";

const merges = {
  EMAIL: "Ruoxi@Bailu.example",
  FNAME: "若曦",
  LNAME: "顾",
  PHONE: "139 0000 3333",
  ADDRESS: {
    addr1: "湖滨路 1 号",
    addr2: "",
    city: "杭州",
    state: "浙江",
    zip: "310001",
    country: "CN",
  },
  BIRTHDAY: "05/20",
  COMPANY: "",
  INTERESTS: "白茶, 茶具",
  LOYALTY: "金卡",
  GROUPINGS: { 0: { id: "6197", unique_id: "458a556058", name: "主题", groups: "白茶, 茶具" } },
};
const member = {
  id: "b748506b63",
  email: "Ruoxi@Bailu.example",
  email_type: "html",
  ip_opt: "203.0.113.9",
  web_id: "404947702",
  list_id: "52770f0a07",
  merges,
};
const formOf = (type: string, data: object = member, firedAt = "2026-11-20 08:21:09") =>
  mailchimpForm({ type, fired_at: firedAt, data });

const claims = [
  { field: "email", value: "ruoxi@bailu.example" },
  { field: "fullName", value: "顾若曦" },
  { field: "givenName", value: "若曦" },
  { field: "familyName", value: "顾" },
  { field: "phone", value: "+8613900003333" },
  { field: "country", value: "CN" },
  { field: "province", value: "浙江" },
  { field: "city", value: "杭州" },
  { field: "street", value: "湖滨路 1 号" },
  { field: "postalCode", value: "310001" },
  { field: "interest", value: "白茶, 茶具" },
  { field: "membershipTier", value: "金卡" },
];

const channelCase: ChannelCase<MailchimpSecrets> = {
  channel: mailchimp,
  settings: { forms: { "52770f0a07": { title: "茶讯", fields: { LOYALTY: "membershipTier" } } } },
  send: sendMailchimp,
  examples: [
    {
      name: "somebody who subscribes",
      body: formOf("subscribe"),
      events: [
        {
          source: "mailchimp:52770f0a07",
          kind: "subscribe",
          trust: "token",
          observedAt: "2026-11-20T08:21:09.000Z",
          identifiers: [
            {
              type: "external-id",
              namespace: "mailchimp:52770f0a07",
              value: "b748506b63",
              verified: false,
            },
            { type: "phone", value: "+8613900003333", verified: false },
            { type: "email", value: "ruoxi@bailu.example", verified: false },
          ],
          claims,
          consents: [{ purpose: "email-marketing", granted: true }],
          extras: { BIRTHDAY: "05/20" },
        },
      ],
    },
    {
      name: "somebody who unsubscribes",
      body: formOf("unsubscribe", {
        ...member,
        action: "unsub",
        reason: "manual",
        campaign_id: "cb398d21d2",
      }),
      events: [
        {
          kind: "unsubscribe",
          consents: [{ purpose: "email-marketing", granted: false }],
          extras: { reason: "manual", campaign: "cb398d21d2" },
        },
      ],
    },
    {
      name: "somebody whom staff took off the list, which is no word of the customer's",
      body: formOf("unsubscribe", { ...member, action: "delete" }),
      events: [{ kind: "unsubscribe", consents: [] }],
    },
    {
      name: "a profile that changed",
      body: formOf("profile"),
      events: [{ kind: "profile", claims, consents: [] }],
    },
    {
      name: "an address that changed: both are the customer's, and the new one is in use",
      body: formOf("upemail", {
        list_id: "52770f0a07",
        new_id: "51da8c3259",
        new_email: "ruoxi.gu@bailu.example",
        old_email: "ruoxi@bailu.example",
      }),
      events: [
        {
          kind: "upemail",
          identifiers: [
            { type: "external-id", value: "51da8c3259" },
            { type: "email", value: "ruoxi.gu@bailu.example" },
            { type: "email", value: "ruoxi@bailu.example" },
          ],
          claims: [{ field: "email", value: "ruoxi.gu@bailu.example" }],
          consents: [],
        },
      ],
    },
    {
      name: "an address that bounces",
      body: formOf("cleaned", {
        list_id: "52770f0a07",
        campaign_id: "4fjk2ma9xd",
        reason: "hard",
        email: "ruoxi@bailu.example",
      }),
      events: [{ kind: "cleaned", consents: [], extras: { reason: "hard" } }],
    },
    {
      name: "somebody who calls a message spam, and wants no other",
      body: formOf("cleaned", {
        list_id: "52770f0a07",
        reason: "abuse",
        email: "ruoxi@bailu.example",
      }),
      events: [{ consents: [{ purpose: "email-marketing", granted: false }] }],
    },
  ],
  pings: [
    {
      name: "how the sending of a campaign went",
      body: formOf("campaign", { id: "5aa2102003", status: "sent", list_id: "52770f0a07" }),
    },
  ],
  largeId: (digits) => formOf("subscribe", { ...member, id: digits }),
  handshakes: [
    { name: "the question of a saved address", ask: askMailchimp, answer: textReply("") },
  ],
  answersGet: true,
  edited: formOf("subscribe", { ...member, merges: { ...merges, FNAME: "若溪" } }),
  unknown: mailchimpForm({ type: "subscribe", fired_at: "2026-11-20 08:21:09", data: "none" }),
  marker: "b748506b63",
  mixed: "no batch",
  reply: (ids) => jsonReply({ events: ids }),
  proof: "path token",
  coversBody: false,
};

describeChannel(channelCase);

const receiveBody = (body: string, settings: unknown = channelCase.settings) =>
  acceptBody(body, { ...channelCase, settings });

describe("a Mailchimp delivery", () => {
  it("says nothing of network addresses", () => {
    expect(JSON.stringify(receiveBody(formOf("subscribe")).events)).not.toContain("203.0.113.9");
  });

  it("of another type, or about no audience, waits for a human", () => {
    expect(receiveBody(formOf("resubscribe")).unclear?.reason).toBe("the type is not understood");
    expect(receiveBody(formOf("subscribe", { email: "a@bailu.example" })).unclear?.reason).toBe(
      "the data has an unknown shape",
    );
  });

  it("names nobody in full where a tenant says that the two names are something else", () => {
    const [event] = receiveBody(formOf("subscribe"), { fields: { FNAME: "ignore" } }).events;
    expect(event?.claims.map(({ field }) => field)).not.toContain("fullName");
    expect(JSON.stringify(event)).not.toContain("若曦");
  });

  it("at another moment is another event, for people come and go", () => {
    const later = formOf("subscribe", member, "2026-11-21 08:21:09");
    expect(receiveBody(later).events[0]?.id).not.toBe(
      receiveBody(formOf("subscribe")).events[0]?.id,
    );
  });
});
