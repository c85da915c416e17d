/** Feishu (飞书) and Lark: who writes to the company's bot or help desk, and who joins it. */
import * as z from "zod";
import type { StatedIdentifier } from "#shared/domain/identifier.ts";
import type { Statement } from "#shared/domain/statement.ts";
import { FormSettings } from "./answers.ts";
import { authenticateBodyToken, isOneOf, unprovenJson } from "./body-token.ts";
import {
  type Authentication,
  type AuthenticationContext,
  bodyBytesMaxDefault,
  defineChannel,
  RotatingSecret,
} from "./channel.ts";
import { type Delivery, jsonReply } from "./delivery.ts";
import { feishuSigned, openFeishu } from "./feishu-crypto.ts";
import { readFeishuEvent, type UserIds } from "./feishu-events.ts";
import { json } from "./formats/json.ts";
import { momentOf } from "./unix-time.ts";

const Name = z.string().min(1);

const Event20 = z
  .looseObject({
    header: z.looseObject({
      event_id: Name,
      event_type: Name,
      create_time: z.string(),
      app_id: Name,
      tenant_key: Name,
    }),
    event: z.record(z.string(), z.unknown()),
  })
  .transform(({ header, event }) => ({
    id: header.event_id,
    kind: header.event_type,
    time: header.create_time,
    app: header.app_id,
    tenant: header.tenant_key,
    event,
  }));

const OlderEvent = z
  .looseObject({
    uuid: Name,
    ts: z.string(),
    event: z.looseObject({ type: Name, app_id: Name, tenant_key: Name }),
  })
  .transform(({ uuid, ts, event }) => ({
    id: uuid,
    kind: event.type,
    time: ts,
    app: event.app_id,
    tenant: event.tenant_key,
    event,
  }));

const Secrets = z.strictObject({
  verificationToken: RotatingSecret,
  /** Without it the app is sent plain text, which only the token vouches for. */
  encryptKey: RotatingSecret.optional(),
});

export default defineChannel({
  name: "feishu",
  title: { en: "Feishu and Lark", zh: "飞书" },
  group: "chat",
  authentication: {
    en: "X-Lark-Signature: hex SHA-256 over timestamp, nonce, key, body; AES-256-CBC. Plain: token",
    zh: "X-Lark-Signature：对 timestamp、nonce、密钥、请求体的十六进制 SHA-256；AES-256-CBC 加密。明文模式靠令牌",
  },
  trust: "signed",
  confirmation: "published vector",
  verifies: ["external-id"],
  businessId: {
    en: "header.event_id, before schema 2.0 uuid",
    zh: "header.event_id，2.0 版之前为 uuid",
  },
  answer: {
    en: '`{"events":[ids]}`; to `url_verification` its `{"challenge"}`',
    zh: '`{"events":[ids]}`；对 `url_verification` 返回其 `{"challenge"}`',
  },
  pathToken: false,
  format: json,
  bodyBytesMax: bodyBytesMaxDefault,
  /** The fields that a help desk asks its guests to fill in; `forms` by the id of the desk. */
  settings: FormSettings,
  secrets: Secrets,
  generateSecrets: (randomBytes) => ({
    verificationToken: randomBytes(16).toString("hex"),
    encryptKey: randomBytes(16).toString("hex"),
  }),
  payload: z.union([Event20, OlderEvent]),

  // https://open.feishu.cn/document/uAjLw4CM/ukTMukTMukTM/event-subscription-guide/event-subscription-configure-/request-url-configuration-case
  handshake({ method, body }, { secrets }) {
    if (method !== "POST" || body.length > challengeBytesMax) return undefined;
    const asked = Challenge.safeParse(opened(body, secrets.encryptKey));
    if (!asked.success) return undefined;
    // It is encrypted or plain, and signed in neither case: the token alone says who asks.
    return isOneOf(secrets.verificationToken, asked.data.token)
      ? { kind: "reply", reply: jsonReply({ challenge: asked.data.challenge }) }
      : { kind: "refused", reason: "token wrong" };
  },

  authenticate(delivery, context) {
    return context.secrets.encryptKey === undefined
      ? authenticateBodyToken({
          body: delivery.body,
          bodyBytesMax: bodyBytesMaxDefault,
          tokenOf: (payload) => Tokens.safeParse(payload).data?.token,
          tokens: context.secrets.verificationToken,
        })
      : authenticateSigned(delivery, { ...context, encryptKeys: context.secrets.encryptKey });
  },

  normalise({ id, kind, time, app, tenant, event }, { settings, fields }) {
    const read = readFeishuEvent(kind, event, { settings, fields });
    if (read.kind !== "said") return [read];
    const observedAt = momentOf(time);
    const statement: Statement = {
      ...read.said,
      businessId: id,
      content: event,
      origin: app,
      kind,
      ...(observedAt && { observedAt }),
      identifiers: [
        ...identifiersOf(read.user, { app, tenant: read.tenant ?? tenant }),
        ...(read.said.identifiers ?? []),
      ],
    };
    return [{ kind: "statement", statement }];
  },
});

