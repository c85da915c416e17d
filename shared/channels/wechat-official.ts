/** WeChat official accounts (公众号): who follows, scans and writes. */
import * as z from "zod";
import type { ConsentClaim } from "#shared/domain/event.ts";
import type { StatedIdentifier } from "#shared/domain/identifier.ts";
import {
  type Authentication,
  type AuthenticationContext,
  bodyBytesMaxDefault,
  defineChannel,
} from "./channel.ts";
import { withinWindow } from "./signature.ts";
import { type Delivery, textReply } from "./delivery.ts";
import { xml } from "./formats/xml.ts";
import {
  AccountSecrets,
  authenticateEnvelope,
  envelopeAuthentication,
  freshness,
  generateAccountSecrets,
  secretsByAccount,
} from "./wechat-accounts.ts";
import { accountThatSigned, encryptedText } from "./wechat-crypto.ts";

const AppId = z.string().regex(/^wx\w{8,40}$/);

const App = z.strictObject({
  name: z.string().max(100).optional(),
  /** The open platform account it is bound to: without one, a unionid names nobody. */
  openPlatform: z.string().min(1).max(100).optional(),
  /** Whether plain deliveries are taken although there is a key, while the account is being moved. */
  plain: z.boolean().default(false),
});

/** Without a key the account sends in plain text. */
const Secrets = secretsByAccount(AppId, AccountSecrets.partial({ encodingAESKey: true }));

const Settings = z.strictObject({ apps: z.record(AppId, App).default({}) });

const Message = z.looseObject({
  FromUserName: z.string().min(1),
  CreateTime: z.string().regex(/^\d{1,11}$/),
  MsgType: z.string().min(1),
  Event: z.string().optional(),
  EventKey: z.string().optional(),
  MsgId: z.string().optional(),
  UnionId: z.string().optional(),
});

export default defineChannel({
  name: "wechat-official",
  title: { en: "WeChat official account", zh: "微信公众号" },
  group: "chat",
  authentication: {
    en: `${envelopeAuthentication.en}. Plain: weak`,
    zh: `${envelopeAuthentication.zh}。明文模式：弱`,
  },
  trust: "signed",
  confirmation: "published vector",
  verifies: ["wechat-openid", "wechat-unionid"],
  businessId: {
    en: "MsgId, else FromUserName + CreateTime + Event",
    zh: "MsgId，没有则 FromUserName + CreateTime + Event",
  },
  answer: { en: "`success`; to a GET its `echostr`", zh: "`success`；对 GET 原样返回 `echostr`" },
  pathToken: false,
  format: xml,
  bodyBytesMax: bodyBytesMaxDefault,
  settings: Settings,
  secrets: Secrets,
  generateSecrets: (randomBytes, { apps }) => generateAccountSecrets(randomBytes, apps),
  payload: z.object({ xml: Message }),

  handshake(delivery, { secrets }) {
    const echo = delivery.query.get("echostr");
    if (delivery.method !== "GET" || echo === null) return undefined;
    return accountOfQuery(delivery.query, secrets) === undefined
      ? { kind: "refused", reason: "signature wrong" }
      : { kind: "reply", reply: textReply(echo) };
  },

  authenticate(delivery, context) {
    if (Object.keys(context.secrets).length === 0) {
      return { kind: "refused", reason: "no secret configured" };
    }
    const { query, body } = delivery;
    if (query.get("encrypt_type") !== "aes") return authenticatePlain(delivery, context);
    const signature = query.get("msg_signature");
    const encrypted = signature ? encryptedText(body.toString("utf8")) : undefined;
    return authenticateEnvelope({ signature, query, encrypted }, context.secrets);
  },

  normalise({ xml: message }, { account, settings, trust }) {
    if (account === undefined) return [{ kind: "unclear", reason: "its account is not known" }];
    const event = message.MsgType === "event" ? (message.Event ?? "").toLowerCase() : undefined;
    const kind = event ?? message.MsgType;
    if (jobReports.has(kind)) return [{ kind: "ping" }];
    if (!(event === undefined ? messages : events).has(kind)) {
      return [{ kind: "unclear", reason: "the kind of message is not understood" }];
    }
    const scene = sceneOf(message, event);
    return [
      {
        kind: "statement",
        statement: {
          businessId: businessIdOf(message, account),
          content: message,
          origin: account,
          kind,
          observedAt: new Date(Number(message.CreateTime) * 1_000),
          // A plain message is not covered by its signature: then the openid is only claimed.
          identifiers: identifiersOf(message, {
            account,
            openPlatform: settings.apps[account]?.openPlatform,
            verified: trust === "signed",
          }),
          claims: [{ field: "scene", value: scene }],
          consents: consentsOf(event),
          extras: extrasOf(message, scene),
        },
      },
    ];
  },

  reply: () => textReply("success"),
});

