import { TransactWriteCommand } from "@aws-sdk/lib-dynamodb";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { StatedIdentifier } from "#shared/domain/identifier.ts";
import { resolve } from "#shared/engine/resolve.ts";
import {
  type Fence,
  fenceWrites,
  portions,
  releaseWrites,
  sizeOf,
  without,
} from "#shared/stores/fence.ts";
import { findOwner, readEntries, repoint } from "#shared/stores/identifier-index.ts";
import { readPeople } from "#shared/stores/people.ts";
import type { Store } from "#shared/stores/tables.ts";
import type { Write } from "#shared/stores/writes.ts";
import { email, emailOf, eventOf, phone, phoneOf } from "#test/fixtures/events.ts";
import { engineOn, scan } from "#test/fixtures/settlements.ts";
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
  own += 100;
});
const mine = () => phone(phoneOf(own));
const other = () => email(emailOf(own));
const keyOf = (identifier: StatedIdentifier) => store.vault.identifierKey(identifier);
const arrives = (serial: number, ...identifiers: StatedIdentifier[]) =>
  resolve([eventOf(own + serial, { identifiers })], engineOn(store));

const write = (writes: Write[]) =>
  store.database.send(new TransactWriteCommand({ TransactItems: writes }));

/** A person who holds one identifier, and a fence around both and around one who is to come. */
async function fenced(settlement = "set_one"): Promise<Fence> {
  await arrives(1, mine());
  const id = (await findOwner(mine(), store))?.person.id ?? "";
  const fence = { people: [id], erasing: [], entries: [keyOf(mine())], places: [keyOf(other())] };
  await write(fenceWrites(fence, settlement, store));
  return fence;
}

describe("behind a fence", () => {
  it("persons can be read as they are, and say who works on them", async () => {
    const { people } = await fenced();
    expect((await readPeople(people, store)).get(people[0] ?? "")).toMatchObject({
      kind: "living",
      state: "settling",
      settlement: "set_one",
      person: { version: 1, record: { identifiers: [mine()] } },
    });
  });

  it.each([
    ["a known person", () => [mine()]],
    ["whoever is to come", () => [other()]],
    ["both", () => [mine(), other()]],
  ])("no event reaches %s", async (_, identifiers) => {
    await fenced();
    expect(await arrives(2, ...identifiers())).toMatchObject({ kind: "postponed", added: 0 });
  });

  it("another fence cannot be put up, not even around a part", async () => {
    const fence = await fenced();
    const none: Fence = { people: [], erasing: [], entries: [], places: [] };
    for (const part of ["people", "entries", "places"] as const) {
      const again = fenceWrites({ ...none, [part]: fence[part] }, "set_two", store);
      await expect(write(again)).rejects.toThrow(/ConditionalCheckFailed/);
    }
  });

  it("nobody else can let it fall", async () => {
    const fence = await fenced();
    await expect(write(releaseWrites(fence, "set_two", store))).rejects.toThrow();
    expect(await arrives(2, mine())).toMatchObject({ kind: "postponed" });
  });

  it("rows are not even put right", async () => {
    const fence = await fenced();
    const [from = ""] = fence.people;
    await repoint([{ identifier: mine(), from, to: "somebody" }], store);
    const [entry] = (await readEntries([mine()], store)).values();
    expect(entry).toMatchObject({ ownerId: from, settlement: "set_one" });
  });
});

describe("a fence that falls", () => {
  it("leaves everything as it was", async () => {
    await arrives(1, mine());
    const rows = async () => [await scan("people", store), await scan("index", store)];
    const before = await rows();
    const id = (await findOwner(mine(), store))?.person.id ?? "";
    const fence = { people: [id], erasing: [], entries: [keyOf(mine())], places: [keyOf(other())] };
    await write(fenceWrites(fence, "set_one", store));
    expect(await rows()).not.toEqual(before);
    await write(releaseWrites(fence, "set_one", store));
    expect(await rows()).toEqual(before);
    expect(await arrives(2, mine(), other())).toMatchObject({ kind: "resolved", added: 1 });
  });
});

describe("what is to be fenced", () => {
  const fence: Fence = { people: ["a", "b"], erasing: [], entries: ["k1", "k2"], places: ["k3"] };

  it("comes in portions, each thing once", () => {
    const parts = [...portions(fence, 2)];
    expect(parts.map(sizeOf)).toEqual([2, 2, 1]);
    expect(parts.flatMap(({ people }) => people)).toEqual(fence.people);
    expect(parts.flatMap(({ entries }) => entries)).toEqual(fence.entries);
    expect(parts.flatMap(({ places }) => places)).toEqual(fence.places);
  });

  it("leaves out what is held already, a place also where it is asked for as a row", () => {
    const held: Fence = { people: ["a"], erasing: [], entries: ["k3"], places: ["k1"] };
    expect(without(fence, held)).toEqual({
      people: ["b"],
      erasing: [],
      entries: ["k2"],
      places: [],
    });
  });

  it("is nothing where nothing is missing", () => {
    expect(sizeOf(without(fence, fence))).toBe(0);
    expect([...portions(without(fence, fence), 2)]).toEqual([]);
  });
});
