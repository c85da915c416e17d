import { TransactionCanceledException } from "@aws-sdk/client-dynamodb";
import { TransactWriteCommand, UpdateCommand } from "@aws-sdk/lib-dynamodb";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { StatedIdentifier } from "#shared/domain/identifier.ts";
import type { Decision, Ruling } from "#shared/domain/identity/decision.ts";
import { type EngineContext, resolve, type Resolved, rule } from "#shared/engine/resolve.ts";
import { decisionId, readDecisions } from "#shared/stores/decisions.ts";
import { readAllEvents } from "#shared/stores/event-lists.ts";
import { findEvent } from "#shared/stores/events.ts";
import { findOwner, readEntries } from "#shared/stores/identifier-index.ts";
import { readRoots } from "#shared/stores/people.ts";
import type { Store } from "#shared/stores/tables.ts";
import { deliver, engineOn, rowsOf, rowText } from "#test/fixtures/deliver.ts";
import {
  email,
  emailOf,
  eventIdOf,
  eventOf,
  minute,
  nationalId,
  nationalIdOf,
  phone,
  phoneOf,
} from "#test/fixtures/events.ts";
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

const contextOf = (other: Partial<EngineContext> = {}): EngineContext => ({
  ...engineOn(store),
  ...other,
});
const resolved = (added: number, duplicates = 0): Resolved => ({
  kind: "resolved",
  added,
  duplicates,
  dropped: 0,
  settlements: [],
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
    expect(await resolve(many(5), contextOf())).toEqual(resolved(5));
    expect((await findOwner(myPhone(), store))?.person.record.events).toBe(5);
  });

  it("that are there already are counted as such, the others added", async () => {
    await deliver(store, ...many(2, 1));
    expect(await resolve(many(5), contextOf())).toEqual(resolved(3, 2));
    expect((await findOwner(myPhone(), store))?.person.record.events).toBe(5);
  });

  it("that are all there change nothing", async () => {
    const { people } = await deliver(store, ...many(3));
    expect(await resolve(many(3), contextOf())).toEqual(resolved(0, 3));
    const owner = await findOwner(myPhone(), store);
    expect(owner?.person.version).toBe((people[0]?.version ?? 0) + 1);
  });

  it("too many for one transaction are written in several, each complete", async () => {
    expect(await resolve(many(150), contextOf())).toEqual(resolved(150));
    const owner = await findOwner(myPhone(), store);
    expect(owner?.person).toMatchObject({ version: 2, record: { events: 150 } });
  });

  it("of none are no work", async () => {
    expect(await resolve([], contextOf())).toEqual(resolved(0));
  });

  it("that lead through a merged person put the pointer right on their way", async () => {
    await deliver(store, saying(1, myPhone()), saying(2, myPhone()));
    await deliver(store, saying(3, myEmail()));
    await deliver(store, saying(4, myPhone(), myEmail()));
    await resolve([saying(5, myEmail())], contextOf());
    const owners = [...(await readEntries([myEmail()], store)).values()];
    expect(owners).toMatchObject([{ ownerId: (await findOwner(myPhone(), store))?.person.id }]);
  });
});

