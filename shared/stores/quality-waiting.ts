/** What waits for somebody, in numbers: reads a bounded part of the lists of reviews and requests. */
import { QueryCommand, type QueryCommandOutput } from "@aws-sdk/lib-dynamodb";
import * as z from "zod";
import type { Waiting } from "#shared/domain/quality/waiting.ts";
import type { Row } from "./batch-get.ts";
import { listByDue } from "./privacy/lists.ts";
import { deadLetterReasons, quarantineKind } from "./quarantine.ts";
import { questionKinds } from "./reviews.ts";
import { reviewsByKind, type Store } from "./tables.ts";

export type WaitingStore = Pick<Store, "database"> & {
  tables: Pick<Store["tables"], "reviews" | "privacy">;
};

/** Of each kind so many reviews are looked at, the latest: what was answered long ago is not read again. */
const reviewsMax = 1_000;
/** The first that fall due. */
const requestsMax = 100;

/** `genericDay`: of which the values that became generic are told. Eventually consistent. */
export async function readWaiting(genericDay: string, store: WaitingStore): Promise<Waiting> {
  const kinds = [...questionKinds, quarantineKind] as const;
  const open = (await Promise.all(kinds.map((kind) => openReviews(kind, store))))
    .flat()
    .sort((a, b) => Date.parse(a.at) - Date.parse(b.at));
  const letters = open.filter(({ reason }) => reasons.has(reason));
  const { rows } = await listByDue({ list: "open", after: undefined, limit: requestsMax }, store);
  return {
    genericValues: open
      .filter(({ kind, at }) => kind === "generic-value" && at.startsWith(genericDay))
      .map(({ id }) => id),
    reviews: {
      count: open.length,
      oldestDay: open[0]?.at.slice(0, 10),
      samples: open.map(({ id }) => id),
    },
    deadLetters: { count: letters.length, samples: letters.map(({ id }) => id) },
    requests: rows.map((row) => {
      const { id, due } = DueRow.parse(row);
      return { id, dueDay: due.slice(0, 10) };
    }),
  };
}

const reasons: ReadonlySet<string | undefined> = new Set(Object.values(deadLetterReasons));

const DueRow = z.looseObject({ id: z.string(), due: z.string() });
const OpenReview = z.object({
  id: z.string(),
  kind: z.string(),
  at: z.string(),
  reason: z.string().optional(),
});
type OpenReview = z.infer<typeof OpenReview>;

/** A question that is none any more is not open, whatever nobody answered. */
async function openReviews(
  kind: string,
  { database, tables }: WaitingStore,
): Promise<OpenReview[]> {
  const open: OpenReview[] = [];
  let start: Row | undefined;
  let left = reviewsMax;
  do {
    const answer: QueryCommandOutput = await database.send(
      new QueryCommand({
        TableName: tables.reviews,
        IndexName: reviewsByKind,
        KeyConditionExpression: "kind = :kind",
        FilterExpression: "#status = :open AND (attribute_not_exists(active) OR active = :yes)",
        ExpressionAttributeNames: { "#status": "status" },
        ExpressionAttributeValues: { ":kind": kind, ":open": "open", ":yes": true },
        ScanIndexForward: false,
        Limit: left,
        ...(start && { ExclusiveStartKey: start }),
      }),
    );
    open.push(...(answer.Items ?? []).map((row) => OpenReview.parse(row)));
    left -= answer.ScannedCount ?? left;
    start = answer.LastEvaluatedKey;
  } while (start !== undefined && left > 0);
  return open;
}
