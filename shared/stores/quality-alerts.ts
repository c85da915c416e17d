/**
 * Alerts and what is known of their causes. Partition `alerts`: a row a day and cause; partition
 * `standings`: a row a cause. A cause may name a source: it is hashed in the key and sealed in the row.
 */
import { ConditionalCheckFailedException } from "@aws-sdk/client-dynamodb";
import { GetCommand, PutCommand, QueryCommand, UpdateCommand } from "@aws-sdk/lib-dynamodb";
import * as z from "zod";
import { Alert } from "#shared/domain/quality/alert.ts";
import type { StoredAlert } from "#shared/domain/quality/alert-view.ts";
import { addDays } from "#shared/domain/quality/calendar.ts";
import { Standing } from "#shared/domain/quality/standing.ts";
import type { Row } from "./batch-get.ts";
import { keptDays } from "./quality.ts";
import { openPacked, sealPacked } from "./quality-sealed.ts";
import { queryAll } from "./query-all.ts";
import type { QualityStore } from "./tables.ts";
import { epochSeconds, timeToLive } from "./time-to-live.ts";

const alerts = "alerts";
const standings = "standings";
const alertKind = "quality alert";
const standingKind = "quality standing";

/** For addresses: it sorts by day and tells nothing of the cause. */
export const alertId = (
  { day, cause }: Pick<Alert, "day" | "cause">,
  { vault }: Pick<QualityStore, "vault">,
): string => `${day}.${vault.sourceKey(cause)}`;

/** One row however often it is put; whether it was told of stays. */
export async function putAlert(alert: Alert, store: QualityStore): Promise<void> {
  try {
    await store.database.send(
      new PutCommand({
        TableName: store.tables.quality,
        Item: {
          day: alerts,
          source: alertId(alert, store),
          b: sealPacked(alert, alertKind, store),
          [timeToLive]: epochSeconds(addDays(alert.day, keptDays)),
        },
        ConditionExpression: "attribute_not_exists(#day)",
        ExpressionAttributeNames: { "#day": "day" },
      }),
    );
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException)) throw error;
  }
}

export async function markTold(id: string, { database, tables }: QualityStore): Promise<void> {
  await database.send(
    new UpdateCommand({
      TableName: tables.quality,
      Key: { day: alerts, source: id },
      UpdateExpression: "SET told = :yes",
      ExpressionAttributeValues: { ":yes": true },
    }),
  );
}

export interface KeptAlert extends StoredAlert {
  /** Published at least once. */
  told: boolean;
}

function keptAlert(row: Row, store: QualityStore): KeptAlert {
  const { source, told } = AlertRow.parse(row);
  return { id: source, alert: Alert.parse(openPacked(row, alertKind, store)), told };
}

const AlertRow = z.looseObject({ source: z.string(), told: z.boolean().default(false) });

/** All of this day and later, oldest first. */
export async function alertsSince(day: string, store: QualityStore): Promise<KeptAlert[]> {
  const rows = await queryAll(
    {
      TableName: store.tables.quality,
      KeyConditionExpression: "#day = :alerts AND #source >= :from",
      ExpressionAttributeNames: { "#day": "day", "#source": "source" },
      ExpressionAttributeValues: { ":alerts": alerts, ":from": day },
      ConsistentRead: true,
    },
    store,
  );
  return rows.map((row) => keptAlert(row, store));
}

/** Latest first. `before`: the id of the alert with which the page before ended. */
export async function listAlerts(
  { before, limit }: { before: string | undefined; limit: number },
  store: QualityStore,
): Promise<{ alerts: KeptAlert[]; next: string | undefined }> {
  const { Items = [], LastEvaluatedKey } = await store.database.send(
    new QueryCommand({
      TableName: store.tables.quality,
      KeyConditionExpression: "#day = :alerts",
      ExpressionAttributeNames: { "#day": "day" },
      ExpressionAttributeValues: { ":alerts": alerts },
      ScanIndexForward: false,
      Limit: limit,
      ...(before !== undefined && { ExclusiveStartKey: { day: alerts, source: before } }),
    }),
  );
  const next = LastEvaluatedKey && AlertRow.parse(LastEvaluatedKey).source;
  return { alerts: Items.map((row) => keptAlert(row, store)), next };
}

export async function readAlert(id: string, store: QualityStore): Promise<KeptAlert | undefined> {
  const { Item } = await store.database.send(
    new GetCommand({
      TableName: store.tables.quality,
      Key: { day: alerts, source: id },
      ConsistentRead: true,
    }),
  );
  return Item && keptAlert(Item, store);
}

/** What is known of a cause, and which version of it. */
export interface KeptStanding {
  standing: Standing;
  version: number;
}

/** By cause. */
export async function readStandings(store: QualityStore): Promise<Map<string, KeptStanding>> {
  const rows = await queryAll(
    {
      TableName: store.tables.quality,
      KeyConditionExpression: "#day = :standings",
      ExpressionAttributeNames: { "#day": "day" },
      ExpressionAttributeValues: { ":standings": standings },
      ConsistentRead: true,
    },
    store,
  );
  return new Map(rows.map((row) => keptStanding(row, store)));
}

export async function readStanding(
  cause: string,
  store: QualityStore,
): Promise<KeptStanding | undefined> {
  const { Item } = await store.database.send(
    new GetCommand({
      TableName: store.tables.quality,
      Key: { day: standings, source: store.vault.sourceKey(cause) },
      ConsistentRead: true,
    }),
  );
  return Item && keptStanding(Item, store)[1];
}

const StandingContent = z.object({ cause: z.string(), standing: Standing });
const StandingRow = z.looseObject({ version: z.int() });

function keptStanding(row: Row, store: QualityStore): [string, KeptStanding] {
  const { cause, standing } = StandingContent.parse(openPacked(row, standingKind, store));
  return [cause, { standing, version: StandingRow.parse(row).version }];
}

/** Whether it was put; false where somebody else has changed it since `version`. 0 = there was none. */
export async function putStanding(
  { cause, standing, version }: KeptStanding & { cause: string },
  store: QualityStore,
): Promise<boolean> {
  const until = standing.muted?.until ?? standing.lastDay;
  const last = until > standing.lastDay ? until : standing.lastDay;
  try {
    await store.database.send(
      new PutCommand({
        TableName: store.tables.quality,
        Item: {
          day: standings,
          source: store.vault.sourceKey(cause),
          version: version + 1,
          b: sealPacked({ cause, standing }, standingKind, store),
          [timeToLive]: epochSeconds(addDays(last, keptDays)),
        },
        ConditionExpression: version === 0 ? "attribute_not_exists(version)" : "version = :version",
        ...(version > 0 && { ExpressionAttributeValues: { ":version": version } }),
      }),
    );
    return true;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return false;
    throw error;
  }
}
