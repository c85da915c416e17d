/** The report on quality: the latest, and a copy of each week. Both in the partition `report`. */
import { ConditionalCheckFailedException } from "@aws-sdk/client-dynamodb";
import { GetCommand, PutCommand, UpdateCommand } from "@aws-sdk/lib-dynamodb";
import { addDays, windowDays } from "#shared/domain/quality/calendar.ts";
import { Report } from "#shared/domain/quality/report.ts";
import { keptDays } from "./quality.ts";
import { openPacked, sealPacked } from "./quality-sealed.ts";
import type { QualityStore } from "./tables.ts";
import { epochSeconds, timeToLive } from "./time-to-live.ts";

const kind = "quality report";
const keyOf = (name: string) => ({ day: "report", source: name });
const latest = "latest";

/** The Sunday with which the week of a day ends. */
export function weekEndOf(day: string): string {
  const weekday = new Date(day).getUTCDay();
  return addDays(day, weekday === 0 ? 0 : windowDays.week - weekday);
}

const itemOf = (name: string, report: Report, store: QualityStore) => ({
  ...keyOf(name),
  b: sealPacked(report, kind, store),
  [timeToLive]: epochSeconds(addDays(report.week.to, keptDays)),
});

export async function putReport(report: Report, store: QualityStore): Promise<void> {
  const Item = itemOf(latest, report, store);
  await store.database.send(new PutCommand({ TableName: store.tables.quality, Item }));
}

/** `weekTo`: the Sunday of a copy; undefined = the latest. */
export async function readReport(
  weekTo: string | undefined,
  store: QualityStore,
): Promise<Report | undefined> {
  const { Item } = await store.database.send(
    new GetCommand({ TableName: store.tables.quality, Key: keyOf(weekTo ?? latest) }),
  );
  return Item && Report.parse(openPacked(Item, kind, store));
}

/** What has become of the copy of a week. */
export async function copyState(
  weekTo: string,
  { database, tables }: QualityStore,
): Promise<"none" | "kept" | "announced"> {
  const { Item } = await database.send(
    new GetCommand({
      TableName: tables.quality,
      Key: keyOf(weekTo),
      // Not the report itself: it is asked for every hour.
      ProjectionExpression: "#day, announced",
      ExpressionAttributeNames: { "#day": "day" },
      ConsistentRead: true,
    }),
  );
  if (Item === undefined) return "none";
  return Item["announced"] === true ? "announced" : "kept";
}

/** Keeps the copy of the week that the report is about. The first one stays. */
export async function keepCopy(report: Report, store: QualityStore): Promise<void> {
  try {
    await store.database.send(
      new PutCommand({
        TableName: store.tables.quality,
        Item: itemOf(report.week.to, report, store),
        ConditionExpression: "attribute_not_exists(#day)",
        ExpressionAttributeNames: { "#day": "day" },
      }),
    );
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException)) throw error;
  }
}

export async function markAnnounced(
  weekTo: string,
  { database, tables }: QualityStore,
): Promise<void> {
  await database.send(
    new UpdateCommand({
      TableName: tables.quality,
      Key: keyOf(weekTo),
      UpdateExpression: "SET announced = :yes",
      ExpressionAttributeValues: { ":yes": true },
    }),
  );
}
