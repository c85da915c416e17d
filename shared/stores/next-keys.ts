/** Data keys that a settlement brings: made before anything is sealed under them, in force at its end. */
import * as z from "zod";
import type { Changes } from "#shared/domain/identity/changes.ts";
import type { DataKey } from "#shared/vault/seal.ts";
import { keyedAnew } from "./commit.ts";
import type { Store } from "./tables.ts";
import { absent, put, remove, type Write } from "./writes.ts";

/** Ids of persons who get a key. */
export const NextKeys = z.object({
  /** New ones: it is theirs at once. */
  born: z.array(z.string()).default([]),
  /** Those who have one: the next stands beside it. */
  rekeyed: z.array(z.string()).default([]),
});
export type NextKeys = z.infer<typeof NextKeys>;

export interface NextKey {
  id: string;
  isBorn: boolean;
  key: DataKey;
  write: Write;
}

/** Wrapped keys stand in their own table only: what is destroyed there must be nowhere else. */
export function nextKeys(
  changes: Pick<Changes, "people" | "rekeyed">,
  settlement: string,
  { tables, vault }: Store,
): NextKey[] {
  return keyedAnew(changes).map(({ id, version }) => {
    const { key, wrapped } = vault.newDataKey("person", id);
    const isBorn = version === 0;
    const write: Write = isBorn
      ? put(tables.keys, { id, w: wrapped }, absent("id"))
      : {
          Update: {
            TableName: tables.keys,
            Key: { id },
            UpdateExpression: "SET n = :n, j = :j",
            ConditionExpression: "attribute_exists(id) AND attribute_not_exists(j)",
            ExpressionAttributeValues: { ":n": wrapped, ":j": settlement },
          },
        };
    return { id, isBorn, key, write };
  });
}

/** From now on it is the key: in the same transaction as the record that is sealed under it. */
export function keyInForce(id: string, settlement: string, { tables }: Store): Write {
  return {
    Update: {
      TableName: tables.keys,
      Key: { id },
      UpdateExpression: "SET w = n REMOVE n, j",
      ConditionExpression: "j = :j",
      ExpressionAttributeValues: { ":j": settlement },
    },
  };
}

/** Nothing was sealed under them for good. */
export function dropNextKeys(
  { born, rekeyed }: NextKeys,
  settlement: string,
  { tables }: Store,
): Write[] {
  return [
    ...born.map((id) => remove(tables.keys, { id })),
    ...rekeyed.map((id): Write => ({
      Update: {
        TableName: tables.keys,
        Key: { id },
        UpdateExpression: "REMOVE n, j",
        ConditionExpression: "j = :j",
        ExpressionAttributeValues: { ":j": settlement },
      },
    })),
  ];
}
