import { describe, expect, it } from "vitest";
import {
  askWechat,
  sendWechatEncrypted,
  sendWechatPlain,
  type WechatSecrets,
  wechatXml,
} from "#bin/senders/wechat-official.ts";
import { textReply } from "#shared/channels/delivery.ts";
import wechatOfficial from "#shared/channels/wechat-official.ts";
import {
  accepted,
  addressOf,
  type ChannelCase,
  contextOf,
  describeChannel,
  now,
  randomBytesOf,
  receiveSigned,
  secretsOf,
} from "./harness.ts";

const appId = "wx0123456789abcdef";
const otherApp = "wxfedcba9876543210";
const openid = "oTeaHouse_0001";

const head = { ToUserName: "gh_0123456789ab", FromUserName: openid, CreateTime: 1_795_163_400 };

const text = (content: string, id = "24600000000000001") =>
  wechatXml({ ...head, MsgType: "text", Content: content, MsgId: id });

const eventXml = (name: string, elements: Record<string, string | number> = {}) =>
  wechatXml({ ...head, MsgType: "event", Event: name, ...elements });

const identifier = { type: "wechat-openid", namespace: appId, value: openid, verified: true };

const said = {
  source: `wechat-official:${appId}`,
  kind: "text",
  observedAt: "2026-11-20T08:30:00.000Z",
  identifiers: [identifier],
  claims: [],
  consents: [],
  extras: { message: "想了解企业版的价格" },
};

const encrypted: ChannelCase<WechatSecrets> = {
  channel: wechatOfficial,
  variant: "encrypted",
  settings: { apps: { [appId]: { name: "青山茶业", openPlatform: "open-1" }, [otherApp]: {} } },
  send: (body, context) => sendWechatEncrypted({ appId, body }, context),
  examples: [
    {
      name: "a message",
      body: text("想了解企业版的价格"),
      events: [{ ...said, trust: "signed" }],
    },
    {
      name: "a follower who scanned a code of ours",
      body: eventXml("subscribe", { EventKey: "qrscene_booth-12", Ticket: "TICKET" }),
      events: [
        {
          kind: "subscribe",
          claims: [{ field: "scene", value: "booth-12", valid: true }],
          consents: [{ purpose: "wechat-messages", granted: true }],
          extras: {},
        },
      ],
    },
    {
      name: "a follower who came by himself",
      body: eventXml("subscribe", { EventKey: "" }),
      events: [{ claims: [], consents: [{ purpose: "wechat-messages", granted: true }] }],
    },
    {
      name: "one who leaves",
      body: eventXml("unsubscribe"),
      events: [{ kind: "unsubscribe", consents: [{ purpose: "wechat-messages", granted: false }] }],
    },
    {
      name: "a follower who scans another code",
      body: eventXml("SCAN", { EventKey: "shop-7", Ticket: "TICKET" }),
      events: [{ kind: "scan", claims: [{ field: "scene", value: "shop-7" }], consents: [] }],
    },
    {
      name: "a click on the menu",
      body: eventXml("CLICK", { EventKey: "PRICES" }),
      events: [{ kind: "click", claims: [], extras: { EventKey: "PRICES" } }],
    },
    {
      name: "a place on the map",
      body: wechatXml({
        ...head,
        MsgType: "location",
        Location_X: 30.25,
        Location_Y: 120.16,
        Scale: 16,
        Label: "西湖 <北山街>",
        MsgId: "24600000000000002",
      }),
      events: [{ kind: "location", extras: { Location_X: "30.25", Label: "西湖 <北山街>" } }],
    },
    {
      name: "somebody of the open platform",
      body: wechatXml({
        ...head,
        MsgType: "text",
        Content: "好",
        MsgId: "1",
        UnionId: "uTea_0001",
      }),
      events: [
        {
          identifiers: [
            { type: "wechat-unionid", namespace: "open-1", value: "uTea_0001", verified: true },
            identifier,
          ],
        },
      ],
    },
  ],
  edited: text("不想了解了"),
  unknown: "<xml><Nothing>1</Nothing></xml>",
  marker: "想了解企业版的价格",
  pings: [
    {
      name: "how the account's own sending went",
      body: eventXml("MASSSENDJOBFINISH", { MsgID: "1000001625", Status: "sendsuccess" }),
    },
  ],
  mixed: "no batch",
  largeId: (digits) => text("好").replace(/<MsgId>.*<\/MsgId>/, `<MsgId>${digits}</MsgId>`),
  handshakes: [
    {
      name: "the word WeChat sent",
      ask: (asking) => askWechat(appId, "5837492615", asking),
      answer: textReply("5837492615"),
    },
    {
      name: "an unsigned word",
      ask: ({ address }) => ({
        method: "GET",
        url: `${address}?echostr=1`,
        headers: {},
        body: Buffer.alloc(0),
      }),
      answer: "refused",
    },
  ],
  reply: textReply("success"),
  proof: { query: "msg_signature" },
  coversBody: true,
};

