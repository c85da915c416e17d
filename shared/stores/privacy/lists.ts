/** Requests listed and searched: by when they are due, by whom they are about, and each with its log. */
import { QueryCommand } from "@aws-sdk/lib-dynamodb";
import * as z from "zod";
import { type Identifier, identifierText } from "#shared/domain/identifier.ts";
import { type Step, stepNames } from "#shared/domain/privacy/command.ts";
import { PrivacyRequest } from "#shared/domain/privacy/request.ts";
import { batchGet } from "../batch-get.ts";
import { readEntries } from "../identifier-index.ts";
import { queryAll } from "../query-all.ts";
import { requestsByDue, type Store } from "../tables.ts";
import { requestKey, requestPartition, stepPrefix, subjectPartition } from "./rows.ts";

/** What the index by due date knows of a request. */
export const ListedRequest = PrivacyRequest.pick({
  id: true,
  type: true,
  state: true,
  filedBy: true,
  channel: true,
  submittedAt: true,
  receivedAt: true,
  endedAt: true,
  reference: true,
  laws: true,
  pauses: true,
  extensions: true,
  escalated: true,
});
export type ListedRequest = z.infer<typeof ListedRequest>;

/** Where a page of a list by due date ended. */
export const DueCursor = z.object({
  list: z.string(),
  due: z.string(),
  k: z.string(),
  s: z.string(),
});
export type DueCursor = z.infer<typeof DueCursor>;

interface ListRequest {
  list: string;
  after: DueCursor | undefined;
  limit: number;
  latestFirst?: boolean;
}

/** Rows of one list of the index, in the order of their dates. */
export async function listByDue(
  { list, after, limit, latestFirst = false }: ListRequest,
  { database, tables }: Pick<Store, "database"> & { tables: Pick<Store["tables"], "privacy"> },
): Promise<{ rows: Record<string, unknown>[]; next: DueCursor | undefined }> {
  const answer = await database.send(
    new QueryCommand({
      TableName: tables.privacy,
      IndexName: requestsByDue,
      KeyConditionExpression: "#list = :list",
      ExpressionAttributeNames: { "#list": "list" },
      ExpressionAttributeValues: { ":list": list },
      ScanIndexForward: !latestFirst,
      ...(after && { ExclusiveStartKey: after }),
      Limit: limit,
    }),
  );
  const next = answer.LastEvaluatedKey && DueCursor.parse(answer.LastEvaluatedKey);
  return { rows: answer.Items ?? [], next };
}

/** Open ones by when they are due, those that ended latest first. */
export async function listRequests(
  asked: { status: "open" | "closed"; after: DueCursor | undefined; limit: number },
  store: Store,
): Promise<{ requests: ListedRequest[]; next: DueCursor | undefined }> {
  const { status: list, ...page } = asked;
  const { rows, next } = await listByDue({ ...page, list, latestFirst: list === "closed" }, store);
  return { requests: rows.map((row) => ListedRequest.parse(row)), next };
}

/** Every request that was about an identifier, whatever became of it; oldest first. */
export async function findRequests(identifier: Identifier, store: Store): Promise<ListedRequest[]> {
  const { privacy } = store.tables;
  const prefix = requestPartition("");
  const pointers = await queryAll(
    {
      TableName: privacy,
      KeyConditionExpression: "k = :k AND begins_with(s, :s)",
      ExpressionAttributeValues: {
        ":k": subjectPartition(store.vault.identifierKey(identifier)),
        ":s": prefix,
      },
      ConsistentRead: true,
    },
    store,
  );
  const stamped = (await readEntries([identifier], store)).get(identifierText(identifier))?.erased;
  const ids = new Set(pointers.map(({ s }) => String(s).slice(prefix.length)));
  // Somebody else's identifier in the request, and one of those whom it erased.
  if (stamped !== undefined) ids.add(stamped.by);
  const keys = [...ids].map(requestKey);
  const rows = (await batchGet(store, { [privacy]: keys }))[privacy] ?? [];
  return rows
    .map((row) => ListedRequest.parse(row))
    .sort((a, b) => Date.parse(a.receivedAt) - Date.parse(b.receivedAt));
}

const StepRow = z.object({
  step: z.enum(stepNames),
  by: z.string(),
  at: z.string(),
  counts: z.record(z.string(), z.number()).optional(),
});

/** What happened to a request, oldest first. */
export async function readSteps(requestId: string, store: Store): Promise<Step[]> {
  const rows = await queryAll(
    {
      TableName: store.tables.privacy,
      KeyConditionExpression: "k = :k AND begins_with(s, :s)",
      ExpressionAttributeValues: { ":k": requestPartition(requestId), ":s": stepPrefix },
      ConsistentRead: true,
    },
    store,
  );
  return rows.map((row) => StepRow.parse(row));
}
