/** Commands made up by a seed, on few keys, so that they meet each other. */
import {
  BatchGetCommand,
  DeleteCommand,
  GetCommand,
  PutCommand,
  QueryCommand,
  ScanCommand,
  TransactWriteCommand,
  UpdateCommand,
} from "@aws-sdk/lib-dynamodb";
import { eventsByPerson, reviewsByKind, type Tables } from "#shared/stores/tables.ts";
import type { Random } from "#bin/random.ts";
import { conditionOf, itemOf, startWriting, updateOf } from "./values.ts";

type Input = Record<string, unknown>;

export interface Generated {
  input: object;
}

const tableOf = (random: Random): keyof Tables =>
  random.pick(["index", "events", "people", "keys", "reviews"]);

const person = (random: Random) => `person-${random.integer(6)}`;

function keyOf(table: keyof Tables, random: Random): Record<string, string> {
  if (table === "events") return { k: `event-${random.integer(12)}` };
  if (table !== "index") return { id: person(random) };
  const s = random.pick([
    "owner",
    "trace",
    `edge#${person(random)}`,
    `candidate#${person(random)}`,
  ]);
  return { k: `identifier-${random.integer(4)}`, s };
}

/** What places an item in an index: one moment for each key, so that pages have one order. */
function placeOf(table: keyof Tables, key: Record<string, string>, random: Random): Input {
  const at = `2026-03-01T08:${String(Object.values(key).join().length).padStart(2, "0")}:${Object.values(key).join()}`;
  if (random.chance(0.2)) return {};
  if (table === "events") return { p: person(random), at };
  if (table !== "reviews") return {};
  const kind = random.pick(["decision", "contested-link", "quarantined-delivery"]);
  return { kind, at, status: random.pick(["open", "decided"]), channel: "website", other: 1 };
}

export function commandOf(tables: Tables, random: Random): Generated {
  const make = random.pick([
    putOf,
    putOf,
    updateCommandOf,
    updateCommandOf,
    deleteOf,
    getOf,
    batchOf,
    queryTable,
    queryIndex,
    queryIndex,
    transactionOf,
    transactionOf,
    scanOf,
    oddity,
  ]);
  return make(tables, random);
}

const capacity = (random: Random) =>
  random.chance(0.5) && { ReturnConsumedCapacity: "TOTAL" as const };

function putInput(tables: Tables, random: Random, table = tableOf(random)) {
  const key = keyOf(table, random);
  const writing = startWriting(random);
  const [keyName = "id"] = Object.keys(key);
  const ConditionExpression = random.chance(0.5) && conditionOf(keyName, writing, random);
  return {
    TableName: tables[table],
    Item: { ...itemOf(random), ...placeOf(table, key, random), ...key },
    ...(ConditionExpression && { ConditionExpression, ...writing.placeholders() }),
  };
}

function keyedInput(tables: Tables, random: Random, withCondition: boolean) {
  const table = tableOf(random);
  const Key = keyOf(table, random);
  const writing = startWriting(random);
  const [keyName = "id"] = Object.keys(Key);
  const ConditionExpression = withCondition && conditionOf(keyName, writing, random);
  return {
    input: { TableName: tables[table], Key, ...(ConditionExpression && { ConditionExpression }) },
    writing,
  };
}

function putOf(tables: Tables, random: Random) {
  const returned = random.chance(0.2) && { ReturnValues: "ALL_OLD" as const };
  return new PutCommand({ ...putInput(tables, random), ...returned, ...capacity(random) });
}

function updateInput(tables: Tables, random: Random) {
  const { input, writing } = keyedInput(tables, random, random.chance(0.5));
  const UpdateExpression = updateOf(writing, random);
  return { ...input, UpdateExpression, ...writing.placeholders() };
}

function updateCommandOf(tables: Tables, random: Random) {
  const returned = random.chance(0.5) && {
    ReturnValues: random.pick(["ALL_NEW", "ALL_OLD"] as const),
  };
  return new UpdateCommand({ ...updateInput(tables, random), ...returned, ...capacity(random) });
}

