import { describe, expect, it } from "vitest";
import { askWecom, sendWecom, type WecomSecrets } from "#bin/senders/wecom.ts";
import { wechatXml } from "#bin/senders/wechat-official.ts";
import { textReply } from "#shared/channels/delivery.ts";
import wecom from "#shared/channels/wecom.ts";
import {
  accepted,
  addressOf,
  type ChannelCase,
  contextOf,
  deliveryOf,
  describeChannel,
  now,
  receiveSigned,
  secretsOf,
} from "./harness.ts";

const corpId = "ww0123456789abcdef";
const otherCorp = "wwfedcba9876543210";
const customer = "wmTeaHouseAAAxcv0001";

const head = { ToUserName: corpId, FromUserName: "sys", CreateTime: 1_795_163_400 };

const change = (type: string, elements: Record<string, string | number> = {}) =>
  wechatXml({
    ...head,
    MsgType: "event",
    Event: "change_external_contact",
    ChangeType: type,
    UserID: "LinWei",
    ExternalUserID: customer,
    ...elements,
  });

const identifiers = [
  { type: "external-id", namespace: `wecom:${corpId}`, value: customer, verified: true },
];

const channelCase: ChannelCase<WecomSecrets> = {
  channel: wecom,
  settings: { corps: { [corpId]: { name: "青山茶业" }, [otherCorp]: {} } },
  send: (body, context) => sendWecom({ corpId, body }, context),
  examples: [
    {
      name: "a customer who was added through a code of ours",
      body: change("add_external_contact", { State: "展会二号台", WelcomeCode: "WELCOME" }),
      events: [
        {
          source: `wecom:${corpId}`,
          kind: "add_external_contact",
          trust: "signed",
          observedAt: "2026-11-20T08:30:00.000Z",
          identifiers,
          claims: [{ field: "scene", value: "展会二号台", valid: true, verified: false }],
          consents: [],
          extras: { UserID: "LinWei" },
        },
      ],
    },
    {
      name: "a customer who added a member of staff unasked",
      body: change("add_half_external_contact"),
      events: [{ kind: "add_half_external_contact", identifiers, claims: [] }],
    },
    {
      name: "a customer who left",
      body: change("del_follow_user"),
      events: [{ kind: "del_follow_user", identifiers, consents: [] }],
    },
    {
      name: "a customer who was handed over",
      body: change("del_external_contact", { Source: "DELETE_BY_TRANSFER" }),
      events: [{ extras: { UserID: "LinWei", Source: "DELETE_BY_TRANSFER" } }],
    },
    {
      name: "a customer who would not be handed over",
      body: change("transfer_fail", { FailReason: "customer_refused" }),
      events: [{ extras: { UserID: "LinWei", FailReason: "customer_refused" } }],
    },
    {
      name: "a customer who lets the conversation be archived",
      body: change("msg_audit_approved"),
      events: [{ consents: [{ purpose: "chat-archive", granted: true }] }],
    },
  ],
  edited: change("add_external_contact", { State: "展会三号台", WelcomeCode: "WELCOME" }),
  unknown: "<xml><Nothing>1</Nothing></xml>",
  marker: "展会二号台",
  largeId: "no numbers",
  mixed: "no batch",
  pings: [
    {
      name: "a change of its own directory",
      body: wechatXml({
        ...head,
        MsgType: "event",
        Event: "change_contact",
        ChangeType: "create_user",
      }),
    },
  ],
  handshakes: [
    {
      name: "the word that was encrypted",
      ask: (asking) => askWecom(corpId, "1616140317555161061", asking),
      answer: textReply("1616140317555161061"),
    },
    {
      name: "an unsigned word",
      ask: (asking) => ({
        ...askWecom(corpId, "1", asking),
        url: `${asking.address}?echostr=1`,
      }),
      answer: "refused",
    },
  ],
  reply: textReply(""),
  proof: { query: "msg_signature" },
  coversBody: true,
};

describeChannel(channelCase);

const { channel, settings } = channelCase;
const secrets = secretsOf(channelCase, "ours");
const context = contextOf(channelCase);
const receiveNow = (signed: Parameters<typeof receiveSigned>[0], given: unknown = secrets) =>
  receiveSigned(signed, { channel, settings, secrets: given });
const refused = (reason: string) => ({ kind: "refused", status: 401, reason });

