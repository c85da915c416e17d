import { DeleteCommand, UpdateCommand } from "@aws-sdk/lib-dynamodb";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { createExpire } from "#functions/expire/handler.ts";
import type { LogLine } from "#shared/lambda/log.ts";
import { openDuplicate } from "#shared/stores/duplicates.ts";
import { openQuarantined, quarantine } from "#shared/stores/quarantine.ts";
import { reviewWrite } from "#shared/stores/reviews.ts";
import type { Store } from "#shared/stores/tables.ts";
import { deliver, rowsOf } from "#test/fixtures/deliver.ts";
import { eventOf, phone, phoneOf } from "#test/fixtures/events.ts";
import { startStores, type TestStores } from "#test/fixtures/stores.ts";

const dayMs = 24 * 60 * 60_000;
const now = new Date("2026-03-31T10:00:00.000Z");
const quarantineDays = 30;

let stores: TestStores;
let store: Store;
let lines: LogLine[];
beforeAll(async () => {
  stores = await startStores();
  ({ store } = stores);
});
afterAll(() => stores.stop());
beforeEach(async () => {
  lines = [];
  for (const table of ["reviews", "keys"] as const) {
    const rows = await rowsOf(store, table);
    await Promise.all(
      rows.map(({ id }) =>
        store.database.send(new DeleteCommand({ TableName: store.tables[table], Key: { id } })),
      ),
    );
  }
});

const keep = (at: string, fingerprint = at) =>
  quarantine({ channel: "typeform", reason: "odd", at, fingerprint, content: "Ada Brook" }, store);
const agedDays = (days: number) => new Date(now.getTime() - days * dayMs).toISOString();

/** Without a vault: whoever destroys needs no key. */
const expire = (from: Pick<Store, "database" | "tables"> = store, at = now) =>
  createExpire({
    store: { database: from.database, tables: from.tables },
    quarantineDays,
    now: () => at,
    log: (line) => lines.push(line),
  })();
const idsIn = async (table: "reviews" | "keys") =>
  (await rowsOf(store, table)).map(({ id }) => String(id)).sort();

describe("expiry", () => {
  it("destroys what is older than the tenant keeps it, row and key", async () => {
    const id = await keep(agedDays(31));
    await expire();
    expect(await idsIn("reviews")).toEqual([]);
    expect(await idsIn("keys")).toEqual([]);
    expect(await openQuarantined(id, store)).toEqual({ kind: "unknown" });
  });

  it.each([
    ["of today", 0],
    ["of yesterday", 1],
    ["as old as it may be, to the hour", 30],
  ])("leaves what is %s, and it can be opened", async (_, days) => {
    const id = await keep(agedDays(days));
    await expire();
    expect(await openQuarantined(id, store)).toMatchObject({
      kind: "opened",
      content: "Ada Brook",
    });
  });

  it("goes by whole days, for a key dies with all of its day", async () => {
    // The day thirty days ago began at midnight; the last moment before it is over the limit.
    const young = await keep("2026-03-01T00:00:00.000Z");
    const old = await keep("2026-02-28T23:59:59.999Z");
    await expire();
    expect(await openQuarantined(young, store)).toMatchObject({ kind: "opened" });
    expect(await openQuarantined(old, store)).toEqual({ kind: "unknown" });
  });

  it("takes the decided ones as well as the open ones, and as many as there are", async () => {
    await Promise.all(
      Array.from({ length: 130 }, (_, at) => keep(agedDays(31 + (at % 5)), `body-${at}`)),
    );
    const young = await keep(agedDays(2));
    await expire();
    expect(await idsIn("reviews")).toEqual([young]);
    expect(await idsIn("keys")).toEqual([`quarantine:${agedDays(2).slice(0, 10)}`]);
    expect(lines).toEqual([{ outcome: "expired", deliveries: 130, before: "2026-03-01" }]);
  });

  it("takes what waited for data in vain as well", async () => {
    const content = { kind: "awaiting data" };
    const awaiting = { channel: "meta-lead-ads", reason: "awaiting data", content } as const;
    const at = agedDays(31);
    await quarantine({ ...awaiting, kind: "awaiting-data", at, fingerprint: "old" }, store);
    const young = { ...awaiting, kind: "awaiting-data", at: agedDays(3) } as const;
    const id = await quarantine({ ...young, fingerprint: "young" }, store);
    await expire();
    expect(await idsIn("reviews")).toEqual([id]);
    expect(await idsIn("keys")).toEqual([`quarantine:${agedDays(3).slice(0, 10)}`]);
  });

  it("touches no person and no person's key", async () => {
    const { people } = await deliver(store, eventOf(1, { identifiers: [phone(phoneOf(1))] }));
    await keep(agedDays(40));
    await expire();
    expect(await idsIn("keys")).toEqual([people[0]?.id]);
  });

  it("leaves every other question, however old", async () => {
    const question = { pair: ["a", "b"] as const, score: 0.9, at: agedDays(400) };
    await openDuplicate({ ...question, status: "open" }, store);
    const about = { kind: "generic-value", identifier: phone(phoneOf(1)), open: true } as const;
    const { Update } = reviewWrite(about, agedDays(400), store);
    await store.database.send(new UpdateCommand(Update ?? { TableName: "", Key: {} }));
    const before = await idsIn("reviews");
    await keep(agedDays(40));
    await expire();
    expect(before).toHaveLength(2);
    expect(await idsIn("reviews")).toEqual(before);
  });

  it("may run again, and on nothing", async () => {
    await expire();
    await keep(agedDays(40));
    await expire();
    await expire();
    expect(lines.map(({ deliveries }) => deliveries)).toEqual([0, 1, 0]);
  });

  it("that died half-way is completed by the next run, and nothing is readable in between", async () => {
    const ids = [await keep(agedDays(40), "a"), await keep(agedDays(40), "b")];
    let deletes = 0;
    const database = {
      send: async (command: never) => {
        if ((command as object) instanceof DeleteCommand && ++deletes > 2)
          throw new Error("killed");
        return store.database.send(command);
      },
    };
    await expect(expire({ ...store, database: database as Store["database"] })).rejects.toThrow(
      "killed",
    );
    const between = await Promise.all(ids.map((id) => openQuarantined(id, store)));
    expect(between.map(({ kind }) => kind)).not.toContain("opened");
    expect(await idsIn("reviews")).toHaveLength(1);
    await expire();
    expect([await idsIn("reviews"), await idsIn("keys")]).toEqual([[], []]);
  });

  it("comes for the young ones in their time", async () => {
    const id = await keep(agedDays(2));
    await expire(store, new Date(now.getTime() + 28 * dayMs));
    expect(await openQuarantined(id, store)).toMatchObject({ kind: "opened" });
    await expire(store, new Date(now.getTime() + 29 * dayMs));
    expect(await openQuarantined(id, store)).toEqual({ kind: "unknown" });
  });

  it("says how many and before which day, and nothing else", async () => {
    await keep(agedDays(40));
    await expire();
    expect(lines).toEqual([{ outcome: "expired", deliveries: 1, before: "2026-03-01" }]);
  });
});
