/** Rows of events: sealed under their person's key, found by a keyed hash of their id. */
import { GetCommand, QueryCommand } from "@aws-sdk/lib-dynamodb";
import * as z from "zod";
import { CustomerEvent, effectiveAt } from "#shared/domain/event.ts";
import type { DataKey } from "#shared/vault/seal.ts";
import { batchGet, type Row } from "./batch-get.ts";
import { readDataKeys } from "./people.ts";
import { eventsByPerson, type Store } from "./tables.ts";

const EventRow = z.object({
  k: z.string(),
  /** The person it was attached to; merges do not change it. */
  p: z.string(),
  at: z.string(),
  /** Set where one of its links was refused. */
  c: z.boolean().optional(),
  b: z.instanceof(Uint8Array),
});
/** What an erasure leaves: enough to know the event again, nothing of what it said. */
const TombstoneRow = z.object({ k: z.string(), gone: z.string() });

export interface EventPlacement {
  event: CustomerEvent;
  personId: string;
  contested: boolean;
  key: DataKey;
}

export function eventRow({ event, personId, contested, key }: EventPlacement, store: Store): Row {
  const k = store.vault.eventKey(event.id);
  const place = { store: "events", key: k, version: 1 };
  return {
    k,
    p: personId,
    at: effectiveAt(event),
    ...(contested && { c: true }),
    b: store.vault.seal(event, key, place),
  };
}

export type FoundEvent =
  | { kind: "linked" | "contested"; personId: string }
  | { kind: "tombstoned" }
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
    TombstoneRow.parse(Item);
    return { kind: "tombstoned" };
  }
  return { kind: row.data.c ? "contested" : "linked", personId: row.data.p };
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
  const newest = listed
    .flat()
    .sort(newestFirst)
    .slice(0, limit + 1);
  const page = newest.slice(0, limit);
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

async function openEvents(rows: readonly ListedRow[], store: Store): Promise<CustomerEvent[]> {
  if (rows.length === 0) return [];
  const { events } = store.tables;
  const found = await batchGet(store, { [events]: rows.map(({ k }) => ({ k })) });
  const keys = await readDataKeys([...new Set(rows.map(({ p }) => p))], store);
  const opened = new Map<string, CustomerEvent>();
  for (const item of found[events] ?? []) {
    const row = EventRow.safeParse(item);
    const key = row.success ? keys.get(row.data.p) : undefined;
    if (!row.success || key === undefined) continue;
    const place = { store: "events", key: row.data.k, version: 1 };
    opened.set(row.data.k, CustomerEvent.parse(store.vault.open(row.data.b, key, place)));
  }
  return rows.flatMap(({ k }) => opened.get(k) ?? []);
}