describe("the address check of WeCom", () => {
  it("is answered although a proxy undid the escaping of plus signs", () => {
    const asked = Array.from({ length: 40 }, (_, at) => askWecom(corpId, `${at}`, context)).find(
      ({ url }) => url.includes("%2B"),
    );
    const url = asked?.url.replaceAll("%2B", "+") ?? "";
    expect(receiveNow({ ...askWecom(corpId, "1", context), url }).kind).toBe("handshake");
  });

  it("whose word is in plain text is refused, for a signature alone proves no key", () => {
    const url = askWecom(corpId, "1", context).url.replace(/echostr=[^&]+/, "echostr=hello");
    expect(receiveNow({ ...askWecom(corpId, "1", context), url })).toEqual(
      refused("signature wrong"),
    );
  });

  it.each([
    ["an event", change("add_external_contact")],
    ["a message in JSON", '{"msgtype":"text"}'],
    ["nothing", ""],
  ])("does not read out %s to whoever saw it go by", (_, message) => {
    expect(receiveNow(askWecom(corpId, message, context))).toEqual(refused("signature malformed"));
  });

  it("does not read out what was delivered", () => {
    const signed = sendWecom({ corpId, body: change("add_external_contact") }, context);
    const encrypted = /<Encrypt>(?:<!\[CDATA\[)?([\w+/=]+)/.exec(signed.body.toString())?.[1] ?? "";
    expect(encrypted).not.toBe("");
    const url = `${signed.url}&echostr=${encodeURIComponent(encrypted)}`;
    const asked = { ...signed, method: "GET" as const, url, body: Buffer.alloc(0) };
    expect(receiveNow(asked)).toEqual(refused("signature malformed"));
  });

  it("without a word is no check", () => {
    const url = askWecom(corpId, "1", context).url.replace(/&echostr=[^&]+/, "");
    expect(receiveNow({ ...askWecom(corpId, "1", context), url })).toMatchObject({ status: 405 });
  });
});

describe("a WeCom delivery", () => {
  const added = change("add_external_contact");

  it("for another company is refused, though its signature is right", () => {
    const signed = sendWecom({ corpId, body: added, corpIdInside: otherCorp }, context);
    expect(receiveNow(signed)).toEqual(refused("not for this account"));
  });

  it("encrypted under another key is refused", () => {
    const theirs = secretsOf(channelCase, "theirs")[corpId];
    const mixed = {
      ...secrets,
      [corpId]: { ...secrets[corpId], encodingAESKey: theirs?.encodingAESKey },
    };
    expect(receiveNow(sendWecom({ corpId, body: added }, context), mixed)).toEqual(
      refused("encrypted under another key"),
    );
  });

  it("of each of several companies is told by its own token", () => {
    const signed = sendWecom({ corpId: otherCorp, body: added }, context);
    expect(accepted(receiveNow(signed)).events[0]?.identifiers).toMatchObject([
      { namespace: `wecom:${otherCorp}`, value: customer },
    ]);
  });

  it("in plain text is refused", () => {
    const signed = { ...sendWecom({ corpId, body: added }, context), body: Buffer.from(added) };
    expect(receiveNow(signed)).toEqual(refused("signature malformed"));
  });

  it.each([
    ["its staff's messages", { MsgType: "text", Content: "早", MsgId: "4561255354251345929" }],
    ["its own directory", { MsgType: "event", Event: "change_contact", ChangeType: "create_user" }],
    ["its tags", { MsgType: "event", Event: "change_external_tag", ChangeType: "create" }],
    ["its groups", { MsgType: "event", Event: "change_external_chat", ChangeType: "update" }],
    ["messages to be fetched", { MsgType: "event", Event: "kf_msg_or_event", Token: "t" }],
  ])("about %s creates nobody", (_, elements) => {
    const body = wechatXml({ ...head, FromUserName: "LinWei", ...elements });
    expect(receiveNow(sendWecom({ corpId, body }, context))).toMatchObject({
      events: [],
      unclear: undefined,
    });
  });

  it.each([
    ["an unknown event", wechatXml({ ...head, MsgType: "event", Event: "hologram" })],
    ["an unknown change", change("hologram")],
    ["no customer", change("add_external_contact", { ExternalUserID: "" })],
  ])("with %s waits for a human", (_, body) => {
    const received = receiveNow(sendWecom({ corpId, body }, context));
    expect(received).toMatchObject({ events: [], unclear: { account: corpId } });
  });

  it("tells one customer's events at different times apart", () => {
    const ids = [1, 2].map(
      (later) =>
        accepted(
          receiveNow(
            sendWecom(
              {
                corpId,
                body: change("edit_external_contact", { CreateTime: 1_795_163_400 + later }),
              },
              context,
            ),
          ),
        ).events[0]?.id,
    );
    expect(new Set(ids).size).toBe(2);
  });
});

describe("WeCom secrets", () => {
  it("fit the schema when generated, one object a company", () => {
    expect(Object.keys(channel.secrets.parse(secrets) as object)).toEqual([corpId, otherCorp]);
  });

  it("lack nothing: a company without a key cannot be heard", () => {
    expect(channel.secrets.safeParse({ [corpId]: { token: "long-enough" } }).success).toBe(false);
  });

  it("of no company at all refuse everything", () => {
    const signed = sendWecom({ corpId, body: change("add_external_contact") }, context);
    expect(receiveNow(signed, {})).toEqual(refused("no secret configured"));
  });
});

/** The vectors that come with Tencent's own sample code, whose token is shorter than we allow. */
describe("WeCom vectors", () => {
  const vector = {
    corpId: "wx5823bf96d3bd56c7",
    token: "QDG6eK",
    encodingAESKey: "jWmYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2B2C",
  };
  const echo = {
    msg_signature: "5c45ff5e21c57e6ad56bac8758b79b1d9ac89fd3",
    timestamp: "1409659589",
    nonce: "263014780",
    echostr:
      "P9nAzCzyDtyTWESHep1vC5X9xho/qYX3Zpb4yKa9SKld1DsH3Iyt3tP3zNdtp+4RPcs8TgAE7OaBO+FZXvnaqQ==",
  };
  const message = {
    msg_signature: "477715d11cdb4164915debcba66cb864d751f3e6",
    timestamp: "1409659813",
    nonce: "1372623149",
  };
  const encrypted =
    "RypEvHKD8QQKFhvQ6QleEB4J58tiPdvo+rtK1I9qca6aM/wvqnLSV5zEPeusUiX5L5X/0lWfrf0QADHHhGd3QczcdCUp" +
    "j911L3vg3W/sYYvuJTs3TUUkSUXxaccAS0qhxchrRYt66wiSpGLYL42aM6A8dTT+6k4aSknmPj48kzJs8qLjvd4Xgpue" +
    "06DOdnLxAUHzM6+kDZ+HMZfJYuR+LtwGc2hgf5gsijff0ekUNXZiqATP7PF5mZxZ3Izoun1s4zG4LUMnvw2r+KqCKIw+" +
    "3IQH03v+BCA9nMELNqbSf6tiWSrXJB3LAVGUcallcrw8V2t9EL4EhzJWrQUax5wLVMNS0+rUPA3k22Ncx4XXZS9o0MBH" +
    "27Bo6BpNelZpS+/uh9KsNlY6bHCmJU9p8g7m3fVKn28H3KDYA5Pl/T8Z1ptDAVe0lXdQ2YoyyH2uyPIGHBZZIs2pDBS8" +
    "R07+qN+E7Q==";

  const given = (account: typeof vector) => ({
    secrets: {
      [account.corpId]: { token: [account.token], encodingAESKey: [account.encodingAESKey] },
    },
    settings: { corps: {} },
    now,
  });
  const requested = (method: "GET" | "POST", query: Record<string, string>, body = "") =>
    deliveryOf(
      {
        method,
        url: `${addressOf(wecom)}?${new URLSearchParams(query).toString()}`,
        headers: { "content-type": "text/xml" },
        body: Buffer.from(body),
      },
      wecom,
    );
  const posted = (text = encrypted) =>
    requested(
      "POST",
      message,
      `<xml><ToUserName><![CDATA[wx5823bf96d3bd56c7]]></ToUserName><Encrypt><![CDATA[${text}]]></Encrypt></xml>`,
    );

  it("answer the address check with the published word", () => {
    expect(wecom.handshake?.(requested("GET", echo), given(vector))).toEqual({
      kind: "reply",
      reply: textReply("1616140317555161061"),
    });
  });

  it("open the published message", () => {
    const authentication = wecom.authenticate(posted(), given(vector));
    expect(authentication).toMatchObject({
      kind: "authentic",
      trust: "signed",
      account: vector.corpId,
    });
    const body = authentication.kind === "authentic" ? authentication.body?.toString() : "";
    expect(body).toContain("<Content><![CDATA[hello]]></Content>");
    expect(body).toContain("<MsgId>4561255354251345929</MsgId>");
  });

  it.each([
    ["another token", { ...vector, token: "QDG6eL" }, "signature wrong"],
    ["another company", { ...vector, corpId: "wx5823bf96d3bd56c8" }, "not for this account"],
    ["another key", { ...vector, encodingAESKey: "0".repeat(43) }, "encrypted under another key"],
  ])("are refused with %s", (_, account, reason) => {
    expect(wecom.authenticate(posted(), given(account))).toEqual({ kind: "refused", reason });
    expect(wecom.handshake?.(requested("GET", echo), given(account))).toEqual({
      kind: "refused",
      reason,
    });
  });

  it("are refused with another text", () => {
    expect(wecom.authenticate(posted(encrypted.replace("Ryp", "Ryq")), given(vector))).toEqual({
      kind: "refused",
      reason: "signature wrong",
    });
  });
});
