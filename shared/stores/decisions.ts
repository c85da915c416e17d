/** What humans decided about identity: attributed, and taken back rather than deleted. */
import { hash } from "node:crypto";
import { QueryCommand } from "@aws-sdk/lib-dynamodb";
import * as z from "zod";
import { canonicalJson } from "#shared/domain/canonical-json.ts";
import { type Decision, Ruling, subjectsOf } from "#shared/domain/identity/decision.ts";
import { batchGet } from "./batch-get.ts";
import { findEvents } from "./events.ts";
import { readCarriers } from "./identifier-index.ts";
import { reviewsByKind, type Store } from "./tables.ts";
import type { Write } from "./writes.ts";

export const decisionKind = "decision";

export const StoredDecision = z.object({
  id: z.string(),
  kind: z.literal(decisionKind),
  at: z.string(),
  by: z.string(),
  status: z.enum(["standing", "revoked"]),
  ruling: Ruling,
  revokedBy: z.string().optional(),
  revokedAt: z.string().optional(),
});
export type StoredDecision = z.infer<typeof StoredDecision>;

/** The same ruling is the same decision: to decide it twice changes nothing. */
export function decisionId(ruling: Ruling): string {
  return `dec_${hash("sha256", canonicalJson(ruling), "base64url").slice(0, 27)}`;
}

export function decisionWrite({ id, at, by, ruling }: Decision, { tables }: Store): Write {
  const row: z.input<typeof StoredDecision> = {
    id,
    kind: decisionKind,
    at,
    by,
    status: "standing",
    ruling,
  };
  return { Put: { TableName: tables.reviews, Item: row } };
}

export function revocationWrite(
  { id, by, at }: { id: string; by: string; at: string },
  { tables }: Store,
): Write {
  return {
    Update: {
      TableName: tables.reviews,
      Key: { id },
      UpdateExpression: "SET #status = :revoked, revokedBy = :by, revokedAt = :at",
      ConditionExpression: "attribute_exists(id)",
      ExpressionAttributeNames: { "#status": "status" },
      ExpressionAttributeValues: { ":revoked": "revoked", ":by": by, ":at": at },
    },
  };
}

export async function readDecisions(
  ids: readonly string[],
  store: Pick<Store, "database" | "tables">,
): Promise<StoredDecision[]> {
  if (ids.length === 0) return [];
  const { reviews } = store.tables;
  const rows = await batchGet(store, { [reviews]: [...new Set(ids)].map((id) => ({ id })) });
  return (rows[reviews] ?? []).flatMap((row) => {
    const parsed = StoredDecision.safeParse(row);
    return parsed.success ? [parsed.data] : [];
  });
}

/** Ids of the persons that a decision is about: whose events it names, and who carries what it names. */
export async function readSubjects(
  { ruling }: Pick<Decision, "ruling">,
  store: Store,
): Promise<string[]> {
  const subjects = subjectsOf(ruling);
  const eventIds = subjects.flatMap((subject) => ("event" in subject ? [subject.event] : []));
  const ids = await findEvents(eventIds, store);
  for (const subject of subjects) {
    if ("event" in subject) continue;
    const { ownerId, carrierIds } = await readCarriers(subject.identifier, store);
    ids.push(...carrierIds, ...(ownerId === undefined ? [] : [ownerId]));
  }
  return [...new Set(ids)];
}

/** Where a page of decisions ended. */
export const DecisionCursor = z.object({
  id: z.string(),
  kind: z.literal(decisionKind),
  at: z.string(),
});
export type DecisionCursor = z.infer<typeof DecisionCursor>;

/** Oldest first. */
export async function listDecisions(
  { after, limit }: { after?: DecisionCursor | undefined; limit: number },
  store: Pick<Store, "database" | "tables">,
): Promise<{ decisions: StoredDecision[]; next: DecisionCursor | undefined }> {
  const answer = await store.database.send(
    new QueryCommand({
      TableName: store.tables.reviews,
      IndexName: reviewsByKind,
      KeyConditionExpression: "kind = :kind",
      ExpressionAttributeValues: { ":kind": decisionKind },
      ...(after && { ExclusiveStartKey: after }),
      Limit: limit,
    }),
  );
  const ids = (answer.Items ?? []).map((item) => String(item["id"]));
  const byId = new Map((await readDecisions(ids, store)).map((each) => [each.id, each]));
  return {
    decisions: ids.flatMap((id) => byId.get(id) ?? []),
    next: answer.LastEvaluatedKey && DecisionCursor.parse(answer.LastEvaluatedKey),
  };
}
