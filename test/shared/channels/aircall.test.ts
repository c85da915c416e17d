import { describe, expect, it } from "vitest";
import { type AircallSecrets, sendAircall } from "#bin/senders/aircall.ts";
import aircall from "#shared/channels/aircall.ts";
import { jsonReply } from "#shared/channels/delivery.ts";
import {
  acceptBody,
  type ChannelCase,
  contextOf,
  describeChannel,
  receiveSigned,
  secretsOf,
} from "./harness.ts";

const contact = {
  id: 699421,
  direct_link: "https://api.aircall.example/v1/contacts/699421",
  first_name: "Mira",
  last_name: "Okafor",
  company_name: "Okafor Tea Rooms",
  information: "prefers calls in the morning",
  is_shared: true,
  emails: [{ id: 1, label: "Work", value: "Mira@Okafor.example" }],
  phone_numbers: [{ id: 2, label: "Office", value: "+44 20 7946 0018" }],
};

const call = {
  id: 812,
  direction: "inbound",
  status: "initial",
  missed_call_reason: null,
  started_at: 1_795_163_398,
  duration: 0,
  voicemail: null,
  raw_digits: "+44 20 7946 0991",
  user: { id: 1, name: "Jo of Sales", email: "jo@tributary.example" },
  contact: null as object | null,
  number: { id: 3, name: "London", digits: "+44 20 7946 0000" },
  comments: [],
  tags: [],
};

const event = (name: string, data: object, more: object = {}) =>
  JSON.stringify({
    resource: name.split(".")[0],
    event: name,
    timestamp: 1_795_163_400,
    data,
    ...more,
  });

const phone = { type: "phone", namespace: "", value: "+442079460991" };
const kept = [
  { type: "external-id", namespace: "aircall", value: "699421", verified: false },
  { type: "phone", namespace: "", value: "+442079460018", verified: false },
  { type: "email", namespace: "", value: "mira@okafor.example", verified: false },
];

const said = {
  source: "aircall:+44 20 7946 0000",
  kind: "call.created",
  trust: "token",
  observedAt: "2026-11-20T08:30:00.000Z",
  identifiers: [{ ...phone, verified: true }],
  claims: [{ field: "phone", value: "+442079460991", verified: true }],
  consents: [],
  extras: { call_id: "812", direction: "inbound", status: "initial", duration: "0" },
};

const channelCase: ChannelCase<AircallSecrets> = {
  channel: aircall,
  settings: {},
  send: sendAircall,
  examples: [
    { name: "a call that comes in", body: event("call.created", call), events: [said] },
    {
      name: "a call of a contact that ended, with what was noted",
      body: event("call.ended", {
        ...call,
        contact,
        status: "done",
        duration: 62,
        voicemail: "https://voicemails.example/1?expires=600",
        tags: [{ id: 1, name: "hot lead" }],
        comments: [{ id: 1, content: "wants 20 kg of white tea" }],
      }),
      events: [
        {
          kind: "call.ended",
          identifiers: [{ ...phone, verified: true }, ...kept],
          claims: [
            { field: "phone", value: "+442079460991", verified: true },
            { field: "fullName", value: "Mira Okafor", verified: false },
            { field: "givenName", value: "Mira" },
            { field: "familyName", value: "Okafor" },
            { field: "company", value: "Okafor Tea Rooms" },
            { field: "note", value: "prefers calls in the morning" },
            { field: "email", value: "mira@okafor.example", verified: false },
          ],
          extras: {
            duration: "62",
            voicemail: "yes",
            tags: '["hot lead"]',
            comments: '["wants 20 kg of white tea"]',
          },
        },
      ],
    },
    {
      name: "a call that goes out",
      body: event("call.created", { ...call, direction: "outbound" }),
      events: [{ identifiers: [{ ...phone, verified: false }], extras: { direction: "outbound" } }],
    },
    {
      name: "a withheld number of somebody who was recognised",
      body: event("call.answered", { ...call, raw_digits: "anonymous", contact }),
      events: [{ identifiers: kept, extras: { call_id: "812" } }],
    },
    {
      name: "a text message",
      body: event("message.received", {
        id: "m-1",
        direction: "inbound",
        external_number: "+442079460991",
        body: "Are you open on Sunday?",
        number: call.number,
      }),
      events: [
        {
          kind: "message.received",
          identifiers: [{ ...phone, verified: true }],
          extras: { message: "Are you open on Sunday?" },
        },
      ],
    },
    {
      name: "a contact that the staff wrote down",
      body: event("contact.updated", contact),
      events: [{ source: "aircall:contacts", kind: "contact.updated", identifiers: kept }],
    },
    {
      name: "a contact with a Chinese name",
      body: event("contact.created", { id: 7, first_name: "小雨", last_name: "林" }),
      events: [{ claims: [{ field: "fullName", value: "林小雨" }, {}, {}] }],
    },
  ],
  edited: event("call.created", { ...call, duration: 3 }),
  unknown: '{"event":"call.created","data":{"id":1}}',
  marker: "+44 20 7946 0991",
  mixed: "no batch",
  pings: [
    {
      name: "a call with a withheld number",
      body: event("call.created", { ...call, raw_digits: "anonymous" }),
    },
    { name: "a colleague who logs in", body: event("user.connected", { id: 1, name: "Jo" }) },
    { name: "a line that opens", body: event("number.opened", call.number && { id: 3 }) },
  ],
  largeId: (digits) => event("call.created", { ...call, id: "ID" }).replace('"ID"', digits),
  reply: (events) => jsonReply({ events }),
  proof: { body: /"token":"([^"]*)"/ },
  coversBody: false,
};

