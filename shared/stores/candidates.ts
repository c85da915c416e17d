/** Rows that bring possible duplicates together: who has a composite key, and what each person left here. */
import { ConditionalCheckFailedException } from "@aws-sdk/client-dynamodb";
import {
  DeleteCommand,
  GetCommand,
  PutCommand,
  QueryCommand,
  UpdateCommand,
} from "@aws-sdk/lib-dynamodb";
import * as z from "zod";
import type { Store } from "./tables.ts";

/** All of it stands in the index: hashes of keys and ids of persons, nothing that anybody said. */
export type CandidateStore = Pick<Store, "database"> & { tables: Pick<Store["tables"], "index"> };

/** Where a person stands: beside others under a hashed key, and alone with what it has left here. */
const rowOf = (personId: string): string => `candidate#${personId}`;
const traceRow = "trace";
const traceKey = (personId: string) => ({ k: rowOf(personId), s: traceRow });

/** What more people have in common than this is too common to mean anything. */
export const peoplePerKeyMax = 20;

const TraceRow = z.object({
  keys: z.set(z.string()).default(new Set()),
  partners: z.set(z.string()).default(new Set()),
});

/** All that a person may have in this lane, so that it can be found and taken away again. */
export interface Trace {
  /** Hashes of composite keys under which it may stand. */
  keys: ReadonlySet<string>;
  /** Ids of whom it may have a review with. */
  partners: ReadonlySet<string>;
}

export type TraceKind = keyof Trace;

/** Written down before it is done, so that nothing is ever left that nobody knows of. */
export async function remember(
  personId: string,
  what: { kind: TraceKind; values: readonly string[] },
  { database, tables }: CandidateStore,
): Promise<Trace> {
  if (what.values.length === 0) return readTrace(personId, { database, tables });
  // Sets grow and shrink by what is named: two that write at once take nothing from each other.
  const { Attributes } = await database.send(
    new UpdateCommand({
      TableName: tables.index,
      Key: traceKey(personId),
      UpdateExpression: "ADD #kind :values",
      ExpressionAttributeNames: { "#kind": what.kind },
      ExpressionAttributeValues: { ":values": new Set(what.values) },
      ReturnValues: "ALL_NEW",
    }),
  );
  return TraceRow.parse(Attributes);
}

export async function forget(
  personId: string,
  what: { kind: TraceKind; values: readonly string[] },
  { database, tables }: CandidateStore,
): Promise<void> {
  if (what.values.length === 0) return;
  try {
    await database.send(
      new UpdateCommand({
        TableName: tables.index,
        Key: traceKey(personId),
        UpdateExpression: "DELETE #kind :values",
        // An update would make a row where there is none.
        ConditionExpression: "attribute_exists(k)",
        ExpressionAttributeNames: { "#kind": what.kind },
        ExpressionAttributeValues: { ":values": new Set(what.values) },
      }),
    );
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException)) throw error;
  }
}

export async function readTrace(
  personId: string,
  { database, tables }: CandidateStore,
): Promise<Trace> {
  const { Item } = await database.send(
    new GetCommand({ TableName: tables.index, Key: traceKey(personId), ConsistentRead: true }),
  );
  return TraceRow.parse(Item ?? {});
}

/** Once nothing of it is left: the last row of a person in this lane. */
export async function dropTrace(
  personId: string,
  { database, tables }: CandidateStore,
): Promise<void> {
  await database.send(new DeleteCommand({ TableName: tables.index, Key: traceKey(personId) }));
}

export async function standUnder(
  keys: readonly string[],
  personId: string,
  { database, tables }: CandidateStore,
): Promise<void> {
  const put = (k: string) =>
    database.send(new PutCommand({ TableName: tables.index, Item: { k, s: rowOf(personId) } }));
  await Promise.all(keys.map(put));
}

export async function leave(
  keys: readonly string[],
  personId: string,
  { database, tables }: CandidateStore,
): Promise<void> {
  const drop = (k: string) =>
    database.send(new DeleteCommand({ TableName: tables.index, Key: { k, s: rowOf(personId) } }));
  await Promise.all(keys.map(drop));
}

const KeyRow = z.object({ k: z.string(), s: z.string().startsWith(rowOf("")) });

/** Who else stands under these keys, by id, and under which of them. Common keys lead to nobody. */
export async function listOthers(
  keys: readonly string[],
  personId: string,
  store: CandidateStore,
): Promise<Map<string, string[]>> {
  const listed = await Promise.all(keys.map((key) => listUnder(key, store)));
  const others = new Map<string, string[]>();
  for (const [at, key] of keys.entries()) {
    const ids = (listed[at] ?? []).filter((id) => id !== personId);
    if (ids.length > peoplePerKeyMax) continue;
    for (const id of ids) others.set(id, [...(others.get(id) ?? []), key]);
  }
  return others;
}

/** Strongly consistent: of two who come at the same time, the later one sees the other. */
async function listUnder(key: string, { database, tables }: CandidateStore): Promise<string[]> {
  const { Items = [] } = await database.send(
    new QueryCommand({
      TableName: tables.index,
      KeyConditionExpression: "k = :k",
      ExpressionAttributeValues: { ":k": key },
      ConsistentRead: true,
      // The person itself, and one more than is allowed.
      Limit: peoplePerKeyMax + 2,
    }),
  );
  return Items.map((item) => KeyRow.parse(item).s.slice(rowOf("").length));
}