describe("where somebody else is always faster", () => {
  it("it tries again, and again, until it is not", async () => {
    const crowded = contested(6);
    const outcome = await resolve(many(2), contextOf({ store: crowded.store }));
    expect(outcome).toEqual(resolved(2));
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
    const outcome = await resolve(many(2), contextOf({ store: crowded.store }));
    expect(outcome).toEqual({
      kind: "postponed",
      events: many(2),
      added: 0,
      duplicates: 0,
      dropped: 0,
      settlements: [],
    });
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
    const outcome = await resolve(
      many(120),
      contextOf({ store: { ...store, database: database as Store["database"] } }),
    );
    expect(outcome).toMatchObject({ kind: "postponed", added: 60 });
    expect(outcome.kind === "postponed" && outcome.events).toEqual(many(60, 60));
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
  it.each(["settling", "erasing"])("(%s) its events are given back", async (state) => {
    const { people } = await deliver(store, saying(1, myPhone()));
    await store.database.send(
      new UpdateCommand({
        TableName: store.tables.people,
        Key: { id: people[0]?.id },
        UpdateExpression: "SET st = :state",
        ExpressionAttributeValues: { ":state": state },
      }),
    );
    const outcome = await resolve([saying(2, myPhone())], contextOf());
    expect(outcome).toMatchObject({ kind: "postponed", added: 0 });
    expect(await findEvent(saying(2).id, store)).toEqual({ kind: "unknown" });
  });
});

describe("events that contradict what is known", () => {
  const [first, second] = [
    () => nationalId(nationalIdOf(own)),
    () => nationalId(nationalIdOf(own + 1)),
  ];

  it("are kept by the person whom they reach, and the contradiction is a question", async () => {
    await resolve([saying(1, first(), myPhone()), saying(2, second(), myEmail())], contextOf());
    expect(await resolve([saying(3, myPhone(), myEmail())], contextOf())).toEqual(resolved(1));
    expect((await findOwner(myPhone(), store))?.person).toMatchObject({
      record: { events: 2 },
      unlinked: [{ value: myEmail().value, why: "limit" }],
    });
    const [entry] = (await readEntries([myEmail()], store)).values();
    expect(entry).toMatchObject({ contested: "refused" });
  });

  it("come to the same people in any order", async () => {
    const said = [
      saying(1, first(), myPhone()),
      saying(2, second(), myEmail()),
      saying(3, myPhone(), myEmail()),
    ];
    for (const event of said.toReversed()) await resolve([event], contextOf());
    const [one, two] = [await findOwner(first(), store), await findOwner(second(), store)];
    expect(one?.person.record.identifiers).toHaveLength(2);
    expect(one?.person.record.events).toBe(2);
    expect(two?.person.record.identifiers.map(({ value }) => value)).toContain(myEmail().value);
  });

  it("and are there already change nothing, however often they come", async () => {
    await resolve([saying(1, first(), myPhone()), saying(2, second(), myPhone())], contextOf());
    const before = (await rowsOf(store, "people")).map(rowText).sort();
    expect(await resolve([saying(2, second(), myPhone())], contextOf())).toEqual(resolved(0, 1));
    expect((await rowsOf(store, "people")).map(rowText).sort()).toEqual(before);
  });

  it("of somebody with more events than may be read at once are settled apart", async () => {
    for (let from = 0; from < 510; from += 90) {
      await resolve(
        many(90, from).map((event) => ({ ...event, identifiers: [first(), myPhone()] })),
        contextOf(),
      );
    }
    const contradiction = saying(900, second(), myPhone());
    const outcome = await resolve([contradiction], contextOf());
    expect(outcome).toEqual({
      ...resolved(1),
      settlements: [expect.stringMatching(/^set_/)],
    });
  });
});

describe("what a human decided", () => {
  const decisionOf = (ruling: Ruling): Decision => ({
    id: decisionId(ruling),
    at: minute(own),
    by: "bo",
    ruling,
  });
  const event = (serial: number) => ({ event: eventIdOf(own + serial) });
  const together = () => decisionOf({ kind: "same", subjects: [event(1), event(2)] });
  const apart = () => decisionOf({ kind: "different", leaving: [event(2)], staying: [event(1)] });
  const personOf = async (serial: number) => {
    const found = await findEvent(eventIdOf(own + serial), store);
    const id = found.kind === "stored" ? found.personId : "";
    const person = (await readRoots([id], store)).get(id)?.person;
    if (person === undefined) throw new Error(`event ${serial} belongs to nobody`);
    return person;
  };
  const keyRowsOf = async (ids: readonly string[]) =>
    (await rowsOf(store, "keys")).filter(({ id }) => ids.includes(String(id))).map(rowText);

  it("joins two who share nothing, and is kept with who and when", async () => {
    await resolve([saying(1, myPhone())], contextOf());
    await resolve([saying(2, myEmail())], contextOf());
    const decision = together();
    expect(await rule({ events: [], decisions: [decision] }, contextOf())).toEqual({});
    expect((await personOf(1)).id).toBe((await personOf(2)).id);
    expect((await personOf(1)).disputed?.decisions).toEqual([decision.id]);
    expect(await readDecisions([decision.id], store)).toMatchObject([
      { ...decision, status: "standing" },
    ]);
  });

  it("parts what was one: each event with its side, under keys that neither had", async () => {
    await resolve(many(3, 1), contextOf());
    const before = await personOf(1);
    const [oldKey] = await keyRowsOf([before.id]);
    await rule({ events: [], decisions: [apart()] }, contextOf());
    const [stays, leaves] = [await personOf(1), await personOf(2)];
    expect(stays).toMatchObject({ id: before.id, record: { events: 2 }, parted: [leaves.id] });
    expect(leaves).toMatchObject({
      record: { events: 1, identifiers: [] },
      unlinked: [{ value: myPhone().value, why: "decided" }],
    });
    expect((await personOf(3)).id).toBe(stays.id);
    const keys = await keyRowsOf([stays.id, leaves.id]);
    expect(keys).toHaveLength(2);
    expect(keys).not.toContain(oldKey);
    expect(await readAllEvents(stays, store)).toHaveLength(2);
    expect(await readAllEvents(leaves, store)).toEqual([saying(2, myPhone())]);
  });

  it("holds for who comes later", async () => {
    await resolve(many(2, 1), contextOf());
    await rule({ events: [], decisions: [apart()] }, contextOf());
    await resolve([saying(5, myPhone())], contextOf());
    expect((await personOf(5)).id).toBe((await personOf(1)).id);
  });

  it("can be taken back: it is as if it had never been, under whichever id", async () => {
    await resolve(many(3, 1), contextOf());
    await rule({ events: [], decisions: [apart()] }, contextOf());
    const { id } = apart();
    const personIds = [(await personOf(1)).id, (await personOf(2)).id];
    const revocation = { id, by: "chen" };
    await rule({ events: [], personIds, revoked: new Set([id]), revocation }, contextOf());
    expect(await personOf(2)).toMatchObject({ id: (await personOf(1)).id, record: { events: 3 } });
    expect((await personOf(1)).disputed).toBeUndefined();
    expect(await readDecisions([id], store)).toMatchObject([{ status: "revoked" }]);
  });

  it("is not done where others keep being faster, and nothing of it is there", async () => {
    await resolve(many(2, 1), contextOf());
    const crowded = contested(Infinity);
    const decision = apart();
    const ruled = await rule(
      { events: [], decisions: [decision] },
      contextOf({ store: crowded.store }),
    );
    expect(ruled).toBeUndefined();
    expect(await readDecisions([decision.id], store)).toEqual([]);
    expect((await personOf(1)).id).toBe((await personOf(2)).id);
  });
});

describe("what no retry mends", () => {
  it("is thrown: a table that is not there", async () => {
    const tables = { ...store.tables, people: "no-such-table" };
    const broken = contextOf({ store: { ...store, tables } });
    await expect(resolve(many(1), broken)).rejects.toThrow();
  });
});
