/**
 * How far the inspection of all records has come, what it has found so far, and what the last one found:
 * rows of the partition `inspection` beside the counters. `progress` names the one heap of findings that
 * counts; a heap that a crash left without being named expires.
 */
import { ConditionalCheckFailedException } from "@aws-sdk/client-dynamodb";
import { DeleteCommand, GetCommand, PutCommand } from "@aws-sdk/lib-dynamodb";
import * as z from "zod";
import { addDays } from "#shared/domain/quality/calendar.ts";
import { Conflict, Inspection } from "#shared/domain/quality/report.ts";
import type { Counted, Counter, SampleKind } from "#shared/domain/quality/tally.ts";
import { DanglingPointerError } from "./errors.ts";
import { openPacked, sealPacked } from "./quality-sealed.ts";
import { queryAll } from "./query-all.ts";
import type { QualityStore } from "./tables.ts";
import { epochSeconds, timeToLive } from "./time-to-live.ts";

const partition = "inspection";
const progressRow = "progress";
const summaryRow = "summary";
/** What is left of an inspection that nobody goes on with. */
const heapDays = 30;
const summaryDays = 400;
/** Well within the 400 KB of an item. */
const pieceBytesMax = 300_000;

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
export type KeptProgress = Progress & Kept;
/** Rises with every write; and the name of the heap, where there is one. */
const Kept = z.object({ v: z.int(), heap: z.string().optional(), pieces: z.int() });
type Kept = z.infer<typeof Kept>;

export interface Findings {
  counted: readonly Counted[];
  conflicts: readonly Conflict[];
}

export const noFindings: Findings = { counted: [], conflicts: [] };

/** Of the last inspection that came to its end. */
export const InspectionSummary = z.object({
  inspection: Inspection,
  conflicts: z.array(Conflict),
});
export type InspectionSummary = z.infer<typeof InspectionSummary>;

const keyOf = (source: string) => ({ day: partition, source });

/** Strongly consistent. */
export async function readProgress(store: QualityStore): Promise<KeptProgress | undefined> {
  const { Item } = await store.database.send(
    new GetCommand({
      TableName: store.tables.quality,
      Key: keyOf(progressRow),
      ConsistentRead: true,
    }),
  );
  return Item && Progress.extend(Kept.shape).parse(Item);
}

export interface Step {
  last: KeptProgress | undefined;
  next: Progress;
  findings: Findings;
  /** Nobody else's: the name of the new heap. */
  heap: string;
}

/**
 * All of it or nothing: first the heap, then the progress that names it. Undefined where somebody else
 * went on meanwhile: what this one found is found by them as well.
 */
export async function keepProgress(
  { last, next, findings, heap }: Step,
  store: QualityStore,
): Promise<KeptProgress | undefined> {
  const pieces = await putHeap(heap, findings, next, store);
  const kept: KeptProgress = { ...next, v: (last?.v ?? 0) + 1, heap, pieces };
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
  if (last !== undefined) await dropHeap(last, store);
  return kept;
}

const StoredTally = z.object({
  source: z.string(),
  day: z.string(),
  counts: z.record(z.string(), z.number()),
  people: z.array(z.string()),
  samples: z.record(z.string(), z.string()),
});
const StoredFindings = z.object({ counted: z.array(StoredTally), conflicts: z.array(Conflict) });
const heapKind = "inspection";

const pieceOf = (heap: string, at: number): string => `heap#${heap}#${String(at).padStart(4, "0")}`;

async function putHeap(
  heap: string,
  { counted, conflicts }: Findings,
  { begunAt }: Progress,
  store: QualityStore,
): Promise<number> {
  const stored = {
    counted: counted.map(({ source, day, tally: { counts, people, samples } }) => ({
      source,
      day,
      counts: { ...counts },
      people: [...people],
      samples: { ...samples },
    })),
    conflicts: [...conflicts],
  };
  const content = sealPacked(stored, heapKind, store);
  const ttl = epochSeconds(addDays(begunAt, heapDays));
  let pieces = 0;
  for (let at = 0; at < content.length; at += pieceBytesMax) {
    const b = content.subarray(at, at + pieceBytesMax);
    const Item = { ...keyOf(pieceOf(heap, pieces)), b, [timeToLive]: ttl };
    await store.database.send(new PutCommand({ TableName: store.tables.quality, Item }));
    pieces += 1;
  }
  return pieces;
}

/** Throws {@link DanglingPointerError} where a part of it is missing. */
export async function readFindings(
  { heap = "", pieces }: Kept,
  store: QualityStore,
): Promise<Findings> {
  const rows = await queryAll(
    {
      TableName: store.tables.quality,
      KeyConditionExpression: "#day = :day AND begins_with(#source, :heap)",
      ExpressionAttributeNames: { "#day": "day", "#source": "source" },
      ExpressionAttributeValues: { ":day": partition, ":heap": `heap#${heap}#` },
      ConsistentRead: true,
    },
    store,
  );
  if (rows.length !== pieces) throw new DanglingPointerError("an inspection has lost its findings");
  const content = rows.map(({ b }) => z.instanceof(Uint8Array).parse(b));
  const { counted, conflicts } = StoredFindings.parse(
    openPacked({ b: Buffer.concat(content) }, heapKind, store),
  );
  return {
    counted: counted.map(({ source, day, counts, people, samples }) => ({
      source,
      day,
      tally: {
        counts: counts as Partial<Record<Counter, number>>,
        people: new Set(people),
        samples: samples as Partial<Record<SampleKind, string>>,
      },
    })),
    conflicts,
  };
}

async function dropHeap({ heap = "", pieces }: Kept, store: QualityStore): Promise<void> {
  const { database, tables } = store;
  for (let at = 0; at < pieces; at++) {
    const Key = keyOf(pieceOf(heap, at));
    await database.send(new DeleteCommand({ TableName: tables.quality, Key }));
  }
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
