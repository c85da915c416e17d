/** The embedded DynamoDB and the simulated one, with the same empty tables. */
import { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import { createTables, localClient, startDynamoDb } from "#infra/local/dynamodb.ts";
import type { Tables } from "#shared/stores/tables.ts";
import { createDatabase } from "../dynamodb.ts";
import { shapeOf } from "../dynamodb/shape.ts";
import { noFaults } from "../faults.ts";
import type { Random } from "#bin/random.ts";
import { alone } from "../scheduler.ts";
import { readTables } from "../tables.ts";
import { createTee, type Tee } from "./tee.ts";

export interface Pair {
  tee: Tee;
  tables: Tables;
  stop(): Promise<void>;
}

export async function startPair(random: Random): Promise<Pair> {
  const { names, tables } = readTables();
  const { endpoint, stop } = await startDynamoDb();
  await createTables(tables, endpoint);
  const client = localClient(endpoint);
  const simulated = createDatabase({
    tables: tables.map(shapeOf),
    turns: alone(Date.now),
    random,
    faults: noFaults,
  });
  return {
    tee: createTee(DynamoDBDocumentClient.from(client), simulated),
    tables: names,
    async stop() {
      client.destroy();
      await stop();
    },
  };
}
