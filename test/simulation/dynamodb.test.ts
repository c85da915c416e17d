/** The simulated DynamoDB: what it promises, and what it may do to a caller within its promises. */
import {
  ConditionalCheckFailedException,
  TransactionCanceledException,
} from "@aws-sdk/client-dynamodb";
import {
  BatchGetCommand,
  BatchWriteCommand,
  DeleteCommand,
  GetCommand,
  PutCommand,
  QueryCommand,
  ScanCommand,
  TransactWriteCommand,
  UpdateCommand,
} from "@aws-sdk/lib-dynamodb";
import { describe, expect, test } from "vitest";
import { isTransient } from "#shared/stores/errors.ts";
import { createDatabase, type SimulatedDatabase } from "./dynamodb.ts";
import { type TableShape } from "./dynamodb/shape.ts";
import { createFaults, type FaultRates, type Faults, lateMsMax, noFaults } from "./faults.ts";
import { createRandom } from "#bin/random.ts";
import { alone, createScheduler, type Scheduler } from "./scheduler.ts";

const people: TableShape = { name: "people", key: { partition: "id" }, indexes: [] };
const events: TableShape = {
  name: "events",
  key: { partition: "k" },
  indexes: [
    { name: "by-person", key: { partition: "p", sort: "at" }, projected: new Set(["kind"]) },
  ],
};
const index: TableShape = { name: "index", key: { partition: "k", sort: "s" }, indexes: [] };
const tables = [people, events, index];

let time = 0;
const calm = (): SimulatedDatabase =>
  createDatabase({
    tables,
    turns: alone(() => time),
    random: createRandom("calm"),
    faults: noFaults,
  });

/** A database that is alone in the world, and has faults. */
function faulty(rates: FaultRates, seed = "7") {
  const faults = createFaults(createRandom(seed).fork("faults"), rates);
  const random = createRandom(seed).fork("service");
  const database = createDatabase({ tables, turns: alone(() => time), random, faults });
  return { database, faults };
}

/** A database among tasks. */
function world(seed: string, faults: Faults = noFaults) {
  const random = createRandom(seed);
  const scheduler = createScheduler({ random: random.fork("scheduler"), startMs: 0 });
  const database = createDatabase({
    tables,
    turns: scheduler,
    random: random.fork("service"),
    faults,
  });
  return { scheduler, database };
}

const put = (id: string, more: object = {}) =>
  new PutCommand({ TableName: "people", Item: { id, ...more } });
const get = (id: string) =>
  new GetCommand({ TableName: "people", Key: { id }, ConsistentRead: true });
const putEvent = (k: string, p: string, at: string) =>
  new PutCommand({ TableName: "events", Item: { k, p, at, kind: "form", secret: "s" } });
const eventsOf = (p: string, more: object = {}) =>
  new QueryCommand({
    TableName: "events",
    IndexName: "by-person",
    KeyConditionExpression: "p = :p",
    ExpressionAttributeValues: { ":p": p },
    ...more,
  });
const bothOf = (a: string, b: string, more: object = {}) =>
  new TransactWriteCommand({
    TransactItems: [
      { Put: { TableName: "people", Item: { id: a, ...more } } },
      { Put: { TableName: "people", Item: { id: b, ...more } } },
    ],
  });

describe("an item", () => {
  test("is a copy on its way in and on its way out", async () => {
    const database = calm();
    const b = Buffer.from([1, 2, 3]);
    const m = { list: [new Set(["a"])] };
    const sending = database.send(put("a", { b, m }));
    b[0] = 9;
    m.list.push(new Set(["b"]));
    await sending;
    const first = await database.send(get("a"));
    expect(first.Item).toEqual({
      id: "a",
      b: new Uint8Array([1, 2, 3]),
      m: { list: [new Set(["a"])] },
    });
    first.Item?.["b"].fill(0);
    first.Item?.["m"].list.pop();
    expect((await database.send(get("a"))).Item).toEqual({
      id: "a",
      b: new Uint8Array([1, 2, 3]),
      m: { list: [new Set(["a"])] },
    });
  });

  test("loses attributes that are undefined, and is refused where they are deeper", async () => {
    const database = calm();
    await database.send(put("a", { st: undefined }));
    expect((await database.send(get("a"))).Item).toEqual({ id: "a" });
    await expect(database.send(put("a", { m: { st: undefined } }))).rejects.toThrow("undefined");
  });

  test.each([
    [{ st: Number.NaN }, "NaN"],
    [{ st: 2 ** 60 }, "safe"],
    [{ st: new Date() }, "Unsupported type"],
    [{ st: new Set() }, "non-empty"],
    [{ id: "" }, "empty string"],
    [{ id: 1 }, "does not match the schema"],
    [{ id: "x".repeat(2_049) }, "exceeded"],
    [{ b: Buffer.alloc(409_600) }, "maximum allowed size"],
  ])("with %o is refused", async (more, reason) => {
    await expect(calm().send(put("a", more))).rejects.toThrow(reason);
  });

  test("may be as large as the service allows, and no byte larger", async () => {
    const b = Buffer.alloc(400 * 1_024 - "id".length - "a".length - "b".length);
    await calm().send(put("a", { b }));
    await expect(calm().send(put("a", { b: Buffer.concat([b, Buffer.of(1)]) }))).rejects.toThrow(
      "maximum allowed size",
    );
  });
});

