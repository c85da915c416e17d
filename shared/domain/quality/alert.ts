/** What somebody should look into: found in the counters of one day, or waiting for too long. */
import * as z from "zod";
import { Share } from "./statistics.ts";

/** A field whose values are worse than usual: how many of this day's. */
export const FieldJump = Share.extend({
  field: z.string(),
  /** The median of the same weekdays before; 0 where there were too few. */
  usual: z.number(),
});
export type FieldJump = z.infer<typeof FieldJump>;

/** Ids of events, reviews or requests to look at. */
const samples = z.array(z.string()).readonly();
const source = z.string();
/** Those that are concerned, worst first, so that one change at a form is one alert. */
const fields = z.array(FieldJump).readonly();
const count = z.int();

export const Finding = z.discriminatedUnion("kind", [
  z.object({
    kind: z.literal("silence"),
    source,
    quietDays: z.int(),
    expected: z.number(),
    samples,
  }),
  z.object({ kind: z.literal("silence everywhere"), sources: z.int(), samples }),
  z.object({ kind: z.literal("missing"), source, fields, samples }),
  z.object({ kind: z.literal("invalid"), source, fields, samples }),
  z.object({ kind: z.literal("made-up"), source, fields, samples }),
  z.object({ kind: z.literal("contradictions"), source, fields, samples }),
  Share.extend({ kind: z.literal("duplicates"), source, usual: z.number(), samples }),
  Share.extend({ kind: z.literal("clock ahead"), source, samples }),
  z.object({
    kind: z.literal("clock offset"),
    source,
    seconds: z.number(),
    n: z.int(),
    samples,
  }),
  z.object({ kind: z.literal("generic values"), count, samples }),
  z.object({ kind: z.literal("review backlog"), count, oldestDays: z.int(), samples }),
  z.object({ kind: z.literal("dead letters"), count, samples }),
  z.object({ kind: z.literal("deadlines"), overdue: z.int(), soon: z.int(), samples }),
]);
export type Finding = z.infer<typeof Finding>;
export type FindingKind = Finding["kind"];
/** Of fields. */
export type FieldFindingKind = Extract<Finding, { fields: unknown }>["kind"];

export const FindingKind = z.enum(
  Finding.options.map(({ shape }) => shape.kind.value) as [FindingKind, ...FindingKind[]],
);

export const Alert = z.object({
  /** One cause has one a day. */
  id: z.string(),
  day: z.string(),
  /** The same from day to day: what is acknowledged or muted. */
  cause: z.string(),
  finding: Finding,
});
export type Alert = z.infer<typeof Alert>;

/** What is wrong, and where: the same text, the same cause. */
export function causeOf(finding: Finding): string {
  return "source" in finding ? `${finding.kind} ${finding.source}` : finding.kind;
}

export function alertOf(finding: Finding, day: string): Alert {
  const cause = causeOf(finding);
  return { id: `${day} ${cause}`, day, cause, finding };
}

/** What goes on for days has an alert of each: the latest of each cause. `found`: oldest first. */
export function latestOfEach<Kept extends { alert: Alert }>(found: readonly Kept[]): Kept[] {
  return [...new Map(found.map((kept) => [kept.alert.cause, kept])).values()];
}
