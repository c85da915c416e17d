/** Requests and holds as the API shows them, and as whoever asks it reads them. */
import * as z from "zod";
import { IdentifierType } from "../identifier.ts";
import { actions, stepNames } from "./command.ts";
import { Hold } from "./hold.ts";
import { Law } from "./law.ts";
import {
  Erasure,
  escalationLevels,
  PrivacyRequest,
  Preview,
  requestChannels,
  RequestState,
} from "./request.ts";

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

export const RequestPage = z.object({
  requests: z.array(RequestSummary).describe("Earliest due date first; of closed ones the latest."),
  next: z.string().optional(),
});
export type RequestPage = z.infer<typeof RequestPage>;

export const RequestsFound = z.object({ requests: z.array(RequestSummary) });
export type RequestsFound = z.infer<typeof RequestsFound>;

export const HoldView = Hold.extend({ inForce: z.boolean() });
export type HoldView = z.infer<typeof HoldView>;

export const HoldPage = z.object({ holds: z.array(HoldView), next: z.string().optional() });
export type HoldPage = z.infer<typeof HoldPage>;
