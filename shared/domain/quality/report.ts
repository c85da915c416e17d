/** The report on quality: what staff read, on a page or as JSON, and what is kept of each week. */
import * as z from "zod";
import { FindingKind } from "./alert.ts";
import { Cell } from "./cell.ts";
import { Effect, Fix } from "./fixes.ts";
import { Share } from "./statistics.ts";
import { Words } from "./words.ts";

const Day = z.iso.date();

/** By window; absent where nothing came in it. */
const Windows = z.object({
  day: Cell.optional(),
  week: Cell.optional(),
  month: Cell.optional().describe("Four weeks."),
});
export type Windows = z.infer<typeof Windows>;

export const FixInWords = Fix.extend({ words: Words });
export type FixInWords = z.infer<typeof FixInWords>;

/** A week without a score had too few people, or nothing. */
const TrendWeek = z.object({
  weekTo: Day,
  score: z.int().optional(),
  stars: z.int().optional(),
  n: z.int().optional().describe("New events; absent where too few people are behind them."),
});

export const traceabilities = ["yes", "partly", "no"] as const;

export const SourceReport = z.object({
  name: z.string(),
  channel: z.string(),
  form: Words.optional().describe("How it captures customers: a form, a shop, a call."),
  windows: Windows,
  trend: z.array(TrendWeek).describe("Ten weeks, oldest first."),
  problem: FixInWords.optional().describe("Of this week's fixes the one for most customers."),
  traceable: z
    .enum(traceabilities)
    .optional()
    .describe("By its own time, by form or account, by who vouches for it: absent where hidden."),
});
export type SourceReport = z.infer<typeof SourceReport>;

export const ChannelReport = z.object({
  name: z.string(),
  title: Words.optional(),
  form: Words.optional(),
  windows: Windows,
});
export type ChannelReport = z.infer<typeof ChannelReport>;

/** What is known of an alert: the finding in words, without who looked into it. */
export const AlertView = z.object({
  id: z.string(),
  day: Day,
  firstDay: Day.describe("Since when the cause has been found, day after day."),
  kind: FindingKind,
  source: z.string().optional(),
  reason: Words,
  nextStep: Words,
  samples: z
    .array(z.string())
    .readonly()
    .describe("Ids of events, reviews or requests to look at."),
  acknowledgedAt: z.iso.datetime().optional(),
  mutedUntil: Day.optional(),
});
export type AlertView = z.infer<typeof AlertView>;

export const Conflict = z.object({
  channels: z.tuple([z.string(), z.string()]),
  field: z.string(),
  people: z.int().describe("Of whom they say different things."),
  of: z.int().describe("Of whom both say something."),
});
export type Conflict = z.infer<typeof Conflict>;

/** The last weekly inspection: the counters against the records themselves. */
export const Inspection = z.object({
  day: Day.describe("When it ended."),
  people: z.int(),
  events: z.int(),
  added: z.int().describe("What the counters lacked, and were given."),
  surplus: z
    .int()
    .describe("What they have too much: people were erased, or a retry counted twice."),
});
export type Inspection = z.infer<typeof Inspection>;

export const Report = z.object({
  generatedAt: z.iso.datetime(),
  formulaVersion: z.int(),
  week: z.object({ from: Day, to: Day }).describe("The last seven full days, in UTC."),
  fields: z
    .array(z.object({ name: z.string(), labels: Words }))
    .describe("What people call the fields that are spoken of, the weightiest first."),
  tenant: Windows,
  channels: z.array(ChannelReport),
  sources: z.array(SourceReport),
  fixes: z.array(FixInWords).describe("Most customers first."),
  effects: z
    .array(Effect.extend({ words: Words }))
    .describe("What became of the fixes of the week before."),
  duplicates: z
    .array(Share.extend({ source: z.string(), known: z.int() }))
    .describe("Deliveries that had come before, by source, most first."),
  timeliness: z.array(
    z.object({
      source: z.string(),
      timely: Share,
      halfSeconds: z.number(),
      mostSeconds: z.number(),
    }),
  ),
  mix: z
    .array(z.object({ weekTo: Day, channel: z.string(), events: z.int().optional() }))
    .describe(
      "New events a week and channel; without a number where too few people are behind it.",
    ),
  alerts: z.array(AlertView).describe("Found on the week's last day, or on the day before it."),
  omitted: z.int().describe("Sources that are left out: the smallest of too many."),
  conflicts: z.array(Conflict).optional().describe("Absent before the first inspection."),
  inspection: Inspection.optional(),
});
export type Report = z.infer<typeof Report>;
