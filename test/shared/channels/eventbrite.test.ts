import { describe, expect, it } from "vitest";
import { type EventbriteSecrets, sendEventbrite } from "#bin/senders/eventbrite.ts";
import { jsonReply } from "#shared/channels/delivery.ts";
import eventbrite from "#shared/channels/eventbrite.ts";
import {
  accepted,
  type ChannelCase,
  contextOf,
  describeChannel,
  now,
  receiveSigned,
  secretsOf,
} from "./harness.ts";
import { tell } from "./harness/told.ts";

const api = "https://www.eventbriteapi.com/v3";

const bodyOf = (action: string, address = `${api}/orders/7516439669/`) =>
  JSON.stringify({
    config: {
      action,
      user_id: "1731318251883",
      endpoint_url: "https://hooks.example.net/webhooks/eventbrite/…",
      webhook_id: "11719981",
    },
    api_url: address,
  });

const profile = {
  name: "江晓梅",
  first_name: "晓梅",
  last_name: "江",
  email: "xiaomei@qinglan.example",
  cell_phone: "13900004444",
  company: "青岚设计有限公司",
  job_title: "设计总监",
  addresses: {
    home: {
      address_1: "愚园路 68 号",
      address_2: "3 楼",
      city: "上海",
      region: "上海市",
      postal_code: "200050",
      country: "CN",
    },
  },
};

const attendee = {
  id: "2360209833",
  event_id: "64592778740",
  order_id: "7516439669",
  created: "2026-11-20T08:20:00Z",
  changed: "2026-11-20T08:20:05Z",
  status: "Attending",
  ticket_class_name: "早鸟票",
  checked_in: false,
  affiliate: "xhs-post",
  barcodes: [{ barcode: "75164396692360209833001", status: "unused" }],
  costs: { gross: { display: "¥99.00" } },
  profile,
  answers: [
    { question_id: "31415", question: "饮食", type: "text", answer: "素食" },
    { question_id: "27182", question: "订阅", type: "checkbox", answer: "同意" },
  ],
};

const order = {
  id: "7516439669",
  event_id: "64592778740",
  name: "江 晓梅",
  first_name: "晓梅",
  last_name: "江",
  email: "pay@qinglan.example",
  status: "placed",
  created: "2026-11-20T08:20:00Z",
  changed: "2026-11-20T08:20:04Z",
  time_remaining: null,
  costs: { gross: { display: "¥198.00" } },
  attendees: [attendee, { ...attendee, id: "2360209834", profile: { email: "Info Requested" } }],
};
const answerOf = (changes: object = {}) => JSON.stringify({ ...order, ...changes });

const channelCase: ChannelCase<EventbriteSecrets> = {
  channel: eventbrite,
  settings: { forms: { "64592778740": { fields: { "27182": "consent:email-marketing" } } } },
  send: sendEventbrite,
  examples: [
    {
      name: "an order that is announced",
      body: bodyOf("order.placed"),
      events: [],
      awaiting: [
        {
          channel: "eventbrite",
          trust: "token",
          businessId: "order.placed:orders/7516439669:2026-11-20T08:30",
          content: { action: "order.placed", resource: "orders/7516439669" },
        },
      ],
    },
    {
      name: "somebody who checked in",
      body: bodyOf("attendee.checked_in", `${api}/events/64592778740/attendees/2360209833/`),
      events: [],
      awaiting: [{ content: { resource: "events/64592778740/attendees/2360209833" } }],
    },
  ],
  told: [
    {
      name: "who ordered and who will come",
      answer: answerOf(),
      events: [
        {
          source: "eventbrite:64592778740",
          kind: "order.placed",
          trust: "token",
          observedAt: "2026-11-20T08:20:04.000Z",
          identifiers: [{ type: "email", value: "pay@qinglan.example", verified: false }],
          extras: { order: "7516439669", status: "placed" },
        },
        {
          kind: "order.placed",
          observedAt: "2026-11-20T08:20:05.000Z",
          identifiers: [
            { type: "phone", value: "+8613900004444", verified: false },
            { type: "email", value: "xiaomei@qinglan.example", verified: false },
          ],
          claims: expect.arrayContaining(
            [
              { field: "fullName", value: "江晓梅" },
              { field: "company", value: "青岚设计有限公司" },
              { field: "jobTitle", value: "设计总监" },
              { field: "country", value: "CN" },
              { field: "city", value: "上海" },
              { field: "street", value: "愚园路 68 号, 3 楼" },
              { field: "postalCode", value: "200050" },
            ].map((claim) => expect.objectContaining(claim)),
          ),
          consents: [{ purpose: "email-marketing", granted: true }],
          extras: { 饮食: "素食", ticket: "早鸟票", status: "Attending", affiliate: "xhs-post" },
        },
      ],
    },
    {
      name: "who ordered, though one who will come cannot be read",
      answer: answerOf({ attendees: [{ id: 7 }, attendee] }),
      events: [{}, {}],
      unclear: "an attendee has an unknown shape",
    },
    {
      name: "who will come, though who ordered cannot be read",
      answer: answerOf({ changed: 7 }),
      events: [{ identifiers: [{ type: "phone" }, { type: "email" }] }],
      unclear: "the order has an unknown shape",
    },
    {
      name: "another order, which was not asked for",
      answer: answerOf({ id: "1" }),
      events: [],
      unclear: "the answer is not what was asked for",
    },
  ],
  pings: [
    { name: "the button Test", body: bodyOf("test", "{api-endpoint-to-fetch-object-details}") },
    { name: "an event that was published", body: bodyOf("event.published", `${api}/events/1/`) },
    { name: "a venue that was updated", body: bodyOf("venue.updated", `${api}/venues/1/`) },
  ],
  largeId: (digits) => bodyOf("order.placed", `${api}/orders/${digits}/`),
  edited: bodyOf("order.placed", `${api}/orders/7516439660/`),
  unknown: JSON.stringify({ api_url: `${api}/orders/1/` }),
  marker: "7516439669",
  mixed: "no batch",
  reply: (ids) => jsonReply({ events: ids }),
  proof: "path token",
  coversBody: false,
};

