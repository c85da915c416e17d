/** A lead of Meta as the Graph API tells it: developers.facebook.com, lead-ads/retrieving. */
import * as z from "zod";
import type { StatedClaim } from "#shared/domain/statement.ts";
import type { Answer } from "./answers.ts";

/** Digits; above 2^53 our parser hands them over as text. */
export const MetaId = z
  .union([z.int().min(0), z.string()])
  .transform(String)
  .pipe(z.string().regex(/^\d{1,30}$/));
const Text = z.string().nullish();

export const MetaLead = z.object({
  id: MetaId,
  created_time: Text,
  ad_id: Text,
  ad_name: Text,
  adset_name: Text,
  campaign_id: Text,
  campaign_name: Text,
  form_id: Text,
  is_organic: z.boolean().nullish(),
  platform: Text,
  field_data: z.array(z.object({ name: z.string(), values: z.array(z.unknown()) })),
  custom_disclaimer_responses: z
    .array(z.object({ checkbox_key: z.string(), is_checked: z.unknown().optional() }))
    .nullish(),
});
export type MetaLead = z.output<typeof MetaLead>;

/** Questions that Meta fills in itself, where a registry's field has another name. */
const fieldsByQuestion = new Map([
  ["full_name", "fullName"],
  ["first_name", "givenName"],
  ["last_name", "familyName"],
  ["phone_number", "phone"],
  ["work_phone_number", "phone"],
  ["work_email", "email"],
  ["company_name", "company"],
  ["job_title", "jobTitle"],
  ["street_address", "street"],
  ["state", "province"],
  ["zip_code", "postalCode"],
  ["post_code", "postalCode"],
  ["date_of_birth", "birthday"],
]);

/** Boxes are answers like the others: a tenant maps their key to a consent. */
export function answersOf({ field_data, custom_disclaimer_responses }: MetaLead): Answer[] {
  const given = field_data.map(({ name, values }) => ({
    keys: [name],
    label: name,
    value: values.length === 1 ? values[0] : values,
    otherwise: fieldsByQuestion.get(name),
  }));
  const boxes = (custom_disclaimer_responses ?? []).map(({ checkbox_key: key, is_checked }) => ({
    keys: [key],
    label: key,
    value: is_checked,
  }));
  return [...given, ...boxes];
}

/** Meta's testing tool makes real leads of such words. */
export function isTest(answers: readonly Answer[]): boolean {
  return answers.some(({ value }) => typeof value === "string" && value.startsWith("<test lead:"));
}

const platforms = new Map([
  ["fb", "facebook"],
  ["ig", "instagram"],
]);

/** What the lead was won by. */
export function claimsOfCampaign(lead: MetaLead): StatedClaim[] {
  return [
    { field: "utmSource", value: platforms.get(lead.platform ?? "") ?? lead.platform },
    { field: "utmCampaign", value: lead.campaign_name ?? lead.campaign_id },
    { field: "utmTerm", value: lead.adset_name },
    { field: "utmContent", value: lead.ad_name ?? lead.ad_id },
  ];
}

/** `2026-11-20T08:14:00+0000`: ISO 8601 but for the colon. */
export function timeOf(created: string | null | undefined): Date | undefined {
  return created ? new Date(created.replace(/([+-]\d\d)(\d\d)$/, "$1:$2")) : undefined;
}
