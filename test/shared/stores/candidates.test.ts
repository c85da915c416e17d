import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  dropTrace,
  forget,
  leave,
  listOthers,
  peoplePerKeyMax,
  readTrace,
  remember,
  standUnder,
} from "#shared/stores/candidates.ts";
import { readCarriers } from "#shared/stores/identifier-index.ts";
import type { Store } from "#shared/stores/tables.ts";
import { rowsOf } from "#test/fixtures/deliver.ts";
import { startStores, type TestStores } from "#test/fixtures/stores.ts";

let stores: TestStores;
let store: Store;
beforeAll(async () => {
  stores = await startStores();
  ({ store } = stores);
});
afterAll(() => stores.stop());

const keys = (...values: readonly string[]) => ({ kind: "keys" as const, values });
const partners = (...values: readonly string[]) => ({ kind: "partners" as const, values });
const nothing = { keys: new Set(), partners: new Set() };

describe("what a person has left", () => {
  it("is all that was ever remembered and not forgotten", async () => {
    await remember("a", keys("k1", "k2"), store);
    await remember("a", partners("b"), store);
    expect(await remember("a", keys("k2", "k3"), store)).toEqual({
      keys: new Set(["k1", "k2", "k3"]),
      partners: new Set(["b"]),
    });
    await forget("a", keys("k1", "k2"), store);
    expect(await readTrace("a", store)).toEqual({
      keys: new Set(["k3"]),
      partners: new Set(["b"]),
    });
  });

  it("loses nothing to others who write at the same time", async () => {
    const each = Array.from({ length: 12 }, (_, at) => `k${at}`);
    await Promise.all(each.map((key) => remember("crowd", keys(key), store)));
    expect((await readTrace("crowd", store)).keys).toEqual(new Set(each));
  });

  it("is nothing where nothing was, and asking leaves no row", async () => {
    expect(await readTrace("nobody", store)).toEqual(nothing);
    expect(await remember("nobody", keys(), store)).toEqual(nothing);
    await forget("nobody", keys("k"), store);
    await forget("nobody", keys(), store);
    const rows = await rowsOf(store, "index");
    expect(rows.filter(({ k }) => String(k).includes("nobody"))).toEqual([]);
  });

  it("is nothing once it was dropped", async () => {
    await remember("gone", partners("b"), store);
    await dropTrace("gone", store);
    await dropTrace("gone", store);
    expect(await readTrace("gone", store)).toEqual(nothing);
  });
});

describe("who stands under a key", () => {
  it("finds the others, each once, and what they share", async () => {
    await standUnder(["x", "y"], "ada", store);
    await standUnder(["x", "y", "z"], "bao", store);
    await standUnder(["z"], "cem", store);
    expect(await listOthers(["x", "y", "z"], "bao", store)).toEqual(
      new Map([
        ["ada", ["x", "y"]],
        ["cem", ["z"]],
      ]),
    );
  });

  it("finds neither itself nor who has left", async () => {
    await standUnder(["m"], "ada", store);
    await standUnder(["m"], "bao", store);
    await leave(["m"], "bao", store);
    await leave(["m"], "bao", store);
    expect(await listOthers(["m"], "ada", store)).toEqual(new Map());
    expect(await listOthers([], "ada", store)).toEqual(new Map());
  });

  it("finds as many as mean something, and nobody where one more stands", async () => {
    const crowd = Array.from({ length: peoplePerKeyMax }, (_, at) => `p${at}`);
    for (const id of [...crowd, "self"]) await standUnder(["common"], id, store);
    expect((await listOthers(["common"], "self", store)).size).toBe(peoplePerKeyMax);
    await standUnder(["common"], "one more", store);
    expect(await listOthers(["common"], "self", store)).toEqual(new Map());
    // The one who is not there yet sees them all as others.
    expect(await listOthers(["common"], "stranger", store)).toEqual(new Map());
  });

  it("is no carrier of an identifier", async () => {
    const identifier = { type: "phone" as const, namespace: "", value: "+8613900000001" };
    await standUnder(["2.abc"], "ada", store);
    const key = store.vault.identifierKey(identifier);
    expect(await readCarriers(key, store)).toEqual({ ownerId: undefined, carrierIds: [] });
  });
});