describe("a condition that fails", () => {
  test("is the SDK's own exception, and nothing is written", async () => {
    const database = calm();
    await database.send(put("a", { v: 1 }));
    const update = new UpdateCommand({
      TableName: "people",
      Key: { id: "a" },
      UpdateExpression: "SET v = :two",
      ConditionExpression: "v = :two",
      ExpressionAttributeValues: { ":two": 2 },
    });
    await expect(database.send(update)).rejects.toBeInstanceOf(ConditionalCheckFailedException);
    expect((await database.send(get("a"))).Item).toEqual({ id: "a", v: 1 });
  });

  test("does not make an item of an update of nothing", async () => {
    const database = calm();
    const update = new UpdateCommand({
      TableName: "people",
      Key: { id: "a" },
      UpdateExpression: "REMOVE v",
      ConditionExpression: "attribute_exists(id)",
    });
    await expect(database.send(update)).rejects.toBeInstanceOf(ConditionalCheckFailedException);
    expect([...database.rows("people")]).toEqual([]);
  });
});

describe("what the simulation has not learnt", () => {
  test.each([
    ["a command", new BatchWriteCommand({ RequestItems: {} })],
    ["an option", new PutCommand({ TableName: "people", Item: { id: "a" }, Expected: {} })],
    [
      "an answer",
      new UpdateCommand({
        TableName: "people",
        Key: { id: "a" },
        UpdateExpression: "REMOVE v",
        ReturnValues: "UPDATED_OLD",
      }),
    ],
    [
      "a projection",
      new GetCommand({ TableName: "people", Key: { id: "a" }, ProjectionExpression: "id" }),
    ],
    [
      "a failure's item",
      new TransactWriteCommand({
        TransactItems: [
          {
            Put: {
              TableName: "people",
              Item: { id: "a" },
              ReturnValuesOnConditionCheckFailure: "ALL_OLD",
            },
          },
        ],
      }),
    ],
  ])("is refused: %s", async (_, command) => {
    await expect(calm().send(command as never)).rejects.toThrow(
      expect.objectContaining({ name: "NotSimulatedError" }),
    );
  });
});

