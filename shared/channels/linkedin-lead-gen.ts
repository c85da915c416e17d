/** LinkedIn lead gen forms: the webhook says that somebody answered, the Lead Sync API says what. */
import { createHmac } from "node:crypto";
import * as z from "zod";
import type { Statement } from "#shared/domain/statement.ts";
import { FormSettings, mappingOf, readAnswers } from "./answers.ts";
import { bodyBytesMaxDefault, defineChannel, RotatingSecret } from "./channel.ts";
import { type Delivery, jsonReply } from "./delivery.ts";
import { json } from "./formats/json.ts";
import { answersOf, consentsAnswered, LeadResponse } from "./linkedin-lead.ts";
import { authenticateHmac } from "./signature.ts";

/** `urn:li:leadGenFormResponse:249592fc-d272-44ba-a7db-c2bdce579507-6`. */
const ResponseUrn = z.string().regex(/^urn:li:leadGenFormResponse:[\w-]{1,100}$/);

const Notification = z.looseObject({
  type: z.literal("LEAD_ACTION"),
  leadGenFormResponse: ResponseUrn,
  leadAction: z.enum(["CREATED", "DELETED"]),
  occurredAt: z.number().optional(),
});

const Payload = z.looseObject({ type: z.string() });

/** What the request needs. */
const Announced = z.object({ response: ResponseUrn });

const leadFields =
  "owner,submitter,leadType,leadMetadata,leadMetadataInfo,versionedLeadGenFormUrn,id,submittedAt," +
  "testLead,associatedEntity,formResponse,form:(hiddenFields,creationLocale,name,id,content)";

export default defineChannel({
  name: "linkedin-lead-gen",
  title: { en: "LinkedIn lead gen forms", zh: "领英潜在客户表单" },
  group: "campaign",
  authentication: {
    en: 'X-LI-Signature: hex HMAC-SHA256 over "hmacsha256=" and the body',
    zh: 'X-LI-Signature：对 "hmacsha256=" 加上请求体的十六进制 HMAC-SHA256',
  },
  trust: "signed",
  confirmation: "provider's document",
  verifies: ["external-id"],
  businessId: "leadGenFormResponse + leadAction",
  answer: {
    en: '`{"events":[]}`; to a GET, JSON with `challengeResponse`',
    zh: '`{"events":[]}`；对 GET 返回含 `challengeResponse` 的 JSON',
  },
  pathToken: false,
  format: json,
  bodyBytesMax: bodyBytesMaxDefault,
  settings: z.strictObject({
    ...FormSettings.shape,
    /** A version ends a year after its month: learn.microsoft.com, linkedin/marketing/versioning. */
    apiVersion: z
      .string()
      .regex(/^20\d\d(0[1-9]|1[0-2])$/)
      .default("202606"),
  }),
  secrets: z.strictObject({ clientSecret: RotatingSecret }),
  generateSecrets: (randomBytes) => ({ clientSecret: randomBytes(16).toString("hex") }),
  payload: Payload,

  handshake(delivery, { secrets }) {
    if (delivery.method !== "GET") return undefined;
    const challengeCode = challengeOf(delivery);
    const [clientSecret] = secrets.clientSecret;
    if (challengeCode === undefined || clientSecret === undefined) {
      return { kind: "refused", reason: "signature malformed" };
    }
    const challengeResponse = createHmac("sha256", clientSecret)
      .update(challengeCode)
      .digest("hex");
    return { kind: "reply", reply: jsonReply({ challengeCode, challengeResponse }) };
  },

  authenticate: ({ headers, body }, { secrets }) =>
    authenticateHmac({
      // learn.microsoft.com, webhook-validation, can be read as if these words stood here as well.
      header: headers["x-li-signature"]?.replace(/^hmacsha256=/, ""),
      algorithm: "sha256",
      encoding: "hex",
      parts: ["hmacsha256=", body],
      secrets: secrets.clientSecret,
    }),

  normalise(payload) {
    const { data: said } = Notification.safeParse(payload);
    if (said === undefined) return [{ kind: "unclear", reason: "the type is not understood" }];
    // Who takes a lead back wants it forgotten: a human has to find out who that is.
    if (said.leadAction === "DELETED") return [{ kind: "unclear", reason: "a lead was deleted" }];
    const { leadGenFormResponse: response, leadAction } = said;
    const announcement = { businessId: `${response}:${leadAction}`, content: { response } };
    return [{ kind: "awaiting data", announcement }];
  },

  lookup: {
    hosts: ["api.linkedin.com"],

    request(content, { apiVersion }) {
      const { data } = Announced.safeParse(content);
      if (data === undefined) return undefined;
      return {
        host: "api.linkedin.com",
        path: `/rest/leadFormResponses/${idOf(data.response)}?fields=${leadFields}`,
        headers: { "linkedin-version": apiVersion, "x-restli-protocol-version": "2.0.0" },
      };
    },

    normalise(answer, { announcement, settings, fields }) {
      const { data: lead } = LeadResponse.safeParse(answer);
      const { data: announced } = Announced.safeParse(announcement.content);
      if (lead === undefined || announced === undefined || lead.id !== idOf(announced.response)) {
        return [{ kind: "unclear", reason: "the lead has an unknown shape" }];
      }
      if (lead.testLead) return [{ kind: "ping" }];
      const form = /leadGenForm:(\d+)/.exec(lead.versionedLeadGenFormUrn ?? "")?.[1] ?? "-";
      const answers = [...answersOf(lead), ...consentsAnswered(lead)];
      const read = readAnswers(answers, mappingOf(settings, form), fields);
      const statement: Statement = {
        ...read,
        businessId: lead.id,
        content: lead,
        origin: form,
        kind: lead.leadType ?? "lead",
        observedAt: new Date(lead.submittedAt ?? Number.NaN),
        claims: [...read.claims, { field: "utmCampaign", value: campaignOf(lead) }],
        // Only who is signed in can answer such a form: the member is proved, what is typed is not.
        identifiers: [...read.identifiers, ...memberOf(lead.submitter)],
        extras: {
          ...read.extras,
          form: lead.form?.name,
          creative: lead.associatedEntity?.["associatedCreative"],
        },
      };
      return [{ kind: "statement", statement }];
    },
  },
});

/**
 * Whoever asks is given the HMAC of what he asks with, and a notification is proved by nothing else:
 * were this more than a UUID, he could ask for the signature of a notification of his own.
 */
function challengeOf({ query }: Delivery): string | undefined {
  return z.uuid().safeParse(query.get("challengeCode")).data;
}

const idOf = (urn: string): string => urn.slice(urn.lastIndexOf(":") + 1);

function memberOf(urn: string | null | undefined) {
  const value = /^urn:li:person:([\w-]{1,100})$/.exec(urn ?? "")?.[1];
  return value === undefined
    ? []
    : [{ type: "external-id", namespace: "linkedin", value, verified: true } as const];
}

function campaignOf({ leadMetadata, leadMetadataInfo }: LeadResponse): string | undefined {
  const named = leadMetadataInfo?.sponsoredLeadMetadataInfo?.campaign?.name;
  const urn = leadMetadata?.sponsoredLeadMetadata?.campaign;
  return named ?? (urn ? idOf(urn) : undefined);
}
