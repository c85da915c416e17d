import { PutCommand } from "@aws-sdk/lib-dynamodb";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { type AuditRow, chainNames, entryChains } from "#shared/domain/audit/entry.ts";
import { verifyAudit } from "#shared/domain/audit/verify.ts";
import { appendAudit, putRow, readEnd, readNewest, readRows } from "#shared/stores/audit.ts";
import { ThrottledError } from "#shared/stores/errors.ts";
import type { AuditStore } from "#shared/stores/tables.ts";
import { tenant, told } from "#test/fixtures/audit.ts";
import { startStores, type TestStores } from "#test/fixtures/stores.ts";

let stores: TestStores;
let store: TestStores["store"];
beforeAll(async () => {
  stores = await startStores();
  ({ store } = stores);
});
afterAll(() => stores.stop());

let serial = 0;
const start = new Date("2026-03-09T08:00:00.000Z");
const later = (minutes: number) => new Date(start.getTime() + minutes * 60_000);

/** Undefined `chain`: any of them. */
const append = (
  { chain, at = start, by = "bo" }: { chain?: number; at?: Date; by?: string } = {},
  own: AuditStore = store,
) =>
  appendAudit(
    { ...told, request: `request ${(serial += 1)}`, by },
    {
      store: own,
      tenant,
      now: () => at,
      jitter: chain === undefined ? Math.random : () => (chain + 0.5) / entryChains.length,
    },
  );

const allRows = async (): Promise<AuditRow[]> => {
  const chains = chainNames.map((chain) => readRows({ chain, limit: 100_000 }, store));
  return (await Promise.all(chains)).flat();
};

describe("an entry", () => {
  it("costs one write unit and one read unit", async () => {
    await append({ chain: 0 });
    stores.takeUnits();
    await append({ chain: 0 });
    const units = stores.takeUnits();
    expect(units.write).toBe(1);
    expect(units.read).toBeLessThanOrEqual(1);
  });

  it("is read as it was told, with its place in a chain", async () => {
    const row = await append({ chain: 1, by: "mei" });
    const [read] = await readRows({ chain: "1", limit: 10 }, store);
    expect(read).toEqual(row);
    expect(read?.entry).toMatchObject({
      ...told,
      request: `request ${serial}`,
      by: "mei",
      seq: 1,
      at: start.toISOString(),
    });
  });

  it("never has an earlier time than the one before it in its chain", async () => {
    await append({ chain: 2, at: later(10) });
    const { entry } = await append({ chain: 2, at: later(3) });
    expect(entry?.at).toBe(later(10).toISOString());
  });
});

describe("when many are written at once", () => {
  it("none is lost, and no chain forks", async () => {
    const before = (await allRows()).length;
    await Promise.all(Array.from({ length: 60 }, () => append()));
    const rows = await allRows();
    expect(rows).toHaveLength(before + 60);
    expect(verifyAudit({ tenant, rows })).toMatchObject({ breaks: [], entries: before + 60 });
  });

  it("those that all want one chain wait for each other", async () => {
    await Promise.all(Array.from({ length: 5 }, () => append({ chain: 3 })));
    const rows = await readRows({ chain: "3", limit: 100 }, store);
    expect(rows.length).toBeGreaterThanOrEqual(5);
    expect(verifyAudit({ tenant, rows })).toMatchObject({ breaks: [] });
  });
});

describe("a place in a chain", () => {
  it("is written once: who comes second is told so, and changes nothing", async () => {
    const row = await append({ chain: 4 });
    const other = { ...row, hash: "x".repeat(43) };
    expect(await putRow(other, store)).toBe(false);
    expect((await readEnd("4", store)).row).toEqual(row);
  });

  it("whose answer was lost counts as written when it is asked for again", async () => {
    const row = await append({ chain: 4 });
    expect(await putRow(row, store)).toBe(true);
  });
});

describe("what cannot be written", () => {
  it("because others are always quicker, is an error and no entry", async () => {
    const before = (await allRows()).length;
    const stale: AuditStore = {
      ...store,
      database: {
        // It never sees the end of a chain as it is now.
        send: (async (command: unknown) =>
          command instanceof PutCommand
            ? store.database.send(command)
            : { Items: [] }) as AuditStore["database"]["send"],
      },
    };
    await append({ chain: 5 });
    await expect(append({ chain: 5 }, stale)).rejects.toThrow(ThrottledError);
    expect(await allRows()).toHaveLength(before + 1);
  });

  it("because the table is out of reach, is that error", async () => {
    const send = () => Promise.reject(new TypeError("out of reach"));
    await expect(append({}, { ...store, database: { send } })).rejects.toThrow(TypeError);
  });
});

describe("a row that somebody spoiled", () => {
  afterEach(async () => {
    // The chain is spoiled for good: the other tests use others.
    expect((await readRows({ chain: "6", limit: 10 }, store)).length).toBeGreaterThan(0);
  });

  it.each([
    ["without content", {}],
    ["with content that is no JSON", { content: "{" }],
    ["with one member more", { content: '{"personal":"x"}' }],
  ])("%s is listed without it, and what follows hangs on it all the same", async (_, spoilt) => {
    const { seq, hash } = await append({ chain: 6 });
    await store.database.send(
      new PutCommand({
        TableName: store.tables.audit,
        Item: { chain: "6", seq: String(seq).padStart(12, "0"), hash, ...spoilt },
      }),
    );
    expect((await readEnd("6", store)).row).toEqual({ chain: "6", seq, hash });
    expect((await append({ chain: 6 })).entry?.prev).toBe(hash);
  });
});

describe("entries of a time", () => {
  let own: TestStores;
  beforeAll(async () => {
    own = await startStores();
    for (let minute = 0; minute < 40; minute++) {
      await append({ at: later(minute) }, own.store);
    }
  });
  afterAll(() => own.stop());

  const minutesOf = (rows: readonly AuditRow[]) =>
    rows.map(({ entry }) => (Date.parse(entry?.at ?? "") - start.getTime()) / 60_000);
  const countdown = (from: number, to: number) =>
    Array.from({ length: from - to + 1 }, (_, step) => from - step);

  it("come newest first, page by page, each once", async () => {
    const minutes: number[] = [];
    let places: Awaited<ReturnType<typeof readNewest>>["next"];
    do {
      const page = await readNewest({ places, limit: 7 }, own.store);
      minutes.push(...minutesOf(page.rows));
      places = page.next;
    } while (places !== undefined);
    expect(minutes).toEqual(countdown(39, 0));
  });

  it("are those between its ends, both included", async () => {
    const [from, to] = [later(12).toISOString(), later(25).toISOString()];
    const { rows } = await readNewest({ from, to, limit: 100 }, own.store);
    expect(minutesOf(rows)).toEqual(countdown(25, 12));
  });

  it("are none before the first and after the last", async () => {
    const before = await readNewest({ to: later(-1).toISOString(), limit: 10 }, own.store);
    const after = await readNewest({ from: later(41).toISOString(), limit: 10 }, own.store);
    expect([before, after]).toEqual([
      { rows: [], next: undefined },
      { rows: [], next: undefined },
    ]);
  });
});
