import { describe, expect, it } from "vitest";
import {
  sendYouzan,
  sendYouzanOlder,
  youzanBody,
  type YouzanEvent,
  type YouzanSecrets,
} from "#bin/senders/youzan.ts";
import { jsonReply } from "#shared/channels/delivery.ts";
import youzan from "#shared/channels/youzan.ts";
import {
  accepted,
  type ChannelCase,
  contextOf,
  describeChannel,
  receiveSigned,
  secretsOf,
} from "./harness.ts";

const clientId = "a91f27c4d5e80b36fd";
const otherId = "b0e7715f2cd4a9833e";
const weixinApp = "wx7b41c09e5d8a2f36";

const buyer = {
  yz_open_id: "yKq7Rm630114409934508032",
  buyer_id: 496_283_533,
  buyer_phone: "13900002222",
  fans_nickname: "静怡🍵",
  fans_type: 1,
  fans_id: 11_351_079_281,
  outer_user_id: "oPw1pt8GSW6qFxjhtSII_LHSUkwU",
};

const order = {
  full_order_info: {
    order_info: { tid: "E20261120162012066800041", status: "WAIT_SELLER_SEND_GOODS" },
    buyer_info: buyer,
    address_info: {
      receiver_name: "司徒雪",
      receiver_tel: "13911112222",
      delivery_city: "杭州市",
    },
    pay_info: { payment: "388.00", post_fee: "0.00" },
    remark_info: { buyer_message: "请包装 + 写卡片" },
    orders: [{ title: "白毫银针", num: 1 }],
  },
};

const placed: YouzanEvent = {
  type: "trade_TradeBuyerPay",
  status: "WAIT_SELLER_SEND_GOODS",
  shop: 56_232_117,
  id: "E20261120162012066800041",
  messageId: "6dc15f0b-8682-4812-b635-ab66e199f330",
  happenedAt: new Date("2026-11-20T08:20:12Z"),
  message: order,
};

const profile = {
  account_id: "9007199254740995001",
  account_type: "YouZanAccount",
  yz_open_id: "yKq7Rm630114409934508032",
  mobile: "13900002222",
  name: "欧阳静怡",
  gender: 2,
  birthday: "1990-05-17",
  is_member: 1,
  fans_id: 0,
};

const changed: YouzanEvent = {
  ...placed,
  type: "SCRM_CUSTOMER_EVENT",
  status: "CUSTOMER_UPDATED",
  id: "9007199254740995001",
  messageId: "11aa5f0b-8682-4812-b635-ab66e199f331",
  message: profile,
};

const account = (namespace: string, value: string, verified: boolean) => ({
  type: "external-id",
  namespace,
  value,
  verified,
});

