/** TikTok for developers: who takes back what they allowed an app; leads where a tenant asks for them. */
import * as z from "zod";
import type { StatedIdentifier } from "#shared/domain/identifier.ts";
import type { Statement } from "#shared/domain/statement.ts";
import { FormSettings, isRecord, mappingOf, readAnswers } from "./answers.ts";
import { bodyBytesMaxDefault, defineChannel, RotatingSecret } from "./channel.ts";
import type { FieldRegistry } from "#shared/domain/field.ts";
import { json } from "./formats/json.ts";
import { authenticateTimed } from "./timed-signature.ts";
import { momentOf } from "./unix-time.ts";

/** Above 2^53 our parser hands over the digits as text. */
const Id = z.union([z.number(), z.string()]).transform(String);

const Payload = z.looseObject({
  client_key: z.string().min(1).max(100),
  event: z.string().min(1).max(60),
  create_time: z.number(),
  user_openid: z.string().nullish(),
  /** JSON within a text: what differs from event to event. */
  content: z.string(),
});

const Settings = z.strictObject({
  ...FormSettings.shape,
  /**
   * Whether leads are read as we believe they are written. No public document of TikTok's shows one,
   * so that without this they wait for a human.
   */
  unconfirmedLeads: z.boolean().default(false),
});

/** TikTok leaves the tolerance to us; Stripe's, whose scheme this is, is five minutes. */
const windowMs = 5 * 60_000;

export default defineChannel({
  name: "tiktok",
  title: { en: "TikTok", zh: "TikTok" },
  group: "campaign",
  authentication: {
    en: "TikTok-Signature: s= and hex HMAC-SHA256 over t.body, 5 minutes",
    zh: "TikTok-Signature：s= 加上 t.请求体 的十六进制 HMAC-SHA256，5 分钟内有效",
  },
  trust: "signed",
  confirmation: "provider's document",
  verifies: ["external-id"],
  businessId: "event + create_time + user_openid",
  answer: '`{"events":[ids]}`',
  pathToken: false,
  format: json,
  bodyBytesMax: bodyBytesMaxDefault,
  /** `forms` are instant forms, by their page's id. */
  settings: Settings,
  secrets: z.strictObject({ clientSecret: RotatingSecret }),
  generateSecrets: (randomBytes) => ({ clientSecret: randomBytes(16).toString("hex") }),
  payload: Payload,

  // developers.tiktok.com/doc/webhooks-verification: the body as it was sent, and hex.
  authenticate: ({ headers, body }, { secrets, now }) =>
    authenticateTimed({
      header: headers["tiktok-signature"],
      scheme: "s",
      body,
      secrets: secrets.clientSecret,
      now,
      windowMs,
    }),

  normalise(payload, { settings, fields }) {
    const { event, create_time: time, user_openid: openid, content: text } = payload;
    // How the publishing of a video or a download of data went: reports to the app itself.
    if (/^(video|post|portability)\./.test(event)) return [{ kind: "ping" }];
    const parsed = json.parse(text);
    if (parsed.kind === "malformed" || !isRecord(parsed.value)) {
      return [{ kind: "unclear", reason: "the content has an unknown shape" }];
    }
    const said =
      event === "authorization.removed" && openid
        ? ofRemoval(parsed.value)
        : ofLead(parsed.value, { settings, fields });
    if (typeof said === "string") return [{ kind: "unclear", reason: said }];
    const observedAt = momentOf(time);
    const statement: Statement = {
      ...said,
      businessId: `${event}:${time}:${openid ?? ""}`,
      content: { event, time, openid, content: parsed.value },
      kind: event,
      ...(observedAt && { observedAt }),
      origin: said.origin ?? payload.client_key,
      identifiers: [...(said.identifiers ?? []), ...accountOf(payload)],
    };
    return [{ kind: "statement", statement }];
  },
});

type Said = Omit<Statement, "businessId" | "content" | "origin" | "kind" | "observedAt"> & {
  origin?: string;
};

/** Whoever signed in to the app holds the account; its id means something to this app alone. */
function accountOf(payload: z.output<typeof Payload>): StatedIdentifier[] {
  const { client_key: app, user_openid: value } = payload;
  return value ? [{ type: "external-id", namespace: `tiktok:${app}`, value, verified: true }] : [];
}

/** developers.tiktok.com/doc/webhooks-events. */
const reasons: readonly string[] = [
  "unknown",
  "disconnected by the user",
  "account deleted",
  "age changed",
  "account banned",
  "revoked by the developer",
];

/** Only the first two are the user's own decision. */
const ownDecisions: readonly unknown[] = [1, 2];

function ofRemoval({ reason }: Readonly<Record<string, unknown>>): Said {
  return {
    claims: [],
    consents: ownDecisions.includes(reason)
      ? [{ purpose: "tiktok-account-access", granted: false }]
      : [],
    extras: { removed_because: reasons[Number(reason)] ?? reason },
  };
}

/** As Meta writes the changes of an entry, which TikTok is said to follow. */
const Lead = z.looseObject({
  id: Id,
  page_id: Id.nullish(),
  campaign_name: z.string().nullish(),
  ad_name: z.string().nullish(),
  changes: z.array(z.looseObject({ field: z.string(), value: z.unknown().optional() })).min(1),
});

/** Questions of an instant form, where a registry's field has another name. */
const fieldsByQuestion = new Map([
  ["name", "fullName"],
  ["full_name", "fullName"],
  ["first_name", "givenName"],
  ["last_name", "familyName"],
  ["phone_number", "phone"],
  ["company_name", "company"],
  ["job_title", "jobTitle"],
  ["zip_code", "postalCode"],
  ["state", "province"],
]);

function ofLead(
  content: Readonly<Record<string, unknown>>,
  { settings, fields }: { settings: z.output<typeof Settings>; fields: FieldRegistry },
): Said | string {
  const { data: lead } = Lead.safeParse(content);
  if (!settings.unconfirmedLeads || lead === undefined) return "the event is not understood";
  const page = lead.page_id ?? "-";
  const answers = lead.changes.map(({ field, value }) => ({
    keys: [field],
    label: field,
    value,
    otherwise: fieldsByQuestion.get(field),
  }));
  const read = readAnswers(answers, mappingOf(settings, page), fields);
  return {
    ...read,
    origin: page,
    claims: [
      ...read.claims,
      { field: "utmCampaign", value: lead.campaign_name },
      { field: "utmContent", value: lead.ad_name },
    ],
    extras: { ...read.extras, lead: lead.id },
  };
}
