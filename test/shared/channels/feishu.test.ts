import { describe, expect, it } from "vitest";
import { askFeishu, type FeishuSecrets, sendFeishu, sendFeishuPlain } from "#bin/senders/feishu.ts";
import { openFeishu } from "#shared/channels/feishu-crypto.ts";
import feishu from "#shared/channels/feishu.ts";
import { jsonReply } from "#shared/channels/delivery.ts";
import {
  accepted,
  type ChannelCase,
  contextOf,
  describeChannel,
  receiveSigned,
  secretsOf,
} from "./harness.ts";

const app = "cli_a1b2c3d4e5f60001";
const tenant = "2e9f00aa11bb22cc";

const ids = {
  open_id: "ou_3c1f0a9e77d24b5f8a6b",
  user_id: "g7f31a9c",
  union_id: "on_94d1c7b2e0aa4f6c",
};
const identifiers = [
  { namespace: "feishu", value: ids.union_id },
  { namespace: `feishu:${tenant}`, value: ids.user_id },
  { namespace: `feishu:${app}`, value: ids.open_id },
].map((identifier) => ({ type: "external-id", verified: true, ...identifier }));

const event20 = (type: string, event: unknown, header: Record<string, string> = {}) =>
  JSON.stringify({
    schema: "2.0",
    header: {
      event_id: "5e3702a84e847582be8db7fb73280001",
      event_type: type,
      create_time: "1795163400000",
      app_id: app,
      tenant_key: tenant,
      ...header,
    },
    event,
  });

const message = (text: string, sender: Record<string, unknown> = {}) =>
  event20("im.message.receive_v1", {
    sender: { sender_id: ids, sender_type: "user", tenant_key: tenant, ...sender },
    message: {
      message_id: "om_5ce6d572455d361153b7cb51da130001",
      create_time: "1795163399000",
      chat_id: "oc_5ce6d572455d361153b7xx51da130001",
      chat_type: "p2p",
      message_type: "text",
      content: JSON.stringify({ text }),
    },
  });

const said = {
  source: `feishu:${app}`,
  kind: "im.message.receive_v1",
  observedAt: "2026-11-20T08:30:00.000Z",
  identifiers,
  claims: [],
  extras: { message: "想了解企业版的价格", message_type: "text", chat_type: "p2p" },
};

const ticket = {
  ticket_id: "6626871355780360001",
  helpdesk_id: "6626871355780360002",
  guest: { id: ids, name: "沈一舟", email: "Yizhou@Shen.example", city: "苏州", country: "中国" },
  stage: 1,
  customized_fields: [
    { id: "1", key_name: "phone", display_name: "联系电话", value: "138 0013 8000" },
    { id: "2", key_name: "plan", display_name: "版本", value: "企业版" },
    { id: "3", key_name: "system", display_name: "系统", value: ["门店", "小程序"] },
  ],
};
const saidInTicket = {
  claims: [
    { field: "fullName", value: "沈一舟" },
    { field: "email", value: "yizhou@shen.example", verified: false },
    { field: "city", value: "苏州" },
    { field: "country", valid: true },
    { field: "phone", value: "+8613800138000" },
    { field: "interest", value: "企业版" },
  ],
  extras: { 系统: '["门店","小程序"]', ticket_id: ticket.ticket_id },
};