const channelCase: ChannelCase<YouzanSecrets> = {
  channel: youzan,
  settings: {
    apps: { [clientId]: { name: "青山茶铺", weixinApp }, [otherId]: { bodySign: true } },
  },
  send: (body, context) => sendYouzan({ clientId, body }, context),
  examples: [
    {
      name: "an order that was paid",
      body: youzanBody(placed),
      events: [
        {
          source: "youzan:56232117",
          kind: "trade_TradeBuyerPay WAIT_SELLER_SEND_GOODS",
          trust: "signed",
          observedAt: "2026-11-20T08:20:12.000Z",
          identifiers: [
            {
              type: "wechat-openid",
              namespace: weixinApp,
              value: "oPw1pt8GSW6qFxjhtSII_LHSUkwU",
              verified: true,
            },
            account("youzan", "yKq7Rm630114409934508032", true),
            account("youzan-buyer", "496283533", true),
            { type: "phone", value: "+8613900002222", verified: false },
          ],
          claims: [{ field: "phone" }, { field: "nickname", value: "静怡🍵" }],
          extras: {
            order: "E20261120162012066800041",
            order_status: "WAIT_SELLER_SEND_GOODS",
            order_total: "388.00",
            order_note: "请包装 + 写卡片",
          },
        },
      ],
    },
    {
      name: "a customer's profile",
      body: youzanBody(changed),
      events: [
        {
          kind: "SCRM_CUSTOMER_EVENT CUSTOMER_UPDATED",
          identifiers: [
            account("youzan", "yKq7Rm630114409934508032", false),
            account("youzan-buyer", "9007199254740995001", false),
            { type: "phone", value: "+8613900002222", verified: false },
          ],
          claims: [
            { field: "fullName", value: "欧阳静怡" },
            { field: "phone" },
            { field: "gender", value: "female" },
            { field: "birthday", value: "1990-05-17" },
          ],
          extras: { is_member: "1" },
        },
      ],
    },
  ],
  edited: youzanBody({
    ...placed,
    message: { full_order_info: { ...order.full_order_info, pay_info: { payment: "1.00" } } },
  }),
  unknown: JSON.stringify({ kind: "trade", kdt_id: 1 }),
  marker: "TradeBuyerPay",
  mixed: "no batch",
  pings: [
    { name: "a test push", body: youzanBody({ ...placed, isTest: true }) },
    {
      name: "a step of an order that names nobody",
      body: youzanBody({
        ...placed,
        type: "trade_TradeClose",
        message: { tid: "E20261120162012066800041", close_reason: "买家取消" },
      }),
    },
  ],
  largeId: (digits) => youzanBody(changed).replaceAll(`%22${profile.account_id}%22`, digits),
  reply: jsonReply({ code: 0, msg: "success" }),
  proof: { header: "event-sign" },
  coversBody: true,
};

describeChannel(channelCase);
describeChannel<YouzanSecrets>({
  ...channelCase,
  variant: "signed in the body",
  send: (body, context) => sendYouzanOlder({ clientId: otherId, body }, context),
  examples: [
    {
      ...channelCase.examples[0],
      events: [
        { source: "youzan:56232117", trust: "weak", identifiers: [{}, {}, { type: "phone" }] },
      ],
    },
  ],
  unknown: youzanBody({ ...placed, type: "ITEM_INFO" }),
  proof: { body: /,"sign":"(\w*)"/ },
  coversBody: false,
});

const { channel, settings } = channelCase;
const secrets = secretsOf(channelCase, "ours");
const receiveBody = (body: string) =>
  accepted(
    receiveSigned(sendYouzan({ clientId, body }, contextOf(channelCase)), {
      channel,
      settings,
      secrets,
    }),
  );

describe("a Youzan order", () => {
  const boughtBy = (change: object) => {
    const buyer_info = { ...buyer, ...change };
    const message = { full_order_info: { ...order.full_order_info, buyer_info } };
    return receiveBody(youzanBody({ ...placed, message })).events[0];
  };

  it("never takes the person it is sent to for the customer", () => {
    expect(JSON.stringify(boughtBy({}))).not.toMatch(/司徒雪|13911112222|杭州/);
  });

  it.each([9, 0, null])(
    "of a fan of kind %j names no openid: it is not the shop's own",
    (fans_type) => {
      expect(JSON.stringify(boughtBy({ fans_type })?.identifiers)).not.toContain("openid");
    },
  );

  it("without a configured official account names no openid", () => {
    const bare = { apps: { [clientId]: {} } };
    const signed = sendYouzan({ clientId, body: youzanBody(placed) }, contextOf(channelCase));
    const { events } = accepted(receiveSigned(signed, { channel, settings: bare, secrets }));
    expect(JSON.stringify(events)).not.toContain("openid");
  });
});