describeChannel(channelCase);

const { channel, settings } = channelCase;
const secrets = secretsOf(channelCase, "ours");
const receiveAt = (body: string, at: Date) =>
  accepted(
    receiveSigned(sendEventbrite(body, contextOf(channelCase)), {
      channel,
      settings,
      secrets,
      now: at,
    }),
  );

describe("an Eventbrite delivery", () => {
  it.each([
    ["at another host", "https://www.eventbriteapi.com.evil.example/v3/orders/1/"],
    ["at an address with a user", "https://www.eventbriteapi.com@evil.example/v3/orders/1/"],
    ["without encryption", "http://www.eventbriteapi.com/v3/orders/1/"],
    ["at another port", "https://www.eventbriteapi.com:8443/v3/orders/1/"],
    ["with a query", `${api}/orders/1/?token=x`],
    ["of a way out", `${api}/orders/1/../../users/me/`],
    ["of something else", `${api}/users/me/`],
    ["of nothing", ""],
  ])("is never asked for %s: it waits for a human", (_, address) => {
    expect(receiveAt(bodyOf("order.placed", address), now)).toMatchObject({
      awaiting: [],
      unclear: { reason: "the action is not understood" },
    });
  });

  it("of an action nobody knows waits for a human", () => {
    expect(receiveAt(bodyOf("refund.considered"), now).unclear?.reason).toBe(
      "the action is not understood",
    );
  });

  it("is announced once where it is sent again at once, and anew where an order changes later", () => {
    const idAt = (seconds: number) =>
      receiveAt(bodyOf("order.updated"), new Date(now.getTime() + seconds * 1_000)).awaiting[0]
        ?.businessId;
    expect(idAt(20)).toBe(idAt(0));
    expect(idAt(90)).not.toBe(idAt(0));
  });
});

describe("an order of Eventbrite's", () => {
  it("holds neither what opens a door nor what was paid", () => {
    expect(JSON.stringify(tell(answerOf(), channelCase).events)).not.toMatch(
      /barcode|75164396692|¥/,
    );
  });

  it("is the same event whichever action told of it, as long as nothing changed", () => {
    const ids = tell(answerOf(), channelCase).events.map(({ id }) => id);
    const moved = { ...order, time_remaining: 5, costs: {} };
    expect(tell(JSON.stringify(moved), channelCase).events.map(({ id }) => id)).toEqual(ids);
  });

  it("that changed is another event", () => {
    const [before] = tell(answerOf(), channelCase).events;
    const [after] = tell(answerOf({ changed: "2026-11-21T08:00:00Z" }), channelCase).events;
    expect(after?.id).not.toBe(before?.id);
  });
});