describe("a transaction", () => {
  test("does all of it", async () => {
    const database = calm();
    await database.send(bothOf("a", "b"));
    expect([...database.rows("people")]).toHaveLength(2);
  });

  test("does nothing where one condition fails, and says which", async () => {
    const database = calm();
    await database.send(put("b"));
    const check = {
      TableName: "people",
      Key: { id: "b" },
      ConditionExpression: "attribute_not_exists(id)",
    };
    const transaction = new TransactWriteCommand({
      TransactItems: [
        { Put: { TableName: "people", Item: { id: "a" } } },
        { ConditionCheck: check },
      ],
    });
    const refusal = await database.send(transaction).catch((error: unknown) => error);
    expect(refusal).toBeInstanceOf(TransactionCanceledException);
    expect(refusal).toMatchObject({
      CancellationReasons: [{ Code: "None" }, { Code: "ConditionalCheckFailed" }],
    });
    expect([...database.rows("people")]).toEqual([{ id: "b" }]);
  });

  test("names an update that its item cannot take among the reasons", async () => {
    const database = calm();
    await database.send(put("a", { v: "text" }));
    const transaction = new TransactWriteCommand({
      TransactItems: [
        {
          Update: {
            TableName: "people",
            Key: { id: "a" },
            UpdateExpression: "ADD v :one",
            ExpressionAttributeValues: { ":one": 1 },
          },
        },
      ],
    });
    await expect(database.send(transaction)).rejects.toMatchObject({
      CancellationReasons: [{ Code: "ValidationError" }],
    });
  });

  test.each([
    ["nothing", []],
    ["two writes to one item", [{ id: "a" }, { id: "a" }]],
    ["more than a hundred items", Array.from({ length: 101 }, (_, at) => ({ id: String(at) }))],
    [
      "more than four megabytes",
      Array.from({ length: 12 }, (_, at) => ({ id: String(at), b: Buffer.alloc(390_000) })),
    ],
  ])("of %s is refused as a whole", async (_, items) => {
    const TransactItems = items.map((Item) => ({ Put: { TableName: "people", Item } }));
    await expect(calm().send(new TransactWriteCommand({ TransactItems }))).rejects.toThrow(
      expect.objectContaining({ name: "ValidationException" }),
    );
  });

  test("of one action that is two is refused", async () => {
    const both = {
      Put: { TableName: "people", Item: { id: "a" } },
      Delete: { TableName: "people", Key: { id: "b" } },
    };
    const transaction = new TransactWriteCommand({ TransactItems: [both] });
    await expect(calm().send(transaction)).rejects.toThrow("only contain one of");
  });

  test("finishes when whoever asked for it crashes", async () => {
    for (let seed = 0; seed < 20; seed++) {
      const { scheduler, database } = world(String(seed));
      const caller = scheduler.start("caller", () => database.send(bothOf("a", "b")));
      while (!scheduler.trace.last(1)[0]?.endsWith("transaction: begins")) await scheduler.step();
      scheduler.crash(caller);
      await scheduler.run(100);
      expect([...database.rows("people")]).toHaveLength(2);
    }
  });

  test("never happens where its caller crashes before it was sent", async () => {
    const { scheduler, database } = world("7");
    const caller = scheduler.start("caller", () => database.send(bothOf("a", "b")));
    await scheduler.step();
    scheduler.crash(caller);
    await scheduler.run(100);
    expect([...database.rows("people")]).toEqual([]);
  });
});

/** Runs works at once, under many seeds; answers how they ended, each kind once. */
async function endings(
  works: (database: SimulatedDatabase) => (() => Promise<unknown>)[],
  check: (database: SimulatedDatabase, scheduler: Scheduler) => void = () => {},
): Promise<Set<string>> {
  const seen = new Set<string>();
  for (let seed = 0; seed < 60; seed++) {
    const { scheduler, database } = world(String(seed));
    await database.send(put("shared", { v: 0 }));
    const tasks = works(database).map((work, at) => scheduler.start(`task ${at}`, work));
    await scheduler.run(1_000);
    const outcomes = await Promise.all(tasks.map(({ outcome }) => outcome));
    seen.add(
      outcomes
        .map((each) => (each.kind === "failed" ? (each.error as Error).name : each.kind))
        .toSorted()
        .join(),
    );
    check(database, scheduler);
  }
  return seen;
}

const countUp = (database: SimulatedDatabase) => async () => {
  const { Item } = await database.send(get("shared"));
  const before: number = Item?.["v"];
  await database.send(
    new TransactWriteCommand({
      TransactItems: [
        {
          Update: {
            TableName: "people",
            Key: { id: "shared" },
            UpdateExpression: "SET v = :after",
            ConditionExpression: "v = :before",
            ExpressionAttributeValues: { ":before": before, ":after": before + 1 },
          },
        },
      ],
    }),
  );
};

describe("two at once", () => {
  test("in transactions on one item: one of them, or one after the other", async () => {
    const ends = await endings(
      (database) => [countUp(database), countUp(database)],
      (database) => {
        const [row] = [...database.rows("people")];
        expect([1, 2]).toContain(row?.["v"]);
      },
    );
    expect([...ends].toSorted()).toEqual([
      "TransactionCanceledException,finished",
      "finished,finished",
    ]);
  });

  test("a transaction and a write of its own: the write may meet the transaction", async () => {
    const ends = await endings((database) => [
      () => database.send(bothOf("shared", "other")),
      () => database.send(put("shared", { by: "a write of its own" })),
    ]);
    expect([...ends].toSorted()).toEqual([
      "TransactionConflictException,finished",
      "finished,finished",
    ]);
  });

  test("without conditions lose updates: the simulation hides no mistake of ours", async () => {
    const careless = (database: SimulatedDatabase) => async () => {
      const { Item } = await database.send(get("shared"));
      await database.send(put("shared", { v: Number(Item?.["v"]) + 1 }));
    };
    const counts = new Set<unknown>();
    await endings(
      (database) => [careless(database), careless(database)],
      (database) => counts.add([...database.rows("people")][0]?.["v"]),
    );
    expect(counts).toEqual(new Set([1, 2]));
  });
});

