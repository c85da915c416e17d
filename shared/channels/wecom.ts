/** WeCom (企业微信): the customers whom a company's staff add, keep and lose. */
import * as z from "zod";
import type { ConsentClaim } from "#shared/domain/event.ts";
import { bodyBytesMaxDefault, defineChannel } from "./channel.ts";
import { textReply } from "./delivery.ts";
import { xml } from "./formats/xml.ts";
import {
  AccountSecrets,
  authenticateEnvelope,
  envelopeAuthentication,
  generateAccountSecrets,
  secretsByAccount,
} from "./wechat-accounts.ts";
import { encryptedText } from "./wechat-crypto.ts";

/** `ww…`; companies that registered early have `wx…`. */
const CorpId = z.string().regex(/^w[wx]\w{8,40}$/);

const Corp = z.strictObject({ name: z.string().max(100).optional() });

const Message = z.looseObject({
  ToUserName: z.string().min(1),
  CreateTime: z.string().regex(/^\d{1,11}$/),
  MsgType: z.string().min(1),
  Event: z.string().optional(),
  ChangeType: z.string().optional(),
  UserID: z.string().optional(),
  ExternalUserID: z.string().optional(),
  State: z.string().optional(),
});

export default defineChannel({
  name: "wecom",
  title: { en: "WeCom customers", zh: "企业微信客户联系" },
  group: "chat",
  authentication: envelopeAuthentication,
  trust: "signed",
  confirmation: "published vector",
  verifies: ["external-id"],
  businessId: "CreateTime + ChangeType + UserID + ExternalUserID",
  answer: {
    en: "empty; to a GET its `echostr`, decrypted",
    zh: "空；对 GET 返回解密后的 `echostr`",
  },
  pathToken: false,
  format: xml,
  bodyBytesMax: bodyBytesMaxDefault,
  settings: z.strictObject({ corps: z.record(CorpId, Corp).default({}) }),
  secrets: secretsByAccount(CorpId, AccountSecrets),
  generateSecrets: (randomBytes, { corps }) => generateAccountSecrets(randomBytes, corps),
  payload: z.object({ xml: Message }),

  // https://developer.work.weixin.qq.com/document/path/90930: the plain word, bare, within a second.
  handshake({ method, query }, { secrets }) {
    const echo = query.get("echostr");
    if (method !== "GET" || echo === null) return undefined;
    // A plus sign that nobody escaped has become a space on its way.
    const encrypted = echo.replaceAll(" ", "+");
    const signature = query.get("msg_signature");
    const authentication = authenticateEnvelope({ signature, query, encrypted }, secrets);
    if (authentication.kind === "refused") return authentication;
    const word = authentication.body?.toString("utf8") ?? "";
    return checkWord.test(word)
      ? { kind: "reply", reply: textReply(word) }
      : { kind: "refused", reason: "signature malformed" };
  },

  authenticate({ query, body }, { secrets }) {
    if (Object.keys(secrets).length === 0) {
      return { kind: "refused", reason: "no secret configured" };
    }
    const signature = query.get("msg_signature");
    const encrypted = signature ? encryptedText(body.toString("utf8")) : undefined;
    return authenticateEnvelope({ signature, query, encrypted }, secrets);
  },

  normalise({ xml: message }, { account }) {
    if (account === undefined) return [{ kind: "unclear", reason: "its account is not known" }];
    if (isOwnBusiness(message)) return [{ kind: "ping" }];
    const { ChangeType: change = "", UserID: staff, ExternalUserID: customer } = message;
    if (message.Event !== "change_external_contact" || !changes.has(change)) {
      return [{ kind: "unclear", reason: "the kind of event is not understood" }];
    }
    if (!customer) return [{ kind: "unclear", reason: "the event names no customer" }];
    return [
      {
        kind: "statement",
        statement: {
          businessId: [account, message.CreateTime, change, staff, customer].join(":"),
          content: message,
          origin: account,
          kind: change,
          observedAt: new Date(Number(message.CreateTime) * 1_000),
          // The customer's account at WeChat or WeCom, as this company sees it.
          identifiers: [
            {
              type: "external-id",
              namespace: `wecom:${account}`,
              value: customer,
              verified: true,
            },
          ],
          // What the company put into the code or link through which it was added.
          claims: [{ field: "scene", value: message.State }],
          consents: consentsOf(change),
          extras: extrasOf(message),
        },
      },
    ];
  },

  // https://developer.work.weixin.qq.com/document/path/90238: who has nothing to say sends nothing.
  reply: () => textReply(""),
});

type Message = z.output<typeof Message>;

/**
 * A message is signed and encrypted just like the word of a check: who saw one go by, and asked with
 * it, would be handed the message in plain text. Words are digits; messages are XML or JSON.
 */
const checkWord = /^[\w+/=-]{1,200}$/;

/** What happens between a member of staff and a customer. */
const changes = new Set(
  (
    "add_external_contact add_half_external_contact edit_external_contact del_external_contact " +
    "del_follow_user transfer_fail msg_audit_approved"
  ).split(" "),
);

/** What concerns a company's own staff, groups and tags: no customer is named. */
const ownEvents = new Set(
  (
    "subscribe unsubscribe enter_agent location click view scancode_push scancode_waitmsg " +
    "pic_sysphoto pic_photo_or_album pic_weixin location_select batch_job_result change_contact " +
    "change_external_chat change_external_tag kf_msg_or_event"
  ).split(" "),
);

/** What staff write to an app of the company. */
const ownMessages = new Set(["text", "image", "voice", "video", "location", "link"]);

function isOwnBusiness({ MsgType: type, Event: event = "" }: Message): boolean {
  return type === "event" ? ownEvents.has(event.toLowerCase()) : ownMessages.has(type);
}

/** The one event by which a customer agrees to something: that the conversation is archived. */
function consentsOf(change: string): ConsentClaim[] {
  return change === "msg_audit_approved" ? [{ purpose: "chat-archive", granted: true }] : [];
}

const structural = new Set(
  (
    "ToUserName FromUserName CreateTime MsgType Event ChangeType ExternalUserID State WelcomeCode " +
    "AgentID"
  ).split(" "),
);

/** Whose customer it is, and why a change came about. */
function extrasOf(message: Message): Record<string, unknown> {
  return Object.fromEntries(Object.entries(message).filter(([name]) => !structural.has(name)));
}
