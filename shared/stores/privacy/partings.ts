/** Whom erased persons came apart from: what restricted them restricts those still, and no stub leads there. */
import { DeleteCommand } from "@aws-sdk/lib-dynamodb";
import * as z from "zod";
import type { Person } from "#shared/domain/identity/person.ts";
import { queryAll } from "../query-all.ts";
import type { Store } from "../tables.ts";
import { put, type Write } from "../writes.ts";
import { partingKey, partingPrefix, requestPartition } from "./rows.ts";

const PartingRow = z.object({ s: z.string(), people: z.array(z.string()) });

/** For each request that restricts who is erased; with the erasure, so that nobody is forgotten. */
export function partingWrites(
  { id, parted, restrictedBy }: Pick<Person, "id" | "parted" | "restrictedBy">,
  { tables }: Pick<Store, "tables">,
): Write[] {
  if (parted.length === 0) return [];
  return restrictedBy.map((request) =>
    put(tables.privacy, { ...partingKey(request, id), people: [...parted] }),
  );
}

/** Ids of whoever may be restricted by a request beside those whom it is about. Strongly consistent. */
export async function readPartings(requestId: string, store: Store): Promise<string[]> {
  return (await rowsOf(requestId, store)).flatMap(({ people }) => people);
}

/** Only when nobody is restricted by the request any more. */
export async function forgetPartings(requestId: string, store: Store): Promise<void> {
  const k = requestPartition(requestId);
  for (const { s } of await rowsOf(requestId, store)) {
    await store.database.send(
      new DeleteCommand({ TableName: store.tables.privacy, Key: { k, s } }),
    );
  }
}

async function rowsOf(requestId: string, store: Store): Promise<z.infer<typeof PartingRow>[]> {
  const rows = await queryAll(
    {
      TableName: store.tables.privacy,
      KeyConditionExpression: "k = :k AND begins_with(s, :s)",
      ExpressionAttributeValues: { ":k": requestPartition(requestId), ":s": partingPrefix },
      ConsistentRead: true,
    },
    store,
  );
  return rows.map((row) => PartingRow.parse(row));
}
