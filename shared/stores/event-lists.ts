/** The events of a person, listed by an index that is never asked who somebody is. */
import { QueryCommand } from "@aws-sdk/lib-dynamodb";
import * as z from "zod";
import type { CustomerEvent } from "#shared/domain/event.ts";
import type { Person } from "#shared/domain/identity/person.ts";
import { batchGet, type Row } from "./batch-get.ts";
import { type EventsStore, ListedRow, openEvents } from "./events.ts";
import { queryAll } from "./query-all.ts";
import { eventsByPerson, type Store } from "./tables.ts";

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
  store: EventsStore,
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
  store: EventsStore,
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
export async function listEventKeys(personId: string, store: EventsStore): Promise<string[]> {
  return (await listAllKeys(personId, store)).map(({ k }) => k);
}

async function listAllKeys(personId: string, store: EventsStore): Promise<ListedRow[]> {
  const query = {
    TableName: store.tables.events,
    IndexName: eventsByPerson,
    KeyConditionExpression: "p = :p",
    ExpressionAttributeValues: { ":p": personId },
  };
  return (await queryAll(query, store)).map((item) => ListedRow.parse(item));
}
