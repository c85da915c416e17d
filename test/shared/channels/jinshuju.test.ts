import { describe, expect, it } from "vitest";
import { type JinshujuSecrets, sendJinshuju } from "#bin/senders/jinshuju.ts";
import { jsonReply } from "#shared/channels/delivery.ts";
import jinshuju from "#shared/channels/jinshuju.ts";
import { acceptBody, type ChannelCase, describeChannel } from "./harness.ts";

const entry = {
  serial_number: 123,
  field_1: "诸葛明轩",
  field_2: ["产品演示", "报价"],
  field_3: "１３９ ０００ ０５５５５",
  field_4: { province: "陕西省", city: "西安市", district: "雁塔区", street: "高新路 9 号" },
  field_5: "同意",
  field_6: { longitude: 108.87, latitude: 34.19, address: "西安市锦业一路" },
  field_7: "",
  x_field_1: "baidu",
  x_field_weixin_nickname: "明轩🍵",
  x_field_weixin_gender: "男",
  x_field_weixin_country: "中国",
  x_field_weixin_province_city: { province: "四川", city: "成都" },
  x_field_weixin_openid: "oJinshuju_openid_0001",
  x_field_weixin_unionid: "uJinshuju_unionid_0001",
  x_field_weixin_headimgurl: "http://wx.qlogo.example/0",
  creator_name: "明轩",
  created_at: "2026-11-20T08:00:00.000Z",
  updated_at: "2026-11-20T08:05:00.000Z",
  info_remote_ip: "203.0.113.7",
};

const bodyOf = (change: object = {}, form = "uM6RFA") =>
  JSON.stringify({ form, form_name: "预约演示", entry: { ...entry, ...change } });

const form = {
  name: "预约演示",
  fields: {
    field_1: "fullName",
    field_2: "tag",
    field_3: "phone",
    field_4: "address",
    field_5: "consent:phone-marketing",
    x_field_1: "utmSource",
  },
  weixinApp: "wx0123456789abcdef",
  openPlatform: "open-1",
};

const channelCase: ChannelCase<JinshujuSecrets> = {
  channel: jinshuju,
  settings: { forms: { uM6RFA: form } },
  send: sendJinshuju,
  examples: [
    {
      name: "an entry",
      body: bodyOf(),
      events: [
        {
          source: "jinshuju:uM6RFA",
          kind: "entry",
          trust: "token",
          observedAt: "2026-11-20T08:05:00.000Z",
          identifiers: [
            {
              type: "wechat-unionid",
              namespace: "open-1",
              value: "uJinshuju_unionid_0001",
              verified: true,
            },
            {
              type: "wechat-openid",
              namespace: "wx0123456789abcdef",
              value: "oJinshuju_openid_0001",
              verified: true,
            },
            { type: "phone", namespace: "", value: "+8613900005555", verified: false },
          ],
          claims: [
            { field: "fullName", value: "诸葛明轩" },
            { field: "phone", value: "+8613900005555" },
            { field: "province", value: "陕西省" },
            { field: "city", value: "西安市" },
            { field: "district", value: "雁塔区" },
            { field: "street", value: "高新路 9 号" },
            { field: "utmSource", value: "baidu" },
            { field: "nickname" },
            { field: "gender" },
          ],
          consents: [{ purpose: "phone-marketing", granted: true }],
          tags: [
            { tag: "产品演示", present: true },
            { tag: "报价", present: true },
          ],
          extras: {
            field_6: '{"longitude":108.87,"latitude":34.19,"address":"西安市锦业一路"}',
            creator_name: "明轩",
          },
        },
      ],
    },
    {
      name: "an entry with the older kind of time",
      body: bodyOf({ updated_at: "2018-05-24 02:04:17 UTC" }),
      events: [{ observedAt: "2018-05-24T02:04:17.000Z" }],
    },
  ],
  edited: bodyOf({ field_1: "诸葛明远" }),
  unknown: JSON.stringify({ form: "uM6RFA", entry: ["not", "an", "entry"] }),
  marker: "诸葛明轩",
  pings: [],
  mixed: "no batch",
  largeId: (digits) => bodyOf().replace('"serial_number":123', `"serial_number":${digits}`),
  reply: (ids) => jsonReply({ events: ids }),
  proof: "path token",
  coversBody: false,
};

describeChannel(channelCase);

const receiveBody = (body: string, settings: unknown = channelCase.settings) =>
  acceptBody(body, { ...channelCase, settings });

describe("a Jinshuju entry", () => {
  it("says nothing of network addresses, pictures and serial numbers", () => {
    const said = JSON.stringify(receiveBody(bodyOf()).events);
    expect(said).not.toMatch(/203\.0\.113\.7|qlogo|info_|serial_number/);
  });

  it("has a bare openid among its extras where no app is configured, for it names nobody", () => {
    const { weixinApp: _, openPlatform: __, ...bare } = form;
    const [event] = receiveBody(bodyOf(), { forms: { uM6RFA: bare } }).events;
    expect(event?.identifiers.map(({ type }) => type)).toEqual(["phone"]);
    expect(event?.extras).toMatchObject({
      x_field_weixin_openid: "oJinshuju_openid_0001",
      x_field_weixin_unionid: "uJinshuju_unionid_0001",
    });
  });

  it("repeats no identifier among its extras, where nobody would look for it", () => {
    expect(JSON.stringify(receiveBody(bodyOf()).events[0]?.extras)).not.toContain("_0001");
  });

  it("is where WeChat says only if the form itself does not ask", () => {
    const asked = receiveBody(bodyOf()).events[0]?.claims;
    expect(asked).not.toContainEqual(expect.objectContaining({ value: "四川" }));
    const { field_4: _, ...fields } = form.fields;
    const settings = { forms: { uM6RFA: { ...form, fields } } };
    const claims = receiveBody(bodyOf({ field_4: null }), settings).events[0]?.claims;
    expect(claims).toContainEqual(expect.objectContaining({ field: "province", value: "四川" }));
    expect(claims).toContainEqual(expect.objectContaining({ field: "country", value: "CN" }));
  });

  it("changed later is another event", () => {
    const changed = bodyOf({ updated_at: "2026-11-20T09:00:00.000Z" });
    expect(receiveBody(changed).events[0]?.id).not.toBe(receiveBody(bodyOf()).events[0]?.id);
  });

  it("of a form nobody has described waits for a human, who maps it and replays", () => {
    expect(receiveBody(bodyOf({}, "zzz"))).toMatchObject({
      events: [],
      unclear: { reason: "the form is not configured" },
    });
  });

  it("of a form named like a prototype's member waits as well", () => {
    expect(receiveBody(bodyOf({}, "toString")).unclear?.reason).toBe("the form is not configured");
  });
});
