/** A data-subject request: everything about it that is not personal, and how far it has come. */
import * as z from "zod";
import { Instant } from "../event.ts";
import { Pause } from "./run.ts";
import { HoldGround } from "./hold.ts";
import { Law } from "./law.ts";

/** In the order in which a request goes through them; the last four are its ends. */
export const requestStates = [
  "received",
  "awaiting_identity",
  "awaiting_approval",
  "approved",
  "on_hold",
  "erasing",
  "completed",
  "partially_completed",
  "denied",
  "cancelled",
] as const;
export const RequestState = z.enum(requestStates);
export type RequestState = z.infer<typeof RequestState>;

export const endStates: readonly RequestState[] = [
  "completed",
  "partially_completed",
  "denied",
  "cancelled",
];
/** Whoever asks may still be refused, and nothing is gone yet. */
export const statesBeforeErasing: readonly RequestState[] = requestStates.slice(0, 5);

export const hasEnded = ({ state }: Pick<PrivacyRequest, "state">): boolean =>
  endStates.includes(state);

/**
 * A word by which others find something again, such as a ticket's number: kept in clear and for long,
 * so that nothing that looks like an address or a number to call is one.
 */
export const Reference = z
  .string()
  .regex(/^[A-Za-z0-9][\w.:/#-]{0,99}$/, "is a reference such as CASE-1234, without spaces")
  .refine((text) => !/^\d{9,}$/.test(text), "looks like a telephone number: add a letter");

/**
 * Why somebody decided, kept as the law wants it when everything personal is gone: so no address and no
 * number to call may stand in it. What is personal belongs into the note.
 */
export const Reason = z
  .string()
  .min(1)
  .max(500)
  .refine((text) => !/@|\d(?:[\s().-]*\d){6}/.test(text), {
    error: "is kept for good: leave out addresses and long numbers, and use the note",
  });

export const denialGrounds = [
  "identity-not-verified",
  "legal-obligation",
  "legal-claims",
  "free-expression",
  "public-interest",
  "excessive",
  "not-covered",
] as const;
export const DenialGround = z.enum(denialGrounds);

/** How an officer made sure that it is the person who asks. */
export const identityMethods = [
  "signed-in",
  "one-time-code",
  "document",
  "known-in-person",
  "controller",
] as const;
export const IdentityMethod = z.enum(identityMethods);

/** Who is named in a request is staff: whom it is about stands in its sealed part alone. */
const signed = { by: z.string(), at: Instant };

/** A person, and the shape in which somebody has seen it. */
export const Root = z.object({ id: z.string(), shapeVersion: z.int() });
export type Root = z.infer<typeof Root>;

const count = z.int().min(0);

export const Preview = z.object({
  at: Instant,
  people: z.array(
    Root.extend({
      events: count,
      identifiers: count,
      channels: z.record(z.string(), count).describe("Events by channel."),
      contested: count.describe("Identifiers that may be somebody else's."),
      generic: count.describe("Identifiers that many people carry."),
      sharedWith: count.describe("Others who carry one of the identifiers as well."),
    }),
  ),
  holds: count.describe("Holds in force on any of it: while there is one, nothing is erased."),
  unknownIdentifiers: count.describe("Identifiers of the request that nobody carries."),
});
export type Preview = z.infer<typeof Preview>;

export const erasureSteps = [
  "fence",
  "plan",
  "stamp",
  "destroy",
  "clear",
  "settle",
  "verify",
  "certify",
  "sweep",
] as const;

export const Erasure = z.object({
  startedAt: Instant,
  step: z.enum(erasureSteps),
  done: count,
  of: count,
  finishedAt: Instant.optional(),
  final: z.boolean().describe("No copy is left anywhere, backups included."),
});
export type Erasure = z.infer<typeof Erasure>;

export const requestChannels = ["page", "api", "opendsr"] as const;

export const escalationLevels = [0, 50, 80, 100] as const;
const Escalation = z.literal(escalationLevels);

export const PrivacyRequest = z.object({
  id: z.string(),
  type: z.literal("erasure"),
  state: RequestState,
  filedBy: z.string(),
  channel: z.enum(requestChannels),
  submittedAt: Instant,
  receivedAt: Instant,
  endedAt: Instant.optional(),
  /** What its clocks are computed from, one a law. */
  laws: z.array(Law).min(1),
  pauses: z.array(Pause),
  extensions: z.partialRecord(Law, z.object({ ...signed, reason: Reason })),
  /** Up to which of the levels somebody was told how late it is. */
  escalated: Escalation,
  suppress: z.boolean(),
  reference: Reference.optional(),
  identity: z.object({
    status: z.enum(["unchecked", "confirmed", "failed"]),
    method: IdentityMethod.optional(),
    evidence: Reference.optional(),
    by: z.string().optional(),
    at: Instant.optional(),
  }),
  /** Who was found, as persons were then. */
  candidates: z.array(z.string()),
  /** Who shall be erased; absent while a human has to say it. */
  chosen: z.array(z.string()).optional(),
  preview: Preview.optional(),
  approval: z.object({ ...signed, roots: z.array(Root), eraseAfter: Instant }).optional(),
  denial: z.object({ ...signed, ground: DenialGround, reason: Reason }).optional(),
  cancellation: z.object({ ...signed, reason: Reason }).optional(),
  hold: z
    .object({
      since: Instant,
      by: z.string(),
      ground: HoldGround,
      reason: Reason.optional(),
      until: Instant.optional(),
      /** Where it goes on. */
      from: RequestState,
      /** It was found that a hold on its data is in force, rather than somebody's word about it. */
      standing: z.boolean(),
    })
    .optional(),
  erasure: Erasure.optional(),
});
export type PrivacyRequest = z.infer<typeof PrivacyRequest>;

/** Whose data may be stored and protected and nothing else: from when it is certain who asks. */
export function restrictedBy(request: PrivacyRequest): readonly string[] {
  const { state, identity, chosen = [] } = request;
  const lives = statesBeforeErasing.includes(state) || state === "erasing";
  return lives && identity.status === "confirmed" ? chosen : [];
}
