/** What is measured of a source, a channel or the tenant in one window of time. */
import * as z from "zod";
import { Score } from "./score.ts";
import { Share } from "./statistics.ts";

const AgeDays = z.int().describe("Days since it came last, counted from the window's last day.");

export const FieldMetrics = z.object({
  missing: Share.optional().describe("Of events whose source asks for it."),
  usuallyMissing: Share.optional().describe("The same of eight weeks that end with the window."),
  invalid: Share.optional(),
  madeUp: Share.optional(),
  consistency: Share.optional().describe("Values that agree with what another channel had said."),
  ageDays: AgeDays.optional(),
});
export type FieldMetrics = z.infer<typeof FieldMetrics>;

const Quarantined = z
  .array(z.object({ reason: z.string(), count: z.int() }))
  .readonly()
  .describe("Authentic deliveries that were not understood, by reason.");

export const Metrics = z.object({
  received: z.int().describe("Deliveries of events: new ones and known ones."),
  new: z.int(),
  known: z.int(),
  newPeople: z.int(),
  quarantined: Quarantined,
  missing: Share.optional().describe(
    "Of the values that its sources ask for, by the weights of the fields.",
  ),
  duplicates: Share.optional(),
  conformity: Share.optional().describe(
    "Values that are valid and not made up, by the weights of the fields.",
  ),
  consistency: Share.optional().describe("Values that agree with what another channel had said."),
  timeliness: Share.optional().describe("Usable within eight and a half minutes."),
  lagSeconds: z
    .object({ half: z.number(), most: z.number() })
    .optional()
    .describe("From observed to usable, for half of the events and for 95 %: up to a power of 2."),
  diversity: Share.optional().describe("Events about somebody whom another channel knows as well."),
  traceability: Share.optional(),
  ageDays: AgeDays.optional(),
  fields: z.record(z.string(), FieldMetrics),
  score: Score.optional(),
});
export type Metrics = z.infer<typeof Metrics>;

const place = {
  level: z.enum(["source", "channel", "tenant"]),
  name: z.string().describe("Empty for the tenant."),
};

/** Hidden: too few people to show anything but how many deliveries were not understood. */
export const Cell = z.discriminatedUnion("kind", [
  z.object({ ...place, kind: z.literal("shown"), metrics: Metrics }),
  z.object({ ...place, kind: z.literal("hidden"), quarantined: Quarantined }),
]);
export type Cell = z.infer<typeof Cell>;