const encrypted: ChannelCase<FeishuSecrets> = {
  channel: feishu,
  variant: "encrypted",
  settings: { forms: { [ticket.helpdesk_id]: { fields: { plan: "interest" } } } },
  send: sendFeishu,
  examples: [
    {
      name: "a message to the bot",
      body: message("想了解企业版的价格"),
      events: [{ ...said, trust: "signed" }],
    },
    {
      name: "a picture for the bot",
      body: message("x").replace('{\\"text\\":\\"x\\"}', '{\\"image_key\\":\\"img_v2_1\\"}'),
      events: [{ extras: { message: '{"image_key":"img_v2_1"}' } }],
    },
    {
      name: "a message from another organisation",
      body: message("你好", { tenant_key: "9c88bb77aa665544" }),
      events: [
        {
          identifiers: [
            identifiers[0],
            { ...identifiers[1], namespace: "feishu:9c88bb77aa665544" },
            identifiers[2],
          ],
        },
      ],
    },
    {
      name: "a new member",
      body: event20("contact.user.created_v3", {
        object: {
          ...ids,
          name: "沈一舟",
          en_name: "Yizhou Shen",
          mobile: "+8613800138000",
          email: "yizhou@shen.example",
          gender: 2,
          city: "苏州",
          country: "CN",
          job_title: "店长",
          avatar: { avatar_72: "https://example.com/a.jpg" },
          employee_no: "A-0017",
        },
      }),
      events: [
        {
          kind: "contact.user.created_v3",
          claims: [
            { field: "fullName", value: "沈一舟" },
            { field: "email", value: "yizhou@shen.example", verified: false },
            { field: "phone", value: "+8613800138000", verified: false },
            { field: "gender", value: "female" },
            { field: "city", value: "苏州" },
            { field: "country", value: "CN" },
            { field: "jobTitle", value: "店长" },
          ],
          extras: { en_name: "Yizhou Shen", employee_no: "A-0017" },
        },
      ],
    },
    {
      name: "a guest's words to the help desk",
      body: event20("helpdesk.ticket_message.created_v1", {
        ticket_message_id: "6949088240624220001",
        msg_type: "text",
        sender_id: ids,
        sender_type: 2,
        text: "发票怎么开",
        ticket: { ticket_id: ticket.ticket_id, status: 50 },
      }),
      events: [{ identifiers, extras: { message: "发票怎么开", ticket_id: ticket.ticket_id } }],
    },
    {
      name: "a ticket with the answers that the desk asks for",
      body: event20("helpdesk.ticket.created_v1", ticket),
      events: [saidInTicket],
    },
    {
      name: "a ticket that changed, its guest's name withheld",
      body: event20("helpdesk.ticket.updated_v1", {
        object: { ...ticket, guest: { ...ticket.guest, name: "-" } },
        old_object: { status: 1 },
      }),
      events: [{ claims: saidInTicket.claims.slice(1) }],
    },
    {
      name: "somebody who opens the chat with the bot",
      body: event20("im.chat.access_event.bot_p2p_chat_entered_v1", { operator_id: ids }),
      events: [{ identifiers, claims: [] }],
    },
    {
      name: "somebody who uses the bot's menu",
      body: event20("application.bot.menu_v6", {
        operator: { operator_name: "沈一舟", operator_id: ids },
        event_key: "prices",
      }),
      events: [
        { claims: [{ field: "fullName", value: "沈一舟" }], extras: { event_key: "prices" } },
      ],
    },
    {
      name: "an event of the older schema",
      body: JSON.stringify({
        ts: "1795163399.7171419",
        uuid: "bc447199585340d1f3728d26b1c00001",
        token: "of-the-app",
        type: "event_callback",
        event: {
          type: "p2p_chat_create",
          app_id: app,
          tenant_key: tenant,
          chat_id: "oc_1",
          user: { name: "沈一舟", open_id: ids.open_id, user_id: ids.user_id },
        },
      }),
      events: [
        {
          kind: "p2p_chat_create",
          observedAt: "2026-11-20T08:29:59.717Z",
          identifiers: identifiers.slice(1),
          claims: [{ field: "fullName", value: "沈一舟" }],
        },
      ],
    },
  ],
  edited: message("不想了解了"),
  unknown: '{"schema":"2.0","header":{"event_type":"hologram"}}',
  marker: "想了解企业版的价格",
  mixed: "no batch",
  pings: [
    { name: "a message of another app", body: message("好", { sender_type: "app" }) },
    {
      name: "the help desk's robot",
      body: event20("helpdesk.ticket_message.created_v1", { sender_type: 1, text: "猜你想问" }),
    },
    {
      name: "an agent of the help desk",
      body: event20("helpdesk.ticket_message.created_v1", {
        sender_type: 3,
        sender_id: ids,
        text: "您好",
      }),
    },
    {
      name: "what concerns the app itself",
      body: JSON.stringify({
        ts: "1795163399",
        uuid: "1",
        type: "event_callback",
        event: { type: "app_ticket", app_id: app, tenant_key: tenant, app_ticket: "t" },
      }),
    },
  ],
  largeId: (digits) =>
    event20("helpdesk.ticket_message.created_v1", {
      sender_type: 2,
      sender_id: ids,
      text: "在吗",
      ticket: { ticket_id: "ID" },
    }).replace('"ID"', digits),
  handshakes: [
    {
      name: "an encrypted challenge",
      ask: (asking) => askFeishu("ajls384kdj", asking),
      answer: jsonReply({ challenge: "ajls384kdj" }),
    },
    {
      name: "a challenge in plain text",
      ask: ({ secrets: { verificationToken }, ...asking }) =>
        askFeishu("ajls384kdj", { ...asking, secrets: { verificationToken } }),
      answer: jsonReply({ challenge: "ajls384kdj" }),
    },
    {
      name: "a challenge with another app's token",
      ask: (asking) =>
        askFeishu("1", {
          ...asking,
          secrets: { ...asking.secrets, verificationToken: "another-apps-token" },
        }),
      answer: "refused",
    },
  ],
  reply: (events) => jsonReply({ events }),
  proof: { header: "x-lark-signature" },
  coversBody: true,
};

/** An app without a key. */
const plain: ChannelCase<FeishuSecrets> = {
  ...encrypted,
  variant: "plain",
  withSecrets: ({ verificationToken }) => ({ verificationToken }),
  send: sendFeishuPlain,
  examples: [
    {
      name: "a message to the bot",
      body: message("想了解企业版的价格"),
      events: [{ ...said, trust: "token" }],
    },
  ],
  pings: [],
  handshakes: [
    {
      name: "a challenge",
      ask: (asking) => askFeishu("ajls384kdj", asking),
      answer: jsonReply({ challenge: "ajls384kdj" }),
    },
  ],
  proof: { body: /"token":"([^"]*)"/ },
  coversBody: false,
};

