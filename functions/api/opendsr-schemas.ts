/** What OpenDSR 2.0 takes and gives: github.com/opengdpr/OpenDSR, specification.md, sections 6 to 9. */
import * as z from "zod";
import { Law } from "#shared/domain/privacy/law.ts";
import { apiVersion, callbacksMax, RequestStatusView } from "#shared/domain/privacy/opendsr.ts";
import { identifiersMax } from "./request-schemas.ts";
import { SoughtIdentifier } from "./schemas.ts";

const onlyEmails = "only email can be looked up here: send others in our extension's `identities`";

const Identity = z.object({
  identity_type: z.literal("email", { error: onlyEmails }),
  identity_value: z.string().min(1).max(500),
  identity_format: z.literal("raw", {
    error: "only raw can be looked up here: an index of keyed hashes knows no other hash",
  }),
});

export const OpenDsrRequest = z.object({
  regulation: Law,
  subject_request_id: z.uuid({ version: "v4" }).lowercase(),
  subject_request_type: z.literal("erasure", { error: "only erasure is supported" }),
  subject_identities: z.array(Identity).max(identifiersMax).default([]),
  submitted_time: z.iso.datetime({ offset: true }),
  api_version: z
    .string()
    .regex(/^2(\.\d+)?$/, "is none of 2")
    .optional(),
  status_callback_urls: z.array(z.string().max(500)).max(callbacksMax).default([]),
  extensions: z
    .record(z.string(), z.unknown())
    .optional()
    .describe("Ours stands under our domain: `identities`, `laws`, `suppress`."),
});

/** What we take beside the specification, such as telephones. */
export const OurExtension = z.strictObject({
  identities: z.array(SoughtIdentifier).max(identifiersMax).default([]),
  laws: z.array(Law).default([]),
  suppress: z.boolean().default(false),
});

const signature = z.string().describe("Over the answer's body without this member.");

export const OpenDsrReceipt = z.object({
  controller_id: z.string(),
  subject_request_id: z.string(),
  received_time: z.string(),
  expected_completion_time: z.string(),
  encoded_request: z.string().describe("The body as it came, in base64: do not store it."),
  api_version: z.literal(apiVersion),
  processor_signature: signature,
});

export const OpenDsrStatus = RequestStatusView;

export const OpenDsrCancellation = z.object({
  controller_id: z.string(),
  subject_request_id: z.string(),
  received_time: z.string(),
  api_version: z.literal(apiVersion),
  processor_signature: signature,
});

export const OpenDsrError = z
  .object({
    error: z.object({
      code: z.int(),
      message: z.string(),
      errors: z.array(z.object({ domain: z.string(), reason: z.string(), message: z.string() })),
    }),
  })
  .meta({ description: "Section 7.6." });
