import { describe, expect, it } from "vitest";
import { type CallLogSecrets, sendCallLog } from "#bin/senders/call-log.ts";
import callLog from "#shared/channels/call-log.ts";
import { jsonReply } from "#shared/channels/delivery.ts";
import {
  accepted,
  addressOf,
  type ChannelCase,
  contextOf,
  deliveryOf,
  describeChannel,
  receiveBody,
  receiveSigned,
  secretsOf,
} from "./harness.ts";

const call = {
  id: "20261120-0817",
  direction: "inbound",
  from: "021 5555 0142",
  to: "+862155550100",
  startedAt: "2026-11-20T16:28:00+08:00",
  answeredAt: "2026-11-20T16:28:09+08:00",
  endedAt: "2026-11-20T16:29:30+08:00",
  durationSeconds: 81,
  agent: "小周",
  callerName: "欧阳静",
  menu: "批发",
};

const record = (data: object, type = "call.ended") =>
  JSON.stringify({ type, timestamp: "2026-11-20T08:30:00.000Z", data });

const phone = { type: "phone", namespace: "", value: "+862155550142" };
const said = {
  source: "call-log:+862155550100",
  kind: "call.ended",
  trust: "signed",
  observedAt: "2026-11-20T08:29:30.000Z",
  identifiers: [{ ...phone, verified: true }],
  claims: [
    { field: "phone", value: "+862155550142", verified: true },
    { field: "fullName", value: "欧阳静", verified: false },
    { field: "interest", value: "批发" },
  ],
  extras: {
    call_id: "20261120-0817",
    direction: "inbound",
    durationSeconds: "81",
    agent: "小周",
  },
};

const channelCase: ChannelCase<CallLogSecrets> = {
  channel: callLog,
  settings: {
    fields: { callerName: "fullName" },
    forms: { "+862155550100": { title: "批发热线", fields: { menu: "interest" } } },
  },
  send: (body, context) => sendCallLog({ id: "msg_call_log_0001", body }, context),
  examples: [
    { name: "a call that ended", body: record(call), events: [said] },
    {
      name: "a call that goes out",
      body: record({ ...call, direction: "outbound", from: call.to, to: call.from }),
      events: [
        {
          source: "call-log:+862155550100",
          identifiers: [{ ...phone, verified: false }],
          extras: { direction: "outbound" },
        },
      ],
    },
    ...(["B", "C"] as const).map((attestation) => ({
      name: `a number that the network attests at level ${attestation}`,
      body: record({ ...call, attestation }),
      events: [{ identifiers: [{ ...phone, verified: false }] }],
    })),
    {
      name: "a number that the network attests in full",
      body: record({ ...call, attestation: "A" }),
      events: [{ identifiers: [{ ...phone, verified: true }] }],
    },
    {
      name: "a call that rings, of which nobody says when",
      body: record(
        { id: 7, direction: "inbound", from: "+862155550142", to: "100" },
        "call.ringing",
      ),
      events: [
        {
          source: "call-log:100",
          kind: "call.ringing",
          observedAt: "2026-11-20T08:30:00.000Z",
          extras: { call_id: "7" },
        },
      ],
    },
    {
      name: "the calls of a morning",
      body: record({
        calls: [call, { ...call, id: "20261120-0818", from: "+862155550143" }],
      }),
      events: [said, { identifiers: [{ value: "+862155550143" }] }],
    },
    {
      name: "a morning in which some withheld their numbers",
      body: record({ calls: [{ ...call, id: "1", from: "anonymous" }, call] }),
      events: [said],
    },
  ],
  edited: record({ ...call, durationSeconds: 82 }),
  unknown: '{"type":"call.ended","data":{"nothing":1}}',
  marker: "欧阳静",
  mixed: {
    body: record({
      calls: [call, { ...call, id: null }, "no call", { ...call, id: "20261120-0818" }],
    }),
    events: [said, { extras: { call_id: "20261120-0818" } }],
  },
  pings: [
    { name: "a ping", body: record({}, "ping") },
    { name: "a withheld number", body: record({ ...call, from: "anonymous" }) },
    { name: "a call between colleagues", body: record({ ...call, direction: "internal" }) },
  ],
  largeId: (digits) => record({ ...call, id: "ID" }).replace('"ID"', digits),
  reply: (events) => jsonReply({ events }),
  proof: { header: "webhook-signature" },
  coversBody: true,
  windowMs: 5 * 60_000,
};

describeChannel(channelCase);

const { channel, settings } = channelCase;

describe("a call record", () => {
  it("reported again in another message is the same event", () => {
    const secrets = secretsOf(channelCase, "ours");
    const idOf = (id: string) =>
      accepted(
        receiveSigned(sendCallLog({ id, body: record(call) }, contextOf(channelCase)), {
          channel,
          settings,
          secrets,
        }),
      ).events[0]?.id;
    expect(idOf("msg_1")).toBe(idOf("msg_2"));
  });

  it("alone is the same event as within a list", () => {
    const idsOf = (body: string) =>
      accepted(receiveBody(body, channelCase)).events.map(({ id }) => id);
    expect(idsOf(record({ calls: [call] }))).toEqual(idsOf(record(call)));
  });

  it.each([
    ["without an id", { ...call, id: undefined }],
    ["without a direction", { ...call, direction: undefined }],
    ["with a time that is none", { ...call, endedAt: "yesterday" }],
    ["with a list that holds none", { calls: [null] }],
  ])("%s waits for a human", (_, data) => {
    expect(accepted(receiveBody(record(data), channelCase))).toMatchObject({
      events: [],
      unclear: { reason: "one of the calls has an unknown shape" },
    });
  });

  it("of a message without any call waits for a human", () => {
    const received = accepted(receiveBody(record({ calls: [] }), channelCase));
    expect(received).toMatchObject({
      events: [],
      unclear: { reason: expect.stringMatching(/\w/) },
    });
  });
});

/** From the specification, which standardwebhooks.com and its libraries test against. */
describe("the Standard Webhooks vector", () => {
  const authenticate = (body: string) =>
    callLog.authenticate(
      deliveryOf(
        {
          method: "POST",
          url: addressOf(callLog),
          headers: {
            "webhook-id": "msg_p5jXN8AQM9LWM0D4loKWxJek",
            "webhook-timestamp": "1614265330",
            "webhook-signature": "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
          },
          body: Buffer.from(body),
        },
        callLog,
      ),
      {
        secrets: callLog.secrets.parse({
          signingSecret: "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
        }),
        settings: { fields: {}, forms: {} },
        now: new Date(1_614_265_330_000),
      },
    );

  it("is authentic", () => {
    expect(authenticate('{"test": 2432232314}')).toEqual({ kind: "authentic", trust: "signed" });
  });

  it("is refused with another space in it", () => {
    expect(authenticate('{"test":2432232314}')).toEqual({
      kind: "refused",
      reason: "signature wrong",
    });
  });
});