type Context = AuthenticationContext<z.output<typeof Secrets>>;

const challengeBytesMax = 4_000;

const Challenge = z.looseObject({
  type: z.literal("url_verification"),
  challenge: z.string(),
  token: z.string(),
});

const Encrypted = z.looseObject({ encrypt: z.string() });

/** Where the token stands in either schema. */
const Tokens = z.union([
  z.looseObject({ header: z.looseObject({ token: z.string() }) }).transform(({ header }) => header),
  z.looseObject({ token: z.string() }),
]);

/** What a small body says, encrypted or not; nobody has vouched for it. */
function opened(body: Buffer, encryptKeys: readonly string[] | undefined): unknown {
  const value = unprovenJson(body, challengeBytesMax);
  const { data } = Encrypted.safeParse(value);
  if (data === undefined) return value;
  const plain = openFeishu(data.encrypt, encryptKeys ?? []);
  return plain && unprovenJson(plain, challengeBytesMax);
}

/** An app with a key encrypts everything; whoever does not has only seen its token. */
function authenticateSigned(
  { headers, body }: Delivery,
  { encryptKeys }: Context & { encryptKeys: readonly string[] },
): Authentication {
  const signature = headers["x-lark-signature"];
  const timestamp = headers["x-lark-request-timestamp"];
  const nonce = headers["x-lark-request-nonce"];
  if (!signature || nonce === undefined) return { kind: "refused", reason: "signature missing" };
  if (timestamp === undefined) return { kind: "refused", reason: "timestamp missing" };
  if (!feishuSigned({ timestamp, nonce, body, signature, encryptKeys })) {
    return { kind: "refused", reason: "signature wrong" };
  }
  const encrypted = Encrypted.safeParse(unprovenJson(body, 2 * bodyBytesMaxDefault));
  if (!encrypted.success) return { kind: "authentic", trust: "signed" };
  const plain = openFeishu(encrypted.data.encrypt, encryptKeys);
  return plain === undefined
    ? { kind: "refused", reason: "encrypted under another key" }
    : { kind: "authentic", trust: "signed", body: plain };
}

/**
 * The login proves all three: an open id is one app's, a user id one organisation's, a union id one
 * developer's; the last is random enough to need no name of its developer.
 */
function identifiersOf(
  { open_id: openId, user_id: userId, union_id: unionId }: UserIds,
  { app, tenant }: { app: string; tenant: string },
): StatedIdentifier[] {
  const ids = [
    { namespace: `feishu:${app}`, value: openId },
    { namespace: `feishu:${tenant}`, value: userId },
    { namespace: "feishu", value: unionId },
  ];
  return ids.flatMap(({ namespace, value }) =>
    value ? [{ type: "external-id", namespace, value, verified: true } as const] : [],
  );
}
