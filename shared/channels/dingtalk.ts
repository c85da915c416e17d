/** DingTalk (钉钉): who joins, changes in and leaves an organisation. */
import { createHmac, hash } from "node:crypto";
import * as z from "zod";
import { canonicalJson } from "#shared/domain/canonical-json.ts";
import { extrasPerEventMax, valueLengthMax } from "#shared/domain/event.ts";
import { clip } from "#shared/domain/normalise/text.ts";
import type { Statement } from "#shared/domain/statement.ts";
import { unprovenJson } from "./body-token.ts";
import { bodyBytesMaxDefault, defineChannel, type Understanding } from "./channel.ts";
import { type Delivery, jsonReply } from "./delivery.ts";
import { json } from "./formats/json.ts";
import { momentOf } from "./unix-time.ts";
import {
  AccountSecrets,
  authenticateEnvelope,
  envelopeAuthentication,
  freshness,
  generateAccountSecrets,
  secretsByAccount,
} from "./wechat-accounts.ts";
import { accountThatSigned, openEnvelope, sealEnvelope, sortedSha1 } from "./wechat-crypto.ts";

/** Company, app or suite: whichever the console encrypts for. */
const Receiver = z.string().regex(/^(ding|suite)\w{4,80}$/);

/** Nobody joins by the thousand: what names more is looked at by a human. */
const membersMax = 1_000;

const Payload = z.looseObject({
  EventType: z.string().min(1),
  CorpId: z.string().min(1).optional(),
  eventId: z.string().min(1).optional(),
  TimeStamp: z.union([z.string(), z.number()]).optional(),
  EventTime: z.union([z.string(), z.number()]).optional(),
  UserId: z.array(z.unknown()).max(membersMax).optional(),
  diffInfo: z.array(z.unknown()).max(membersMax).optional(),
});

export default defineChannel({
  name: "dingtalk",
  title: { en: "DingTalk", zh: "钉钉" },
  group: "chat",
  authentication: envelopeAuthentication,
  trust: "signed",
  confirmation: "published vector",
  verifies: ["external-id"],
  businessId: {
    en: "eventId, else EventType + TimeStamp; with UserId",
    zh: "eventId，没有则 EventType + TimeStamp；再加 UserId",
  },
  answer: { en: "`success`, encrypted and signed", zh: "加密并签名的 `success`" },
  pathToken: false,
  format: json,
  bodyBytesMax: bodyBytesMaxDefault,
  settings: z.strictObject({
    receivers: z
      .record(Receiver, z.strictObject({ name: z.string().max(100).optional() }))
      .default({}),
  }),
  secrets: secretsByAccount(Receiver, AccountSecrets),
  generateSecrets: (randomBytes, { receivers }) => generateAccountSecrets(randomBytes, receivers),
  payload: Payload,

  authenticate({ query, body }, { secrets }) {
    if (Object.keys(secrets).length === 0) {
      return { kind: "refused", reason: "no secret configured" };
    }
    return authenticateEnvelope(
      { signature: signatureOf(query), query, encrypted: encryptedOf(body) },
      secrets,
    );
  },

  normalise(event, { account }) {
    if (ownEvents.test(event.EventType)) return [{ kind: "ping" }];
    if (!memberEvents.has(event.EventType)) {
      return [{ kind: "unclear", reason: "the event type is not understood" }];
    }
    const company = event.CorpId ?? account;
    if (company === undefined) return [{ kind: "unclear", reason: "the company is not named" }];
    const common = commonOf(event, company);
    const understood = new Map<unknown, Understanding>();
    for (const user of event.UserId ?? []) {
      const { data: id } = UserId.safeParse(user);
      // Named twice, somebody still joins once.
      if (!understood.has(id)) understood.set(id, understandMember(id, common));
    }
    return [...understood.values()];
  },

  // https://developers.dingtalk.com/document/app/configure-event-subcription: every event is answered
  // with the same word, the check of the address as well, under the token and key of the question.
  reply({ delivery, account, secrets }) {
    const used = account === undefined ? undefined : secrets[account];
    return account === undefined || used === undefined
      ? jsonReply({})
      : jsonReply(encryptedSuccess(delivery, { account, ...used }));
  },
});

type Event = z.output<typeof Payload>;

/** Whom the directory is about; each delivery names several. */
const memberEvents = new Set([
  "user_add_org",
  "user_modify_org",
  "user_active_org",
  "user_leave_org",
]);