describeChannel(channelCase);

describe("an Aircall delivery", () => {
  const { channel, settings } = channelCase;
  const secrets = secretsOf(channelCase, "ours");
  const receiveNow = (body: string) =>
    receiveSigned(
      { ...sendAircall(body, contextOf(channelCase)), body: Buffer.from(body) },
      { channel, settings, secrets },
    );

  it.each([
    ["within the data", { data: { ...call, token: secrets.token } }],
    ["in a list", { token: [secrets.token] }],
    ["as a key", { [String(secrets.token)]: "token" }],
  ])("with its token %s is refused", (_, change) => {
    expect(receiveNow(event("call.created", call, change))).toEqual({
      kind: "refused",
      status: 401,
      reason: "token wrong",
    });
  });

  it("is recognised by the last of two tokens, which is the one that counts in JSON", () => {
    const token = String(secrets.token);
    const twice = (one: string, other: string) =>
      event("call.created", call).replace(/^\{/, `{"token":"${one}","token":"${other}",`);
    expect(receiveNow(twice("another-token", token)).kind).toBe("accepted");
    expect(receiveNow(twice(token, "another-token")).kind).toBe("refused");
  });

  it("counts its time in seconds or milliseconds", () => {
    const at = (timestamp: unknown) =>
      acceptBody(event("call.created", call, { timestamp }), channelCase).events[0];
    expect(at(1_795_163_400_000)?.observedAt).toBe("2026-11-20T08:30:00.000Z");
    expect(at("1795163400")?.observedAt).toBe("2026-11-20T08:30:00.000Z");
    expect(at("soon")?.observedAt).toBe("2026-11-20T08:30:00.000Z");
  });

  it.each([
    ["an unknown resource", event("hologram.created", { id: 1 })],
    ["a resource that an object has by nature", event("constructor.created", { id: 1 })],
    [
      "a transcription, which names nobody",
      event("transcription.created", { id: 1, call_id: 812 }),
    ],
    ["a call that goes nowhere", event("call.created", { ...call, direction: "sideways" })],
  ])("about %s waits for a human", (_, body) => {
    expect(acceptBody(body, channelCase)).toMatchObject({
      events: [],
      unclear: { reason: "the event is not understood" },
    });
  });

  it("holds a number that is none as nothing, rather than as the caller's", () => {
    const { events } = acceptBody(
      event("call.created", { ...call, raw_digits: "1".repeat(60) }),
      channelCase,
    );
    expect(events).toEqual([]);
  });
});