/** An account without a key. */
const plain: ChannelCase<WechatSecrets> = {
  ...encrypted,
  variant: "plain",
  settings: { apps: { [appId]: { plain: true } } },
  send: (body, context) => sendWechatPlain({ appId, body }, context),
  examples: [
    {
      name: "a message",
      body: text("想了解企业版的价格"),
      events: [{ ...said, trust: "weak", identifiers: [{ ...identifier, verified: false }] }],
    },
  ],
  proof: { query: "signature" },
  coversBody: false,
};

describeChannel(encrypted);
describeChannel(plain);

const { channel, settings } = encrypted;
const secrets = secretsOf(encrypted, "ours");
const context = contextOf(encrypted);
const receiveNow = (signed: Parameters<typeof receiveSigned>[0], given: unknown = secrets) =>
  receiveSigned(signed, { channel, settings, secrets: given });
const refused = (reason: string) => ({ kind: "refused", status: 401, reason });

describe("the address check of WeChat", () => {
  it("without a word to repeat is no check", () => {
    const url = askWechat(appId, "1", context).url.replace("&echostr=1", "");
    expect(receiveNow({ method: "GET", url, headers: {}, body: Buffer.alloc(0) })).toMatchObject({
      status: 405,
    });
  });
});

describe("a WeChat delivery", () => {
  it("for another account is refused, though its signature is right", () => {
    const signed = sendWechatEncrypted({ appId, body: text("好"), appIdInside: otherApp }, context);
    expect(receiveNow(signed)).toEqual(refused("not for this account"));
  });

  it("encrypted under another key is refused", () => {
    const theirs = secretsOf(encrypted, "theirs")[appId];
    const mixed = {
      ...secrets,
      [appId]: { ...secrets[appId], encodingAESKey: theirs?.encodingAESKey },
    };
    expect(receiveNow(sendWechatEncrypted({ appId, body: text("好") }, context), mixed)).toEqual(
      refused("encrypted under another key"),
    );
  });

  it("of each of several accounts is told by its own token", () => {
    const signed = sendWechatEncrypted({ appId: otherApp, body: text("好") }, context);
    expect(accepted(receiveNow(signed)).events[0]?.identifiers).toEqual([
      { ...identifier, namespace: otherApp },
    ]);
  });

  it("in plain text is refused where the account has a key", () => {
    expect(receiveNow(sendWechatPlain({ appId, body: text("好") }, context))).toEqual(
      refused("signature missing"),
    );
  });

  it("in plain text is taken where the account has no key", () => {
    const keyless = { [appId]: { token: secrets[appId]?.token } };
    const signed = sendWechatPlain({ appId, body: text("好") }, context);
    expect(accepted(receiveNow(signed, keyless)).events[0]?.trust).toBe("weak");
    expect(receiveNow(sendWechatEncrypted({ appId, body: text("好") }, context), keyless)).toEqual(
      refused("encrypted under another key"),
    );
  });

  it("with a document type around the encrypted text is refused before anything is read", () => {
    const signed = sendWechatEncrypted({ appId, body: text("好") }, context);
    const body = Buffer.from(`<!DOCTYPE xml [<!ENTITY a "b">]>${signed.body.toString()}`);
    expect(receiveNow({ ...signed, body })).toEqual(refused("signature malformed"));
  });

  it("in the compatible mode is read from its encrypted part, whatever stands before", () => {
    const signed = sendWechatEncrypted({ appId, body: text("真的") }, context);
    const decoy = "<Content><![CDATA[<Encrypt>AAAA</Encrypt> <!DOCTYPE假的]]></Content>";
    const body = Buffer.from(signed.body.toString().replace("<Encrypt>", `${decoy}<Encrypt>`));
    expect(accepted(receiveNow({ ...signed, body })).events[0]?.extras).toEqual({
      message: "真的",
    });
  });

  it("may hold a document type and an entity as a customer's own words", () => {
    const words = "<!DOCTYPE html> &amp; &lt;";
    const signed = sendWechatEncrypted({ appId, body: text(words) }, context);
    expect(accepted(receiveNow(signed)).events[0]?.extras).toEqual({ message: words });
  });

  it("keeps a message id above 2^53 exact", () => {
    const ids = ["9007199254740993", "9007199254740992"].map(
      (id) =>
        accepted(receiveNow(sendWechatEncrypted({ appId, body: text("好", id) }, context)))
          .events[0]?.id,
    );
    expect(new Set(ids).size).toBe(2);
  });

  it.each(["TEMPLATESENDJOBFINISH", "MASSSENDJOBFINISH"])(
    "about our own sending (%s) creates nobody",
    (name) => {
      const signed = sendWechatEncrypted(
        { appId, body: eventXml(name, { Status: "success" }) },
        context,
      );
      expect(receiveNow(signed)).toMatchObject({ events: [], unclear: undefined });
    },
  );

  it.each([
    ["an event", eventXml("user_pay_from_pay_cell")],
    ["a message", wechatXml({ ...head, MsgType: "hologram" })],
    ["a job report that is none", wechatXml({ ...head, MsgType: "Masssendjobfinish" })],
  ])("with %s of an unknown kind waits for a human", (_, body) => {
    expect(receiveNow(sendWechatEncrypted({ appId, body }, context))).toMatchObject({
      events: [],
      unclear: { reason: "the kind of message is not understood", account: appId },
    });
  });

  it("keeps a unionid that no open platform is configured for out of the identifiers", () => {
    const body = wechatXml({ ...head, MsgType: "text", Content: "好", MsgId: "1", UnionId: "u1" });
    const [event] = accepted(
      receiveNow(sendWechatEncrypted({ appId: otherApp, body }, context)),
    ).events;
    expect(event?.identifiers.map(({ type }) => type)).toEqual(["wechat-openid"]);
  });
});

