/** DynamoDB on this machine: dynoxide over SQLite, or whatever `DYNAMODB_ENDPOINT` names. */
import {
  CreateTableCommand,
  type CreateTableCommandInput,
  DynamoDBClient,
  ListTablesCommand,
  ResourceInUseException,
} from "@aws-sdk/client-dynamodb";
import { spawn } from "node:child_process";
import { createRequire } from "node:module";
import { createServer } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import type { LocalTable } from "./deployment.ts";
import { StartError } from "./errors.ts";

export interface LocalDynamoDb {
  endpoint: string;
  stop(): Promise<void>;
}

/** Keeps data in `file`, or in memory without one. */
export async function startDynamoDb(file?: string): Promise<LocalDynamoDb> {
  const port = await freePort();
  const endpoint = `http://127.0.0.1:${port}`;
  const args = ["--port", String(port), ...(file === undefined ? [] : ["--db-path", file])];
  // The shell ends it when our end of the pipe closes, even if we are killed; its own session keeps
  // a terminal's Ctrl-C from reaching it before we have finished.
  const child = spawn("sh", ["-c", watchdog, binary(), ...args], {
    stdio: ["pipe", "ignore", "ignore"],
    detached: true,
  });
  const ended = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  await ready(endpoint);
  return {
    endpoint,
    async stop() {
      child.stdin?.end();
      await ended;
    },
  };
}

const watchdog = `"$0" "$@" <&- & child=$!; while read -r _; do :; done; kill "$child"; wait "$child"`;

/** The package of this platform that carries the static binary. */
function binary(): string {
  const name = `@dynoxide/${process.platform}-${process.arch}`;
  try {
    return createRequire(import.meta.url).resolve(`${name}/dynoxide`);
  } catch (cause) {
    throw new StartError(
      `There is no embedded DynamoDB for this platform: the package ${name} is not installed.\n` +
        "Start DynamoDB Local, or use a real table service, and name it: DYNAMODB_ENDPOINT=http://… npm start",
      { cause },
    );
  }
}

const readyMsMax = 15_000;

async function ready(endpoint: string): Promise<void> {
  const client = localClient(endpoint);
  const deadline = Date.now() + readyMsMax;
  for (;;) {
    try {
      await client.send(new ListTablesCommand({}));
      return;
    } catch (cause) {
      if (Date.now() > deadline)
        throw new StartError("The embedded DynamoDB does not answer.", { cause });
      await sleep(20);
    }
  }
}

export function localClient(endpoint: string): DynamoDBClient {
  const credentials = { accessKeyId: "local", secretAccessKey: "local" };
  return new DynamoDBClient({ endpoint, region: "us-east-1", credentials, maxAttempts: 1 });
}

/** Creates what is not there yet. */
export async function createTables(tables: readonly LocalTable[], endpoint: string): Promise<void> {
  const client = localClient(endpoint);
  for (const { name, KeySchema, AttributeDefinitions, GlobalSecondaryIndexes } of tables) {
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
    } catch (error) {
      if (!(error instanceof ResourceInUseException)) throw error;
    }
  }
}

/** A port that was free a moment ago: dynoxide does not tell which one it took. */
async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === "string")
    throw new StartError("There is no free port.");
  return address.port;
}
