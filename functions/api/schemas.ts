/** What the staff API takes and gives, once: checked, typed and documented from here. */
import * as z from "zod";
import { AuditRow, chainNames } from "#shared/domain/audit/entry.ts";
import { Trust } from "#shared/domain/event.ts";
import { IdentifierType } from "#shared/domain/identifier.ts";
import { subjectsMax } from "#shared/domain/identity/decision.ts";
import { StoredDecision } from "#shared/stores/decisions.ts";
import { deliveryKinds } from "#shared/stores/quarantine.ts";
import { GoneBecause } from "#shared/stores/events.ts";
import { duplicateKind, identityKinds } from "#shared/stores/reviews.ts";

/** A composite key is put together by us: nobody can state one. */
const StatedType = IdentifierType.exclude(["composite"]);

export const SoughtIdentifier = z.strictObject({
  type: StatedType,
  value: z.string().min(1).max(500).describe("As you know it; it is normalised first."),
  namespace: z
    .string()
    .max(200)
    .optional()
    .describe("Country, app, or shop and account, for the types that have one."),
});
export type SoughtIdentifier = z.infer<typeof SoughtIdentifier>;

export const SearchRequest = z.strictObject({ identifier: SoughtIdentifier });

export const Lineage = z
  .object({
    channel: z.string(),
    source: z.string(),
    eventId: z.string(),
    observedAt: z.string(),
    receivedAt: z.string(),
    verified: z.boolean(),
  })
  .meta({ description: "Where a value comes from." });

const FieldValue = z.object({
  value: z.string(),
  valid: z.boolean().describe("False where no source gave a valid value."),
  lineage: Lineage,
  rivals: z.number().int().describe("How many other values lost against this one."),
});

const IdentifierView = z.object({
  type: IdentifierType,
  namespace: z.string(),
  value: z.string(),
  verified: z.boolean(),
});

const Told = <Value extends z.ZodType>(value: Value) => z.object({ value, lineage: Lineage });

export const PersonView = z.object({
  id: z.string(),
  version: z.number().int(),
  state: z.string(),
  masked: z.boolean().describe("True where your role sees personal values masked."),
  fields: z.record(z.string(), FieldValue),
  identifiers: z.array(IdentifierView),
  consents: z.record(z.string(), Told(z.boolean())),
  tags: z.array(z.string()),
  extras: z.record(z.string(), Told(z.string())),
  channels: z.array(z.string()),
  events: z.number().int(),
  mergedFrom: z.array(z.string()).describe("Ids that became this person; they lead here."),
  partedFrom: z
    .array(z.string())
    .describe("Persons that were one with this one until they were split."),
});
export type PersonView = z.infer<typeof PersonView>;

export const SearchResult = z.object({ people: z.array(PersonView) });

export const EventView = z.object({
  id: z.string(),
  channel: z.string(),
  source: z.string(),
  kind: z.string(),
  trust: Trust,
  observedAt: z.string(),
  receivedAt: z.string(),
  identifiers: z.array(IdentifierView),
  claims: z.array(
    z.object({
      field: z.string(),
      value: z.string(),
      valid: z.boolean(),
      verified: z.boolean(),
      removed: z.boolean().optional(),
    }),
  ),
  consents: z.array(z.object({ purpose: z.string(), granted: z.boolean() })),
  tags: z.array(z.object({ tag: z.string(), present: z.boolean() })),
  extras: z.record(z.string(), z.string()),
});
export type EventView = z.infer<typeof EventView>;

/** A channel's latest word on a field. */
const ChannelWord = z.object({
  value: z.string().optional().describe("Absent where the channel says that there is none."),
  valid: z.boolean(),
  inRecord: z.boolean().describe("The record has its value from this very event."),
  differs: z.boolean().describe("It says something else than the record does."),
  lineage: Lineage,
});

export const ComparisonView = z.object({
  id: z.string(),
  masked: z.boolean().describe("True where your role sees personal values masked."),
  complete: z.boolean().describe("False where only the thousand newest events were compared."),
  channels: z.array(z.string()),
  fields: z.record(
    z.string(),
    z.object({
      value: z.string().optional().describe("What the record says."),
      differs: z.boolean().describe("Channels contradict each other."),
      said: z.array(ChannelWord).describe("One a channel, in the order of their names."),
    }),
  ),
});
export type ComparisonView = z.infer<typeof ComparisonView>;

export const EventPageView = z.object({
  events: z.array(EventView),
  next: z.string().optional().describe("Pass it as `after` for the next page."),
});

export const EventStatus = z.object({
  id: z.string(),
  status: z.enum(["linked", "contested", "quarantined", "tombstoned"]),
  because: GoneBecause.optional().describe(
    "Of a tombstoned one: it went with its person, came too late after an erasure, or carried nothing but suppressed values.",
  ),
  person: z.string().optional(),
  review: z.string().optional().describe("Where it waits for a human."),
});

const Words = z.object({ en: z.string(), zh: z.string() });