function businessIdOf({ MsgId, FromUserName, CreateTime, Event }: Message, account: string) {
  return [account, ...(MsgId ? [MsgId] : [FromUserName, CreateTime, Event ?? ""])].join(":");
}

type Context = AuthenticationContext<z.output<typeof Secrets>, z.output<typeof Settings>>;

/** Which account's token made `signature`: it covers timestamp and nonce, not the body. */
function accountOfQuery(query: URLSearchParams, secrets: Context["secrets"]): string | undefined {
  const signature = query.get("signature") ?? "";
  return accountThatSigned(secrets, { parts: freshness(query), signature });
}

/** A plain signature covers no body: whoever saw one go by must not use it for long. */
const plainWindowMs = 60 * 60_000;

function authenticatePlain(
  { query }: Delivery,
  { secrets, settings, now }: Context,
): Authentication {
  if (!query.has("signature")) return { kind: "refused", reason: "signature missing" };
  const account = accountOfQuery(query, secrets);
  if (account === undefined) return { kind: "refused", reason: "signature wrong" };
  const sentAt = new Date(Number(query.get("timestamp")) * 1_000);
  if (!withinWindow(sentAt, now, plainWindowMs)) {
    return { kind: "refused", reason: "timestamp outside the window" };
  }
  // An account with a key encrypts; whoever leaves that out has only seen a signature go by.
  return secrets[account]?.encodingAESKey === undefined || settings.apps[account]?.plain
    ? { kind: "authentic", trust: "weak", account }
    : { kind: "refused", reason: "signature missing" };
}

/** What a customer sends. */
const messages = new Set(["text", "image", "voice", "video", "shortvideo", "location", "link"]);

/** What a customer does. */
const events = new Set(
  (
    "subscribe unsubscribe scan location click view view_miniprogram scancode_push " +
    "scancode_waitmsg location_select pic_sysphoto pic_photo_or_album pic_weixin"
  ).split(" "),
);

/** How the account's own sending went. */
const jobReports = new Set(["templatesendjobfinish", "masssendjobfinish", "publishjobfinish"]);

type Message = z.output<typeof Message>;

/** What the account put into the QR code that was scanned. */
function sceneOf({ EventKey = "" }: Message, event: string | undefined): string | undefined {
  if (event === "scan") return EventKey;
  return event === "subscribe" ? /^qrscene_(.*)$/.exec(EventKey)?.[1] : undefined;
}

function identifiersOf(
  { FromUserName, UnionId }: Message,
  {
    account,
    openPlatform,
    verified,
  }: { account: string; openPlatform: string | undefined; verified: boolean },
): StatedIdentifier[] {
  const openid = { type: "wechat-openid", namespace: account, value: FromUserName } as const;
  const unionid =
    openPlatform && UnionId
      ? [{ type: "wechat-unionid", namespace: openPlatform, value: UnionId } as const]
      : [];
  return [openid, ...unionid].map((identifier) => ({ ...identifier, verified }));
}

/** Who follows an account asks for its messages; who leaves it asks for none. */
function consentsOf(event: string | undefined): ConsentClaim[] {
  const followed = event === "subscribe";
  return followed || event === "unsubscribe"
    ? [{ purpose: "wechat-messages", granted: followed }]
    : [];
}

const structural = new Set(
  "ToUserName FromUserName CreateTime MsgType MsgId MsgDataId Idx Event Ticket UnionId".split(" "),
);

/** Free text may hold anything, so it is no field; nor is what only this kind of message has. */
function extrasOf(message: Message, scene: string | undefined): Record<string, unknown> {
  const { Content: text, EventKey: key, ...rest } = message;
  const others = Object.entries(rest).filter(([name]) => !structural.has(name));
  return {
    message: text,
    ...(scene === undefined && { EventKey: key }),
    ...Object.fromEntries(others),
  };
}