describe("WeChat secrets", () => {
  it("fit the schema when generated, one object an account", () => {
    expect(Object.keys(channel.secrets.parse(secrets) as object)).toEqual([appId, otherApp]);
  });

  it("of two accounts may not share a token", () => {
    const token = "same-token-twice";
    expect(channel.secrets.safeParse({ [appId]: { token }, [otherApp]: { token } }).success).toBe(
      false,
    );
  });

  it("of no account at all refuse everything", () => {
    const signed = sendWechatEncrypted({ appId, body: text("好") }, context);
    expect(receiveNow(signed, {})).toEqual(refused("no secret configured"));
  });
});

/** The vector that comes with Tencent's own sample code. */
describe("WXBizMsgCrypt vector", () => {
  const vector = {
    appId: "wx2c2769f8efd9abc2",
    token: "spamtest",
    encodingAESKey: "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG",
    query: {
      msg_signature: "5d197aaffba7e9b25a30732f161a50dee96bd5fa",
      timestamp: "1409735669",
      nonce: "1320562132",
      encrypt_type: "aes",
    },
    encrypted:
      "hyzAe4OzmOMbd6TvGdIOO6uBmdJoD0Fk53REIHvxYtJlE2B655HuD0m8KUePWB3+LrPXo87wzQ1QLvbeUgmBM4x6" +
      "F8PGHQHFVAFmOD2LdJF9FrXpbUAh0B5GIItb52sn896wVsMSHGuPE328HnRGBcrS7C41IzDWyWNlZkyyXwon8T33" +
      "2jisa+h6tEDYsVticbSnyU8dKOIbgU6ux5VTjg3yt+WGzjlpKn6NPhRjpA912xMezR4kw6KWwMrCVKSVCZciVGCg" +
      "avjIQ6X8tCOp3yZbGpy0VxpAe+77TszTfRd5RJSVO/HTnifJpXgCSUdUue1v6h0EIBYYI1BD1DlD+C0CR8e6Oewp" +
      "usjZ4uBl9FyJvnhvQl+q5rv1ixrcpCumEPo5MJSgM9ehVsNPfUM669WuMyVWQLCzpu9GhglF2PE=",
  };
  const receiveVector = (change: Partial<typeof vector> = {}) => {
    const { token, encodingAESKey, query, encrypted: text, appId: app } = { ...vector, ...change };
    const url = `${addressOf(channel)}?${new URLSearchParams(query).toString()}`;
    const body = Buffer.from(
      `<xml><ToUserName><![CDATA[gh_10f6c3c3ac5a]]></ToUserName><Encrypt><![CDATA[${text}]]></Encrypt></xml>`,
    );
    const headers = { "content-type": "text/xml" };
    return receiveSigned(
      { method: "POST", url, headers, body },
      { channel, settings: {}, secrets: { [app]: { token, encodingAESKey } }, now },
    );
  };

  it("is authentic and opens to its message", () => {
    expect(accepted(receiveVector()).events).toMatchObject([
      {
        kind: "text",
        observedAt: "2014-09-03T09:14:28.000Z",
        identifiers: [{ namespace: vector.appId, value: "oyORnuP8q7ou2gfYjqLzSIWZf0rs" }],
        extras: { message: "abcdteT" },
      },
    ]);
  });

  it.each([
    ["another token", { token: "spamtest2" }, "signature wrong"],
    ["another text", { encrypted: vector.encrypted.replace("hyz", "hyy") }, "signature wrong"],
    ["another account", { appId: "wx2c2769f8efd9abc3" }, "not for this account"],
    [
      "another key",
      { encodingAESKey: randomBytesOf("key")(32).toString("base64").slice(0, 43) },
      "encrypted under another key",
    ],
  ])("is refused with %s", (_, change, reason) => {
    expect(receiveVector(change)).toEqual(refused(reason));
  });
});
