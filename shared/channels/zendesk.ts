/** Zendesk: who asks for help, and what the company's triggers say of them. */
import * as z from "zod";
import type { Statement } from "#shared/domain/statement.ts";
import { FormSettings, mappingOf, namedAnswers, readAnswers } from "./answers.ts";
import { bodyBytesMaxDefault, defineChannel, RotatingSecret } from "./channel.ts";
import { json } from "./formats/json.ts";
import { authenticateHmac, withinWindow } from "./signature.ts";
import { readZendeskEvent } from "./zendesk-events.ts";

/**
 * Zendesk signs with it whatever anybody tries out before a webhook is created, and prints it:
 * https://developer.zendesk.com/documentation/webhooks/verifying/#signing-secrets-on-new-webhooks
 */
const everybodysSecret = "dGhpc19zZWNyZXRfaXNfZm9yX3Rlc3Rpbmdfb25seQ==";

const SigningSecret = RotatingSecret.refine(
  (secrets) => !secrets.some((secret) => secret.trim() === everybodysSecret),
  "this is the secret that Zendesk publishes for tests: anybody could sign with it",
);

/** An event of a subscription, or whatever a trigger was told to send. */
const Payload = z.record(z.string(), z.unknown());

const Event = z.looseObject({
  id: z.string().min(1),
  type: z.string().min(1),
  account_id: z.union([z.number(), z.string().min(1)]),
  time: z.string(),
  detail: z.record(z.string(), z.unknown()),
  event: z.record(z.string(), z.unknown()).optional(),
});

/**
 * The documents name no tolerance: an hour leaves room for attempts. Of what a trigger sends nothing
 * else says when it was, and its id is in a header that nobody signs: repeated, it would be news.
 */
const windowMs = 60 * 60_000;

const invocation = "x-zendesk-webhook-invocation-id";

export default defineChannel({
  name: "zendesk",
  title: { en: "Zendesk", zh: "Zendesk 客服" },
  group: "call",
  authentication: {
    en: "X-Zendesk-Webhook-Signature: base64 HMAC-SHA256 over timestamp and body, 1 hour",
    zh: "X-Zendesk-Webhook-Signature：对 timestamp 加上请求体的 base64 HMAC-SHA256，1 小时内有效",
  },
  trust: "signed",
  confirmation: "provider's document",
  verifies: [],
  readsHeaders: [invocation],
  businessId: {
    en: "id; of a trigger X-Zendesk-Webhook-Invocation-Id",
    zh: "id；触发器则为 X-Zendesk-Webhook-Invocation-Id",
  },
  answer: '`{"events":[ids]}`',
  pathToken: false,
  format: json,
  bodyBytesMax: bodyBytesMaxDefault,
  /**
   * The fields of users (`external_id` among them) and tickets, and those of what triggers send, by
   * the name in `form`.
   */
  settings: FormSettings,
  secrets: z.strictObject({ signingSecret: SigningSecret }),
  generateSecrets: (randomBytes) => ({ signingSecret: randomBytes(32).toString("base64") }),
  payload: Payload,

  authenticate({ headers, body }, { secrets, now }) {
    const timestamp = headers["x-zendesk-webhook-signature-timestamp"];
    if (!timestamp) return { kind: "refused", reason: "timestamp missing" };
    const authentication = authenticateHmac({
      header: headers["x-zendesk-webhook-signature"],
      algorithm: "sha256",
      encoding: "base64",
      parts: [timestamp, body],
      secrets: secrets.signingSecret,
    });
    if (authentication.kind === "refused") return authentication;
    return withinWindow(new Date(timestamp), now, windowMs)
      ? authentication
      : { kind: "refused", reason: "timestamp outside the window" };
  },

  normalise(payload, { settings, fields, headers }) {
    if (typeof payload["type"] !== "string" || !payload["type"].startsWith("zen:")) {
      const statement = saidByTrigger(payload, { settings, fields, id: headers[invocation] });
      return statement === undefined
        ? [{ kind: "unclear", reason: "no field of it is mapped" }]
        : [{ kind: "statement", statement }];
    }
    const parsed = Event.safeParse(payload);
    if (!parsed.success) return [{ kind: "unclear", reason: "the event has an unknown shape" }];
    const { id, type, account_id, time, detail, event = {} } = parsed.data;
    const kind = type.replace(/^zen:event-type[:/]/, "");
    const account = String(account_id);
    const read = readZendeskEvent({ kind, account, detail, event }, { settings, fields });
    if (read.kind !== "said") return [read];
    const statement: Statement = {
      ...read.said,
      businessId: id,
      content: { type, detail, event },
      origin: account,
      kind,
      observedAt: new Date(time),
    };
    return [{ kind: "statement", statement }];
  },
});

interface Trigger extends Pick<Parameters<typeof readZendeskEvent>[1], "fields"> {
  settings: FormSettings;
  id: string | undefined;
}

/** Undefined where it says nothing that anybody has mapped. */
function saidByTrigger(
  payload: Record<string, unknown>,
  { settings, fields, id = "-" }: Trigger,
): Statement | undefined {
  const { form, ...answers } = payload;
  const name = typeof form === "string" && form !== "" ? form : "-";
  const read = readAnswers(namedAnswers(answers), mappingOf(settings, name), fields);
  if (read.claims.length === 0 && read.identifiers.length === 0) return undefined;
  return { businessId: id, content: payload, origin: name, kind: "trigger", ...read };
}
