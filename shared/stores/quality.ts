/** Counters of quality: a row a day, source and shard, to which every batch adds what it counted. */
import { UpdateCommand } from "@aws-sdk/lib-dynamodb";
import * as z from "zod";
import {
  type Counted,
  type Counter,
  entriesOf,
  type SampleKind,
  sumUp,
  type Tally,
} from "#shared/domain/quality/tally.ts";
import type { Row } from "./batch-get.ts";
import { isThrottled } from "./errors.ts";
import { queryAll } from "./query-all.ts";
import type { QualityStore } from "./tables.ts";

/**
 * A day's rows stand together, so that one query reads them, and one partition takes a thousand updates
 * a second: more than most tenants ever need. Only what was throttled there goes to another shard.
 */
const shards = 8;
const cellOf = (day: string, shard: number): string => `${day}#${shard}`;

/**
 * One update without a condition. Counters are not exact: a batch that dies before this is not counted,
 * an update whose answer was lost is sent again by the SDK and counts twice. Exact would cost twice as
 * much; whoever inspects the records sees the difference. `jitter`: uniform in [0, 1).
 */
export async function addCounted(
  { source, day, tally }: Counted,
  { jitter, ...store }: QualityStore & { jitter: () => number },
): Promise<void> {
  const update = updateOf(tally);
  const add = (shard: number) =>
    store.database.send(
      new UpdateCommand({
        TableName: store.tables.quality,
        Key: { day: cellOf(day, shard), source },
        ...update,
      }),
    );
  try {
    await add(0);
  } catch (error) {
    // Throttled, it was not added; out of reach, nobody knows.
    if (!isThrottled(error)) throw error;
    await add(1 + Math.floor(jitter() * (shards - 1)));
  }
}

/** Of all sources on one day: what all shards have of a source is one. Eventually consistent. */
export async function readCounted(day: string, store: QualityStore): Promise<Counted[]> {
  const pages = Array.from({ length: shards }, (_, shard) =>
    queryAll(
      {
        TableName: store.tables.quality,
        KeyConditionExpression: "#day = :day",
        ExpressionAttributeNames: { "#day": "day" },
        ExpressionAttributeValues: { ":day": cellOf(day, shard) },
      },
      store,
    ),
  );
  const rows = (await Promise.all(pages)).flat();
  return sumUp(rows.map((row) => ({ day, ...countedOf(row) })));
}

/** Names are paid for by the byte: with a dozen fields a row stays within the kilobyte that one unit writes. */
const shortOf: Readonly<Record<string, string>> = {
  valid: "v",
  invalid: "i",
  madeUp: "m",
  agrees: "a",
  differs: "d",
  lag: "l",
  quarantined: "q",
};
const longOf = new Map(Object.entries(shortOf).map(([long, short]) => [short, long]));
/** Counters are numbers, examples texts. */
const sample = "x";

function attributeOf(counter: Counter): string {
  const [kind = "", ...about] = counter.split(".");
  return [shortOf[kind] ?? kind, ...about].join(".");
}

function updateOf({ counts, people, samples }: Tally) {
  const added: [string, number | ReadonlySet<string>][] = entriesOf(counts).map(
    ([counter, count]) => [attributeOf(counter), count],
  );
  if (people.size > 0) added.push(["people", people]);
  const set = entriesOf(samples).map(([kind, id]) => [`${sample}.${kind}`, id] as const);
  const all = [...added, ...set];
  const places = all.map((_, at) => at.toString(36));
  const additions = added.map((_, at) => `#${places[at]} :${places[at]}`);
  const settings = set.map(
    (_, at) => `#${places[added.length + at]} = :${places[added.length + at]}`,
  );
  return {
    UpdateExpression: [
      ...(additions.length > 0 ? [`ADD ${additions.join(",")}`] : []),
      ...(settings.length > 0 ? [`SET ${settings.join(",")}`] : []),
    ].join(" "),
    ExpressionAttributeNames: Object.fromEntries(all.map(([name], at) => [`#${places[at]}`, name])),
    ExpressionAttributeValues: Object.fromEntries(
      all.map(([, value], at) => [`:${places[at]}`, value]),
    ),
  };
}

const QualityRow = z.object({
  source: z.string(),
  people: z.set(z.string()).default(new Set()),
});

function countedOf(row: Row): Omit<Counted, "day"> {
  const { source, people } = QualityRow.parse(row);
  const counts: Partial<Record<Counter, number>> = {};
  const samples: Partial<Record<SampleKind, string>> = {};
  for (const [name, value] of Object.entries(row)) {
    const [kind = "", ...about] = name.split(".");
    if (typeof value === "number") {
      counts[[longOf.get(kind) ?? kind, ...about].join(".") as Counter] = value;
    } else if (kind === sample) samples[about.join(".") as SampleKind] = String(value);
  }
  return { source, tally: { counts, people, samples } };
}
