/** What a change of identity is written by: single writes, and the conditions that keep them true. */
import type { TransactWriteCommand } from "@aws-sdk/lib-dynamodb";
import type { Edge } from "#shared/domain/identity/changes.ts";
import type { Identifier } from "#shared/domain/identifier.ts";
import type { DataKey } from "#shared/vault/seal.ts";
import type { Row } from "./batch-get.ts";
import { edgeRow, ownerRow } from "./identifier-index.ts";
import type { Store } from "./tables.ts";

export type Write = NonNullable<TransactWriteCommand["input"]["TransactItems"]>[number];

export interface Condition {
  ConditionExpression: string;
  ExpressionAttributeValues?: Record<string, string | number>;
}

/** Nobody has written a row under this key. */
export const absent = (key: "id" | "k"): Condition => ({
  ConditionExpression: `attribute_not_exists(${key})`,
});

/** A root that nobody has written, and nobody works on, since it was read. */
export const unchanged = ({ version }: { version: number }): Condition => ({
  ConditionExpression: "v = :v AND st = :active",
  ExpressionAttributeValues: { ":v": version, ":active": "active" },
});

/** The row of an identifier that nobody has written, and nobody works on, since it was read. */
export const unchangedEntry = ({ version }: { version: number }): Condition =>
  version === 0
    ? absent("k")
    : {
        ConditionExpression: "n = :n AND attribute_not_exists(w)",
        ExpressionAttributeValues: { ":n": version },
      };

export const put = (table: string, item: Row, condition?: Condition): Write => ({
  Put: { TableName: table, Item: item, ...condition },
});

export function check(table: string, key: Row, condition: Condition): Write {
  return { ConditionCheck: { TableName: table, Key: key, ...condition } };
}

export const remove = (table: string, key: Row, condition?: Condition): Write => ({
  Delete: { TableName: table, Key: key, ...condition },
});

/** One text for each item: one transaction writes each of them once. */
export function targetOf({ Put, Update, Delete, ConditionCheck }: Write): string {
  const { id, k, s } = Put?.Item ?? (Update ?? Delete ?? ConditionCheck)?.Key ?? {};
  const { TableName } = Put ?? Update ?? Delete ?? ConditionCheck ?? {};
  return JSON.stringify([TableName, id, k, s]);
}

/** Where the row of an identifier stands. */
export const entryKey = (identifier: Identifier, { vault }: Pick<Store, "vault">) => ({
  k: vault.identifierKey(identifier),
  s: ownerRow,
});

const edgeKey = ({ identifier, personId }: Edge, { vault }: Store) => ({
  k: vault.identifierKey(identifier),
  s: edgeRow(personId),
});

export const edgeWrite = (edge: Edge, store: Store): Write =>
  put(store.tables.index, edgeKey(edge, store));

export const edgeRemoval = (edge: Edge, store: Store): Write =>
  remove(store.tables.index, edgeKey(edge, store));

export function keyOf(personId: string, keys: ReadonlyMap<string, DataKey>): DataKey {
  const key = keys.get(personId);
  if (key === undefined) throw new RangeError(`no data key of person ${personId} was read`);
  return key;
}

/** How much of a write is sealed content: names and numbers beside it are few. */
export function sealedBytes({ Put }: Write): number {
  const sealed: unknown = Put?.Item?.["b"];
  return sealed instanceof Uint8Array ? sealed.length : 0;
}
