import { describe, expect, it } from "vitest";
import { type JiandaoyunSecrets, sendJiandaoyun } from "#bin/senders/jiandaoyun.ts";
import { jsonReply } from "#shared/channels/delivery.ts";
import jiandaoyun from "#shared/channels/jiandaoyun.ts";
import {
  acceptBody,
  type ChannelCase,
  contextOf,
  describeChannel,
  now,
  receiveSigned,
  secretsOf,
} from "./harness.ts";

const row = {
  _id: "6740a1b2c3d4e5f600000001",
  appId: "59264073a2a60c0c08e20bfb",
  entryId: "59264073a2a60c0c08e20bfd",
  formName: "经销商登记",
  creator: { name: "客服小王", username: "xiaowang" },
  createTime: "2026-11-20T08:00:00.000Z",
  updateTime: "2026-11-20T08:05:00.000Z",
  flowState: 0,
  full_name: "司马南星",
  mobile: { phone: "13900009999", verified: true },
  spare: { phone: "13900006666", verified: false },
  address: { province: "江苏省", city: "无锡市", district: "梁溪区", detail: "清扬路 1 号" },
  topics: ["报价", "试用"],
  agree: ["同意"],
  amount: 1200,
  _widget_1432728651402: "展会上认识",
  remark: "",
  items: [{ sku: "A-1", count: 2 }],
};

const bodyOf = (change: object = {}, op = "data_create") =>
  JSON.stringify({ op, opTime: 1763625900000, data: { ...row, ...change } });

const channelCase: ChannelCase<JiandaoyunSecrets> = {
  channel: jiandaoyun,
  settings: {
    forms: {
      [row.entryId]: {
        fields: {
          full_name: "fullName",
          spare: "note",
          address: "address",
          topics: "tag",
          agree: "consent:sms-marketing",
        },
      },
    },
  },
  send: sendJiandaoyun,
  examples: [
    {
      name: "a new row",
      body: bodyOf(),
      events: [
        {
          source: `jiandaoyun:${row.entryId}`,
          kind: "data_create",
          trust: "signed",
          observedAt: "2026-11-20T08:05:00.000Z",
          identifiers: [{ type: "phone", namespace: "", value: "+8613900009999", verified: true }],
          claims: [
            { field: "fullName", value: "司马南星", verified: false },
            { field: "phone", value: "+8613900009999", verified: true },
            { field: "note", value: "13900006666" },
            { field: "province", value: "江苏省" },
            { field: "city", value: "无锡市" },
            { field: "district", value: "梁溪区" },
            { field: "street", value: "清扬路 1 号" },
          ],
          consents: [{ purpose: "sms-marketing", granted: true }],
          tags: [
            { tag: "报价", present: true },
            { tag: "试用", present: true },
          ],
          extras: {
            amount: "1200",
            _widget_1432728651402: "展会上认识",
            items: '[{"sku":"A-1","count":2}]',
          },
        },
      ],
    },
    {
      name: "a changed row",
      body: bodyOf({}, "data_update"),
      events: [{ kind: "data_update" }],
    },
    {
      name: "a restored row without times",
      body: bodyOf({ createTime: null, updateTime: undefined }, "data_recover"),
      events: [{ kind: "data_recover", observedAt: now.toISOString() }],
    },
  ],
  edited: bodyOf({ full_name: "司马北辰" }),
  unknown: JSON.stringify({ op: "data_create", data: { _id: 7 } }),
  marker: "司马南星",
  mixed: "no batch",
  pings: [
    { name: "a deleted row", body: bodyOf({}, "data_remove") },
    { name: "a test of the connection", body: JSON.stringify({ op: "data_create", data: {} }) },
  ],
  largeId: (digits) => bodyOf().replace('"amount":1200', `"amount":${digits}`),
  reply: (ids) => jsonReply({ events: ids }),
  proof: { header: "x-jdy-signature" },
  coversBody: true,
};

describeChannel(channelCase);

const { channel, settings } = channelCase;
const secrets = secretsOf(channelCase, "ours");
const receiveBody = (body: string, settings: unknown = channelCase.settings) =>
  acceptBody(body, { ...channelCase, settings });

describe("a Jiandaoyun row", () => {
  it("proves no phone number that was only typed", () => {
    const [event] = receiveBody(
      bodyOf({ mobile: { phone: "13900009999", verified: "true" } }),
    ).events;
    expect(event?.identifiers).toEqual([
      { type: "phone", namespace: "", value: "+8613900009999", verified: false },
    ]);
  });

  it("says nothing of the colleague who wrote it", () => {
    expect(JSON.stringify(receiveBody(bodyOf()).events)).not.toMatch(/客服小王|xiaowang|flowState/);
  });

  it("changed later is another event, one that was pushed again is the same", () => {
    const [first, again, changed] = [
      bodyOf(),
      bodyOf().replace("1763625900000", "1763625999999"),
      bodyOf({ updateTime: "2026-11-20T09:00:00.000Z" }),
    ].map((body) => receiveBody(body).events[0]?.id);
    expect(again).toBe(first);
    expect(changed).not.toBe(first);
  });

  it("of another event waits for a human", () => {
    expect(receiveBody(bodyOf({}, "form_update"))).toMatchObject({
      events: [],
      unclear: { reason: "the event is not understood" },
    });
  });

  it("is refused where bytes of the body were moved into the nonce, under the same hash", () => {
    const signed = sendJiandaoyun(bodyOf(), contextOf(channelCase));
    const body = signed.body.toString();
    const cut = body.indexOf(":");
    const url = new URL(signed.url);
    url.searchParams.set("nonce", `${url.searchParams.get("nonce")}:${body.slice(0, cut)}`);
    const moved = { ...signed, url: url.href, body: Buffer.from(body.slice(cut + 1)) };
    expect(receiveSigned(moved, { channel, settings, secrets })).toEqual({
      kind: "refused",
      status: 401,
      reason: "signature malformed",
    });
  });

  it.each(["nonce", "timestamp"])("is refused with another %s, for it is signed too", (name) => {
    const signed = sendJiandaoyun(bodyOf(), contextOf(channelCase));
    const url = new URL(signed.url);
    url.searchParams.set(name, "1");
    expect(
      receiveSigned({ ...signed, url: url.href }, { channel, settings, secrets }),
    ).toMatchObject({ kind: "refused", status: 401 });
  });
});
