/** What the API takes and gives about data-subject requests and holds. */
import * as z from "zod";
import { actions, stepNames } from "#shared/domain/privacy/command.ts";
import { Hold, HoldGround, holdTargetsMax } from "#shared/domain/privacy/hold.ts";
import { Law } from "#shared/domain/privacy/law.ts";
import {
  DenialGround,
  Erasure,
  escalationLevels,
  IdentityMethod,
  PrivacyRequest,
  Preview,
  Reason,
  Reference,
  requestChannels,
  RequestState,
  Root,
} from "#shared/domain/privacy/request.ts";
import { IdentifierType } from "#shared/domain/identifier.ts";
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

const ClockView = z.object({
  law: Law,
  startedAt: z.string(),
  receiptDueAt: z.string().optional(),
  dueAt: z.string(),
  provisional: z.boolean().describe("Counted past what the calendar of holidays knows."),
  pausedSince: z.string().optional(),
  extension: z
    .object({ until: z.string(), reason: z.string(), by: z.string(), at: z.string() })
    .optional(),
  extendable: z.boolean(),
});

const DueView = z.object({
  at: z.string(),
  law: Law,
  provisional: z.boolean(),
  usedPercent: z.number().describe("Of the time there was; over 100 it is late."),
  escalation: z.literal(escalationLevels),
});

const Receipted = z.object({
  id: z.string(),
  type: z.literal("erasure"),
  state: RequestState,
  filedBy: z.string(),
  channel: z.enum(requestChannels),
  submittedAt: z.string(),
  receivedAt: z.string(),
  endedAt: z.string().optional(),
  reference: z.string().optional(),
  due: DueView,
});

/** A line of a list. */
export const RequestSummary = Receipted;
export type RequestSummary = z.infer<typeof RequestSummary>;

const { approval, cancellation, denial, hold, identity } = PrivacyRequest.shape;

export const RequestView = Receipted.extend({
  masked: z.boolean().describe("True where your role sees the identifiers masked."),
  clocks: z.array(ClockView),
  identity,
  identifiers: z
    .array(z.object({ type: IdentifierType, namespace: z.string().optional(), value: z.string() }))
    .describe("Gone when the request has ended; masked for whoever only audits."),
  note: z.string().optional(),
  suppress: z.boolean(),
  candidates: z.array(z.string()).describe("Persons who carry one of the identifiers."),
  mustChoose: z.boolean().describe("A human has to say which of the candidates is meant."),
  chosen: z.array(z.string()),
  restriction: z
    .object({ people: z.array(z.string()), pending: z.boolean() })
    .describe(
      "Whose data is stored and protected and nothing else; pending while it is put in force.",
    ),
  preview: Preview.optional(),
  approval,
  denial,
  cancellation,
  hold,
  erasure: Erasure.optional(),
  steps: z.array(
    z.object({
      at: z.string(),
      step: z.enum(stepNames),
      by: z.string(),
      counts: z.record(z.string(), z.number()).optional(),
      words: z.object({ en: z.string(), zh: z.string() }),
    }),
  ),
  actions: z.array(z.enum(actions)).describe("What you may ask for now."),
});
export type RequestView = z.infer<typeof RequestView>;

export const RequestQuery = PageQuery.extend({
  status: z.enum(["open", "closed"]).default("open"),
});

export const RequestPage = z.object({
  requests: z.array(RequestSummary).describe("Earliest due date first; of closed ones the latest."),
  next: z.string().optional(),
});

export const RequestSearch = z.strictObject({ identifier: SoughtIdentifier });
export const RequestsFound = z.object({ requests: z.array(RequestSummary) });

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

export const HoldView = Hold.extend({ inForce: z.boolean() });
export type HoldView = z.infer<typeof HoldView>;
export const HoldQuery = PageQuery.extend({
  status: z.enum(["standing", "lifted"]).default("standing"),
});
export const HoldPage = z.object({ holds: z.array(HoldView), next: z.string().optional() });
