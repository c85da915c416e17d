/** The ledger of erasures: what was erased, by keyed hashes only, so that it can be erased again. */
import * as z from "zod";
import { freeWrite } from "./identifier-index.ts";
import { queryAll } from "./query-all.ts";
import { type DueCursor, listByDue } from "./privacy/lists.ts";
import type { Store } from "./tables.ts";
import { writeAll } from "./transact.ts";
import { epochSeconds, timeToLive } from "./time-to-live.ts";
import { absent, put, type Write } from "./writes.ts";

/** All that one erasure does; each later step, and whoever restores a table, works from it alone. */
export interface LedgerEntry {
  /** Of what asked for it: a request, or the end of a retention. */
  id: string;
  /** What is as old as this comes too late. */
  at: string;
  /** When the entry itself is forgotten. */
  until: string;
  /** Ids that answer "gone" from now on, absorbed ones included. */
  people: readonly string[];
  /** How many of them had a data key: former ids only lead to others. */
  keys: number;
  /** Keys of index rows that are stamped. */
  identifiers: readonly string[];
  suppress: boolean;
  /** Keys of event rows that become tombstones. */
  events: readonly string[];
}

const ledgerList = "ledger";
const keyOf = (id: string): string => `erased#${id}`;
const portionName = (portion: number): string => String(portion).padStart(4, "0");
/** A row holds so many names: below the service's 400 KB an item. */
const namesPerRowMax = 4_000;

const Names = z.array(z.string()).default([]);
const LedgerRow = z.object({
  due: z.string(),
  until: z.string(),
  people: Names,
  keys: z.int(),
  identifiers: Names,
  events: Names,
  suppress: z.boolean(),
});

/** Refused where the erasure has its entry: it is done once, whoever tries it again. */
export function ledgerWrites(entry: LedgerEntry, { tables }: Store): Write[] {
  const { id, at, until, keys, suppress } = entry;
  return [...portions(entry)].map((names, portion) =>
    put(
      tables.privacy,
      {
        k: keyOf(id),
        s: portionName(portion),
        list: ledgerList,
        due: at,
        until,
        keys,
        suppress,
        ...names,
        [timeToLive]: epochSeconds(until),
      },
      absent("k"),
    ),
  );
}

type Portion = Pick<LedgerEntry, "people" | "identifiers" | "events">;

function* portions({ people, identifiers, events }: LedgerEntry): Generator<Portion> {
  const all = [
    ...people.map((name) => ["people", name] as const),
    ...identifiers.map((name) => ["identifiers", name] as const),
    ...events.map((name) => ["events", name] as const),
  ];
  for (let at = 0; at < Math.max(1, all.length); at += namesPerRowMax) {
    const portion = { people: [] as string[], identifiers: [] as string[], events: [] as string[] };
    for (const [part, name] of all.slice(at, at + namesPerRowMax)) portion[part].push(name);
    yield portion;
  }
}

/** What an erasure did, and may be doing still; undefined where it has not begun. Strongly consistent. */
export async function readLedger(id: string, store: Store): Promise<LedgerEntry | undefined> {
  const items = await queryAll(
    {
      TableName: store.tables.privacy,
      KeyConditionExpression: "k = :k",
      ExpressionAttributeValues: { ":k": keyOf(id) },
      ConsistentRead: true,
    },
    store,
  );
  const rows = items.map((item) => LedgerRow.parse(item));
  const [first] = rows;
  if (first === undefined) return undefined;
  const { due: at, until, keys, suppress } = first;
  return {
    id,
    at,
    until,
    keys,
    suppress,
    people: rows.flatMap(({ people }) => people),
    identifiers: rows.flatMap(({ identifiers }) => identifiers),
    events: rows.flatMap(({ events }) => events),
  };
}

/** Whoever was erased may come back under the same values from now on; what is late stays late. */
export async function liftSuppression(entry: LedgerEntry, store: Store): Promise<void> {
  const { tables } = store;
  const rows = entry.identifiers.map((k): Write => freeWrite(k, store));
  const noted: Write = {
    Update: {
      TableName: tables.privacy,
      Key: { k: keyOf(entry.id), s: portionName(0) },
      UpdateExpression: "SET suppress = :no",
      ExpressionAttributeValues: { ":no": false },
    },
  };
  // What is erased again after a restore must not suppress again: that is written first.
  await writeAll([noted, ...rows], store);
}

/** Ids of what was erased and is still remembered, oldest first. Eventually consistent. */
export async function listLedger(
  page: { after: DueCursor | undefined; limit: number },
  store: Store,
): Promise<{ ids: string[]; next: DueCursor | undefined }> {
  const { rows, next } = await listByDue({ ...page, list: ledgerList }, store);
  // An entry of several rows is read whole by its first.
  const first = rows.filter(({ s }) => s === portionName(0));
  return { ids: first.map(({ k }) => String(k).slice(keyOf("").length)), next };
}