/** The check of the address; departments, roles, groups, and the app itself. */
const ownEvents = /^(check_url|suite_ticket|(org|label|chat|dept)_\w+)$/;

const UserId = z.union([z.string().min(1), z.number()]).transform(String);

interface Common {
  event: Event;
  company: string;
  /** What was said of all of them, and of each alone. */
  digest: string;
  extras: Record<string, string>;
  changes: Changes;
}

/** Looked at once: members times what is said of them would take minutes over one large delivery. */
function commonOf(event: Event, company: string): Common {
  const { UserId: _, diffInfo, ...said } = event;
  const extras = Object.entries(said)
    .filter(([name]) => !structural.has(name))
    .map(([name, value]) => [name, textOf(value)] as const)
    .filter(([, text]) => text !== "")
    // Beside them stands what changed.
    .slice(0, extrasPerEventMax - 1);
  return {
    event,
    company,
    digest: hash("sha256", canonicalJson(said)),
    extras: Object.fromEntries(extras),
    changes: changesOf(diffInfo),
  };
}

function textOf(value: unknown): string {
  if (value === null || value === undefined) return "";
  return clip(typeof value === "string" ? value : JSON.stringify(value), valueLengthMax);
}

function understandMember(
  id: string | undefined,
  { event, company, digest, extras, changes }: Common,
): Understanding {
  if (id === undefined) {
    return { kind: "unclear", reason: "one of its members has an unknown shape" };
  }
  const { EventType: kind, TimeStamp, EventTime, eventId } = event;
  const time = TimeStamp ?? EventTime;
  const observedAt = momentOf(time);
  const changed = changes.get(id);
  const statement: Statement = {
    businessId: [eventId ?? `${kind}:${time}`, company, id].join(":"),
    // Of what changed only what concerns this member.
    content: [digest, id, changed],
    origin: company,
    kind,
    ...(observedAt && { observedAt }),
    // The login proves it: a user id is one organisation's.
    identifiers: [
      { type: "external-id", namespace: `dingtalk:${company}`, value: id, verified: true },
    ],
    claims: [],
    extras: { ...extras, changed },
  };
  return { kind: "statement", statement };
}

const structural = new Set(
  "EventType CorpId TimeStamp EventTime eventId BizId UserId diffInfo".split(" "),
);

const Change = z.looseObject({ userid: z.string(), curr: z.record(z.string(), z.unknown()) });

type Changes = ReadonlyMap<string, unknown>;

/** What became different, by member, where DingTalk says so. */
function changesOf(diffInfo: readonly unknown[] = []): Changes {
  const changes = diffInfo.flatMap((each) => Change.safeParse(each).data ?? []);
  return new Map(changes.map(({ userid, curr }) => [userid, curr]));
}

function signatureOf(query: URLSearchParams): string | null {
  return query.get("msg_signature") ?? query.get("signature");
}

const Encrypted = z.looseObject({ encrypt: z.string() });

function encryptedOf(body: Buffer): string | undefined {
  return Encrypted.safeParse(unprovenJson(body, 2 * bodyBytesMaxDefault)).data?.encrypt;
}

interface Used {
  account: string;
  token: readonly string[];
  encodingAESKey: readonly string[];
}

/** While a secret is being rotated, DingTalk reads the answer with the one it asked under. */
function encryptedSuccess({ query, body }: Delivery, { account, token, encodingAESKey }: Used) {
  const [timeStamp, nonce] = freshness(query);
  const encrypted = encryptedOf(body) ?? "";
  const asked = { parts: [timeStamp, nonce, encrypted], signature: signatureOf(query) ?? "" };
  const signs = (each: string) => accountThatSigned({ account: { token: [each] } }, asked);
  const opens = (key: string) =>
    openEnvelope({ encrypted, encodingAesKeys: [key], receiverId: account }).kind === "opened";
  const [ownToken, ownKey] = [token.find(signs) ?? "", encodingAESKey.find(opens) ?? ""];
  // Unlike any other answer's, and again the same when this one has to be repeated.
  const prefix = createHmac("sha256", ownKey).update(`${timeStamp}:${nonce}`).digest();
  const encrypt = sealEnvelope({
    message: Buffer.from("success"),
    encodingAesKey: ownKey,
    receiverId: account,
    prefix: prefix.subarray(0, 16),
  });
  const msg_signature = sortedSha1([ownToken, timeStamp, nonce, encrypt]);
  return { msg_signature, timeStamp, nonce, encrypt };
}