describe("many items at once", () => {
  const batch = (ids: readonly string[]) =>
    new BatchGetCommand({
      RequestItems: { people: { ConsistentRead: true, Keys: ids.map((id) => ({ id })) } },
    });

  test("come in no order, and those that are not there are absent", async () => {
    const database = calm();
    const ids = Array.from({ length: 20 }, (_, at) => `p${at}`);
    for (const id of ids) await database.send(put(id));
    const orders = new Set<string>();
    for (let turn = 0; turn < 5; turn++) {
      const { Responses } = await database.send(batch([...ids, "nobody"]));
      const found = (Responses?.["people"] ?? []).map((row) => String(row["id"]));
      expect(found.toSorted()).toEqual(ids.toSorted());
      orders.add(found.join());
    }
    expect(orders.size).toBeGreaterThan(1);
  });

  test.each([
    ["none", []],
    ["one twice", ["a", "a"]],
    ["more than a hundred", Array.from({ length: 101 }, (_, at) => String(at))],
  ])("are refused where they are %s", async (_, ids) => {
    await expect(calm().send(batch(ids))).rejects.toThrow(
      expect.objectContaining({ name: "ValidationException" }),
    );
  });

  test("may come in part: what is left is asked for again, and all of it comes in the end", async () => {
    const { database } = faulty({ "unprocessed keys": 0.5 });
    const ids = Array.from({ length: 30 }, (_, at) => `p${at}`);
    for (const id of ids) await database.send(put(id));
    const found: string[] = [];
    let asked = 0;
    let waiting = batch(ids).input.RequestItems ?? {};
    for (; Object.keys(waiting).length > 0; asked++) {
      const answer = await database.send(new BatchGetCommand({ RequestItems: waiting }));
      const rows = answer.Responses?.["people"] ?? [];
      expect(rows.length).toBeGreaterThan(0);
      found.push(...rows.map((row) => String(row["id"])));
      waiting = answer.UnprocessedKeys ?? {};
    }
    expect(asked).toBeGreaterThan(1);
    expect(found.toSorted()).toEqual(ids.toSorted());
  });

  test("may be of a moment each: a transaction is seen in part", async () => {
    const seen = new Set<number>();
    for (let seed = 0; seed < 80; seed++) {
      const faults = createFaults(createRandom(String(seed)), {
        "torn commit": 0.8,
        "torn read": 0.8,
      });
      const { scheduler, database } = world(String(seed), faults);
      scheduler.start("writer", () => database.send(bothOf("a", "b")));
      const reader = scheduler.start("reader", () => database.send(batch(["a", "b"])));
      await scheduler.run(100);
      const outcome = await reader.outcome;
      if (outcome.kind !== "finished") throw new Error("the reader did not finish");
      seen.add(outcome.value.Responses?.["people"]?.length ?? 0);
      expect([...database.rows("people")]).toHaveLength(2);
    }
    expect(seen).toEqual(new Set([0, 1, 2]));
  });
});

