/** Settlements that are open, and that nobody works on: their message may be lost. */
import { QueryCommand, UpdateCommand } from "@aws-sdk/lib-dynamodb";
import * as z from "zod";
import { settlementKind } from "./settlements.ts";
import { reviewsByKind, type Store } from "./tables.ts";

/** Open ones that nobody has taken up since a moment, longest first. Eventually consistent. */
export async function listIdle(
  { before, limit }: { before: string; limit: number },
  { database, tables }: Pick<Store, "database" | "tables">,
): Promise<string[]> {
  const { Items = [] } = await database.send(
    new QueryCommand({
      TableName: tables.reviews,
      IndexName: reviewsByKind,
      KeyConditionExpression: "kind = :kind AND #at < :before",
      ExpressionAttributeNames: { "#at": "at" },
      ExpressionAttributeValues: { ":kind": settlementKind, ":before": before },
      Limit: limit,
    }),
  );
  return Items.map(({ id }) => z.string().parse(id));
}

/** Nobody takes it up by itself any more; whoever is told to, may. */
export async function leave(id: string, { database, tables }: Store): Promise<void> {
  await database.send(
    new UpdateCommand({
      TableName: tables.reviews,
      Key: { id },
      UpdateExpression: "REMOVE #at",
      ConditionExpression: "attribute_exists(id)",
      ExpressionAttributeNames: { "#at": "at" },
    }),
  );
}
