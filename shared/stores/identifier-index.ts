/** Index rows: whose an identifier is, why it may not say, and who else carries it. */
import {
  ConditionalCheckFailedException,
  TransactionConflictException,
} from "@aws-sdk/client-dynamodb";
import { UpdateCommand } from "@aws-sdk/lib-dynamodb";
import * as z from "zod";
import { type Identifier, identifierText } from "#shared/domain/identifier.ts";
import type { IndexEntry, Stamp } from "#shared/domain/identity/changes.ts";
import { holds } from "#shared/domain/identity/person.ts";
import { batchGet, type Row } from "./batch-get.ts";
import { type LivingPerson, readRoots } from "./people.ts";
import { epochSeconds, timeToLive } from "./time-to-live.ts";
import { queryAll } from "./query-all.ts";
import type { Store } from "./tables.ts";
import type { Write } from "./writes.ts";

/** Sort key of the row that names the owner; who carries the identifier unlinked stands beside it. */
export const ownerRow = "owner";
const edgePrefix = "edge#";
export const edgeRow = (personId: string): string => `${edgePrefix}${personId}`;

/** Absent flags are false: most rows have none, and a kilobyte is money. */
const OwnerRow = z.object({
  k: z.string(),
  n: z.int(),
  p: z.string().optional(),
  c: z.enum(["refused", "decided"]).optional(),
  g: z.literal(true).optional(),
  b: z.literal(true).optional(),
  l: z.literal(true).optional(),
  o: z.record(z.string(), z.array(z.string())).default({}),
  d: z.array(z.string()).default([]),
  /** Somebody who held it was erased: when, until when that is remembered, and by which erasure. */
  e: z.tuple([z.string(), z.string(), z.string()]).optional(),
  /** Nobody may come to hold it. */
  x: z.literal(true).optional(),
  /** The settlement that works on it. A row that only keeps its place has `n` 0. */
  w: z.string().optional(),
});
const EdgeRow = z.object({ k: z.string(), s: z.string().startsWith(edgePrefix) });

export interface StoredEntry extends IndexEntry {
  /** Who works on it: nobody else may write it. */
  settlement?: string | undefined;
}

/** By identifier text. Owners are as the rows name them: perhaps merged since, never to be believed alone. */
export async function readEntries(
  identifiers: readonly Identifier[],
  store: Store,
): Promise<Map<string, StoredEntry>> {
  if (identifiers.length === 0) return new Map();
  const { index } = store.tables;
  const byKey = new Map(identifiers.map((each) => [store.vault.identifierKey(each), each]));
  const keys = [...byKey.keys()].map((k) => ({ k, s: ownerRow }));
  const rows = await batchGet(store, { [index]: keys });
  const entries = new Map<string, StoredEntry>();
  for (const item of rows[index] ?? []) {
    const row = OwnerRow.parse(item);
    const identifier = byKey.get(row.k);
    if (identifier !== undefined) entries.set(identifierText(identifier), entryOf(identifier, row));
  }
  return entries;
}

/** What a row says, whose identifier is known by its key alone. */
export type KeyedEntry = Omit<StoredEntry, "identifier">;

const entryOf = (identifier: Identifier, row: z.infer<typeof OwnerRow>): StoredEntry => ({
  identifier,
  ...keyedEntryOf(row),
});

function keyedEntryOf(row: z.infer<typeof OwnerRow>): KeyedEntry {
  return {
    version: row.n,
    ownerId: row.p,
    contested: row.c,
    generic: row.g ?? false,
    blocked: row.b ?? false,
    lifted: row.l ?? false,
    companions: row.o,
    decisions: row.d,
    erased: row.e && { at: row.e[0], until: row.e[1], by: row.e[2] },
    suppressed: row.x ?? false,
    ...(row.w !== undefined && { settlement: row.w }),
  };
}

/** Strongly consistent. */
export async function readKeyedEntry(k: string, store: Store): Promise<KeyedEntry | undefined> {
  const { index } = store.tables;
  const [item] = (await batchGet(store, { [index]: [{ k, s: ownerRow }] }))[index] ?? [];
  return item && keyedEntryOf(OwnerRow.parse(item));
}

/** The row of an identifier at its next version. */
export const entryRow = (entry: IndexEntry, { vault }: Pick<Store, "vault">): Row =>
  keyedEntryRow(vault.identifierKey(entry.identifier), entry);

