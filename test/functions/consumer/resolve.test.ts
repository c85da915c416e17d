import { randomBytes } from "node:crypto";
import { TransactionCanceledException } from "@aws-sdk/client-dynamodb";
import { TransactWriteCommand, UpdateCommand } from "@aws-sdk/lib-dynamodb";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type ResolveContext, resolve } from "#functions/consumer/resolve.ts";
import type { StatedIdentifier } from "#shared/domain/identifier.ts";
import { personId } from "#shared/domain/identity/person-id.ts";
import { TooLargeError } from "#shared/stores/errors.ts";
import { findEvent } from "#shared/stores/events.ts";
import { findOwner, loadIdentities } from "#shared/stores/identifier-index.ts";
import type { Store } from "#shared/stores/tables.ts";
import { deliver } from "#test/fixtures/deliver.ts";
import { email, emailOf, eventOf, folding, phone, phoneOf, policy } from "#test/fixtures/events.ts";
import { startStores, type TestStores } from "#test/fixtures/stores.ts";

let stores: TestStores;
let store: Store;
beforeAll(async () => {
  stores = await startStores();
  ({ store } = stores);
});
afterAll(() => stores.stop());

let own = 0;
beforeEach(() => {
  own += 1_000;
});
const saying = (serial: number, ...identifiers: StatedIdentifier[]) =>
  eventOf(own + serial, { identifiers });
const myPhone = () => phone(phoneOf(own));
const myEmail = () => email(emailOf(own));
const many = (count: number, from = 0) =>
  Array.from({ length: count }, (_, at) => saying(from + at, myPhone()));

const contextOf = (other: Partial<ResolveContext> = {}): ResolveContext => ({
  ...folding,
  policy,
  store,
  newId: () => personId(Date.now(), randomBytes(10)),
  jitter: () => 0,
  ...other,
});

/** A store whose transactions somebody else always overtakes, or so many times. */
function contested(times: number) {
  let left = times;
  const counted = { tries: 0 };
  const database = {
    send: async (command: never) => {
      if (!((command as object) instanceof TransactWriteCommand))
        return store.database.send(command);
      counted.tries += 1;
      if (left-- <= 0) return store.database.send(command);
      throw new TransactionCanceledException({
        message: "conflict",
        $metadata: {},
        CancellationReasons: [{ Code: "TransactionConflict" }],
      });
    },
  };
  return { counted, store: { ...store, database: database as Store["database"] } };
}

describe("events", () => {
  it("are all brought to their person", async () => {
    expect(await resolve(many(5), contextOf())).toEqual({
      kind: "resolved",
      added: 5,
      duplicates: 0,
    });
    expect((await findOwner(myPhone(), store))?.person.record.events).toBe(5);
  });

  it("that are there already are counted as such, the others added", async () => {
    await deliver(store, ...many(2, 1));
    expect(await resolve(many(5), contextOf())).toEqual({
      kind: "resolved",
      added: 3,
      duplicates: 2,
    });
    expect((await findOwner(myPhone(), store))?.person.record.events).toBe(5);
  });

  it("that are all there change nothing", async () => {
    const { people } = await deliver(store, ...many(3));
    expect(await resolve(many(3), contextOf())).toEqual({
      kind: "resolved",
      added: 0,
      duplicates: 3,
    });
    const owner = await findOwner(myPhone(), store);
    expect(owner?.person.version).toBe((people[0]?.version ?? 0) + 1);
  });

  it("too many for one transaction are written in several, each complete", async () => {
    expect(await resolve(many(150), contextOf())).toEqual({
      kind: "resolved",
      added: 150,
      duplicates: 0,
    });
    const owner = await findOwner(myPhone(), store);
    expect(owner?.person).toMatchObject({ version: 2, record: { events: 150 } });
  });

  it("of none are no work", async () => {
    expect(await resolve([], contextOf())).toEqual({ kind: "resolved", added: 0, duplicates: 0 });
  });

  it("that lead through a merged person put the pointer right on their way", async () => {
    await deliver(store, saying(1, myPhone()), saying(2, myPhone()));
    await deliver(store, saying(3, myEmail()));
    await deliver(store, saying(4, myPhone(), myEmail()));
    await resolve([saying(5, myEmail())], contextOf());
    expect(await loadIdentities([myEmail()], store)).toMatchObject({ stale: [] });
  });
});

