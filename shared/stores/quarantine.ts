/** What was authentic but not understood, or died on the way: kept sealed until a human decides. */
import { ConditionalCheckFailedException } from "@aws-sdk/client-dynamodb";
import {
  DeleteCommand,
  GetCommand,
  PutCommand,
  type PutCommandInput,
  QueryCommand,
  UpdateCommand,
} from "@aws-sdk/lib-dynamodb";
import * as z from "zod";
import { UnsealError } from "#shared/vault/errors.ts";
import type { DataKey } from "#shared/vault/seal.ts";
import { reviewsByKind, type Store } from "./tables.ts";

/** Two tables are enough here: who keeps quarantine needs no sight of any person. */
export type QuarantineStore = Pick<Store, "database" | "vault"> & {
  tables: Pick<Store["tables"], "keys" | "reviews">;
};

/** The kind of review that a quarantined delivery is. */
export const quarantineKind = "quarantined-delivery";
/**
 * Its kind while it only waits for data that its provider has: a list of their own, which is short
 * however many have been asked for, and in nobody's way who decides about deliveries.
 */
export const awaitingKind = "awaiting-data";
export const deliveryKinds = [quarantineKind, awaitingKind] as const;
type DeliveryKind = (typeof deliveryKinds)[number];

/** Why what failed five times on the queue waits. */
export const deadLetterReasons = {
  unopened: "the message could not be opened",
  unprocessed: "it could not be processed, several times over",
  unsettled: "who is who could not be settled, several times over",
} as const;

/** A day's key is destroyed when its day expires: the day is its name. */
const dayKeyId = (day: string): string => `quarantine:${day}`;

export const QuarantineStatus = z.enum(["open", "replayed", "fetched", "dismissed"]);
export type QuarantineStatus = z.infer<typeof QuarantineStatus>;

const QuarantineRow = z.object({
  id: z.string(),
  kind: z.enum(deliveryKinds),
  at: z.string(),
  status: QuarantineStatus,
  channel: z.string(),
  reason: z.string(),
});
const SealedRow = QuarantineRow.extend({
  b: z.instanceof(Uint8Array),
  /** How often its data was asked for in vain. */
  tries: z.number().default(0),
});
const KeyRow = z.object({ id: z.string(), w: z.instanceof(Uint8Array) });

export type Quarantined = z.infer<typeof QuarantineRow>;

export interface ToQuarantine {
  /** Default: what a human has to look at. */
  kind?: DeliveryKind;
  channel: string;
  /** Ours, never the sender's words. */
  reason: string;
  /** When it was received, ISO 8601. */
  at: string;
  /** The same for every copy of the same delivery, so that it is kept once. */
  fingerprint: string;
  /** What a replay needs; sealed under the key of its day. */
  content: unknown;
}

/** Keeps a delivery once, however often it comes. Answers the id of its review. */
export async function quarantine(delivery: ToQuarantine, store: QuarantineStore): Promise<string> {
  const { kind = quarantineKind, channel, reason, at } = delivery;
  const id = store.vault.reviewId(delivery.fingerprint);
  const key = await keyOfDay(at.slice(0, 10), store);
  const b = store.vault.seal(delivery.content, key, placeOf(id));
  const row = { id, kind, at, status: "open", channel, reason, b };
  // Replayed and here again: it failed again, and waits again.
  await putUnless(store, {
    TableName: store.tables.reviews,
    Item: row,
    ConditionExpression: "attribute_not_exists(id) OR #status = :replayed",
    ExpressionAttributeNames: { "#status": "status" },
    ExpressionAttributeValues: { ":replayed": "replayed" },
  });
  return id;
}

const placeOf = (id: string) => ({ store: "reviews", key: id, version: 1 });

/** The key of a day, made by whoever needs it first. */
async function keyOfDay(day: string, store: QuarantineStore): Promise<DataKey> {
  const known = await readDayKey(day, store);
  if (known !== undefined) return known;
  const id = dayKeyId(day);
  const { key, wrapped } = store.vault.newDataKey("quarantine", id);
  const put = await putUnless(store, {
    TableName: store.tables.keys,
    Item: { id, w: wrapped },
    ConditionExpression: "attribute_not_exists(id)",
  });
  if (put) return key;
  const others = await readDayKey(day, store);
  if (others === undefined) throw new RangeError(`the quarantine key of ${day} vanished`);
  return others;
}

async function readDayKey(day: string, store: QuarantineStore): Promise<DataKey | undefined> {
  const id = dayKeyId(day);
  const { Item } = await store.database.send(
    new GetCommand({ TableName: store.tables.keys, Key: { id }, ConsistentRead: true }),
  );
  if (Item === undefined) return undefined;
  return store.vault.unwrapDataKey("quarantine", id, KeyRow.parse(Item).w);
}

/** Whether it was put; false where the condition says that it is there. */
async function putUnless({ database }: QuarantineStore, input: PutCommandInput): Promise<boolean> {
  try {
    await database.send(new PutCommand(input));
    return true;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return false;
    throw error;
  }
}

/** Where a page of reviews ended. */
export const ReviewCursor = z.object({
  id: z.string(),
  kind: z.enum(deliveryKinds),
  at: z.string(),
});
export type ReviewCursor = z.infer<typeof ReviewCursor>;