describe("an index", () => {
  test("lists what it projects, in the order of its sort key, forwards and backwards", async () => {
    const database = calm();
    for (const at of ["3", "1", "2"]) await database.send(putEvent(`k${at}`, "p", at));
    const { Items = [] } = await database.send(eventsOf("p"));
    expect(Items[0]).toEqual({ k: "k1", p: "p", at: "1", kind: "form" });
    expect(Items.map(({ at }) => at)).toEqual(["1", "2", "3"]);
    const backwards = await database.send(eventsOf("p", { ScanIndexForward: false }));
    expect(backwards.Items?.map(({ at }) => at)).toEqual(["3", "2", "1"]);
  });

  test("holds no row that lacks one of its keys, and loses one that loses it", async () => {
    const database = calm();
    await database.send(putEvent("a", "p", "1"));
    await database.send(new PutCommand({ TableName: "events", Item: { k: "a", gone: "2" } }));
    expect((await database.send(eventsOf("p"))).Items).toEqual([]);
  });

  test("moves a row that changes its partition", async () => {
    const database = calm();
    await database.send(putEvent("a", "p", "1"));
    await database.send(putEvent("a", "q", "1"));
    expect((await database.send(eventsOf("p"))).Count).toBe(0);
    expect((await database.send(eventsOf("q"))).Count).toBe(1);
  });

  test("gives rows of one moment in an order that is not their keys'", async () => {
    const database = calm();
    const keys = Array.from({ length: 12 }, (_, at) => `k${String(at).padStart(2, "0")}`);
    for (const k of keys) await database.send(putEvent(k, "p", "1"));
    const listed = (await database.send(eventsOf("p"))).Items?.map(({ k }) => String(k)) ?? [];
    expect(listed).not.toEqual(keys);
    expect(listed.toSorted()).toEqual(keys);
  });

  test("is paged through without loss or repetition, also where rows share a moment", async () => {
    const database = calm();
    const keys = Array.from({ length: 11 }, (_, at) => `k${at}`);
    for (const [at, k] of keys.entries()) await database.send(putEvent(k, "p", String(at % 3)));
    for (const ScanIndexForward of [true, false]) {
      const listed: string[] = [];
      let start: Record<string, unknown> | undefined;
      do {
        const more = { Limit: 3, ScanIndexForward, ...(start && { ExclusiveStartKey: start }) };
        const page = await database.send(eventsOf("p", more));
        listed.push(...(page.Items ?? []).map(({ k }) => String(k)));
        start = page.LastEvaluatedKey;
      } while (start !== undefined);
      expect(listed.toSorted()).toEqual(keys.toSorted());
    }
  });

  test("counts towards a limit what a filter then leaves out", async () => {
    const database = calm();
    for (const at of ["1", "2", "3"]) await database.send(putEvent(`k${at}`, "p", at));
    const filter = { FilterExpression: "kind = :kind", Limit: 2 };
    const query = eventsOf("p", {
      ...filter,
      ExpressionAttributeValues: { ":p": "p", ":kind": "other" },
    });
    const page = await database.send(query);
    expect(page).toMatchObject({ Count: 0, ScannedCount: 2, Items: [] });
    expect(page.LastEvaluatedKey).toEqual({ k: "k2", p: "p", at: "2" });
  });

  test.each([
    ["a consistent read", { ConsistentRead: true }],
    ["an unknown index", { IndexName: "nowhere" }],
    ["a filter on its keys", { FilterExpression: "p = :p" }],
    ["a limit of nothing", { Limit: 0 }],
    ["a start that is no key", { ExclusiveStartKey: { k: "a" } }],
    ["a start elsewhere", { ExclusiveStartKey: { k: "a", p: "other", at: "1" } }],
  ])("refuses %s", async (_, more) => {
    await expect(calm().send(eventsOf("p", more))).rejects.toThrow(
      expect.objectContaining({ name: "ValidationException" }),
    );
  });

  test("may be behind for a bounded time, and then lists everything", async () => {
    const { database, faults } = faulty({ "stale index": 0.7 });
    time = 0;
    let behind = 0;
    for (let at = 0; at < 40; at++) {
      await database.send(putEvent(`k${at}`, "p", String(at).padStart(2, "0")));
      const { Count = 0 } = await database.send(eventsOf("p"));
      expect(Count).toBeLessThanOrEqual(at + 1);
      if (Count < at + 1) behind += 1;
      time += 50;
    }
    expect(behind).toBeGreaterThan(20);
    faults.stop();
    time += 2_001;
    expect((await database.send(eventsOf("p"))).Count).toBe(40);
  });

  test("learns of one item in the order in which it changed", async () => {
    for (let seed = 0; seed < 30; seed++) {
      const { database } = faulty({ "stale index": 0.7 }, String(seed));
      time = 0;
      let last = -1;
      for (let version = 0; version < 10; version++) {
        await database.send(putEvent("k", "p", String(version)));
        const { Items = [] } = await database.send(eventsOf("p"));
        expect(Items.length).toBeLessThanOrEqual(1);
        const seen = Number(Items[0]?.["at"] ?? -1);
        expect(seen).toBeGreaterThanOrEqual(last);
        last = seen;
        time += 300;
      }
    }
  });
});

