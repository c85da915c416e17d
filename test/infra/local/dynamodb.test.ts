/** The embedded table service: its tables, what it remembers, how it starts and how it ends. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";
import { createInterface } from "node:readline";
import {
  DescribeTableCommand,
  GetItemCommand,
  ListTablesCommand,
  PutItemCommand,
} from "@aws-sdk/client-dynamodb";
import { describe, expect, onTestFinished, test } from "vitest";
import type { LocalTable } from "#infra/local/deployment.ts";
import {
  createTables,
  dynoxide,
  forgetTables,
  type LocalDynamoDb,
  localClient,
  reachDynamoDb,
  startDynamoDb,
} from "#infra/local/dynamodb.ts";
import { StartError } from "#infra/local/errors.ts";
import { listen } from "#infra/local/listen.ts";
import { eventually, processesNaming, programOf } from "#test/fixtures/running.ts";
import { temporaryFolder } from "#test/fixtures/temporary-folder.ts";

const table: LocalTable = {
  name: "people-of-test",
  KeySchema: [{ AttributeName: "id", KeyType: "HASH" }],
  AttributeDefinitions: [
    { AttributeName: "id", AttributeType: "S" },
    { AttributeName: "kind", AttributeType: "S" },
  ],
  GlobalSecondaryIndexes: [
    {
      IndexName: "byKind",
      KeySchema: [{ AttributeName: "kind", KeyType: "HASH" }],
      Projection: { ProjectionType: "KEYS_ONLY" },
    },
  ],
};

async function start(file?: string): Promise<LocalDynamoDb> {
  const dynamoDb = await startDynamoDb(file);
  onTestFinished(dynamoDb.stop);
  return dynamoDb;
}

describe("the embedded DynamoDB", () => {
  test("makes the template's tables, and leaves those alone that are there", async () => {
    const { endpoint } = await start();
    await createTables([table], endpoint);
    await createTables([table, { ...table, name: "another-one" }], endpoint);
    const client = localClient(endpoint);
    const { TableNames } = await client.send(new ListTablesCommand({}));
    expect(TableNames?.toSorted()).toEqual(["another-one", "people-of-test"]);
    const { Table } = await client.send(new DescribeTableCommand({ TableName: table.name }));
    expect(Table?.KeySchema).toEqual(table.KeySchema);
    expect(Table?.GlobalSecondaryIndexes).toMatchObject([{ IndexName: "byKind" }]);
  });

  test("forgets the tables that it is told to, and no others", async () => {
    const { endpoint } = await start();
    const others = { ...table, name: "of-somebody-else" };
    await createTables([table, others], endpoint);
    await forgetTables([table, { ...table, name: "never-was" }], endpoint);
    const { TableNames } = await localClient(endpoint).send(new ListTablesCommand({}));
    expect(TableNames).toEqual(["of-somebody-else"]);
  });

  test("refuses a table that is none", async () => {
    const { endpoint } = await start();
    await expect(createTables([{ ...table, KeySchema: [] }], endpoint)).rejects.toThrow();
  });

  test("remembers what was put, and is asked for at another port the next time", async () => {
    const file = join(temporaryFolder(), "tables.sqlite");
    const Item = { id: { S: "one" }, kind: { S: "first" } };
    const before = await start(file);
    await createTables([table], before.endpoint);
    await localClient(before.endpoint).send(new PutItemCommand({ TableName: table.name, Item }));
    await before.stop();
    expect(processesNaming(file)).toEqual([]);
    const after = await start(file);
    const Key = { id: { S: "one" } };
    const got = await localClient(after.endpoint).send(
      new GetItemCommand({ TableName: table.name, Key }),
    );
    expect(got.Item).toEqual(Item);
  });

  test("several start at once without meeting", async () => {
    const all = await Promise.all([start(), start(), start()]);
    expect(new Set(all.map(({ endpoint }) => endpoint)).size).toBe(3);
  });

  test("says what is wrong with a file that is none of its", async () => {
    const file = join(temporaryFolder(), "tables.sqlite");
    writeFileSync(file, "this is no database, whatever its name says".repeat(100));
    const starting = startDynamoDb(file);
    await expect(starting).rejects.toThrow(StartError);
    await expect(starting).rejects.toThrow(/tables\.sqlite:\n.*not a valid SQLite.*\n.*--fresh/);
    expect(processesNaming(file)).toEqual([]);
  });

  test("tells when it ended, whoever ended it", async () => {
    const file = join(temporaryFolder(), "tables.sqlite");
    const { ended } = await start(file);
    const own = processesNaming(file).find((pid) => programOf(pid) === dynoxide());
    process.kill(own ?? Number.NaN, "SIGKILL");
    await ended;
    expect(
      await eventually(
        () => processesNaming(file),
        ({ length }) => length === 0,
      ),
    ).toEqual([]);
  });

  test("ends with the process that started it, even if that is killed", async () => {
    const file = join(temporaryFolder(), "tables.sqlite");
    const code = `
      import { startDynamoDb } from "#infra/local/dynamodb.ts";
      await startDynamoDb(${JSON.stringify(file)});
      console.log("started");`;
    const parent = spawn(process.execPath, ["--input-type=module", "-e", code]);
    onTestFinished(() => void parent.kill("SIGKILL"));
    await once(createInterface({ input: parent.stdout }), "line");
    expect(processesNaming(file)).not.toEqual([]);
    parent.kill("SIGKILL");
    await once(parent, "exit");
    expect(
      await eventually(
        () => processesNaming(file),
        ({ length }) => length === 0,
      ),
    ).toEqual([]);
  });
});

describe("without the binary of this platform", () => {
  test("the package is named, and what to do instead", () => {
    const looking = () => dynoxide("plan9-sparc");
    expect(looking).toThrow(StartError);
    expect(looking).toThrow("@dynoxide/plan9-sparc");
    expect(looking).toThrow(/DYNAMODB_ENDPOINT=http:\S+ npm start/);
  });

  test("where there is one it is found", () => {
    expect(dynoxide("linux-x64")).toMatch(/dynoxide$/);
  });
});

describe("another table service", () => {
  test("is reached when it answers", async () => {
    const { endpoint } = await start();
    await expect(reachDynamoDb(endpoint)).resolves.toBeUndefined();
  });

  test.each(["nobody", "somebody else"])("is told to be missing where %s answers", async (who) => {
    const server = createServer((_, response) => response.writeHead(404).end("what?"));
    const port = await listen(server, { host: "127.0.0.1", port: 0 });
    const close = () => void server.close();
    if (who === "nobody") close();
    else onTestFinished(close);
    const endpoint = `http://127.0.0.1:${port}`;
    const reaching = reachDynamoDb(endpoint, 100);
    await expect(reaching).rejects.toThrow(StartError);
    await expect(reaching).rejects.toThrow(`No DynamoDB answers at ${endpoint}`);
  });
});
