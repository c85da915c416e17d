/** What the API takes about data-subject requests and holds. What it gives stands in the domain. */
import * as z from "zod";
import { HoldGround, holdTargetsMax } from "#shared/domain/privacy/hold.ts";
import { Law } from "#shared/domain/privacy/law.ts";
import {
  DenialGround,
  IdentityMethod,
  Reason,
  Reference,
  Root,
} from "#shared/domain/privacy/request.ts";
import { PageQuery, SoughtIdentifier } from "./schemas.ts";

const personId = z.string().min(1).max(100);
export const identifiersMax = 20;

const reason = Reason.describe("Kept when everything personal is gone: no address, no number.");

export const FileRequest = z
  .strictObject({
    type: z.literal("erasure").default("erasure"),
    identifiers: z.array(SoughtIdentifier).max(identifiersMax).default([]),
    personId: personId.optional(),
    submittedAt: z.iso
      .datetime({ offset: true })
      .optional()
      .describe("When the person asked, if that was earlier: it starts the clocks."),
    laws: z.array(Law).min(1).optional().describe("Default: those in the tenant's file."),
    suppress: z
      .boolean()
      .default(false)
      .describe("Later events with these identifiers are not taken either."),
    reference: Reference.optional().describe("A word of yours, such as a ticket's number."),
    note: z.string().max(2_000).optional(),
    channel: z.enum(["page", "api"]).default("api"),
    idempotencyKey: Reference.optional().describe("The same key and body again: the same request."),
  })
  .refine(({ identifiers, personId: id }) => identifiers.length > 0 || id !== undefined, {
    error: "name an identifier or a person",
    path: ["identifiers"],
  });
export type FileRequest = z.output<typeof FileRequest>;

export const RequestQuery = PageQuery.extend({
  status: z.enum(["open", "closed"]).default("open"),
});

export const RequestSearch = z.strictObject({ identifier: SoughtIdentifier });

export const ConfirmIdentity = z.strictObject({
  method: IdentityMethod,
  evidence: Reference.describe("Where the evidence lies: never the document itself."),
  outcome: z.enum(["confirmed", "failed"]),
});
export const ChoosePeople = z.strictObject({ people: z.array(personId).min(1).max(100) });
export const ApproveRequest = z.strictObject({
  roots: z.array(Root.strict()).max(100).describe("Exactly those of the latest preview."),
});
export const DenyRequest = z.strictObject({ ground: DenialGround, reason });
export const HoldRequest = z.strictObject({
  ground: HoldGround,
  reason,
  until: z.iso.datetime({ offset: true }).optional(),
});
export const ExtendRequest = z.strictObject({ law: Law, reason });
export const CancelRequest = z.strictObject({ reason });

export const PlaceHold = z.union([
  z.strictObject({
    events: z.array(z.string().max(100)).min(1).max(holdTargetsMax),
    ground: HoldGround,
    until: z.iso.datetime({ offset: true }),
  }),
  z.strictObject({
    identifiers: z.array(SoughtIdentifier).min(1).max(holdTargetsMax),
    ground: HoldGround,
    until: z.iso.datetime({ offset: true }),
  }),
]);

export const HoldQuery = PageQuery.extend({
  status: z.enum(["standing", "lifted"]).default("standing"),
});
