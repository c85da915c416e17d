/** The slices of the tenant file that functions are built with. */
import * as z from "zod";
import { Policy } from "#shared/domain/policy.ts";
import { PrivacyPolicy } from "#shared/domain/privacy/policy.ts";
import { languages } from "./language.ts";

/** For functions that know the whole tenant. */
export const TenantSlice = z.object({
  policy: Policy,
  privacy: PrivacyPolicy,
  /** Settings by enabled channel, checked by the channel's own schema. */
  channels: z.record(z.string(), z.unknown()),
  retention: z.object({
    quarantineDays: z.number().int().min(1).max(365),
    inactiveDays: z.number().int().min(30).optional(),
  }),
});
export type TenantSlice = z.infer<typeof TenantSlice>;

/** For who measures: whose fields and holidays count, and in which languages people are told. */
export const MetricsTenant = TenantSlice.pick({ policy: true, privacy: true }).extend({
  languages: z.array(z.enum(languages)).min(1),
});
export type MetricsTenant = z.infer<typeof MetricsTenant>;

/** For the pages: whose tokens they ask for, by which laws requests are filed, and by what clock. */
export const PagesTenant = z.object({
  privacy: PrivacyPolicy.pick({ laws: true, zone: true }),
  languages: z.array(z.enum(languages)).min(1),
  oidc: z.object({ clientId: z.string(), audience: z.array(z.string()), scope: z.string() }),
});

/** For one channel's function. */
export const WebhookTenant = Policy.pick({
  tenant: true,
  phoneRegion: true,
  customFields: true,
}).extend({ settings: z.unknown() });
export type WebhookTenant = z.infer<typeof WebhookTenant>;