function deleteInput(tables: Tables, random: Random, withCondition = random.chance(0.5)) {
  const { input, writing } = keyedInput(tables, random, withCondition);
  return { ...input, ...writing.placeholders() };
}

const deleteOf = (tables: Tables, random: Random) =>
  new DeleteCommand({ ...deleteInput(tables, random), ...capacity(random) });

function getOf(tables: Tables, random: Random) {
  const table = tableOf(random);
  return new GetCommand({
    TableName: tables[table],
    Key: keyOf(table, random),
    ConsistentRead: random.chance(0.5),
    ...capacity(random),
  });
}

function batchOf(tables: Tables, random: Random) {
  const chosen = random.shuffle(["index", "events", "people"] as const).slice(random.integer(3));
  const RequestItems = Object.fromEntries(
    chosen.map((table) => {
      const keys = Array.from({ length: 1 + random.integer(4) }, () => keyOf(table, random));
      const distinct = new Map(keys.map((key) => [JSON.stringify(key), key]));
      const Keys = random.chance(0.05) ? keys : [...distinct.values()];
      return [tables[table], { Keys, ConsistentRead: random.chance(0.8) }];
    }),
  );
  return new BatchGetCommand({ RequestItems, ...capacity(random) });
}

function queryTable(tables: Tables, random: Random) {
  const key = keyOf("index", random);
  const writing = startWriting(random);
  const partition = `k = ${writing.value(key["k"])}`;
  const sort = random.pick([
    () => "",
    () => "",
    () => ` AND s ${random.pick(["=", "<", "<=", ">", ">="])} ${writing.value(key["s"])}`,
    () => ` AND begins_with(s, ${writing.value("edge#")})`,
  ]);
  return new QueryCommand({
    TableName: tables.index,
    KeyConditionExpression: partition + sort(),
    ...writing.placeholders(),
    ConsistentRead: random.chance(0.5),
    ScanIndexForward: random.chance(0.7),
    ...(random.chance(0.5) && { Limit: 1 + random.integer(3) }),
    ...(random.chance(0.2) && { ExclusiveStartKey: key }),
    ...capacity(random),
  });
}

function queryIndex(tables: Tables, random: Random) {
  const writing = startWriting(random);
  const reviews = random.chance(0.5);
  const partition = reviews
    ? `kind = ${writing.value(random.pick(["decision", "contested-link"]))}`
    : `p = ${writing.value(person(random))}`;
  const names = { "#at": "at" };
  const sort = random.chance(0.3) ? ` AND #at <= ${writing.value("2026-03-01T08:08")}` : "";
  const status = reviews && random.chance(0.4);
  const placeholders = () => {
    const given: { ExpressionAttributeNames?: object } = writing.placeholders();
    const all = {
      ...given.ExpressionAttributeNames,
      ...(sort && names),
      ...(status && { "#status": "status" }),
    };
    return { ...given, ...(Object.keys(all).length > 0 && { ExpressionAttributeNames: all }) };
  };
  const FilterExpression =
    status && `#status = ${writing.value("open")} AND channel <> ${writing.value("shop")}`;
  return new QueryCommand({
    TableName: reviews ? tables.reviews : tables.events,
    IndexName: reviews ? reviewsByKind : eventsByPerson,
    KeyConditionExpression: partition + sort,
    ...(FilterExpression && { FilterExpression }),
    ...placeholders(),
    ScanIndexForward: random.chance(0.5),
    ...(random.chance(0.6) && { Limit: 1 + random.integer(3) }),
    ...capacity(random),
  } as QueryCommand["input"]);
}

const scanOf = (tables: Tables, random: Random) =>
  new ScanCommand({ TableName: tables[tableOf(random)], ...capacity(random) });

