/** Rows of events: sealed under their person's key, found by a keyed hash of their id. */
import { GetCommand } from "@aws-sdk/lib-dynamodb";
import * as z from "zod";
import { CustomerEvent, effectiveAt } from "#shared/domain/event.ts";
import type { DataKey } from "#shared/vault/seal.ts";
import { batchGet, type Row } from "./batch-get.ts";
import { epochSeconds } from "./time-to-live.ts";
import { isTorn, type PeopleStore, readDataKeys, readsMax } from "./people.ts";
import type { Store } from "./tables.ts";

/** What is enough to read what events say. */
export type EventsStore = PeopleStore & { tables: Pick<Store["tables"], "events"> };

const EventRow = z.object({
  k: z.string(),
  /** The person it was attached to; merges do not change it. */
  p: z.string(),
  at: z.string(),
  /** The settlement that sealed it anew, where one did: then perhaps under its person's next key. */
  r: z.string().optional(),
  b: z.instanceof(Uint8Array),
});
/** Why an event is nowhere: it went with its person, or came too late, or may not come at all. */
export const GoneBecause = z.enum(["erased", "late", "suppressed"]);
export type GoneBecause = z.infer<typeof GoneBecause>;

/** What an erasure leaves: enough to know the event again, nothing of what it said. */
const TombstoneRow = z.object({
  k: z.string(),
  gone: z.string(),
  why: GoneBecause,
  /** Epoch seconds: then the service deletes the row. */
  ttl: z.int(),
});

export function tombstoneRow(
  k: string,
  { at, until, why }: { at: string; until: string; why: GoneBecause },
): Row {
  const row: z.input<typeof TombstoneRow> = { k, gone: at, why, ttl: epochSeconds(until) };
  return row;
}

export interface EventPlacement {
  event: CustomerEvent;
  personId: string;
  key: DataKey;
  /** The settlement that brings this key. */
  settlement?: string | undefined;
}

export function eventRow({ event, personId, key, settlement }: EventPlacement, store: Store): Row {
  const k = store.vault.eventKey(event.id);
  const place = { store: "events", key: k, version: 1 };
  return {
    k,
    p: personId,
    at: effectiveAt(event),
    ...(settlement !== undefined && { r: settlement }),
    b: store.vault.seal(event, key, place),
  };
}

export type FoundEvent =
  | { kind: "stored"; personId: string }
  | { kind: "tombstoned"; why: GoneBecause }
  | { kind: "unknown" };

/** Where is my webhook: strongly consistent, by the id that the sender was answered. */
export async function findEvent(eventId: string, store: Store): Promise<FoundEvent> {
  const k = store.vault.eventKey(eventId);
  const { Item } = await store.database.send(
    new GetCommand({ TableName: store.tables.events, Key: { k }, ConsistentRead: true }),
  );
  if (Item === undefined) return { kind: "unknown" };
  const row = EventRow.safeParse(Item);
  if (!row.success) {
    return { kind: "tombstoned", why: TombstoneRow.parse(Item).why };
  }
  return { kind: "stored", personId: row.data.p };
}

/** What one event says; undefined where nobody may know it any more, or it was never seen. */
export async function openEvent(eventId: string, store: Store): Promise<CustomerEvent | undefined> {
  const k = store.vault.eventKey(eventId);
  const [item] =
    (await batchGet(store, { [store.tables.events]: [{ k }] }))[store.tables.events] ?? [];
  const row = EventRow.safeParse(item);
  if (!row.success) return undefined;
  const [event] = await openEvents([row.data], store);
  return event;
}

/** Ids of the persons under whom these events are stored, perhaps merged since. */
export async function findEvents(eventIds: readonly string[], store: Store): Promise<string[]> {
  if (eventIds.length === 0) return [];
  const { events } = store.tables;
  const keys = [...new Set(eventIds)].map((id) => ({ k: store.vault.eventKey(id) }));
  const rows = await batchGet(store, { [events]: keys });
  return (rows[events] ?? []).flatMap((row) => {
    const parsed = EventRow.safeParse(row);
    return parsed.success ? [parsed.data.p] : [];
  });
}

/** Which of these events are in the store, tombstones included. */
export async function readStored(eventIds: readonly string[], store: Store): Promise<Set<string>> {
  if (eventIds.length === 0) return new Set();
  const { events } = store.tables;
  const byKey = new Map(eventIds.map((id) => [store.vault.eventKey(id), id]));
  const rows = await batchGet(store, { [events]: [...byKey.keys()].map((k) => ({ k })) });
  return new Set((rows[events] ?? []).flatMap((row) => byKey.get(String(row["k"])) ?? []));
}

/** Where an event was listed. */
export const ListedRow = z.object({ k: z.string(), at: z.string(), p: z.string() });
export type ListedRow = z.infer<typeof ListedRow>;

/** Those of these rows that are still where they were listed, each once, wherever that was. */
export async function openEvents(
  rows: readonly ListedRow[],
  store: EventsStore,
): Promise<CustomerEvent[]> {
  if (rows.length === 0) return [];
  // An event and its key are read one after the other: in between it may have been sealed anew.
  for (let read = 1; ; read++) {
    try {
      return await openOnce(rows, store);
    } catch (error) {
      if (!isTorn(error) || read === readsMax) throw error;
    }
  }
}

async function openOnce(rows: readonly ListedRow[], store: EventsStore): Promise<CustomerEvent[]> {
  const { events } = store.tables;
  const places = Map.groupBy(rows, ({ k }) => k);
  const found = await batchGet(store, { [events]: [...places.keys()].map((k) => ({ k })) });
  const keys = await readDataKeys([...new Set(rows.map(({ p }) => p))], store);
  const opened = new Map<string, CustomerEvent>();
  for (const item of found[events] ?? []) {
    const { success, data } = EventRow.safeParse(item);
    if (!success || !places.get(data.k)?.some(({ p }) => p === data.p)) continue;
    const known = keys.get(data.p);
    if (known === undefined) continue;
    const { next } = known;
    const key = next !== undefined && next.settlement === data.r ? next.key : known;
    const place = { store: "events", key: data.k, version: 1 };
    opened.set(data.k, CustomerEvent.parse(store.vault.open(data.b, key, place)));
  }
  return [...places.keys()].flatMap((k) => opened.get(k) ?? []);
}
