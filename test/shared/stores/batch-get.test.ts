import { setTimeout as sleep } from "node:timers/promises";
import { BatchGetCommand, PutCommand } from "@aws-sdk/lib-dynamodb";
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { batchGet } from "#shared/stores/batch-get.ts";
import { ThrottledError } from "#shared/stores/errors.ts";
import type { Store } from "#shared/stores/tables.ts";
import { startStores, type TestStores } from "#test/fixtures/stores.ts";

vi.mock("node:timers/promises", { spy: true });

let stores: TestStores;
let store: Store;
beforeAll(async () => {
  stores = await startStores();
  ({ store } = stores);
  const put = (table: string, item: object) =>
    store.database.send(new PutCommand({ TableName: table, Item: { ...item } }));
  await Promise.all(
    Array.from({ length: 130 }, async (_, at) => {
      await put(store.tables.people, { id: `p${at}`, n: at });
      await put(store.tables.keys, { id: `p${at}`, n: -at });
    }),
  );
});
afterAll(() => stores.stop());
beforeEach(() => {
  vi.mocked(sleep).mockReset();
  vi.mocked(sleep).mockResolvedValue(undefined);
});

const ids = (from: number, to: number) =>
  Array.from({ length: to - from }, (_, at) => ({ id: `p${from + at}` }));

/** Passes every command on and remembers it; so many times it leaves one key unprocessed. */
function watched(withheldTimes = 0) {
  const calls: NonNullable<BatchGetCommand["input"]["RequestItems"]>[] = [];
  let left = withheldTimes;
  const database = {
    send: async (command: BatchGetCommand) => {
      const asked = command.input.RequestItems ?? {};
      calls.push(asked);
      if (left === 0) return store.database.send(command);
      left -= 1;
      const [[table, { Keys = [] }] = ["", {}]] = Object.entries(asked);
      const UnprocessedKeys = { [table]: { Keys: Keys.slice(0, 1) } };
      if (Keys.length === 1) return { Responses: {}, UnprocessedKeys };
      const some = new BatchGetCommand({ RequestItems: { [table]: { Keys: Keys.slice(1) } } });
      return { ...(await store.database.send(some)), UnprocessedKeys };
    },
  };
  return { calls, database: database as unknown as Store["database"] };
}

describe("many items", () => {
  it("come back by table, however many were asked for", async () => {
    const { people, keys } = store.tables;
    const found = await batchGet(store, { [people]: ids(0, 130), [keys]: ids(0, 130) });
    const numbers = (table: string) =>
      (found[table] ?? []).map(({ n }) => Number(n)).sort((a, b) => a - b);
    expect(numbers(people)).toEqual(Array.from({ length: 130 }, (_, at) => at));
    expect(numbers(keys)).toHaveLength(130);
  });

  it("are asked for a hundred at a time, strongly consistent", async () => {
    const { calls, database } = watched();
    await batchGet(
      { database },
      { [store.tables.people]: ids(0, 130), [store.tables.keys]: ids(0, 80) },
    );
    const sizes = calls.map((tables) =>
      Object.values(tables).reduce((sum, { Keys = [] }) => sum + Keys.length, 0),
    );
    expect(sizes).toEqual([100, 100, 10]);
    for (const table of calls.flatMap((call) => Object.values(call))) {
      expect(table.ConsistentRead).toBe(true);
    }
  });

  it("that are not there are absent", async () => {
    const { people, keys } = store.tables;
    const found = await batchGet(store, {
      [people]: [{ id: "p1" }, { id: "nobody" }],
      [keys]: [{ id: "no" }],
    });
    expect(found[people]).toEqual([{ id: "p1", n: 1 }]);
    expect(found[keys] ?? []).toEqual([]);
  });

  it("of none cost no call", async () => {
    const { calls, database } = watched();
    expect(await batchGet({ database }, {})).toEqual({});
    expect(await batchGet({ database }, { [store.tables.people]: [] })).toEqual({});
    expect(calls).toEqual([]);
  });
});

describe("where the service leaves some unprocessed", () => {
  it("only those are asked for again, after a pause that grows", async () => {
    const { calls, database } = watched(2);
    const { people } = store.tables;
    const found = await batchGet({ database }, { [people]: ids(0, 5) });
    expect((found[people] ?? []).map(({ id }) => String(id)).sort()).toEqual([
      "p0",
      "p1",
      "p2",
      "p3",
      "p4",
    ]);
    expect(calls.map((call) => call[people]?.Keys?.length)).toEqual([5, 1, 1]);
    const pauses = vi.mocked(sleep).mock.calls.map(([ms]) => ms ?? 0);
    expect(pauses).toHaveLength(2);
    expect(pauses[1]).toBeGreaterThan(pauses[0] ?? Infinity);
  });

  it("again and again, it gives up: half of what was asked for is never an answer", async () => {
    const { calls, database } = watched(100);
    const reading = batchGet({ database }, { [store.tables.people]: ids(0, 5) });
    await expect(reading).rejects.toThrow(ThrottledError);
    expect(calls).toHaveLength(6);
  });

  it("and any other failure is passed on at once", async () => {
    await expect(batchGet(store, { "no-such-table": ids(0, 1) })).rejects.toThrow();
    expect(sleep).not.toHaveBeenCalled();
  });
});
