/** Reviews of possible duplicates: two ids and a score; why is worked out when somebody asks. */
import { hash } from "node:crypto";
import { ConditionalCheckFailedException } from "@aws-sdk/client-dynamodb";
import { UpdateCommand } from "@aws-sdk/lib-dynamodb";
import * as z from "zod";
import { comparableOf } from "#shared/domain/duplicates/comparable.ts";
import { type PairScore, scorePair } from "#shared/domain/duplicates/score.ts";
import { compareText } from "#shared/domain/identifier.ts";
import { batchGet } from "./batch-get.ts";
import { type FoundPerson, type LivingPerson, type PeopleStore, readPeople } from "./people.ts";
import { duplicateKind, QuestionStatus } from "./reviews.ts";
import type { Store } from "./tables.ts";

export type DuplicateReviewStore = Pick<Store, "database"> & {
  tables: Pick<Store["tables"], "reviews">;
};

/** Two persons, whichever is named first. */
export type Pair = readonly [string, string];

export function sortedPair(a: string, b: string): Pair {
  return compareText(a, b) <= 0 ? [a, b] : [b, a];
}

/** One question a pair, however often it arises. */
export function duplicateReviewId(pair: Pair): string {
  const text = [duplicateKind, ...sortedPair(...pair)].join(" ");
  return `rev_${hash("sha256", text, "base64url").slice(0, 27)}`;
}

export interface PossibleDuplicate {
  pair: Pair;
  /** Rounded, 0–1. */
  score: number;
  /** When it was first seen. */
  at: string;
  /** What it begins with: `open`, or what a human said of the two under earlier ids. */
  status: QuestionStatus;
}

/** What a human answered stays: only the score is brought up to date. */
export async function openDuplicate(
  { pair, score, at, status }: PossibleDuplicate,
  { database, tables }: DuplicateReviewStore,
): Promise<void> {
  await database.send(
    new UpdateCommand({
      TableName: tables.reviews,
      Key: { id: duplicateReviewId(pair) },
      UpdateExpression:
        "SET kind = :kind, #at = if_not_exists(#at, :at), " +
        "#status = if_not_exists(#status, :status), people = :people, score = :score, active = :active",
      ExpressionAttributeNames: { "#at": "at", "#status": "status" },
      ExpressionAttributeValues: {
        ":kind": duplicateKind,
        ":at": at,
        ":status": status,
        ":people": sortedPair(...pair),
        ":score": score,
        ":active": true,
      },
    }),
  );
}

/** The two became one, or are no longer alike. */
export async function closeDuplicate(
  pair: Pair,
  { database, tables }: DuplicateReviewStore,
): Promise<void> {
  try {
    await database.send(
      new UpdateCommand({
        TableName: tables.reviews,
        Key: { id: duplicateReviewId(pair) },
        UpdateExpression: "SET active = :active",
        ConditionExpression: "attribute_exists(id)",
        ExpressionAttributeValues: { ":active": false },
      }),
    );
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException)) throw error;
  }
}

const StatusRow = z.object({ status: QuestionStatus });

/** What a human said of any of these pairs, if anything. */
export async function readAnswer(
  pairs: readonly Pair[],
  store: DuplicateReviewStore,
): Promise<QuestionStatus | undefined> {
  if (pairs.length === 0) return undefined;
  const { reviews } = store.tables;
  const rows = await batchGet(store, {
    [reviews]: pairs.map((pair) => ({ id: duplicateReviewId(pair) })),
  });
  const statuses = (rows[reviews] ?? []).map((row) => StatusRow.parse(row).status);
  return statuses.find((status) => status !== "open");
}

/**
 * How likely two persons are one as of now, and why, in words that name no value. Undefined where
 * one of them is gone, or must not be looked at.
 */
export async function duplicateEvidence(
  idA: string,
  idB: string,
  store: PeopleStore,
): Promise<PairScore | undefined> {
  const people = await readPeople([idA, idB], store);
  const [a, b] = [people.get(idA), people.get(idB)];
  if (!mayBeCompared(a) || !mayBeCompared(b)) return undefined;
  return scorePair(comparableOf(a.person.record), comparableOf(b.person.record));
}

/** Whoever is being settled is, until that is done, who it was. Restricted means: not looked at. */
export function mayBeCompared(found: FoundPerson | undefined): found is LivingPerson {
  if (found?.kind !== "living" || found.person.restrictedBy.length > 0) return false;
  return found.state !== "erasing";
}
