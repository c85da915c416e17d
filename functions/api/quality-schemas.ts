/** What the routes of quality take and give. */
import * as z from "zod";
import { AlertView } from "#shared/domain/quality/report.ts";

export const ReportQuery = z.strictObject({
  week: z.iso
    .date()
    .optional()
    .describe("Any day of the week whose copy is asked for; without it the latest report."),
});

export const AlertsQuery = z.strictObject({
  status: z
    .enum(["open", "all"])
    .default("open")
    .describe(
      "Open: found on the last day that was judged or since, and neither acknowledged nor muted.",
    ),
  after: z.string().optional().describe("`next` of the page before; of all alerts only."),
});

export const AlertPage = z.object({
  alerts: z.array(AlertView).describe("Latest first."),
  next: z.string().optional().describe("Pass it as `after` for the next page."),
});

export const AlertDecision = z.discriminatedUnion("decision", [
  z.strictObject({
    decision: z.literal("acknowledge").describe("Not told of again until a day without it."),
  }),
  z.strictObject({
    decision: z.literal("mute"),
    until: z.iso.date().describe("The last silent day, a year from now at most."),
  }),
  z.strictObject({ decision: z.literal("unmute") }),
]);

/** The alert with which a page ended. */
export const AlertCursor = z.object({
  id: z.string().regex(/^\d{4}-\d{2}-\d{2}\.[\w.-]{1,100}$/),
});
