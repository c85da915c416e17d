/** What an inspection has found so far: a heap of sums, in as many rows as it takes, under a name of its own. */
import { DeleteCommand, PutCommand } from "@aws-sdk/lib-dynamodb";
import * as z from "zod";
import { Conflict } from "#shared/domain/quality/report.ts";
import type { Counted } from "#shared/domain/quality/tally.ts";
import { DanglingPointerError } from "./errors.ts";
import { queryAll } from "./query-all.ts";
import { openPacked, sealPacked } from "./quality-sealed.ts";
import type { QualityStore } from "./tables.ts";
import { timeToLive } from "./time-to-live.ts";

/** Beside the counters, of which each day has partitions of its own. */
export const inspectionPartition = "inspection";
const kind = "inspection";
/**
 * Of one row, so that it stays within the 400 KB of an item: the sums of a source that asks everything
 * there is are a kilobyte, compressed.
 */
const sumsPerPieceMax = 200;
const conflictsPerPieceMax = 5_000;

export interface Findings {
  counted: readonly Counted[];
  conflicts: readonly Conflict[];
}

export const noFindings: Findings = { counted: [], conflicts: [] };

/** Where findings are: whoever names it has all of them. */
export const Heap = z.object({ heap: z.string(), pieces: z.int() });
export type Heap = z.infer<typeof Heap>;

const StoredTally = z.object({
  source: z.string(),
  day: z.string(),
  counts: z.record(z.string(), z.number()),
  people: z.array(z.string()),
  samples: z.record(z.string(), z.string()),
});
const StoredFindings = z.object({ counted: z.array(StoredTally), conflicts: z.array(Conflict) });

const keyOf = ({ heap }: Pick<Heap, "heap">, piece: number) => ({
  day: inspectionPartition,
  source: `heap#${heap}#${String(piece).padStart(4, "0")}`,
});

export interface NewHeap {
  /** Nobody else's. */
  heap: string;
  findings: Findings;
  /** Epoch seconds: by then nobody goes on with it. */
  ttl: number;
}

export async function putFindings(
  { heap, findings, ttl }: NewHeap,
  store: QualityStore,
): Promise<Heap> {
  const parts = partsOf(findings);
  for (const [piece, part] of parts.entries()) {
    const b = sealPacked(part, kind, store);
    const Item = { ...keyOf({ heap }, piece), b, [timeToLive]: ttl };
    await store.database.send(new PutCommand({ TableName: store.tables.quality, Item }));
  }
  return { heap, pieces: parts.length };
}

function partsOf({ counted, conflicts }: Findings) {
  const sums = counted.map(({ source, day, tally: { counts, people, samples } }) => ({
    source,
    day,
    counts,
    people: [...people],
    samples,
  }));
  return [
    ...portions(sums, sumsPerPieceMax).map((some) => ({ counted: some, conflicts: [] })),
    ...portions(conflicts, conflictsPerPieceMax).map((some) => ({ counted: [], conflicts: some })),
  ];
}

function portions<Item>(items: readonly Item[], size: number): Item[][] {
  const count = Math.ceil(items.length / size);
  return Array.from({ length: count }, (_, at) => items.slice(at * size, (at + 1) * size));
}

/** Strongly consistent. Throws {@link DanglingPointerError} where a part of it is missing. */
export async function readFindings({ heap, pieces }: Heap, store: QualityStore): Promise<Findings> {
  const rows = await queryAll(
    {
      TableName: store.tables.quality,
      KeyConditionExpression: "#day = :day AND begins_with(#source, :heap)",
      ExpressionAttributeNames: { "#day": "day", "#source": "source" },
      ExpressionAttributeValues: { ":day": inspectionPartition, ":heap": `heap#${heap}#` },
      ConsistentRead: true,
    },
    store,
  );
  if (rows.length !== pieces) throw new DanglingPointerError("an inspection has lost its findings");
  const parts = rows.map((row) => StoredFindings.parse(openPacked(row, kind, store)));
  return {
    counted: parts
      .flatMap((part) => part.counted)
      .map(({ source, day, counts, people, samples }) => ({
        source,
        day,
        tally: { counts, people: new Set(people), samples },
      })),
    conflicts: parts.flatMap((part) => part.conflicts),
  };
}

export async function dropFindings(
  dropped: Heap,
  { database, tables }: QualityStore,
): Promise<void> {
  for (let piece = 0; piece < dropped.pieces; piece++) {
    const Key = keyOf(dropped, piece);
    await database.send(new DeleteCommand({ TableName: tables.quality, Key }));
  }
}
