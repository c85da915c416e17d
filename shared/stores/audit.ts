/** The audit's rows: one place each, written once; nothing here changes or deletes one. */
import { setTimeout as sleep } from "node:timers/promises";
import { ConditionalCheckFailedException } from "@aws-sdk/client-dynamodb";
import { PutCommand, QueryCommand, type QueryCommandOutput } from "@aws-sdk/lib-dynamodb";
import * as z from "zod";
import { chainStart, type Head, linkTo } from "#shared/domain/audit/chain.ts";
import {
  AuditDigest,
  AuditEntry,
  type AuditRow,
  type ChainName,
  chainNames,
  digestChain,
  entryChains,
  type Told,
} from "#shared/domain/audit/entry.ts";
import { canonicalJson } from "#shared/domain/canonical-json.ts";
import { ThrottledError } from "./errors.ts";
import type { AuditStore } from "./tables.ts";

const StoredRow = z.object({
  chain: z.enum(chainNames),
  /** Digits of one length: they sort as numbers do. */
  seq: z.string().transform(Number),
  hash: z.string().catch(""),
  content: z.string().catch(""),
  signature: z.string().optional().catch(undefined),
});

const seqDigits = 12;
const seqMax = 10 ** seqDigits - 1;
const seqText = (seq: number): string => String(seq).padStart(seqDigits, "0");

export interface AuditContext {
  store: AuditStore;
  tenant: string;
  now: () => Date;
  /** Uniform in [0, 1). */
  jitter: () => number;
}

const attemptsMax = 10;
const firstPauseMs = 4;
const pauseMsMax = 250;

/**
 * Appends to one of the chains. Each place of a chain is a key that is written once, so that a chain
 * never forks: whoever comes second reads its end again, or takes another chain. Throws a
 * {@link ThrottledError} where others were quicker each time, and what the service throws.
 */
export async function appendAudit(told: Told, context: AuditContext): Promise<AuditRow> {
  const { store, tenant, now, jitter } = context;
  for (let attempt = 0; attempt < attemptsMax; attempt++) {
    const chain = entryChains[Math.floor(jitter() * entryChains.length)] ?? entryChains[0];
    const head = (await readEnd(chain, store)).head ?? chainStart(tenant, chain);
    const { content, hash } = linkTo(head, { ...told, chain, at: now().toISOString() });
    const row: AuditRow = { chain, seq: content.seq, hash, entry: AuditEntry.parse(content) };
    if (await putRow(row, store)) return row;
    const pauseMs = Math.min(pauseMsMax, firstPauseMs * 2 ** attempt);
    await sleep(pauseMs * (0.5 + jitter() / 2));
  }
  throw new ThrottledError("others keep writing to the audit");
}

/** Whether it was written: false where its place is taken. */
export async function putRow(row: AuditRow, { database, tables }: AuditStore): Promise<boolean> {
  const { chain, seq, hash, entry, digest, signature } = row;
  const content = canonicalJson(entry ?? digest);
  try {
    await database.send(
      new PutCommand({
        TableName: tables.audit,
        Item: { chain, seq: seqText(seq), hash, content, ...(signature && { signature }) },
        ConditionExpression: "attribute_not_exists(seq)",
      }),
    );
    return true;
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException)) throw error;
    // Ours, where the answer to a first attempt was lost and the client tried again: its request is in it.
    const [taken] = await readRows({ chain, from: seq, limit: 1 }, { database, tables });
    return taken?.hash === hash;
  }
}

export interface ChainEnd {
  row: AuditRow | undefined;
  /** Undefined where the chain has not begun. */
  head: Head | undefined;
}

/** Strongly consistent. A last row that cannot be read is an end all the same: what follows hangs on it. */
export async function readEnd(chain: ChainName, store: AuditStore): Promise<ChainEnd> {
  const [row] = await readBack({ chain, limit: 1 }, store);
  return { row, head: row && { seq: row.seq, hash: row.hash, at: timeOf(row) } };
}

export const timeOf = ({ entry, digest }: AuditRow): string => (entry ?? digest)?.at ?? "";

interface Stretch {
  chain: ChainName;
  limit: number;
}

