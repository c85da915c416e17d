/**
 * How far the inspection of all records has come, and what the last one found: the rows `progress` and
 * `summary` of the partition `inspection`. The progress names the one heap of findings that counts; one
 * that a crash left without being named expires.
 */
import { ConditionalCheckFailedException } from "@aws-sdk/client-dynamodb";
import { GetCommand, PutCommand } from "@aws-sdk/lib-dynamodb";
import * as z from "zod";
import { addDays } from "#shared/domain/quality/calendar.ts";
import { Conflict, Inspection } from "#shared/domain/quality/report.ts";
import {
  dropFindings,
  Heap,
  inspectionPartition,
  type NewHeap,
  putFindings,
} from "./quality-findings.ts";
import { openPacked, sealPacked } from "./quality-sealed.ts";
import type { QualityStore } from "./tables.ts";
import { epochSeconds, timeToLive } from "./time-to-live.ts";

const progressRow = "progress";
const summaryRow = "summary";
/** What is left of an inspection that nobody goes on with. */
const heapDays = 30;
const summaryDays = 400;

const Progress = z.object({
  /** The day on which it began: its name. */
  inspection: z.string(),
  begunAt: z.string(),
  /** First and last of the days whose counters are looked at. */
  from: z.string(),
  to: z.string(),
  /** `read`: everybody was looked at; `adding`: the findings are differences, on their way to the counters. */
  step: z.enum(["reading", "read", "adding", "done"]),
  /** The last person who was looked at. */
  after: z.string().optional(),
  /** When everybody was. */
  readAt: z.string().optional(),
  people: z.int(),
  events: z.int(),
  /** Restricted, being worked on, or too large: they are looked at another time, or never. */
  skipped: z.int(),
  added: z.int(),
  surplus: z.int(),
});
export type Progress = z.infer<typeof Progress>;

/** A progress as it was read: whoever writes the next one says which one it follows. */
const KeptProgress = Progress.extend(Heap.shape).extend({
  /** Rises with every write. */
  v: z.int(),
});
export type KeptProgress = z.infer<typeof KeptProgress>;

/** Of the last inspection that came to its end. */
export const InspectionSummary = z.object({
  inspection: Inspection,
  conflicts: z.array(Conflict),
});
export type InspectionSummary = z.infer<typeof InspectionSummary>;

const keyOf = (source: string) => ({ day: inspectionPartition, source });

/** Strongly consistent. */
export async function readProgress(store: QualityStore): Promise<KeptProgress | undefined> {
  const { Item } = await store.database.send(
    new GetCommand({
      TableName: store.tables.quality,
      Key: keyOf(progressRow),
      ConsistentRead: true,
    }),
  );
  return Item && KeptProgress.parse(Item);
}

export interface Step extends Pick<NewHeap, "heap" | "findings"> {
  last: KeptProgress | undefined;
  next: Progress;
}

/**
 * All of it or nothing: first the heap, then the progress that names it. Undefined where somebody else
 * went on meanwhile: what this one found is found by them as well.
 */
export async function keepProgress(
  { last, next, findings, heap }: Step,
  store: QualityStore,
): Promise<KeptProgress | undefined> {
  const ttl = epochSeconds(addDays(next.begunAt, heapDays));
  const put = await putFindings({ heap, findings, ttl }, store);
  const kept: KeptProgress = { ...next, ...put, v: (last?.v ?? 0) + 1 };
  try {
    await store.database.send(
      new PutCommand({
        TableName: store.tables.quality,
        Item: { ...keyOf(progressRow), ...kept },
        ...(last === undefined
          ? { ConditionExpression: "attribute_not_exists(v)" }
          : { ConditionExpression: "v = :v", ExpressionAttributeValues: { ":v": last.v } }),
      }),
    );
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return undefined;
    throw error;
  }
  if (last !== undefined) await dropFindings(last, store);
  return kept;
}

const summaryKind = "inspection summary";

export async function keepSummary(summary: InspectionSummary, store: QualityStore): Promise<void> {
  const b = sealPacked(summary, summaryKind, store);
  const ttl = epochSeconds(addDays(summary.inspection.day, summaryDays));
  const Item = { ...keyOf(summaryRow), b, [timeToLive]: ttl };
  await store.database.send(new PutCommand({ TableName: store.tables.quality, Item }));
}

/** Undefined before the first inspection has come to its end. */
export async function readInspectionSummary(
  store: QualityStore,
): Promise<InspectionSummary | undefined> {
  const { Item } = await store.database.send(
    new GetCommand({ TableName: store.tables.quality, Key: keyOf(summaryRow) }),
  );
  return Item && InspectionSummary.parse(openPacked(Item, summaryKind, store));
}