describe("a query of a table", () => {
  const rowsUnder = (more: object = {}) =>
    new QueryCommand({
      TableName: "index",
      KeyConditionExpression: "k = :k",
      ExpressionAttributeValues: { ":k": "i" },
      ConsistentRead: true,
      ...more,
    });
  const filled = async (database = calm()) => {
    for (const s of ["owner", "edge#b", "edge#a", "trace"]) {
      await database.send(new PutCommand({ TableName: "index", Item: { k: "i", s } }));
    }
    return database;
  };

  test("lists a partition by its sort key, or a stretch of it", async () => {
    const database = await filled();
    const sorts = async (more?: object) =>
      (await database.send(rowsUnder(more))).Items?.map(({ s }) => s);
    expect(await sorts()).toEqual(["edge#a", "edge#b", "owner", "trace"]);
    const edges = {
      KeyConditionExpression: "k = :k AND begins_with(s, :s)",
      ExpressionAttributeValues: { ":k": "i", ":s": "edge#" },
    };
    expect(await sorts(edges)).toEqual(["edge#a", "edge#b"]);
  });

  test("ends a page at its limit, and says so even where nothing follows", async () => {
    const page = await (await filled()).send(rowsUnder({ Limit: 4 }));
    expect(page.Count).toBe(4);
    expect(page.LastEvaluatedKey).toEqual({ k: "i", s: "trace" });
  });

  test("ends a page before a megabyte, and goes on after it", async () => {
    const database = calm();
    for (const s of ["1", "2", "3", "4"]) {
      const Item = { k: "i", s, b: Buffer.alloc(300_000) };
      await database.send(new PutCommand({ TableName: "index", Item }));
    }
    const page = await database.send(rowsUnder());
    expect(page.Items?.map(({ s }) => s)).toEqual(["1", "2", "3"]);
    expect(page.LastEvaluatedKey).toEqual({ k: "i", s: "3" });
    const rest = await database.send(rowsUnder({ ExclusiveStartKey: page.LastEvaluatedKey }));
    expect(rest.Items?.map(({ s }) => s)).toEqual(["4"]);
    expect(rest.LastEvaluatedKey).toBeUndefined();
  });

  test("may end a page early: whoever reads on misses nothing", async () => {
    const { database } = faulty({ "short page": 0.8 });
    await filled(database);
    const listed: unknown[] = [];
    let pages = 0;
    let start: Record<string, unknown> | undefined;
    do {
      const page = await database.send(rowsUnder(start && { ExclusiveStartKey: start }));
      listed.push(...(page.Items ?? []).map(({ s }) => s));
      start = page.LastEvaluatedKey;
      pages += 1;
    } while (start !== undefined);
    expect(listed).toEqual(["edge#a", "edge#b", "owner", "trace"]);
    expect(pages).toBeGreaterThan(1);
  });

  test("sees what was, where it may, and what is, where it must", async () => {
    const { database } = faulty({ "stale read": 1 });
    time = 0;
    await filled(database);
    expect((await database.send(rowsUnder())).Count).toBe(4);
    expect((await database.send(rowsUnder({ ConsistentRead: false }))).Count).toBe(0);
    time = 2_001;
    expect((await database.send(rowsUnder({ ConsistentRead: false }))).Count).toBe(4);
  });

  test("a scan sees every row once, page by page", async () => {
    const database = await filled();
    for (const k of ["x", "y"]) {
      await database.send(new PutCommand({ TableName: "index", Item: { k, s: "owner" } }));
    }
    const listed: string[] = [];
    let start: Record<string, unknown> | undefined;
    do {
      const input = { TableName: "index", Limit: 2, ...(start && { ExclusiveStartKey: start }) };
      const page = await database.send(new ScanCommand(input));
      listed.push(...(page.Items ?? []).map(({ k, s }) => `${k} ${s}`));
      start = page.LastEvaluatedKey;
    } while (start !== undefined);
    expect(listed.toSorted()).toEqual(
      ["i edge#a", "i edge#b", "i owner", "i trace", "x owner", "y owner"].toSorted(),
    );
  });
});

