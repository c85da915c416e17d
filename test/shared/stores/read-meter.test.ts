import {
  BatchGetCommand,
  GetCommand,
  PutCommand,
  QueryCommand,
  ScanCommand,
} from "@aws-sdk/lib-dynamodb";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { SpentError } from "#shared/stores/errors.ts";
import { meterReads } from "#shared/stores/read-meter.ts";
import type { Store } from "#shared/stores/tables.ts";
import { startStores, type TestStores } from "#test/fixtures/stores.ts";

let stores: TestStores;
let TableName: string;
beforeAll(async () => {
  stores = await startStores();
  TableName = stores.store.tables.people;
  const Item = { id: "a", b: "x".repeat(9_000) };
  await stores.store.database.send(new PutCommand({ TableName, Item }));
});
afterAll(() => stores.stop());
beforeEach(() => void stores.takeUnits());

const get = () => new GetCommand({ TableName, Key: { id: "a" }, ConsistentRead: true });
const batch = (count: number) =>
  new BatchGetCommand({
    RequestItems: {
      [TableName]: {
        Keys: Array.from({ length: count }, (_, at) => ({ id: at === 0 ? "a" : String(at) })),
        ConsistentRead: true,
      },
    },
  });
const query = (ConsistentRead: boolean) =>
  new QueryCommand({
    TableName,
    KeyConditionExpression: "id = :a",
    ExpressionAttributeValues: { ":a": "a" },
    ConsistentRead,
  });
const meterOf = (unitsMax: number, database: Store["database"] = stores.store.database) =>
  meterReads(database, unitsMax);

describe("reads", () => {
  it("are added up as the service counts them, whatever kind they are", async () => {
    const { database, spentUnits } = meterOf(10_000);
    await database.send(get());
    expect(spentUnits()).toBe(3);
    await database.send(batch(2));
    await database.send(query(false));
    await database.send(new ScanCommand({ TableName, Limit: 1 }));
    expect(spentUnits()).toBe(stores.takeUnits().read);
  });

  it("answer what they answer without a meter", async () => {
    const { Item } = await meterOf(100).database.send(get());
    expect(Item).toMatchObject({ id: "a" });
  });

  it.each([
    ["an item", () => get(), 100],
    ["a page", () => query(false), 128],
    ["a page, strongly consistent,", () => query(true), 256],
    ["a page of all there is", () => new ScanCommand({ TableName }), 128],
    ["three items", () => batch(3), 300],
    ["a hundred items", () => batch(100), 4_096],
  ])("of %s are refused where they could exceed the bound", async (_, ask, units) => {
    const refusing = meterOf(units - 1);
    await expect(refusing.database.send(ask() as never)).rejects.toThrow(SpentError);
    expect(refusing.spentUnits()).toBe(0);
    expect(stores.takeUnits().read).toBe(0);
    await expect(meterOf(units).database.send(ask() as never)).resolves.toBeDefined();
  });

  it("at the same time cannot exceed it together", async () => {
    const { database, spentUnits } = meterOf(250);
    const outcomes = await Promise.allSettled([1, 2, 3].map(() => database.send(get())));
    expect(outcomes.map(({ status }) => status)).toEqual(["fulfilled", "fulfilled", "rejected"]);
    expect(spentUnits()).toBe(6);
  });

  it("that fail count as if they had cost what they may", async () => {
    const send = () => Promise.reject(new Error("out of order"));
    const { database, spentUnits } = meterOf(150, { send });
    await expect(database.send(get())).rejects.toThrow("out of order");
    expect(spentUnits()).toBe(100);
    await expect(database.send(get())).rejects.toThrow(SpentError);
  });
});

it("writes are not counted, and never refused", async () => {
  const { database, spentUnits } = meterOf(0);
  await database.send(new PutCommand({ TableName, Item: { id: "b" } }));
  expect(spentUnits()).toBe(0);
});
