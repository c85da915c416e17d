/** DynamoDB on this machine: dynoxide over SQLite, or whatever `DYNAMODB_ENDPOINT` names. */
import {
  CreateTableCommand,
  type CreateTableCommandInput,
  DeleteTableCommand,
  DynamoDBClient,
  ListTablesCommand,
  ResourceInUseException,
  ResourceNotFoundException,
  UpdateTimeToLiveCommand,
} from "@aws-sdk/client-dynamodb";
import { createRequire } from "node:module";
import { createServer } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import type { LocalTable } from "./deployment.ts";
import { startChild } from "./child.ts";
import { StartError } from "./errors.ts";

export interface LocalDynamoDb {
  endpoint: string;
  /** When it ends, whoever wanted that. */
  ended: Promise<void>;
  stop(): Promise<void>;
}

/** Between choosing a free port and taking it somebody else may have taken it. */
const attemptsMax = 3;

/** Keeps data in `file`, or in memory without one. */
export async function startDynamoDb(file?: string): Promise<LocalDynamoDb> {
  const binary = dynoxide();
  for (let attempt = 1; ; attempt++) {
    const port = await freePort();
    const args = ["--port", String(port), ...(file === undefined ? [] : ["--db-path", file])];
    const { says, lastWords, ended, stop } = startChild(binary, args);
    if (await says(/listening on/i)) {
      const endpoint = `http://127.0.0.1:${port}`;
      await reachDynamoDb(endpoint).catch(async (error: unknown) => {
        await stop();
        throw error;
      });
      return { endpoint, ended, stop };
    }
    if (attempt < attemptsMax && lastWords().includes("already in use")) continue;
    const what = file === undefined ? "" : ` with ${file}`;
    throw new StartError(
      `The embedded DynamoDB does not start${what}:\n${lastWords()}\n` +
        "If the file cannot be mended, forget all: npm start -- --fresh",
    );
  }
}

/** The package of this platform that carries the static binary. */
export function dynoxide(platform = `${process.platform}-${process.arch}`): string {
  const name = `@dynoxide/${platform}`;
  try {
    return createRequire(import.meta.url).resolve(`${name}/dynoxide`);
  } catch (cause) {
    throw new StartError(
      `There is no embedded DynamoDB on this machine: the package ${name} is not installed.\n` +
        "On Linux x64 npm ci installs it. Elsewhere start DynamoDB Local, and name it:\n" +
        "DYNAMODB_ENDPOINT=http://localhost:8000 npm start",
      { cause },
    );
  }
}

const readyMsMax = 10_000;
const pauseMs = 50;

/** Throws a StartError where no table service answers. */
export async function reachDynamoDb(endpoint: string, patienceMs = readyMsMax): Promise<void> {
  const client = localClient(endpoint);
  const deadline = performance.now() + patienceMs;
  try {
    for (;;) {
      try {
        await client.send(new ListTablesCommand({}));
        return;
      } catch (cause) {
        if (performance.now() < deadline) await sleep(pauseMs);
        else throw new StartError(`No DynamoDB answers at ${endpoint}.`, { cause });
      }
    }
  } finally {
    client.destroy();
  }
}

export function localClient(endpoint: string): DynamoDBClient {
  const credentials = { accessKeyId: "local", secretAccessKey: "local" };
  return new DynamoDBClient({ endpoint, region: "us-east-1", credentials, maxAttempts: 1 });
}

/** For a fresh start where the tables are not in a folder of ours. */
export async function forgetTables(tables: readonly LocalTable[], endpoint: string): Promise<void> {
  const client = localClient(endpoint);
  for (const { name: TableName } of tables) {
    try {
      await client.send(new DeleteTableCommand({ TableName }));
    } catch (error) {
      if (!(error instanceof ResourceNotFoundException)) throw error;
    }
  }
  client.destroy();
}

/** Creates what is not there yet. */
export async function createTables(tables: readonly LocalTable[], endpoint: string): Promise<void> {
  const client = localClient(endpoint);
  for (const { name, KeySchema, AttributeDefinitions, ...more } of tables) {
    const { GlobalSecondaryIndexes, TimeToLiveSpecification } = more;
    const indexes = GlobalSecondaryIndexes.map(({ IndexName, KeySchema: keys, Projection }) => ({
      IndexName,
      KeySchema: keys,
      Projection,
    }));
    const input = {
      TableName: name,
      KeySchema,
      AttributeDefinitions,
      BillingMode: "PAY_PER_REQUEST",
      ...(indexes.length > 0 && { GlobalSecondaryIndexes: indexes }),
    };
    try {
      // The shapes of CloudFormation and of the API are the same here; the service checks them.
      await client.send(new CreateTableCommand(input as CreateTableCommandInput));
      if (TimeToLiveSpecification !== undefined) {
        await client.send(
          new UpdateTimeToLiveCommand({ TableName: name, TimeToLiveSpecification }),
        );
      }
    } catch (error) {
      if (!(error instanceof ResourceInUseException)) throw error;
    }
  }
  client.destroy();
}

/** A port that was free a moment ago: dynoxide does not choose one itself. */
async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === "string")
    throw new StartError("There is no free port.");
  return address.port;
}
