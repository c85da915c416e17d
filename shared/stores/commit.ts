/** Writes what was decided, all of it or nothing, only if everything it rests on is still true. */
import { TransactionCanceledException } from "@aws-sdk/client-dynamodb";
import { TransactWriteCommand } from "@aws-sdk/lib-dynamodb";
import type { Attached, Changes } from "#shared/domain/identity/attach.ts";
import type { Person } from "#shared/domain/identity/person.ts";
import type { DataKey } from "#shared/vault/seal.ts";
import { eventRow } from "./events.ts";
import { edgeRow, indexRow, ownerRow } from "./identifier-index.ts";
import { mergedRow, personRow } from "./people.ts";
import type { Store } from "./tables.ts";

type Write = NonNullable<TransactWriteCommand["input"]["TransactItems"]>[number];

/** The service's limit. */
export const itemsPerTransactionMax = 100;
/** Below the service's 4 MB: our estimate leaves names and numbers out. */
const bytesPerTransactionMax = 3_000_000;

export type Committed =
  | { kind: "committed" }
  /** These events are already in the store: leave them out and decide again. */
  | { kind: "duplicate"; eventIds: readonly string[] }
  /** Somebody else wrote first: read again and decide again. */
  | { kind: "conflict" }
  /** More than one transaction holds: decide on fewer events at once. */
  | { kind: "too large" };

export async function commit(
  changes: Changes,
  known: ReadonlyMap<string, DataKey>,
  store: Store,
): Promise<Committed> {
  const { vault, tables } = store;
  const keys = new Map(known);
  const keyRows: Write[] = [];
  for (const { id, version } of changes.people) {
    if (version > 0) continue;
    const { key, wrapped } = vault.newDataKey("person", id);
    keys.set(id, key);
    keyRows.push(putNew(tables.keys, { id, w: wrapped }));
  }
  // Events come first: their position tells which of them the store already has.
  const writes: Write[] = [
    ...changes.attached.map((attached) => eventWrite(attached, keys, store)),
    ...changes.people.map((person) => personWrite(person, keys, store)),
    ...keyRows,
    ...changes.merged.map((merged) => putUnchanged(tables.people, mergedRow(merged), merged)),
    ...changes.consulted.map((person) => checkUnchanged(tables.people, person)),
    ...indexWrites(changes, store),
  ];
  if (writes.length > itemsPerTransactionMax || bytesOf(writes) > bytesPerTransactionMax) {
    return { kind: "too large" };
  }
  try {
    await store.database.send(new TransactWriteCommand({ TransactItems: writes }));
    return { kind: "committed" };
  } catch (error) {
    if (!(error instanceof TransactionCanceledException)) throw error;
    return refusalOf(error, changes);
  }
}

function eventWrite(
  { event, personId, contested }: Attached,
  keys: ReadonlyMap<string, DataKey>,
  store: Store,
): Write {
  const placement = { event, personId, contested: contested.length > 0 };
  const key = keyOf(personId, keys);
  return putNew(store.tables.events, eventRow({ ...placement, key }, store));
}

function personWrite(person: Person, keys: ReadonlyMap<string, DataKey>, store: Store): Write {
  const row = personRow(person, keyOf(person.id, keys), store);
  return person.version === 0
    ? putNew(store.tables.people, row)
    : putUnchanged(store.tables.people, row, person);
}

/** New owners; and for each refused link an edge under its identifier, and a flag on its owner's row. */
function indexWrites({ attached, linked }: Changes, { tables, vault }: Store): Write[] {
  const writes = new Map<string, Write>();
  for (const { identifier, personId } of linked) {
    const k = vault.identifierKey(identifier);
    writes.set(k, putNew(tables.index, indexRow(k, personId)));
  }
  for (const { event, personId, contested } of attached) {
    for (const { identifier, ownerId } of contested) {
      const k = vault.identifierKey(identifier);
      const s = edgeRow(vault.eventKey(event.id));
      writes.set(`${k} ${s}`, { Put: { TableName: tables.index, Item: { k, s, p: personId } } });
      const created = writes.get(k)?.Put?.Item;
      // A transaction may touch an item once: a row that is new here carries its flag from birth.
      if (created !== undefined) created["c"] = true;
      else if (ownerId !== undefined) writes.set(k, flagContested(tables.index, k));
    }
  }
  return [...writes.values()];
}

function flagContested(table: string, k: string): Write {
  return {
    Update: {
      TableName: table,
      Key: { k, s: ownerRow },
      UpdateExpression: "SET c = :yes",
      ConditionExpression: "attribute_exists(k)",
      ExpressionAttributeValues: { ":yes": true },
    },
  };
}

function putNew(table: string, item: Record<string, unknown>): Write {
  const key = "k" in item ? "k" : "id";
  return {
    Put: { TableName: table, Item: item, ConditionExpression: `attribute_not_exists(${key})` },
  };
}

const unchanged = { ConditionExpression: "v = :v AND st = :active" };

function putUnchanged(
  table: string,
  item: Record<string, unknown>,
  { version }: { version: number },
): Write {
  const values = { ":v": version, ":active": "active" };
  return {
    Put: { TableName: table, Item: item, ...unchanged, ExpressionAttributeValues: values },
  };
}

function checkUnchanged(table: string, { id, version }: Person): Write {
  const values = { ":v": version, ":active": "active" };
  return {
    ConditionCheck: {
      TableName: table,
      Key: { id },
      ...unchanged,
      ExpressionAttributeValues: values,
    },
  };
}

function keyOf(personId: string, keys: ReadonlyMap<string, DataKey>): DataKey {
  const key = keys.get(personId);
  if (key === undefined) throw new RangeError(`no data key of person ${personId} was read`);
  return key;
}

function bytesOf(writes: readonly Write[]): number {
  let bytes = 0;
  for (const { Put } of writes) {
    const sealed: unknown = Put?.Item?.["b"];
    bytes += sealed instanceof Uint8Array ? sealed.length : 0;
  }
  return bytes;
}

/** Which writes the service refused, by position. Anything but a failed condition is a race. */
function refusalOf(error: TransactionCanceledException, { attached }: Changes): Committed {
  const reasons = error.CancellationReasons ?? [];
  const unexpected = reasons.find(
    ({ Code }) =>
      Code !== undefined &&
      !["None", "ConditionalCheckFailed", "TransactionConflict"].includes(Code),
  );
  if (
    unexpected?.Code === "ThrottlingError" ||
    unexpected?.Code === "ProvisionedThroughputExceeded"
  )
    return { kind: "conflict" };
  if (unexpected !== undefined) throw error;
  const duplicates = attached.filter((_, at) => reasons[at]?.Code === "ConditionalCheckFailed");
  return duplicates.length > 0
    ? { kind: "duplicate", eventIds: duplicates.map(({ event }) => event.id) }
    : { kind: "conflict" };
}