describe("where somebody else is always faster", () => {
  it("it tries again, and again, until it is not", async () => {
    const crowded = contested(6);
    const resolved = await resolve(many(2), contextOf({ store: crowded.store }));
    expect(resolved).toEqual({ kind: "resolved", added: 2, duplicates: 0 });
    expect(crowded.counted.tries).toBe(7);
  });

  it("it counts its tries anew after each that succeeded: two busy halves are no reason to wait", async () => {
    let transactions = 0;
    const database = {
      send: async (command: never) => {
        const writes = (command as object) instanceof TransactWriteCommand;
        // Five of six are overtaken: ten in all, more than one transaction may be.
        if (!writes || ++transactions % 6 === 0) return store.database.send(command);
        const CancellationReasons = [{ Code: "TransactionConflict" }];
        throw new TransactionCanceledException({ message: "", $metadata: {}, CancellationReasons });
      },
    };
    const crowded = { ...store, database: database as Store["database"] };
    expect(await resolve(many(120), contextOf({ store: crowded }))).toMatchObject({
      kind: "resolved",
      added: 120,
    });
  });

  it("it gives the events back, so that they come again later: none is dropped", async () => {
    const crowded = contested(Infinity);
    const resolved = await resolve(many(2), contextOf({ store: crowded.store }));
    expect(resolved).toEqual({ kind: "postponed", events: many(2), added: 0, duplicates: 0 });
    expect(crowded.counted.tries).toBe(8);
    expect(await findEvent(saying(0).id, store)).toEqual({ kind: "unknown" });
  });

  it("it keeps what was written before and gives back the rest alone", async () => {
    let transactions = 0;
    const database = {
      send: async (command: never) => {
        if (!((command as object) instanceof TransactWriteCommand))
          return store.database.send(command);
        if (++transactions === 1) return store.database.send(command);
        const CancellationReasons = [{ Code: "TransactionConflict" }];
        throw new TransactionCanceledException({ message: "", $metadata: {}, CancellationReasons });
      },
    };
    const resolved = await resolve(
      many(120),
      contextOf({ store: { ...store, database: database as Store["database"] } }),
    );
    expect(resolved).toMatchObject({ kind: "postponed", added: 60 });
    expect(resolved.kind === "postponed" && resolved.events).toEqual(many(60, 60));
  });

  it("it waits longer each time, spread by chance, and never for long", async () => {
    const asked: number[] = [];
    const jitter = () => {
      asked.push(performance.now());
      return 0.01;
    };
    const started = performance.now();
    await resolve(many(1), contextOf({ store: contested(Infinity).store, jitter }));
    expect(asked).toHaveLength(7);
    expect(performance.now() - started).toBeLessThan(5_000);
  });
});

describe("while a person is being worked on", () => {
  it.each(["settling", "restricted", "erasing"])(
    "(%s) its events are given back",
    async (state) => {
      const { people } = await deliver(store, saying(1, myPhone()));
      await store.database.send(
        new UpdateCommand({
          TableName: store.tables.people,
          Key: { id: people[0]?.id },
          UpdateExpression: "SET st = :state",
          ExpressionAttributeValues: { ":state": state },
        }),
      );
      const resolved = await resolve([saying(2, myPhone())], contextOf());
      expect(resolved).toMatchObject({ kind: "postponed", added: 0 });
      expect(await findEvent(saying(2).id, store)).toEqual({ kind: "unknown" });
    },
  );
});

describe("what no retry mends", () => {
  it("is thrown: an event that alone fits no transaction", async () => {
    const extras = Object.fromEntries(
      Array.from({ length: 2_600 }, (_, at) => [
        `question ${at}`,
        randomBytes(1_400).toString("base64"),
      ]),
    );
    const monster = { ...saying(1, myPhone()), extras };
    await expect(resolve([monster], contextOf())).rejects.toThrow(TooLargeError);
    expect(await findEvent(monster.id, store)).toEqual({ kind: "unknown" });
  });

  it("is thrown: a table that is not there", async () => {
    const tables = { ...store.tables, people: "no-such-table" };
    const broken = contextOf({ store: { ...store, tables } });
    await expect(resolve(many(1), broken)).rejects.toThrow();
  });
});