export interface QuarantinePage {
  deliveries: Quarantined[];
  next: ReviewCursor | undefined;
}

/** Whether a delivery, known by its fingerprint, waits or was given up: replayed ones are on their way. */
export async function findQuarantined(
  fingerprint: string,
  { database, tables, vault }: QuarantineStore,
): Promise<string | undefined> {
  const id = vault.reviewId(fingerprint);
  const { Item } = await database.send(
    new GetCommand({ TableName: tables.reviews, Key: { id }, ConsistentRead: true }),
  );
  return Item === undefined || Item["status"] === "replayed" ? undefined : id;
}

/**
 * Oldest first: what has waited longest. Optionally only what came before a time, what has a status,
 * or what may be asked for again by a time; a page may be short, and is empty only at the end.
 */
export async function listQuarantine(
  request: ListRequest,
  store: Omit<QuarantineStore, "vault">,
): Promise<QuarantinePage> {
  let { after } = request;
  for (;;) {
    const page = await listOnce({ ...request, after }, store);
    if (page.deliveries.length > 0 || page.next === undefined) return page;
    after = page.next;
  }
}

interface ListRequest {
  /** Default: those that a human has to look at. */
  kind?: DeliveryKind;
  after?: ReviewCursor | undefined;
  before?: string;
  status?: QuarantineStatus;
  dueBy?: string;
  limit: number;
}

async function listOnce(
  { kind = quarantineKind, after, before, status, dueBy, limit }: ListRequest,
  { database, tables }: Omit<QuarantineStore, "vault">,
): Promise<QuarantinePage> {
  const filters = [
    ...(status ? ["#status = :status"] : []),
    ...(dueBy ? ["(attribute_not_exists(dueAt) OR dueAt <= :dueBy)"] : []),
  ];
  const answer = await database.send(
    new QueryCommand({
      TableName: tables.reviews,
      IndexName: reviewsByKind,
      KeyConditionExpression: before ? "kind = :kind AND #at < :before" : "kind = :kind",
      ...(filters.length > 0 && { FilterExpression: filters.join(" AND ") }),
      ...((before || status) && {
        ExpressionAttributeNames: {
          ...(before && { "#at": "at" }),
          ...(status && { "#status": "status" }),
        },
      }),
      ExpressionAttributeValues: {
        ":kind": kind,
        ...(before && { ":before": before }),
        ...(status && { ":status": status }),
        ...(dueBy && { ":dueBy": dueBy }),
      },
      ...(after && { ExclusiveStartKey: after }),
      Limit: limit,
    }),
  );
  return {
    deliveries: (answer.Items ?? []).map((item) => QuarantineRow.parse(item)),
    next: answer.LastEvaluatedKey && ReviewCursor.parse(answer.LastEvaluatedKey),
  };
}

export type OpenedDelivery =
  | { kind: "opened"; delivery: Quarantined & { tries: number }; content: unknown }
  | { kind: "unknown" }
  /** Its day's key is gone: nothing can read it any more. */
  | { kind: "expired" };

export async function openQuarantined(id: string, store: QuarantineStore): Promise<OpenedDelivery> {
  const { Item } = await store.database.send(
    new GetCommand({ TableName: store.tables.reviews, Key: { id }, ConsistentRead: true }),
  );
  if (!deliveryKinds.some((kind) => kind === Item?.["kind"])) return { kind: "unknown" };
  const { b, ...delivery } = SealedRow.parse(Item);
  const key = await readDayKey(delivery.at.slice(0, 10), store);
  if (key === undefined) return { kind: "expired" };
  try {
    return { kind: "opened", delivery, content: store.vault.open(b, key, placeOf(id)) };
  } catch (error) {
    // The day's key was destroyed and, for a latecomer, made anew: what the old one sealed is gone.
    if (error instanceof UnsealError) return { kind: "expired" };
    throw error;
  }
}

/** Records what became of it, and by whom: decided, it waits for nothing any more. */
export async function decideQuarantined(
  decision: { id: string; status: QuarantineStatus; by: string; at: string },
  { database, tables }: Omit<QuarantineStore, "vault">,
): Promise<void> {
  const { id, status, by, at } = decision;
  await database.send(
    new UpdateCommand({
      TableName: tables.reviews,
      Key: { id },
      UpdateExpression: "SET kind = :kind, #status = :status, decidedBy = :by, decidedAt = :at",
      ConditionExpression: "attribute_exists(id)",
      ExpressionAttributeNames: { "#status": "status" },
      ExpressionAttributeValues: {
        ":kind": quarantineKind,
        ":status": status,
        ":by": by,
        ":at": at,
      },
    }),
  );
}

/** Destroys the key of a day first, then the row: in between, and in any copy, it is unreadable. */
export async function expireQuarantined(
  delivery: Quarantined,
  { database, tables }: Omit<QuarantineStore, "vault">,
): Promise<void> {
  const day = dayKeyId(delivery.at.slice(0, 10));
  await database.send(new DeleteCommand({ TableName: tables.keys, Key: { id: day } }));
  await database.send(new DeleteCommand({ TableName: tables.reviews, Key: { id: delivery.id } }));
}
