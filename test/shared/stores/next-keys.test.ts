import { type BatchGetCommand, TransactWriteCommand, UpdateCommand } from "@aws-sdk/lib-dynamodb";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { CustomerEvent } from "#shared/domain/event.ts";
import type { Person } from "#shared/domain/identity/person.ts";
import { resolve } from "#shared/engine/resolve.ts";
import { readAllEvents } from "#shared/stores/event-lists.ts";
import { eventRow } from "#shared/stores/events.ts";
import { findOwner } from "#shared/stores/identifier-index.ts";
import { dropNextKeys, keyInForce, type NextKey, nextKeys } from "#shared/stores/next-keys.ts";
import { personRow, readDataKeys, readPeople } from "#shared/stores/people.ts";
import type { Store } from "#shared/stores/tables.ts";
import { put, type Write } from "#shared/stores/writes.ts";
import { UnsealError } from "#shared/vault/errors.ts";
import { eventOf, phone, phoneOf } from "#test/fixtures/events.ts";
import { engineOn, interrupted, scan } from "#test/fixtures/settlements.ts";
import { startStores, type TestStores } from "#test/fixtures/stores.ts";

let stores: TestStores;
let store: Store;
beforeAll(async () => {
  stores = await startStores();
  ({ store } = stores);
});
afterAll(() => stores.stop());

const write = (...writes: Write[]) =>
  store.database.send(new TransactWriteCommand({ TransactItems: writes }));

let own = 0;
let person: Person;
let event: CustomerEvent;
let next: NextKey;
/** A person of one event who gets another key with settlement `set_one`. */
beforeEach(async () => {
  own += 1;
  event = eventOf(own, { identifiers: [phone(phoneOf(own))] });
  await resolve([event], engineOn(store));
  const owner = await findOwner(phone(phoneOf(own)), store);
  if (owner === undefined) throw new Error("the event is nobody's");
  ({ person } = owner);
  const [key] = nextKeys({ people: [person], rekeyed: [person.id] }, "set_one", store);
  if (key === undefined) throw new Error("no key was made");
  next = key;
  await write(key.write);
});

const eventUnder = (key: NextKey["key"], settlement?: string): Write =>
  put(store.tables.events, eventRow({ event, personId: person.id, key, settlement }, store));
const recordUnder = (key: NextKey["key"]): Write =>
  put(store.tables.people, personRow(person, key, store));
const inForce = () => keyInForce(person.id, "set_one", store);
const events = (from = store) => readAllEvents(person, from);

describe("while a next key stands beside the one in force", () => {
  it("record and events open under the one in force", async () => {
    const found = (await readPeople([person.id], store)).get(person.id);
    expect(found).toMatchObject({ kind: "living", person });
    expect(await events()).toEqual([event]);
  });

  it("an event that its settlement sealed anew opens under the next one", async () => {
    await write(eventUnder(next.key, "set_one"));
    expect(await events()).toEqual([event]);
  });

  it("an event of an earlier settlement opens under the one in force", async () => {
    const keys = await readDataKeys([person.id], store);
    const known = keys.get(person.id) ?? next.key;
    await write(eventUnder(known, "set_before"));
    expect(await events()).toEqual([event]);
  });

  it("no other settlement can put one there", async () => {
    const [other] = nextKeys({ people: [person], rekeyed: [person.id] }, "set_two", store);
    await expect(write(other?.write ?? inForce())).rejects.toThrow(/ConditionalCheckFailed/);
  });

  it("no other settlement can bring it into force, or drop it", async () => {
    await expect(write(keyInForce(person.id, "set_two", store))).rejects.toThrow();
    const keys = { born: [], rekeyed: [person.id] };
    await expect(write(...dropNextKeys(keys, "set_two", store))).rejects.toThrow();
    expect((await readDataKeys([person.id], store)).get(person.id)?.next).toBeDefined();
  });
});

describe("once the next key is in force", () => {
  beforeEach(() => write(eventUnder(next.key, "set_one"), recordUnder(next.key), inForce()));

  it("record and events open under it, and the one before is gone", async () => {
    const found = (await readPeople([person.id], store)).get(person.id);
    expect(found).toMatchObject({ kind: "living", person: { record: person.record } });
    expect(await events()).toEqual([event]);
    const row = (await scan("keys", store)).find(({ id }) => id === person.id);
    expect(Object.keys(row ?? {}).sort()).toEqual(["id", "w"]);
  });

  it("what is still sealed under the one before opens no more", async () => {
    const { key: lost } = store.vault.newDataKey("person", person.id);
    await write(eventUnder(lost));
    await expect(events()).rejects.toThrow(UnsealError);
    await write(recordUnder(lost));
    await expect(readPeople([person.id], store)).rejects.toThrow(UnsealError);
  });
});

describe("dropped keys", () => {
  it("leave the one in force as it was", async () => {
    await write(...dropNextKeys({ born: [], rekeyed: [person.id] }, "set_one", store));
    expect((await readDataKeys([person.id], store)).get(person.id)?.next).toBeUndefined();
    expect(await events()).toEqual([event]);
  });

  it("of persons who were never born are gone altogether", async () => {
    const unborn = { ...person, id: `unborn-${own}`, version: 0 };
    const [key] = nextKeys({ people: [unborn], rekeyed: [] }, "set_one", store);
    await write(key?.write ?? inForce());
    expect((await readDataKeys([unborn.id], store)).size).toBe(1);
    await write(...dropNextKeys({ born: [unborn.id], rekeyed: [] }, "set_one", store));
    expect((await readDataKeys([unborn.id], store)).size).toBe(0);
  });
});

describe("what is read between two writes", () => {
  it("an event and a key that do not belong together are read again", async () => {
    // The event is read, then it is sealed anew and its key replaced, then the key is read.
    const reader = interrupted(store, 3, () =>
      write(eventUnder(next.key, "set_one"), recordUnder(next.key), inForce()),
    );
    expect(await events(reader)).toEqual([event]);
  });

  it("a record and a key that do not belong together are read again", async () => {
    const database = { send: torn() as Store["database"]["send"] };
    const reader = { ...store, database };
    const found = (await readPeople([person.id], reader)).get(person.id);
    expect(found).toMatchObject({ kind: "living", person: { record: person.record } });
  });

  /** Answers the first read with the record of before and the key of afterwards. */
  function torn() {
    const { people } = store.tables;
    let reads = 0;
    return async (command: BatchGetCommand) => {
      const before = await store.database.send(command);
      reads += 1;
      if (reads > 1) return before;
      await write(recordUnder(next.key), inForce());
      const after = await store.database.send(command);
      return {
        ...after,
        Responses: { ...after.Responses, [people]: before.Responses?.[people] ?? [] },
      };
    };
  }

  it("and if it stays so, that is told", async () => {
    await store.database.send(
      new UpdateCommand({
        TableName: store.tables.people,
        Key: { id: person.id },
        UpdateExpression: "SET v = :v",
        ExpressionAttributeValues: { ":v": 99 },
      }),
    );
    await expect(readPeople([person.id], store)).rejects.toThrow(UnsealError);
  });
});
