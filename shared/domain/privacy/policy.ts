/** What a tenant decides about requests of the people it knows. */
import * as z from "zod";
import { Jurisdiction } from "./calendars/index.ts";
import { Zone } from "./day.ts";
import { Law } from "./law.ts";

export const PrivacyPolicy = z.object({
  /** Those that apply to every request. */
  laws: z.array(Law).min(1),
  /** In which days begin and end. */
  zone: Zone,
  /** Whose holidays move the end of a GDPR term. Without one, weekends alone do. */
  jurisdiction: Jurisdiction.optional(),
  /** Between an approval and the first thing destroyed. */
  coolingOffHours: z.int().min(1).max(168).default(24),
  /** Where machines may want to be told how a request goes; nobody else is ever called. */
  callbackHosts: z.array(z.hostname()).max(50).default([]),
  /** What an authority certified of the key that signs for machines: PEM, its chain after it. */
  processorCertificate: z.string().startsWith("-----BEGIN CERTIFICATE-----").optional(),
});
export type PrivacyPolicy = z.infer<typeof PrivacyPolicy>;
