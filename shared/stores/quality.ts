/** Counters of quality: a row a day, source and shard, to which every batch adds what it counted. */
import { ConditionalCheckFailedException } from "@aws-sdk/client-dynamodb";
import { UpdateCommand } from "@aws-sdk/lib-dynamodb";
import * as z from "zod";
import { addDays } from "#shared/domain/quality/calendar.ts";
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
import { epochSeconds, timeToLive } from "./time-to-live.ts";

/**
 * A day's rows stand together, so that one query reads them, and one partition takes a thousand updates
 * a second: more than most tenants ever need. Only what was throttled there goes to another shard.
 */
const shards = 8;
/** Two of the same weeks of a year can be compared; what is older nobody asks for. */
export const keptDays = 400;
const cellOf = (day: string, shard: number): string => `${day}#${shard}`;

/**
 * One update without a condition. Counters are not exact: a batch that dies before this is not counted,
 * an update whose answer was lost is sent again by the SDK and counts twice. Exact would cost twice as
 * much; whoever inspects the records sees the difference. `jitter`: uniform in [0, 1).
 */
export async function addCounted(
  counted: Counted,
  { jitter, ...store }: QualityStore & { jitter: () => number },
): Promise<void> {
  const addition = additionOf(counted, store);
  const add = (shard: number) =>
    store.database.send(new UpdateCommand({ ...addition, Key: keyOf(counted, shard, store) }));
  try {
    await add(0);
  } catch (error) {
    // Throttled, it was not added; out of reach, nobody knows.
    if (!isThrottled(error)) throw error;
    await add(1 + Math.floor(jitter() * (shards - 1)));
  }
}

/**
 * Adds a difference once, however often an inspection comes to it: the first shard's row remembers the
 * last inspection, by its name, that added to it.
 */
export async function addDifference(
  difference: Counted,
  inspection: string,
  store: QualityStore,
): Promise<"added" | "added before"> {
  const addition = additionOf(difference, store, { [inspectedBy]: inspection });
  try {
    await store.database.send(
      new UpdateCommand({
        ...addition,
        Key: keyOf(difference, 0, store),
        ConditionExpression: "attribute_not_exists(#inspected) OR #inspected <> :inspected",
        ExpressionAttributeNames: {
          ...addition.ExpressionAttributeNames,
          "#inspected": inspectedBy,
        },
        ExpressionAttributeValues: {
          ...addition.ExpressionAttributeValues,
          ":inspected": inspection,
        },
      }),
    );
    return "added";
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return "added before";
    throw error;
  }
}

function keyOf({ day, source }: Counted, shard: number, { vault }: QualityStore) {
  return { day: cellOf(day, shard), source: vault.sourceKey(source) };
}

function additionOf(
  { source, day, tally }: Counted,
  store: QualityStore,
  constants: Readonly<Record<string, string>> = {},
) {
  const update = updateOf(tally, {
    name: sealedName(source, store),
    [timeToLive]: epochSeconds(addDays(day, keptDays)),
    ...constants,
  });
  return { TableName: store.tables.quality, ...update };
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
  return sumUp(rows.map((row) => ({ day, ...countedOf(row, store) })));
}

/** A name is sealed like what travels on the queue: whoever counts, and whoever tells, has that key. */
const nameKind = "source";

const sealedName = (source: string, { vault }: Pick<QualityStore, "vault">): Buffer =>
  Buffer.from(vault.sealMessage(source, nameKind), "base64");

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
const inspectedBy = "inspected";

function attributeOf(counter: Counter): string {
  const [kind = "", ...about] = counter.split(".");
  return [shortOf[kind] ?? kind, ...about].join(".");
}

/** `constants`: the same with every update. */
function updateOf(
  { counts, people, samples }: Tally,
  constants: Readonly<Record<string, Buffer | number | string>>,
) {
  const added = new Map<string, number | ReadonlySet<string>>(
    entriesOf(counts).map(([counter, count]) => [attributeOf(counter), count]),
  );
  if (people.size > 0) added.set("people", people);
  const set = new Map<string, Buffer | number | string>([
    ...Object.entries(constants),
    ...entriesOf(samples).map(([kind, id]): [string, string] => [`${sample}.${kind}`, id]),
  ]);
  const all = [...added, ...set];
  const placeOf = new Map(all.map(([attribute], at) => [attribute, at.toString(36)]));
  const each = (attributes: Iterable<string>, join: string): string[] =>
    [...attributes].map((name) => `#${placeOf.get(name)}${join}:${placeOf.get(name)}`);
  return {
    UpdateExpression: [
      `SET ${each(set.keys(), "=").join(",")}`,
      ...(added.size > 0 ? [`ADD ${each(added.keys(), " ").join(",")}`] : []),
    ].join(" "),
    ExpressionAttributeNames: Object.fromEntries(
      all.map(([attribute]) => [`#${placeOf.get(attribute)}`, attribute]),
    ),
    ExpressionAttributeValues: Object.fromEntries(
      all.map(([attribute, value]) => [`:${placeOf.get(attribute)}`, value]),
    ),
  };
}

const QualityRow = z.looseObject({
  name: z.instanceof(Uint8Array),
  people: z.set(z.string()).default(new Set()),
  [timeToLive]: z.number(),
});

function countedOf(row: Row, { vault }: Pick<QualityStore, "vault">): Omit<Counted, "day"> {
  const { name, people, [timeToLive]: _, ...attributes } = QualityRow.parse(row);
  const sealed = Buffer.from(name).toString("base64");
  const source = z.string().parse(vault.openMessage(sealed, nameKind));
  const counts: Partial<Record<Counter, number>> = {};
  const samples: Partial<Record<SampleKind, string>> = {};
  for (const [attribute, value] of Object.entries(attributes)) {
    const [kind = "", ...about] = attribute.split(".");
    if (typeof value === "number") {
      counts[[longOf.get(kind) ?? kind, ...about].join(".") as Counter] = value;
    } else if (kind === sample) samples[about.join(".") as SampleKind] = String(value);
  }
  return { source, tally: { counts, people, samples } };
}
