/** Which announced customers may be asked about now, and when the others may be again. */
import { UpdateCommand } from "@aws-sdk/lib-dynamodb";
import {
  awaitingKind,
  listQuarantine,
  type QuarantinePage,
  type QuarantineStore,
  type ReviewCursor,
} from "./quarantine.ts";

interface DueRequest {
  /** ISO 8601. */
  now: string;
  after?: ReviewCursor | undefined;
  limit: number;
}

/** Oldest first. */
export function listDue(
  { now, after, limit }: DueRequest,
  store: Omit<QuarantineStore, "vault">,
): Promise<QuarantinePage> {
  return listQuarantine({ kind: awaitingKind, status: "open", dueBy: now, after, limit }, store);
}

/** Somebody was asked for in vain, so often by now: not to be asked for again before a time. */
export async function postpone(
  { id, tries, dueAt }: { id: string; tries: number; dueAt: string },
  { database, tables }: Omit<QuarantineStore, "vault">,
): Promise<void> {
  await database.send(
    new UpdateCommand({
      TableName: tables.reviews,
      Key: { id },
      UpdateExpression: "SET tries = :tries, dueAt = :dueAt",
      ConditionExpression: "attribute_exists(id)",
      ExpressionAttributeValues: { ":tries": tries, ":dueAt": dueAt },
    }),
  );
}