describe("a Youzan push", () => {
  it("is one event however often it is sent", () => {
    const again = youzanBody(placed).replace('"sendCount":0', '"sendCount":3');
    expect(receiveBody(again).events[0]?.id).toBe(receiveBody(youzanBody(placed)).events[0]?.id);
  });

  it("without an id is recognised by shop, kind, id, status and version", () => {
    const { messageId: _, ...nameless } = placed;
    const id = (change: Partial<YouzanEvent>) =>
      receiveBody(youzanBody({ ...nameless, ...change })).events[0]?.id;
    expect(id({})).toBe(id({}));
    expect(id({ shop: 1 })).not.toBe(id({}));
    expect(id({ happenedAt: new Date("2026-11-20T08:21:00Z") })).not.toBe(id({}));
  });

  it("of a newer kind holds its message as it is", () => {
    const body = JSON.stringify({ ...Object(JSON.parse(youzanBody(changed))), msg: profile });
    expect(receiveBody(body).events[0]?.claims).toContainEqual(
      expect.objectContaining({ field: "fullName", value: "欧阳静怡" }),
    );
  });

  it("about points or a card is about a customer as well", () => {
    const message = { mobile: "13900002222", total: 120, amount: 20, event_type: "签到" };
    const [event] = receiveBody(youzanBody({ ...changed, type: "POINTS", message })).events;
    expect(event?.identifiers).toMatchObject([{ type: "phone", value: "+8613900002222" }]);
    expect(event?.extras).toEqual({ total: "120", amount: "20", event_type: "签到" });
  });

  it("that never asked for the gender claims none", () => {
    const message = { ...profile, gender: 0 };
    const [event] = receiveBody(youzanBody({ ...changed, message })).events;
    expect(event?.claims.map(({ field }) => field)).not.toContain("gender");
  });

  it.each([
    [
      "that a customer left",
      { message: { ...profile, is_log_off: true } },
      "a customer left the shop",
    ],
    [
      "of a customer in another shape",
      { message: { name: [] } },
      "the customer has an unknown shape",
    ],
    ["of an item", { type: "ITEM_INFO" }, "the type is not understood"],
    [
      "of an order without a buyer",
      { type: "trade_TradePaid", message: { full_order_info: {} } },
      "the order has an unknown shape",
    ],
  ])("%s waits for a human", (_, change, reason) => {
    expect(receiveBody(youzanBody({ ...changed, ...change }))).toMatchObject({
      events: [],
      unclear: { reason },
    });
  });

  it.each(["%E4%B8", "%7B", "%7B%22__proto__%22%3A1%7D", "", "null"])(
    "whose message is %j waits for a human",
    (msg) => {
      const body = JSON.stringify({ ...Object(JSON.parse(youzanBody(changed))), msg });
      const { events, unclear } = receiveBody(body);
      expect(events).toEqual([]);
      expect(unclear?.reason).toMatch(/cannot be read|unknown shape/);
    },
  );
});

describe("a Youzan push that is only signed in its body", () => {
  const send = (app: string, changed: unknown = settings) =>
    receiveSigned(
      sendYouzanOlder({ clientId: app, body: youzanBody(placed) }, contextOf(channelCase)),
      { channel, settings: changed, secrets },
    );
  const refused = (reason: string) => ({ kind: "refused", status: 401, reason });

  it("verifies nothing", () => {
    const [event] = accepted(send(otherId)).events;
    expect(event?.identifiers.map(({ verified }) => verified)).toEqual([false, false, false]);
  });

  it("is refused of an app that signs the newer way", () => {
    expect(send(clientId)).toEqual(refused("signature wrong"));
  });

  it("is refused where no app signs the older way", () => {
    const strict = { apps: { [clientId]: {}, [otherId]: {} } };
    expect(send(otherId, strict)).toEqual(refused("signature missing"));
  });

  it.each([
    ["a second message", ',"msg":"%7B%7D"}', "signature wrong"],
    [
      "a second message whose name is escaped",
      String.raw`,"\u006dsg":"%7B%7D"}`,
      "signature wrong",
    ],
    ["a second message that is an object", ',"msg":{}}', "signature missing"],
  ])("is refused with %s, which a parser would read instead", (_, more, reason) => {
    const signed = sendYouzanOlder(
      { clientId: otherId, body: youzanBody(placed) },
      contextOf(channelCase),
    );
    const body = Buffer.from(signed.body.toString().replace(/\}$/, () => more));
    expect(receiveSigned({ ...signed, body }, { channel, settings, secrets })).toEqual(
      refused(reason),
    );
  });
});
