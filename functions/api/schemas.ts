/** What the staff API takes and gives, once: checked, typed and documented from here. */
import * as z from "zod";
import { Trust } from "#shared/domain/event.ts";
import { IdentifierType } from "#shared/domain/identifier.ts";
import { QuarantineStatus } from "#shared/stores/quarantine.ts";

export const SearchRequest = z.strictObject({
  identifier: z.strictObject({
    type: IdentifierType,
    value: z.string().min(1).max(500).describe("As you know it; it is normalised first."),
    namespace: z
      .string()
      .max(200)
      .optional()
      .describe("Country, app, or shop and account, for the types that have one."),
  }),
});

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
  mergedFrom: z.array(z.string()),
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

export const EventPageView = z.object({
  events: z.array(EventView),
  next: z.string().optional().describe("Pass it as `after` for the next page."),
});

export const EventStatus = z.object({
  id: z.string(),
  status: z.enum(["linked", "contested", "quarantined", "tombstoned"]),
  person: z.string().optional(),
  review: z.string().optional().describe("Where it waits for a human."),
});

export const ReviewView = z.object({
  id: z.string(),
  kind: z.literal("quarantined-delivery"),
  status: QuarantineStatus,
  at: z.string(),
  channel: z.string(),
  reason: z.string(),
});

export const ReviewPage = z.object({ reviews: z.array(ReviewView), next: z.string().optional() });

export const ReviewDecision = z.strictObject({ decision: z.enum(["replay", "dismiss"]) });

export const ReviewOutcome = z.object({
  id: z.string(),
  status: QuarantineStatus,
  events: z.array(z.string()),
});

export const Health = z.object({ status: z.literal("ok") });

export const ProblemView = z
  .object({
    type: z.string(),
    status: z.number().int(),
    title: z.string(),
    detail: z.string().optional(),
  })
  .meta({ description: "RFC 9457." });

export const PageQuery = z.object({
  after: z.string().max(1_000).optional(),
  limit: z.coerce.number().int().min(1).max(100).default(25),
});