function transactionOf(tables: Tables, random: Random) {
  const one = () =>
    random.pick([
      () => ({ Put: putInput(tables, random) }),
      () => ({ Put: putInput(tables, random) }),
      () => ({ Update: updateInput(tables, random) }),
      () => ({ Delete: deleteInput(tables, random) }),
      () => ({ ConditionCheck: deleteInput(tables, random, random.chance(0.95)) }),
    ])();
  const TransactItems = Array.from({ length: 1 + random.integer(4) }, one);
  return new TransactWriteCommand({
    TransactItems,
    ...capacity(random),
  } as TransactWriteCommand["input"]);
}

/** What the service refuses, or does at its limits. */
function oddity(tables: Tables, random: Random): Generated {
  const Key = keyOf("people", random);
  const TableName = tables.people;
  const set = { UpdateExpression: "SET st = :v", ExpressionAttributeValues: { ":v": 1 } };
  const makers: (() => Generated)[] = [
    () => new PutCommand({ TableName, Item: { id: "" } }),
    () => new PutCommand({ TableName, Item: { id: 1 } }),
    () => new PutCommand({ TableName, Item: { st: "no key" } }),
    () => new PutCommand({ TableName, Item: { ...Key, st: undefined } }),
    () => new PutCommand({ TableName, Item: { ...Key, m: { st: undefined } } }),
    () => new PutCommand({ TableName, Item: { ...Key, st: new Date() } }),
    () => new PutCommand({ TableName, Item: { ...Key, st: Number.NaN } }),
    () => new PutCommand({ TableName, Item: { ...Key, st: new Set() } }),
    () => new PutCommand({ TableName, Item: { ...Key, b: random.bytes(409_600) } }),
    () => new PutCommand({ TableName, Item: { ...Key, b: random.bytes(random.integer(20_000)) } }),
    () => new PutCommand({ TableName, Item: { ...Key, st: "", b: Buffer.alloc(0) } }),
    () => new PutCommand({ TableName: tables.events, Item: { k: "event-1", p: "", at: "1" } }),
    () => new PutCommand({ TableName: tables.events, Item: { k: "event-1", p: 1, at: "1" } }),
    () => new PutCommand({ TableName: "nowhere", Item: Key }),
    () => new GetCommand({ TableName, Key: { ...Key, more: "x" } }),
    () => new GetCommand({ TableName, Key: { other: "x" } }),
    () => new GetCommand({ TableName: tables.index, Key: { k: "identifier-0" } }),
    () =>
      new UpdateCommand({
        TableName,
        Key,
        UpdateExpression: "SET id = :v",
        ExpressionAttributeValues: { ":v": "x" },
      }),
    () =>
      new UpdateCommand({
        TableName,
        Key,
        UpdateExpression: "SET st = :v, st = :v",
        ExpressionAttributeValues: { ":v": "x" },
      }),
    () =>
      new UpdateCommand({
        TableName,
        Key,
        UpdateExpression: "SET st = :v SET v = :v",
        ExpressionAttributeValues: { ":v": "x" },
      }),
    () => new UpdateCommand({ TableName, Key, UpdateExpression: "" }),
    () =>
      new UpdateCommand({
        TableName,
        Key,
        UpdateExpression: "SET status = :v",
        ExpressionAttributeValues: { ":v": "x" },
      }),
    () => new UpdateCommand({ TableName, Key, ...set, ExpressionAttributeNames: { "#a": "a" } }),
    () => new UpdateCommand({ TableName, Key, ...set, ConditionExpression: "st = :w" }),
    () => new UpdateCommand({ TableName, Key, ...set, ConditionExpression: "#st = :v" }),
    () => new UpdateCommand({ TableName, Key, ...set, ConditionExpression: "st = = :v" }),
    () => new UpdateCommand({ TableName, Key, ...set, ConditionExpression: "" }),
    () => new UpdateCommand({ TableName, Key, ...set, ConditionExpression: "(st = :v" }),
    () => new UpdateCommand({ TableName, Key, ...set, ConditionExpression: "nonsense(st)" }),
    () => new UpdateCommand({ TableName, Key }),
    () => new BatchGetCommand({ RequestItems: {} }),
    () => new BatchGetCommand({ RequestItems: { [TableName]: { Keys: [] } } }),
    () => new BatchGetCommand({ RequestItems: { [TableName]: { Keys: manyKeys(101) } } }),
    () => new BatchGetCommand({ RequestItems: { [TableName]: { Keys: manyKeys(100) } } }),
    () => new BatchGetCommand({ RequestItems: { nowhere: { Keys: [Key] } } }),
    () => new TransactWriteCommand({ TransactItems: [] }),
    () =>
      new TransactWriteCommand({
        TransactItems: manyKeys(101).map((key) => ({ Put: { TableName, Item: key } })),
      }),
    () =>
      new TransactWriteCommand({
        TransactItems: manyKeys(100).map((key) => ({ Delete: { TableName, Key: key } })),
      }),
    () =>
      new TransactWriteCommand({
        TransactItems: [{ Put: { TableName, Item: Key } }, { Delete: { TableName, Key } }],
      }),
    () => new TransactWriteCommand({ TransactItems: [{}] }),
    () =>
      new TransactWriteCommand({
        TransactItems: [{ Put: { TableName, Item: { ...Key, b: Buffer.alloc(409_600) } } }],
      }),
    () =>
      new TransactWriteCommand({
        TransactItems: manyKeys(12).map((key) => ({
          Put: { TableName, Item: { ...key, b: Buffer.alloc(380_000) } },
        })),
      }),
    () =>
      new TransactWriteCommand({
        TransactItems: [
          { Put: { TableName, Item: { ...Key, st: 1 } } },
          { Put: { TableName: "nowhere", Item: Key } },
        ],
      }),
    () =>
      new QueryCommand({
        TableName,
        KeyConditionExpression: "st = :v",
        ExpressionAttributeValues: { ":v": "x" },
      }),
    () =>
      new QueryCommand({
        TableName,
        KeyConditionExpression: "id > :v",
        ExpressionAttributeValues: { ":v": "x" },
      }),
    () =>
      new QueryCommand({
        TableName,
        KeyConditionExpression: "id = :v OR id = :v",
        ExpressionAttributeValues: { ":v": "x" },
      }),
    () =>
      new QueryCommand({
        TableName,
        KeyConditionExpression: "id = :v",
        ExpressionAttributeValues: { ":v": 1 },
      }),
    () =>
      new QueryCommand({
        TableName,
        KeyConditionExpression: "id = :v",
        ExpressionAttributeValues: { ":v": "x" },
        Limit: 0,
      }),
    () =>
      new QueryCommand({
        TableName,
        KeyConditionExpression: "id = :v",
        FilterExpression: "id = :v",
        ExpressionAttributeValues: { ":v": "x" },
      }),
    () =>
      new QueryCommand({
        TableName,
        IndexName: "nowhere",
        KeyConditionExpression: "id = :v",
        ExpressionAttributeValues: { ":v": "x" },
      }),
    () =>
      new QueryCommand({
        TableName: tables.events,
        IndexName: eventsByPerson,
        ConsistentRead: true,
        KeyConditionExpression: "p = :v",
        ExpressionAttributeValues: { ":v": "x" },
      }),
    () =>
      new QueryCommand({
        TableName: tables.index,
        KeyConditionExpression: "k = :v",
        ExpressionAttributeValues: { ":v": "x" },
        ExclusiveStartKey: { k: "y", s: "z" },
      }),
    () =>
      new QueryCommand({
        TableName: tables.index,
        KeyConditionExpression: "k = :v",
        ExpressionAttributeValues: { ":v": "x" },
        ExclusiveStartKey: { k: "x" },
      }),
    () =>
      new QueryCommand({
        TableName: tables.index,
        KeyConditionExpression: "k = :v AND s <> :v",
        ExpressionAttributeValues: { ":v": "x" },
      }),
  ];
  return random.pick(makers)?.() ?? new GetCommand({ TableName, Key });
}

const manyKeys = (count: number) =>
  Array.from({ length: count }, (_, at) => ({ id: `many-${at}` }));