describeChannel(encrypted);
describeChannel(plain);

const { channel, settings } = encrypted;
const secrets = secretsOf(encrypted, "ours");
const { verificationToken } = secrets;
const context = contextOf(encrypted);
const plainContext = contextOf(plain);
const receiveNow = (signed: Parameters<typeof receiveSigned>[0], given: unknown = secrets) =>
  receiveSigned(signed, { channel, settings, secrets: given });
const refused = (reason: string) => ({ kind: "refused", status: 401, reason });

describe("the address check of Feishu", () => {
  const answered = { kind: "handshake", reply: jsonReply({ challenge: "ajls384kdj" }) };

  it("is answered while the token is being rotated", () => {
    const both = { ...secrets, verificationToken: ["a-newer-token", verificationToken].flat() };
    expect(receiveNow(askFeishu("ajls384kdj", context), both)).toEqual(answered);
  });

  it.each([
    ["encrypted", context],
    ["plain", plainContext],
  ])("is refused with another app's token, %s", (_, sending) => {
    const theirs = { ...sending.secrets, verificationToken: "another-apps-token" };
    expect(receiveNow(askFeishu("1", { ...sending, secrets: theirs }))).toEqual(
      refused("token wrong"),
    );
  });

  it("is refused under another key, as anything else would be", () => {
    const theirs = { ...secrets, encryptKey: "another-apps-key" };
    expect(receiveNow(askFeishu("1", { ...context, secrets: theirs }))).toEqual(
      refused("signature missing"),
    );
  });

  it.each([
    ["without a token", { type: "url_verification", challenge: "1" }],
    ["without a challenge", { type: "url_verification", token: verificationToken }],
  ])("%s is none", (_, body) => {
    const asked = { ...askFeishu("1", plainContext), body: Buffer.from(JSON.stringify(body)) };
    expect(receiveNow(asked)).toMatchObject({ kind: "refused", status: 401 });
  });
});

describe("a Feishu delivery", () => {
  it("in plain text is refused where the app has a key, whatever token it shows", () => {
    expect(receiveNow(sendFeishuPlain(message("好"), plainContext))).toEqual(
      refused("signature missing"),
    );
  });

  it.each([
    ["x-lark-request-timestamp", "timestamp missing"],
    ["x-lark-request-nonce", "signature missing"],
  ])("without %s is refused", (header, reason) => {
    const { [header]: _, ...headers } = sendFeishu(message("好"), context).headers;
    expect(receiveNow({ ...sendFeishu(message("好"), context), headers })).toEqual(refused(reason));
  });

  it("with another time than the one that was signed is refused", () => {
    const signed = sendFeishu(message("好"), context);
    const headers = { ...signed.headers, "x-lark-request-timestamp": "1795163401" };
    expect(receiveNow({ ...signed, headers })).toEqual(refused("signature wrong"));
  });

  it.each([
    ["an event type that nobody reads", event20("calendar.calendar.changed_v4", {})],
    ["a type that an object has by nature", event20("constructor", {})],
    ["an event of another shape", event20("im.message.receive_v1", { sender: "x" })],
    [
      "a guest without a name",
      event20("helpdesk.ticket_message.created_v1", { sender_type: 2, text: "在吗" }),
    ],
  ])("with %s waits for a human", (_, body) => {
    const received = receiveNow(sendFeishu(body, context));
    expect(received).toMatchObject({ events: [], unclear: { reason: expect.any(String) } });
  });

  it("tells seconds, milliseconds and microseconds apart", () => {
    const at = (create_time: string) =>
      accepted(
        receiveNow(
          sendFeishu(
            event20("application.bot.menu_v6", { operator: { operator_id: ids } }, { create_time }),
            context,
          ),
        ),
      ).events[0]?.observedAt;
    expect(["1795163400", "1795163400000", "1795163400000000"].map(at)).toEqual(
      Array(3).fill("2026-11-20T08:30:00.000Z"),
    );
  });
});

describe("Feishu's published vector", () => {
  const encryptedText = "P37w+VZImNgPEO1RBhJ6RtKl7n6zymIbEG1pReEzghk=";

  it("opens to its message", () => {
    expect(openFeishu(encryptedText, ["test key"])?.toString()).toBe("hello world");
    expect(openFeishu(encryptedText, ["another", "test key"])?.toString()).toBe("hello world");
  });

  it.each([
    ["another key", encryptedText, ["test kez"]],
    ["no key", encryptedText, []],
    ["no text", "", ["test key"]],
    ["a block missing", "P37w+VZImNgPEO1RBhJ6Rg==", ["test key"]],
    ["half a block", "P37w+VZImNgPEO1RBhJ6RtKl7n6zymIbEG1pRe==", ["test key"]],
  ])("is refused with %s", (_, text, keys) => {
    expect(openFeishu(text, keys)).toBeUndefined();
  });
});
