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

/**
 * Of each kind so many reviews are looked at from either end, answered or not. A row of the index is a
 * few hundred bytes: at most some 800 read units a kind and run, of which there is one an hour.
 */
const reviewsMax = 5_000;
/** The first that fall due. */
const requestsMax = 100;

/** `genericDay`: of which the values that became generic are told. Eventually consistent. */
export async function readWaiting(
  genericDay: string,
  store: WaitingStore,
  limits = { reviewsMax },
): Promise<Waiting> {
  const kinds = [...questionKinds, quarantineKind] as const;
  const read = await Promise.all(kinds.map((kind) => openReviews(kind, limits.reviewsMax, store)));
  const open = read
    .flatMap((each) => each.open)
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
      isWhole: read.every(({ isWhole }) => isWhole),
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

interface OpenReviews {
  open: OpenReview[];
  /** Whether there are no others. */
  isWhole: boolean;
}

/**
 * The latest first, which are mostly all there is; of more than that the oldest as well, which have waited
 * longest. Between the two ends some may not be seen.
 */
async function openReviews(kind: string, max: number, store: WaitingStore): Promise<OpenReviews> {
  const latest = await readFrom({ kind, end: "latest", max }, store);
  if (latest.next === undefined) return { open: latest.open, isWhole: true };
  const until = z.object({ at: z.string() }).parse(latest.next).at;
  const oldest = await readFrom({ kind, end: "oldest", until, max }, store);
  // Those of the very moment at which the latest end are in both.
  const open = new Map([...oldest.open, ...latest.open].map((review) => [review.id, review]));
  return { open: [...open.values()], isWhole: oldest.next === undefined };
}

interface End {
  kind: string;
  end: "latest" | "oldest";
  /** Of those that arose by then, ISO 8601; default: of all. */
  until?: string;
  max: number;
}

/** A question that is none any more is not open, whatever nobody answered. */
async function readFrom(
  { kind, end, until, max }: End,
  { database, tables }: WaitingStore,
): Promise<{ open: OpenReview[]; next: Row | undefined }> {
  const open: OpenReview[] = [];
  let next: Row | undefined;
  let left = max;
  do {
    const answer: QueryCommandOutput = await database.send(
      new QueryCommand({
        TableName: tables.reviews,
        IndexName: reviewsByKind,
        KeyConditionExpression: `kind = :kind${until === undefined ? "" : " AND #at <= :until"}`,
        FilterExpression: "#status = :open AND (attribute_not_exists(active) OR active = :yes)",
        ExpressionAttributeNames: {
          "#status": "status",
          ...(until !== undefined && { "#at": "at" }),
        },
        ExpressionAttributeValues: {
          ":kind": kind,
          ":open": "open",
          ":yes": true,
          ...(until !== undefined && { ":until": until }),
        },
        ScanIndexForward: end === "oldest",
        Limit: left,
        ...(next && { ExclusiveStartKey: next }),
      }),
    );
    open.push(...(answer.Items ?? []).map((row) => OpenReview.parse(row)));
    left -= answer.ScannedCount ?? left;
    next = answer.LastEvaluatedKey;
  } while (next !== undefined && left > 0);
  return { open, next };
}
