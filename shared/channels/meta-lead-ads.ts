/** Meta lead ads: who filled in a form on Facebook or Instagram. The webhook names the lead alone. */
import * as z from "zod";
import type { Statement } from "#shared/domain/statement.ts";
import { FormSettings, mappingOf, readAnswers } from "./answers.ts";
import {
  bodyBytesMaxDefault,
  defineChannel,
  RotatingSecret,
  type Understanding,
} from "./channel.ts";
import { type Delivery, textReply } from "./delivery.ts";
import { json } from "./formats/json.ts";
import type { LookupFailure } from "./lookup.ts";
import { answersOf, claimsOfCampaign, isTest, MetaId, MetaLead, timeOf } from "./meta-lead.ts";
import { authenticateHmac, sameSecret } from "./signature.ts";
import { momentOf } from "./unix-time.ts";

/** What a change of the field `leadgen` holds: everything but the person. */
const Lead = z.object({
  leadgen_id: MetaId,
  form_id: MetaId,
  page_id: MetaId.optional(),
  ad_id: MetaId.nullish(),
  adgroup_id: MetaId.nullish(),
  created_time: z.union([z.number(), z.string()]).optional(),
});

const Change = z.looseObject({ field: z.string(), value: z.unknown().optional() });
const Entry = z.looseObject({ changes: z.array(z.unknown()).min(1) });
const Payload = z.looseObject({ object: z.string(), entry: z.array(z.unknown()).min(1) });

const leadFields = "id,created_time,ad_id,form_id,is_organic,platform,field_data";
const campaignNames = "ad_name,adset_name,campaign_id,campaign_name";

export default defineChannel({
  name: "meta-lead-ads",
  title: { en: "Meta lead ads", zh: "Meta 潜在客户广告" },
  group: "campaign",
  authentication: {
    en: "X-Hub-Signature-256: sha256= and hex HMAC-SHA256 over the body",
    zh: "X-Hub-Signature-256：sha256= 加上请求体的十六进制 HMAC-SHA256",
  },
  trust: "signed",
  confirmation: "provider's document",
  verifies: [],
  businessId: "leadgen_id",
  answer: {
    en: '`{"events":[]}`; to a GET its `hub.challenge`',
    zh: '`{"events":[]}`；对 GET 原样返回 `hub.challenge`',
  },
  pathToken: false,
  format: json,
  bodyBytesMax: bodyBytesMaxDefault,
  settings: z.strictObject({
    ...FormSettings.shape,
    /** Meta keeps a version for two years; then it is time to name another. */
    graphVersion: z
      .string()
      .regex(/^v\d{1,3}\.\d$/)
      .default("v25.0"),
    /** Whether campaigns are asked for by name: the token then needs `ads_management`. */
    campaignNames: z.boolean().default(false),
  }),
  /** The app's secret, and the word that is entered beside the webhook's address. */
  secrets: z.strictObject({ appSecret: RotatingSecret, verifyToken: RotatingSecret }),
  generateSecrets: (randomBytes) => ({
    appSecret: randomBytes(16).toString("hex"),
    verifyToken: randomBytes(24).toString("base64url"),
  }),
  payload: Payload,

  handshake(delivery, { secrets }) {
    if (delivery.method !== "GET") return undefined;
    const challenge = challengeOf(delivery);
    if (challenge === undefined) return { kind: "refused", reason: "signature missing" };
    const matches = secrets.verifyToken.filter((token) => sameSecret(token, challenge.token));
    return matches.length > 0
      ? { kind: "reply", reply: textReply(challenge.challenge) }
      : { kind: "refused", reason: "token wrong" };
  },

  authenticate: ({ headers, body }, { secrets }) =>
    authenticateHmac({
      header: headers["x-hub-signature-256"],
      prefix: "sha256=",
      algorithm: "sha256",
      encoding: "hex",
      parts: [body],
      secrets: secrets.appSecret,
    }),

  normalise({ object, entry }) {
    if (object !== "page") return [{ kind: "unclear", reason: "the object is not understood" }];
    return entry.flatMap((each) => {
      const { data } = Entry.safeParse(each);
      return data === undefined
        ? [{ kind: "unclear", reason: "an entry has an unknown shape" }]
        : data.changes.map(announcedBy);
    });
  },

  lookup: {
    hosts: ["graph.facebook.com"],

    request(content, { graphVersion, campaignNames: withNames }) {
      const { data: lead } = Lead.safeParse(content);
      if (lead === undefined) return undefined;
      const fields = [
        leadFields,
        "custom_disclaimer_responses",
        ...(withNames ? [campaignNames] : []),
      ];
      const path = `/${graphVersion}/${lead.leadgen_id}?fields=${fields.join(",")}`;
      return { host: "graph.facebook.com", path };
    },

    // A token that has ended is answered 400, as a call too many is.
    failureOf: (error) => failureOfCode(GraphError.safeParse(error).data?.error.code),

    normalise(answer, { announcement, settings, fields }) {
      const { data: lead } = MetaLead.safeParse(answer);
      const { data: announced } = Lead.safeParse(announcement.content);
      if (lead === undefined || announced === undefined || lead.id !== announced.leadgen_id) {
        return [{ kind: "unclear", reason: "the lead has an unknown shape" }];
      }
      const answers = answersOf(lead);
      if (isTest(answers)) return [{ kind: "ping" }];
      const read = readAnswers(answers, mappingOf(settings, announced.form_id), fields);
      const observedAt = timeOf(lead.created_time) ?? momentOf(announced.created_time);
      const statement: Statement = {
        ...read,
        businessId: lead.id,
        content: lead,
        origin: announced.form_id,
        kind: "leadgen",
        ...(observedAt && { observedAt }),
        claims: [...read.claims, ...claimsOfCampaign(lead)],
        extras: { ...read.extras, page: announced.page_id, organic: lead.is_organic },
      };
      return [{ kind: "statement", statement }];
    },
  },
});

const GraphError = z.object({ error: z.object({ code: z.int() }) });

/** developers.facebook.com, graph-api/guides/error-handling and graph-api/overview/rate-limiting. */
function failureOfCode(code: number | undefined): LookupFailure | undefined {
  if (code === undefined) return undefined;
  if (code === 102 || code === 190) return "the token was refused";
  if (code === 10 || (code >= 200 && code < 300)) return "the token may not read it";
  return [4, 17, 32, 341, 613].includes(code) || (code >= 80_000 && code < 80_100)
    ? "asked too often"
    : undefined;
}

/** The same lead is sent to whoever presses "Test" in the app's dashboard. */
const testLeadId = "444444444444";

function announcedBy(change: unknown): Understanding {
  const { data } = Change.safeParse(change);
  if (data?.field !== "leadgen") return { kind: "unclear", reason: "a change is not understood" };
  const { data: lead } = Lead.safeParse(data.value);
  if (lead === undefined) return { kind: "unclear", reason: "a lead has an unknown shape" };
  if (lead.leadgen_id === testLeadId) return { kind: "ping" };
  return { kind: "awaiting data", announcement: { businessId: lead.leadgen_id, content: lead } };
}

const challengeLengthMax = 200;

/** developers.facebook.com, graph-api/webhooks/getting-started: asked once, when the address is saved. */
function challengeOf({ query }: Delivery): { challenge: string; token: string } | undefined {
  const challenge = query.get("hub.challenge") ?? "";
  const token = query.get("hub.verify_token");
  const isAsked = query.get("hub.mode") === "subscribe" && token !== null;
  return isAsked && challenge !== "" && challenge.length <= challengeLengthMax
    ? { challenge, token }
    : undefined;
}
