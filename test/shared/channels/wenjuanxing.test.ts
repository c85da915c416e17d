import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { sendWenjuanxing, type WenjuanxingSecrets } from "#bin/senders/wenjuanxing.ts";
import { jsonReply } from "#shared/channels/delivery.ts";
import wenjuanxing from "#shared/channels/wenjuanxing.ts";
import {
  acceptBody,
  type ChannelCase,
  contextOf,
  describeChannel,
  receiveSigned,
  secretsOf,
} from "./harness.ts";

const answer = {
  activity: "5657001",
  name: "新品体验问卷",
  timetaken: "128",
  submittime: "2026-11-20 16:20:00",
  q1: "夏侯明珠",
  q2: "１３９００００１１１１",
  q3: "1,3",
  q4: "2",
  q5: "1",
  q6: "口味偏甜",
  q7: "",
  sojumpparm: "wechat-menu",
  joinid: "101812480001",
  index: "37",
  totalvalue: "15",
  ipaddress: "203.0.113.8",
};

const bodyOf = (change: object = {}) => JSON.stringify({ ...answer, ...change });

const form = {
  name: "新品体验问卷",
  fields: {
    q1: "fullName",
    q2: "phone",
    q3: "tag",
    q4: "consent:sms-marketing",
    q5: "consent:email-marketing",
    sojumpparm: "utmSource",
  },
  choices: {
    q3: { "1": "白茶", "2": "红茶", "3": "普洱" },
    q4: { "1": "不同意", "2": "同意" },
  },
};

const channelCase: ChannelCase<WenjuanxingSecrets> = {
  channel: wenjuanxing,
  settings: { forms: { "5657001": form } },
  send: sendWenjuanxing,
  examples: [
    {
      name: "an answered questionnaire",
      body: bodyOf(),
      events: [
        {
          source: "wenjuanxing:5657001",
          kind: "answer",
          trust: "weak",
          observedAt: "2026-11-20T08:20:00.000Z",
          identifiers: [{ type: "phone", namespace: "", value: "+8613900001111", verified: false }],
          claims: [
            { field: "fullName", value: "夏侯明珠" },
            { field: "phone", value: "+8613900001111" },
            { field: "utmSource", value: "wechat-menu" },
          ],
          consents: [{ purpose: "sms-marketing", granted: true }],
          tags: [
            { tag: "白茶", present: true },
            { tag: "普洱", present: true },
          ],
          extras: { q5: "1", q6: "口味偏甜" },
        },
      ],
    },
    {
      name: "one whose numbers are numbers",
      body: bodyOf({ activity: 5657001, index: 38, joinid: 101812480002 }),
      events: [{ source: "wenjuanxing:5657001" }],
    },
  ],
  edited: bodyOf({ q1: "夏侯明玉" }),
  unknown: JSON.stringify({ activity: "5657001", index: "1", joinid: { no: "id" } }),
  marker: "夏侯明珠",
  pings: [],
  mixed: "no batch",
  largeId: (digits) => bodyOf().replace('"101812480001"', digits),
  reply: (ids) => jsonReply({ events: ids }),
  proof: { body: /,"sign":"(\w*)"/ },
  coversBody: false,
};

describeChannel(channelCase);

const { channel, settings } = channelCase;
const secrets = secretsOf(channelCase, "ours");
const receiveBody = (body: string, settings: unknown = channelCase.settings) =>
  acceptBody(body, { ...channelCase, settings });

describe("a Wenjuanxing answer", () => {
  it("is signed as its documents say: the questionnaire, the number of the answer, the key", () => {
    const sign = createHash("sha1")
      .update(`565700137${String(secrets.pushKey)}`)
      .digest("hex");
    for (const written of [sign, sign.toUpperCase()]) {
      const delivery = sendWenjuanxing(bodyOf(), contextOf(channelCase));
      const body = Buffer.from(JSON.stringify({ ...answer, sign: written }));
      const received = receiveSigned({ ...delivery, body }, { channel, settings, secrets });
      expect(received.kind).toBe("accepted");
    }
  });

  it("gives no consent by a number whose meaning nobody has told", () => {
    const { choices: _, ...bare } = form;
    const [event] = receiveBody(bodyOf(), { forms: { "5657001": bare } }).events;
    expect(event?.consents).toEqual([]);
    expect(event?.extras).toMatchObject({ q4: "2", q5: "1" });
  });

  it("gives consent by the number that the mapping names", () => {
    const named = { fields: { q4: "consent:sms-marketing=2", q5: "consent:email-marketing=2" } };
    expect(receiveBody(bodyOf(), { forms: { "5657001": named } }).events[0]?.consents).toEqual([
      { purpose: "sms-marketing", granted: true },
      { purpose: "email-marketing", granted: false },
    ]);
  });

  it("withholds consent where the choice is the refusal", () => {
    expect(receiveBody(bodyOf({ q4: "1" })).events[0]?.consents).toEqual([
      { purpose: "sms-marketing", granted: false },
    ]);
  });

  it("keeps a choice that nobody has described as it was sent", () => {
    expect(receiveBody(bodyOf({ q3: "1,9" })).events[0]?.tags).toEqual([
      { tag: "1,9", present: true },
    ]);
  });

  it("says nothing of network addresses, scores and the time it took", () => {
    expect(JSON.stringify(receiveBody(bodyOf()).events)).not.toMatch(/203\.0\.113|totalvalue|128/);
  });

  it("of a questionnaire nobody has described waits for a human, who maps it and replays", () => {
    expect(receiveBody(bodyOf({ activity: "999" }))).toMatchObject({
      events: [],
      unclear: { reason: "the form is not configured" },
    });
  });

  it("of a questionnaire named like a prototype's member waits as well", () => {
    expect(receiveBody(bodyOf({ activity: "toString" })).unclear?.reason).toBe(
      "the form is not configured",
    );
  });

  it.each([
    ["no number of the answer", bodyOf({ index: undefined })],
    ["no questionnaire", bodyOf({ activity: undefined })],
    ["a list for a signature", bodyOf({ sign: ["a"] })],
    ["no object at all", "[1,2]"],
  ])("with %s is refused", (_, body) => {
    const delivery = { ...sendWenjuanxing("{}", contextOf(channelCase)), body: Buffer.from(body) };
    expect(receiveSigned(delivery, { channel, settings, secrets })).toEqual({
      kind: "refused",
      status: 401,
      reason: "signature missing",
    });
  });
});
