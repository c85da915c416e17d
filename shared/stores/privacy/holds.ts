/** Holds as they are stored, and which of them name an event or an identifier. */
import { UpdateCommand } from "@aws-sdk/lib-dynamodb";
import { ConditionalCheckFailedException } from "@aws-sdk/client-dynamodb";
import * as z from "zod";
import { Hold, isInForce } from "#shared/domain/privacy/hold.ts";
import { batchGet } from "../batch-get.ts";
import type { Store } from "../tables.ts";
import { transact } from "../transact.ts";
import { put, type Write } from "../writes.ts";
import { type DueCursor, listByDue } from "./lists.ts";
import { heldKey, holdKey } from "./rows.ts";

const standing = "holds";
const lifted = "lifted";

/** `keys`: the keyed hashes of the events and identifiers that it names. */
export async function keepHold(hold: Hold, keys: readonly string[], store: Store): Promise<void> {
  const { privacy } = store.tables;
  const row = { ...hold, ...holdKey(hold.id), list: standing, due: hold.until };
  const naming = [...new Set(keys)].map((key): Write => ({
    Update: {
      TableName: privacy,
      Key: heldKey(key),
      UpdateExpression: "ADD holds :hold",
      ExpressionAttributeValues: { ":hold": new Set([hold.id]) },
    },
  }));
  await transact([put(privacy, row), ...naming], store);
}

export type Lifted = { kind: "lifted" | "lifted before"; hold: Hold } | { kind: "unknown" };

/** Ends a hold before its time. */
export async function liftHold(
  { id, ...signed }: { id: string; by: string; at: string },
  store: Store,
): Promise<Lifted> {
  const [hold] = await readHolds([id], store);
  if (hold === undefined) return { kind: "unknown" };
  if (hold.lifted !== undefined) return { kind: "lifted before", hold };
  try {
    await store.database.send(
      new UpdateCommand({
        TableName: store.tables.privacy,
        Key: holdKey(id),
        UpdateExpression: "SET lifted = :signed, #list = :lifted",
        ConditionExpression: "attribute_not_exists(lifted)",
        ExpressionAttributeNames: { "#list": "list" },
        ExpressionAttributeValues: { ":signed": signed, ":lifted": lifted },
      }),
    );
  } catch (error) {
    // Somebody else lifted it a moment ago: it is lifted.
    if (!(error instanceof ConditionalCheckFailedException)) throw error;
  }
  return { kind: "lifted", hold: { ...hold, lifted: signed } };
}

/** By when they end. */
export async function listHolds(
  asked: { status: "standing" | "lifted"; after: DueCursor | undefined; limit: number },
  store: Store,
): Promise<{ holds: Hold[]; next: DueCursor | undefined }> {
  const { status, ...page } = asked;
  const list = status === "standing" ? standing : lifted;
  const { rows, next } = await listByDue({ ...page, list }, store);
  return { holds: rows.map((row) => Hold.parse(row)), next };
}

const HeldRow = z.object({ holds: z.set(z.string()) });

/** Those that are in force on any of these keyed hashes of events and identifiers. */
export async function holdsOn(keys: readonly string[], now: string, store: Store): Promise<Hold[]> {
  if (keys.length === 0) return [];
  const { privacy } = store.tables;
  const rows = await batchGet(store, { [privacy]: [...new Set(keys)].map(heldKey) });
  const ids = new Set((rows[privacy] ?? []).flatMap((row) => [...HeldRow.parse(row).holds]));
  return (await readHolds([...ids], store)).filter((hold) => isInForce(hold, now));
}

async function readHolds(ids: readonly string[], store: Store): Promise<Hold[]> {
  if (ids.length === 0) return [];
  const { privacy } = store.tables;
  const rows = await batchGet(store, { [privacy]: ids.map(holdKey) });
  return (rows[privacy] ?? []).map((row) => Hold.parse(row));
}
