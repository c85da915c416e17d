/** Rows of events: sealed under their person's key, found by a keyed hash of their id. */
import { GetCommand, QueryCommand } from "@aws-sdk/lib-dynamodb";
import * as z from "zod";
import { CustomerEvent, effectiveAt } from "#shared/domain/event.ts";
import type { Person } from "#shared/domain/identity/person.ts";
import type { DataKey } from "#shared/vault/seal.ts";
import { batchGet, type Row } from "./batch-get.ts";
import { epochSeconds } from "./time-to-live.ts";
import { isTorn, readDataKeys, readsMax } from "./people.ts";
import { queryAll } from "./query-all.ts";
import { eventsByPerson, type Store } from "./tables.ts";

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

/** Where a page of events ended: the time and key of its last event. */
export const EventCursor = z.object({ at: z.string(), k: z.string() });
export type EventCursor = z.infer<typeof EventCursor>;

export interface EventPage {
  events: CustomerEvent[];
  next: EventCursor | undefined;
}

export interface EventPageRequest {
  /** The root and every id it absorbed: their events keep the name they were stored under. */
  personIds: readonly string[];
  after: EventCursor | undefined;
  limit: number;
}

/** Newest first. Eventually consistent: an event of the last second may be missing. */
export async function listEvents(request: EventPageRequest, store: Store): Promise<EventPage> {
  const { personIds, after, limit } = request;
  const listed = await Promise.all(
    personIds.map((personId) => listKeys({ personId, after, limit }, store)),
  );
  // What moves from one id to another while they are listed may stand under both, and counts once.
  const newest = [...Map.groupBy(listed.flat().sort(newestFirst), ({ k }) => k).values()];
  const page = newest.slice(0, limit).flat();
  const last = page.at(-1);
  return {
    events: await openEvents(page, store),
    next: newest.length > limit && last ? { at: last.at, k: last.k } : undefined,
  };
}

const ListedRow = z.object({ k: z.string(), at: z.string(), p: z.string() });
type ListedRow = z.infer<typeof ListedRow>;

interface ListRequest {
  personId: string;
  after: EventCursor | undefined;
  limit: number;
}

/** At least as many of the newest rows as a page needs, and one more where there are more. */
async function listKeys({ personId, after, limit }: ListRequest, store: Store) {
  const rows: ListedRow[] = [];
  let start: Row | undefined;
  let oldest: string | undefined;
  do {
    const answer = await store.database.send(
      new QueryCommand({
        TableName: store.tables.events,
        IndexName: eventsByPerson,
        KeyConditionExpression: after ? "p = :p AND #at <= :at" : "p = :p",
        ...(after && { ExpressionAttributeNames: { "#at": "at" } }),
        ExpressionAttributeValues: { ":p": personId, ...(after && { ":at": after.at }) },
        ScanIndexForward: false,
        Limit: limit + 1,
        ...(start && { ExclusiveStartKey: start }),
      }),
    );
    const listed = (answer.Items ?? []).map((item) => ListedRow.parse(item));
    rows.push(...listed.filter((row) => after === undefined || newestFirst(row, after) > 0));
    oldest = listed.at(-1)?.at ?? oldest;
    start = answer.LastEvaluatedKey;
    // The index orders by time alone: only past a moment is it certain that all of its events came.
  } while (start !== undefined && rows.filter(({ at }) => at !== oldest).length <= limit);
  return rows;
}

/** Descending by time, then by key, so that every page continues the one before. */
function newestFirst(a: EventCursor, b: EventCursor): number {
  if (a.at !== b.at) return a.at < b.at ? 1 : -1;
  return a.k < b.k ? 1 : a.k > b.k ? -1 : 0;
}

/** All events of a root and of what it absorbed: undefined while the index does not list them all. */
export async function readAllEvents(
  person: Whole,
  store: Store,
): Promise<CustomerEvent[] | undefined> {
  const rows = await listWhole(person, store);
  if (rows === undefined) return undefined;
  const events = await openEvents(rows, store);
  // The index may still list under one id what has moved to another.
  return events.length === person.record.events ? events : undefined;
}

/**
 * The keys of all of a root's rows, opened by nobody: undefined while the index does not list them all.
 * Each row is looked at, strongly consistent: the index may still list what has moved to somebody else.
 */
export async function readAllEventKeys(person: Whole, store: Store): Promise<string[] | undefined> {
  const listed = await listWhole(person, store);
  if (listed === undefined) return undefined;
  const { events } = store.tables;
  // While it moves, an event is listed twice, and must not be asked for twice.
  const keys = [...new Set(listed.map(({ k }) => k))];
  const rows = await batchGet(store, { [events]: keys.map((k) => ({ k })) });
  const places = new Map((rows[events] ?? []).map(({ k, p }) => [k, p]));
  const isThere = listed.every(({ k, p }) => places.get(k) === p);
  return isThere ? listed.map(({ k }) => k) : undefined;
}

type Whole = Pick<Person, "id" | "absorbed" | "record">;

/** As many rows as the record counts; undefined where the index lists more or fewer. */
async function listWhole(
  { id, absorbed, record }: Whole,
  store: Store,
): Promise<ListedRow[] | undefined> {
  const rows: ListedRow[] = [];
  for (const personId of [id, ...absorbed]) rows.push(...(await listAllKeys(personId, store)));
  return rows.length === record.events ? rows : undefined;
}

/** When the newest that is listed under an id was observed. Eventually consistent. */
export async function latestEventAt(personId: string, store: Store): Promise<string | undefined> {
  const [latest] = await listKeys({ personId, after: undefined, limit: 1 }, store);
  return latest?.at;
}

/** Keys of what is listed under an id, whoever it is. Eventually consistent. */
export async function listEventKeys(personId: string, store: Store): Promise<string[]> {
  return (await listAllKeys(personId, store)).map(({ k }) => k);
}

async function listAllKeys(personId: string, store: Store): Promise<ListedRow[]> {
  const query = {
    TableName: store.tables.events,
    IndexName: eventsByPerson,
    KeyConditionExpression: "p = :p",
    ExpressionAttributeValues: { ":p": personId },
  };
  return (await queryAll(query, store)).map((item) => ListedRow.parse(item));
}

/** Which of these events are in the store, tombstones included. */
export async function readStored(eventIds: readonly string[], store: Store): Promise<Set<string>> {
  if (eventIds.length === 0) return new Set();
  const { events } = store.tables;
  const byKey = new Map(eventIds.map((id) => [store.vault.eventKey(id), id]));
  const rows = await batchGet(store, { [events]: [...byKey.keys()].map((k) => ({ k })) });
  return new Set((rows[events] ?? []).flatMap((row) => byKey.get(String(row["k"])) ?? []));
}

/** Those of these rows that are still where they were listed, each once, wherever that was. */
async function openEvents(rows: readonly ListedRow[], store: Store): Promise<CustomerEvent[]> {
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

async function openOnce(rows: readonly ListedRow[], store: Store): Promise<CustomerEvent[]> {
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