export function keyedEntryRow(k: string, entry: Omit<IndexEntry, "identifier">): Row {
  const { ownerId, contested, companions, decisions, erased } = entry;
  return {
    k,
    s: ownerRow,
    n: entry.version + 1,
    ...(ownerId !== undefined && { p: ownerId }),
    ...(contested !== undefined && { c: contested }),
    ...(entry.generic && { g: true }),
    ...(entry.blocked && { b: true }),
    ...(entry.lifted && { l: true }),
    ...(Object.keys(companions).length > 0 && { o: companions }),
    ...(decisions.length > 0 && { d: decisions }),
    ...(erased && { e: [erased.at, erased.until, erased.by] }),
    ...(entry.suppressed && { x: true }),
    ...(erased && saysNothingElse(entry) && { [timeToLive]: epochSeconds(erased.until) }),
  };
}

/** Whether a row remembers an erasure of that time or later, and leads to nobody who was erased. */
export function isStampedRow(
  row: Row,
  { at, erased }: { at: string; erased: ReadonlySet<string> },
): boolean {
  const { e, p } = OwnerRow.parse(row);
  return e !== undefined && e[0] >= at && (p === undefined || !erased.has(p));
}

/**
 * The row as an erasure leaves it, by its key alone. Whoever came to hold it since was somebody new,
 * known by what a restore took away: they come back with their next event.
 */
export function restampWrite(
  k: string,
  { at, until, by, suppress }: Stamp & { suppress: boolean },
  { tables }: Pick<Store, "tables">,
): Write {
  return {
    Update: {
      TableName: tables.index,
      Key: { k, s: ownerRow },
      UpdateExpression: `SET e = :e${suppress ? ", x = :x" : ""} REMOVE p, c, o, d, w ADD n :one`,
      ExpressionAttributeValues: {
        ":e": [at, until, by],
        ...(suppress && { ":x": true }),
        ":one": 1,
      },
    },
  };
}

/** Somebody may come to hold it again. */
export function freeWrite(k: string, { tables }: Pick<Store, "tables">): Write {
  return {
    Update: {
      TableName: tables.index,
      Key: { k, s: ownerRow },
      UpdateExpression: "REMOVE x ADD n :one",
      ExpressionAttributeValues: { ":one": 1 },
    },
  };
}

/** All that the row is there for is to remember an erasure, for a time. */
const saysNothingElse = (entry: KeyedEntry): boolean =>
  entry.ownerId === undefined &&
  entry.decisions.length === 0 &&
  !(entry.generic || entry.blocked || entry.lifted || entry.suppressed);

/** Ids of everybody who carries an identifier, known by its key: who holds it, and by which edges. */
export async function readCarriers(
  identifierKey: string,
  { database, tables }: Pick<Store, "database" | "tables">,
): Promise<{ ownerId: string | undefined; carrierIds: string[] }> {
  const query = {
    TableName: tables.index,
    KeyConditionExpression: "k = :k",
    ExpressionAttributeValues: { ":k": identifierKey },
    ConsistentRead: true,
  };
  const carrierIds: string[] = [];
  let ownerId: string | undefined;
  for (const item of await queryAll(query, { database })) {
    if (item["s"] === ownerRow) ownerId = OwnerRow.parse(item).p;
    else carrierIds.push(EdgeRow.parse(item).s.slice(edgePrefix.length));
  }
  return { ownerId, carrierIds };
}

/** An index row that still names a person who was merged into another. */
export interface StalePointer {
  identifier: Identifier;
  from: string;
  to: string;
}

/** Points rows at the root that their old owner became. Lazy: whoever was faster is right. */
export async function repoint(stale: readonly StalePointer[], store: Store): Promise<void> {
  for (const { identifier, from, to } of stale) {
    try {
      await store.database.send(
        new UpdateCommand({
          TableName: store.tables.index,
          Key: { k: store.vault.identifierKey(identifier), s: ownerRow },
          UpdateExpression: "SET p = :to ADD n :one",
          ConditionExpression: "p = :from AND attribute_not_exists(w)",
          ExpressionAttributeValues: { ":to": to, ":from": from, ":one": 1 },
        }),
      );
    } catch (error) {
      if (!wasFaster(error)) throw error;
    }
  }
}

/** Somebody has moved the row, or has it in a transaction at this moment. */
function wasFaster(error: unknown): boolean {
  return (
    error instanceof ConditionalCheckFailedException ||
    error instanceof TransactionConflictException
  );
}

const readsMax = 3;

/** Whose identifier this is, in whatever state; undefined where it is nobody's. */
export async function findOwner(
  identifier: Identifier,
  store: Store,
): Promise<LivingPerson | undefined> {
  for (let read = 0; read < readsMax; read++) {
    const [entry] = (await readEntries([identifier], store)).values();
    if (entry?.ownerId === undefined) return undefined;
    const root = (await readRoots([entry.ownerId], store)).get(entry.ownerId);
    if (root !== undefined && holds(root.person, identifier)) return root;
  }
  return undefined;
}