/** Oldest first, from a place on. Rows that cannot be read any more are among them, without content. */
export async function readRows(
  { from = 1, ...stretch }: Stretch & { from?: number },
  store: AuditStore,
): Promise<AuditRow[]> {
  return query({ ...stretch, condition: "seq >= :seq", seq: from, forward: true }, store);
}

/** Newest first, from a place back; without one from the end. */
export async function readBack(
  { to = seqMax, ...stretch }: Stretch & { to?: number },
  store: AuditStore,
): Promise<AuditRow[]> {
  return query({ ...stretch, condition: "seq <= :seq", seq: to, forward: false }, store);
}

async function query(
  asked: Stretch & { condition: string; seq: number; forward: boolean },
  { database, tables }: AuditStore,
): Promise<AuditRow[]> {
  const { chain, limit, condition, seq, forward } = asked;
  const rows: AuditRow[] = [];
  let start: QueryCommandOutput["LastEvaluatedKey"];
  // A megabyte ends a page of the service's, whatever the limit says.
  do {
    const answer: QueryCommandOutput = await database.send(
      new QueryCommand({
        TableName: tables.audit,
        KeyConditionExpression: `#chain = :chain AND ${condition}`,
        ExpressionAttributeNames: { "#chain": "chain" },
        ExpressionAttributeValues: { ":chain": chain, ":seq": seqText(seq) },
        ScanIndexForward: forward,
        ConsistentRead: true,
        Limit: limit - rows.length,
        ...(start && { ExclusiveStartKey: start }),
      }),
    );
    rows.push(...(answer.Items ?? []).map((item) => rowOf(item)));
    start = answer.LastEvaluatedKey;
  } while (start !== undefined && rows.length < limit);
  return rows;
}

function rowOf(item: Record<string, unknown>): AuditRow {
  const { chain, seq, hash, content, signature } = StoredRow.parse(item);
  const parsed = parseJson(content);
  const entry = chain === digestChain ? undefined : AuditEntry.safeParse(parsed).data;
  const digest = chain === digestChain ? AuditDigest.safeParse(parsed).data : undefined;
  return {
    chain,
    seq,
    hash,
    ...(entry && { entry }),
    ...(digest && { digest }),
    ...(signature !== undefined && { signature }),
  };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** By chain: the last place that is still to be told. */
export type Places = Readonly<Partial<Record<(typeof entryChains)[number], number>>>;

interface Asked {
  /** ISO 8601. */
  from?: string | undefined;
  to?: string | undefined;
  /** Where the page before ended. */
  places?: Places | undefined;
  limit: number;
}

/** Newest first, from all chains: entries of a time. `next` is undefined at the end. */
export async function readNewest(
  { from = "", to, places, limit }: Asked,
  store: AuditStore,
): Promise<{ rows: AuditRow[]; next: Places | undefined }> {
  const stretches = await Promise.all(
    entryChains.map(async (chain) => {
      const last = places === undefined ? await placeAt(chain, to, store) : (places[chain] ?? 0);
      const found = last === 0 ? [] : await readBack({ chain, to: last, limit }, store);
      return { chain, last, rows: found };
    }),
  );
  const rows = stretches
    .flatMap((stretch) => stretch.rows)
    .filter((row) => timeOf(row) >= from)
    .sort((a, b) => compare(timeOf(b), timeOf(a)) || compare(a.chain, b.chain) || b.seq - a.seq)
    .slice(0, limit);
  const next = Object.fromEntries(
    stretches.map(({ chain, last }) => {
      const told = rows.filter((row) => row.chain === chain).map(({ seq }) => seq);
      return [chain, Math.min(last, ...told.map((seq) => seq - 1))];
    }),
  );
  return { rows, next: rows.length < limit ? undefined : next };
}

const compare = (a: string, b: string): number => Number(a > b) - Number(a < b);

/** The last place of a chain that was written by a time: time never goes back in it. */
async function placeAt(
  chain: ChainName,
  to: string | undefined,
  store: AuditStore,
): Promise<number> {
  const { head } = await readEnd(chain, store);
  if (head === undefined) return 0;
  if (to === undefined || head.at <= to) return head.seq;
  let [low, high] = [0, head.seq];
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    const [row] = await readBack({ chain, to: middle, limit: 1 }, store);
    if (row !== undefined && timeOf(row) > to) high = middle;
    else low = middle;
  }
  return low;
}
