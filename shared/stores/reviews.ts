/** Questions about identity that wait for a human: about an identifier, and without saying which. */
import { hash } from "node:crypto";
import {
  GetCommand,
  QueryCommand,
  type QueryCommandOutput,
  UpdateCommand,
} from "@aws-sdk/lib-dynamodb";
import * as z from "zod";
import type { ReviewChange } from "#shared/domain/identity/changes.ts";
import { reviewsByKind, type Store } from "./tables.ts";
import type { Write } from "./writes.ts";

export const identityKinds = ["contested-link", "generic-value"] as const;
export type IdentityKind = (typeof identityKinds)[number];

/** One question an identifier and kind, however often it arises. */
export function identityReviewId(kind: IdentityKind, identifierKey: string): string {
  return `rev_${hash("sha256", `${kind} ${identifierKey}`, "base64url").slice(0, 27)}`;
}

/**
 * Arisen or gone: the engine says so in `active`, humans answer in `status`; what arises anew is open
 * again. One update without a condition, so that it never makes a transaction fail.
 */
export function reviewWrite(
  { kind, identifier, open }: ReviewChange,
  at: string,
  store: Store,
): Write {
  const key = store.vault.identifierKey(identifier);
  return {
    Update: {
      TableName: store.tables.reviews,
      Key: { id: identityReviewId(kind, key) },
      UpdateExpression:
        `SET kind = :kind, #at = if_not_exists(#at, :at), #status = ${open ? ":open" : "if_not_exists(#status, :open)"}, ` +
        "identifierKey = :key, active = :active",
      ExpressionAttributeNames: { "#at": "at", "#status": "status" },
      ExpressionAttributeValues: {
        ":kind": kind,
        ":at": at,
        ":open": "open",
        ":key": key,
        ":active": open,
      },
    },
  };
}

/** Two people who look like one. */
export const duplicateKind = "possible-duplicate";
export const questionKinds = [...identityKinds, duplicateKind] as const;
export type QuestionKind = (typeof questionKinds)[number];

export const QuestionStatus = z.enum(["open", "decided", "dismissed"]);
export type QuestionStatus = z.infer<typeof QuestionStatus>;

const QuestionRow = z.object({
  id: z.string(),
  kind: z.enum(questionKinds),
  at: z.string(),
  status: QuestionStatus,
  active: z.boolean(),
  identifierKey: z.string().optional(),
  people: z.array(z.string()).optional(),
  score: z.number().optional(),
  /** Ids of the decisions by which it was answered. */
  decisions: z.array(z.string()).optional(),
});
export type Question = z.infer<typeof QuestionRow>;

export const QuestionCursor = z.object({
  id: z.string(),
  kind: z.enum(questionKinds),
  at: z.string(),
});
export type QuestionCursor = z.infer<typeof QuestionCursor>;

interface ListRequest {
  kind: QuestionKind;
  status: QuestionStatus;
  after: QuestionCursor | undefined;
  limit: number;
}

/** Oldest first. Those that are none any more are left out where open ones are asked for. */
export async function listQuestions(
  { kind, status, after, limit }: ListRequest,
  { database, tables }: Pick<Store, "database" | "tables">,
): Promise<{ questions: Question[]; next: QuestionCursor | undefined }> {
  const questions: Question[] = [];
  let start: QuestionCursor | undefined = after;
  do {
    const answer: QueryCommandOutput = await database.send(
      new QueryCommand({
        TableName: tables.reviews,
        IndexName: reviewsByKind,
        KeyConditionExpression: "kind = :kind",
        FilterExpression:
          status === "open" ? "#status = :status AND active = :yes" : "#status = :status",
        ExpressionAttributeNames: { "#status": "status" },
        ExpressionAttributeValues: {
          ":kind": kind,
          ":status": status,
          ...(status === "open" && { ":yes": true }),
        },
        ...(start && { ExclusiveStartKey: start }),
        Limit: limit,
      }),
    );
    questions.push(...(answer.Items ?? []).map((item) => QuestionRow.parse(item)));
    start = answer.LastEvaluatedKey && QuestionCursor.parse(answer.LastEvaluatedKey);
  } while (start !== undefined && questions.length === 0);
  return { questions, next: start };
}

export async function readQuestion(
  id: string,
  { database, tables }: Pick<Store, "database" | "tables">,
): Promise<Question | undefined> {
  const { Item } = await database.send(
    new GetCommand({ TableName: tables.reviews, Key: { id }, ConsistentRead: true }),
  );
  const row = QuestionRow.safeParse(Item);
  return row.success ? row.data : undefined;
}

/** Records how a human answered, and by which decisions. */
export async function answerQuestion(
  { id, status, decisions }: { id: string; status: QuestionStatus; decisions: readonly string[] },
  { by, at }: { by: string; at: string },
  { database, tables }: Pick<Store, "database" | "tables">,
): Promise<void> {
  await database.send(
    new UpdateCommand({
      TableName: tables.reviews,
      Key: { id },
      UpdateExpression:
        "SET #status = :status, decisions = :decisions, decidedBy = :by, decidedAt = :at",
      ConditionExpression: "attribute_exists(id)",
      ExpressionAttributeNames: { "#status": "status" },
      ExpressionAttributeValues: {
        ":status": status,
        ":decisions": decisions,
        ":by": by,
        ":at": at,
      },
    }),
  );
}