export const DeliveryReview = z.object({
  id: z.string(),
  kind: z
    .enum(deliveryKinds)
    .describe("What awaits data is asked for by itself where there is an access token."),
  status: z.string(),
  at: z.string(),
  channel: z.string(),
  reason: z.string(),
});

/** A value that points, or may point, at several people. */
export const ValueReview = z.object({
  id: z.string(),
  kind: z.enum(identityKinds),
  status: z.string(),
  at: z.string(),
  identifier: IdentifierView.omit({ verified: true }).optional(),
  holder: z.string().optional().describe("The person it points at."),
  people: z.array(z.string()).describe("Who else carries it, twenty at most."),
  carriers: z.number().int().describe("How many people carry it."),
  evidence: z.array(Words),
  decisions: z.array(z.string()).describe("By which it was answered."),
});
export type ValueReview = z.infer<typeof ValueReview>;

/** Two people who look like one. */
export const PairReview = z.object({
  id: z.string(),
  kind: z.literal(duplicateKind),
  status: z.string(),
  at: z.string(),
  people: z.array(z.string()),
  score: z.number().describe("0 to 1."),
  evidence: z.array(Words.extend({ for: z.boolean() })),
  decisions: z.array(z.string()),
});
export type PairReview = z.infer<typeof PairReview>;

export const ReviewView = z.discriminatedUnion("kind", [DeliveryReview, ValueReview, PairReview]);
export type ReviewView = z.infer<typeof ReviewView>;

export const ReviewPage = z.object({ reviews: z.array(ReviewView), next: z.string().optional() });
export type ReviewPage = z.infer<typeof ReviewPage>;

export const ReviewDecision = z.strictObject({
  decision: z
    .enum(["replay", "dismiss", "same", "different", "block value", "lift", "undo"])
    .describe("What is possible depends on the kind. `undo` takes a decision back."),
  people: z
    .array(z.string().max(100))
    .length(2)
    .optional()
    .describe("For same and different, where more than two people are concerned."),
});
export type ReviewDecision = z.infer<typeof ReviewDecision>;

export const ReviewOutcome = z.object({
  id: z.string(),
  status: z.string(),
  events: z.array(z.string()).optional().describe("Of a delivery that was replayed."),
  decisions: z.array(z.string()).optional().describe("About people and values."),
});

export type ReviewOutcome = z.infer<typeof ReviewOutcome>;

export const MergeRequest = z.strictObject({
  people: z.array(z.string().min(1).max(100)).min(2).max(10),
});

export const SplitRequest = z.union([
  z.strictObject({ events: z.array(z.string().max(100)).min(1).max(subjectsMax) }),
  z.strictObject({ identifier: SoughtIdentifier }),
]);

const reason = z.string().min(1).max(500).describe("Why, for whoever reads the record later.");

export const CorrectionRequest = z.union([
  z.strictObject({ field: z.string().max(60), value: z.string().min(1).max(2_000), reason }),
  z.strictObject({ field: z.string().max(60), removed: z.literal(true), reason }),
]);
export type CorrectionRequest = z.infer<typeof CorrectionRequest>;

export const Judgement = z.object({
  decision: z.string().optional().describe("Revoke it to take it back."),
  settlement: z.string().optional().describe("It is a lot of work, and done in the background."),
  people: z.array(z.string()).describe("Who is concerned, as they are now."),
});

/** `decision`: by which the event was joined to a person that nothing points at. */
export const CorrectionView = z.object({
  person: z.string(),
  event: z.string(),
  decision: Judgement.shape.decision,
});

/** A correction that is not done yet. */
export const CorrectionOnItsWay = Judgement.extend({ event: z.string() });

export const DecisionPage = z.object({
  decisions: z.array(StoredDecision.omit({ kind: true })),
  next: z.string().optional(),
});

export const AuditPage = z.object({ rows: z.array(AuditRow), next: z.string().optional() });

export const Health = z.object({ status: z.literal("ok") });

export const ProblemView = z
  .object({
    type: z.string(),
    status: z.number().int(),
    title: z.string(),
    detail: z.string().optional(),
    code: z
      .string()
      .optional()
      .describe("Names the refusal for programs, where there are several of one status."),
  })
  .meta({ description: "RFC 9457." });

export const Unauthorized = z
  .object({ message: z.literal("Unauthorized") })
  .meta({ description: "The same for every token that is none of ours, or names no role." });

export const PageQuery = z.object({
  after: z.string().max(1_000).optional(),
  limit: z.coerce.number().int().min(1).max(100).default(25),
});

export const AuditQuery = PageQuery.extend({
  limit: z.coerce.number().int().min(1).max(500).default(25),
  chain: z
    .enum(chainNames)
    .optional()
    .describe("One chain, oldest first: what a verification needs."),
  from: z.iso.datetime().optional().describe("With `to`: newest first, from all chains."),
  to: z.iso.datetime().optional(),
});

export const ReviewQuery = PageQuery.extend({
  kind: z.enum([...deliveryKinds, ...identityKinds, duplicateKind]).optional(),
  status: z.enum(["open", "decided", "dismissed", "replayed", "fetched"]).default("open"),
});
export type ReviewQuery = z.infer<typeof ReviewQuery>;
