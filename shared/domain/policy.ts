/** What a tenant decides about identity and survivorship: an input of the pure core, never a global. */
import * as z from "zod";
import { PromotableKeyName } from "./duplicates/composite-key.ts";
import { IdentifierType } from "./identifier.ts";

/** Who wins when two sources disagree: staff and verified values, live channels, then imports. */
export const Tier = z.enum(["high", "normal", "low"]);
export type Tier = z.infer<typeof Tier>;

export const CustomField = z.object({
  name: z.string().regex(/^[a-z][a-zA-Z0-9]{0,59}$/),
  labels: z.object({ en: z.string().min(1), zh: z.string().min(1) }),
  kind: z.enum(["text", "number", "date", "boolean"]).default("text"),
  pii: z.enum(["none", "personal", "sensitive"]).default("personal"),
  weight: z.number().min(0).max(10).default(1),
});
export type CustomField = z.infer<typeof CustomField>;

const limit = z.number().int().min(1).max(50);

export const Policy = z.object({
  tenant: z.string().regex(/^[a-z][a-z0-9-]{1,19}$/),
  /** ISO 3166 country whose national phone numbers are meant when no country code is given. */
  phoneRegion: z.string().regex(/^[A-Z]{2}$/),
  customFields: z.array(CustomField).max(30).default([]),
  /** Most values of one type (and namespace) that one person may hold. */
  limits: z
    .object({
      "national-id": limit.default(1),
      "wechat-unionid": limit.default(1),
      "wechat-openid": limit.default(1),
      "external-id": limit.default(5),
      phone: limit.default(10),
      email: limit.default(10),
      composite: limit.default(5),
    })
    .prefault({}),
  /** Values that never link, beside the built-in ones. */
  blockedValues: z
    .array(z.object({ type: IdentifierType, value: z.string().min(1).max(500) }))
    .max(2_000)
    .default([]),
  /** Weaker evidence that this tenant lets link, such as the same name and birthday. */
  promotedKeys: z.array(PromotableKeyName).max(4).default([]),
  /** How long it is remembered, by keyed hashes, that somebody was erased: so long nobody comes back. */
  tombstoneYears: z.int().min(1).max(30).default(3),
  /** Channel → field (or `*`) → tier, where it differs from the tier of the event. */
  tiers: z.record(z.string(), z.record(z.string(), Tier)).default({}),
});
export type Policy = z.infer<typeof Policy>;

/** How much a source is believed on a field. Verified values and staff stand above any setting. */
export function tierOf(
  policy: Pick<Policy, "tiers">,
  event: { channel: string; trust: string },
  claims: readonly { field: string; verified: boolean }[],
): Tier {
  if (event.trust === "staff" || claims.some(({ verified }) => verified)) return "high";
  const ofChannel = policy.tiers[event.channel];
  const ofField = claims.map(({ field }) => ofChannel?.[field]).find((tier) => tier !== undefined);
  return ofField ?? ofChannel?.["*"] ?? "normal";
}