describe("a fault", () => {
  test("that reads of what was is over when time has passed", async () => {
    const { database } = faulty({ "stale read": 1 });
    time = 0;
    await database.send(put("a"));
    const eventually = new GetCommand({ TableName: "people", Key: { id: "a" } });
    expect((await database.send(eventually)).Item).toBeUndefined();
    expect((await database.send(get("a"))).Item).toEqual({ id: "a" });
    time = 2_001;
    expect((await database.send(eventually)).Item).toEqual({ id: "a" });
  });

  test.each(["throttled", "server error", "lost request"] as const)(
    "%s is one that may pass, and nothing has happened",
    async (kind) => {
      const { database } = faulty({ [kind]: 1 });
      for (let turn = 0; turn < 10; turn++) {
        const error = await database.send(put("a")).catch((thrown: unknown) => thrown);
        expect(isTransient(error)).toBe(true);
      }
      expect([...database.rows("people")]).toEqual([]);
    },
  );

  test("lost answer is one that may pass, and it has happened", async () => {
    const { database } = faulty({ "lost answer": 1 });
    const error = await database.send(bothOf("a", "b")).catch((thrown: unknown) => thrown);
    expect(isTransient(error)).toBe(true);
    expect([...database.rows("people")]).toHaveLength(2);
  });

  test("late request is one that may pass, and it happens when nobody waits for it any more", async () => {
    const faults = createFaults(createRandom("7"), { "late request": 1 });
    const { scheduler, database } = world("7", faults);
    const rows: number[] = [];
    scheduler.start("writer", async () => {
      const error = await database.send(put("a")).catch((thrown: unknown) => thrown);
      expect(isTransient(error)).toBe(true);
      rows.push([...database.rows("people")].length);
    });
    await scheduler.run(100);
    rows.push([...database.rows("people")].length);
    expect(rows).toEqual([0, 1]);
    expect(scheduler.now()).toBeLessThanOrEqual(lateMsMax + 100);
  });

  test("throttled refuses a transaction as a whole, or for the sake of one item", async () => {
    const { database } = faulty({ throttled: 1 });
    const names = new Set<string>();
    for (let turn = 0; turn < 40; turn++) {
      const error: unknown = await database
        .send(bothOf("a", "b"))
        .catch((thrown: unknown) => thrown);
      if (!(error instanceof Error)) throw new Error("it was not refused");
      const codes =
        error instanceof TransactionCanceledException
          ? error.CancellationReasons?.map(({ Code }) => Code).toSorted()
          : [];
      names.add([error.name, ...(codes ?? [])].join(" "));
    }
    expect([...names].toSorted()).toEqual([
      "ProvisionedThroughputExceededException",
      "ThrottlingException",
      "TransactionCanceledException None ProvisionedThroughputExceeded",
      "TransactionCanceledException None ThrottlingError",
    ]);
  });

  test("transaction conflict names one item, and nothing is written", async () => {
    const { database } = faulty({ "transaction conflict": 1 });
    const error = await database.send(bothOf("a", "b")).catch((thrown: unknown) => thrown);
    if (!(error instanceof TransactionCanceledException)) throw new Error("it was not cancelled");
    const codes = error.CancellationReasons?.map(({ Code }) => Code).toSorted();
    expect(codes).toEqual(["None", "TransactionConflict"]);
    expect([...database.rows("people")]).toEqual([]);
  });
});

describe("units", () => {
  test("are said when asked for, and counted always", async () => {
    const database = calm();
    const wanted = { ReturnConsumedCapacity: "TOTAL" as const };
    const written = await database.send(
      new PutCommand({ TableName: "people", Item: { id: "a", b: Buffer.alloc(1_500) }, ...wanted }),
    );
    expect(written.ConsumedCapacity).toEqual({ TableName: "people", CapacityUnits: 2 });
    const read = await database.send(
      new GetCommand({ TableName: "people", Key: { id: "a" }, ...wanted }),
    );
    expect(read.ConsumedCapacity).toEqual({ TableName: "people", CapacityUnits: 0.5 });
    await database.send(bothOf("b", "c"));
    await database.send(new DeleteCommand({ TableName: "people", Key: { id: "b" } }));
    expect(database.takeUnits()).toEqual({ read: 0.5, write: 2 + 4 + 1 });
    expect(database.takeUnits()).toEqual({ read: 0, write: 0 });
  });

  test("of an index come on top, and only where it sees a change", async () => {
    const database = calm();
    await database.send(putEvent("k", "p", "1"));
    expect(database.takeUnits().write).toBe(2);
    const hidden = new UpdateCommand({
      TableName: "events",
      Key: { k: "k" },
      UpdateExpression: "SET secret = :other",
      ExpressionAttributeValues: { ":other": "o" },
    });
    await database.send(hidden);
    expect(database.takeUnits().write).toBe(1);
    await database.send(putEvent("k", "q", "1"));
    expect(database.takeUnits().write).toBe(3);
  });
});
