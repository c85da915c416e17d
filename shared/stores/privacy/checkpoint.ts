/** How far the round through all persons has come, whose data may be too old to be kept. */
import { GetCommand, PutCommand } from "@aws-sdk/lib-dynamodb";
import * as z from "zod";
import type { Store } from "../tables.ts";

const key = { k: "retention", s: "checkpoint" };

const Checkpoint = z.object({
  /** When the round began, ISO 8601. */
  begun: z.string(),
  /** The last person of it that was looked at; undefined where it is through. */
  after: z.string().optional(),
});
export type Checkpoint = z.infer<typeof Checkpoint>;

type CheckpointStore = Pick<Store, "database"> & { tables: Pick<Store["tables"], "privacy"> };

export async function readCheckpoint({
  database,
  tables,
}: CheckpointStore): Promise<Checkpoint | undefined> {
  const { Item } = await database.send(
    new GetCommand({ TableName: tables.privacy, Key: key, ConsistentRead: true }),
  );
  return Item && Checkpoint.parse(Item);
}

export async function keepCheckpoint(
  { begun, after }: { begun: string; after: string | undefined },
  { database, tables }: CheckpointStore,
): Promise<void> {
  const Item = { ...key, begun, ...(after !== undefined && { after }) };
  await database.send(new PutCommand({ TableName: tables.privacy, Item }));
}
