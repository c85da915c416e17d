import { GetCommand, ScanCommand, type UpdateCommand } from "@aws-sdk/lib-dynamodb";
import * as fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Counted, sumUp, type Tally } from "#shared/domain/quality/tally.ts";
import { addCounted, readCounted } from "#shared/stores/quality.ts";
import type { Store } from "#shared/stores/tables.ts";
import { startStores, type TestStores } from "#test/fixtures/stores.ts";

let stores: TestStores;
beforeAll(async () => {
  stores = await startStores();
});
afterAll(() => stores.stop());

const jitter = () => 0.5;
const add = (counted: Counted) => addCounted(counted, { ...stores.store, jitter });
let days = 0;
/** Nobody else's. */
const newDay = () => new Date(Date.UTC(2020, 0, (days += 1))).toISOString().slice(0, 10);
const tally = (counts: Tally["counts"], more: Partial<Tally> = {}): Tally => ({
  counts,
  people: new Set(),
  samples: {},
  ...more,
});

describe("what batches counted", () => {
  it("is read as it was written, by source", async () => {
    const day = newDay();
    const all: Counted[] = [
      {
        source: "typeform:lT4Z3j",
        day,
        tally: tally(
          { new: 3, newPeople: 2, "valid.email": 2, "lag.12": 3, waited: 7 },
          { people: new Set(["a", "f"]), samples: { invalid: "evt_1" } },
        ),
      },
      { source: "wechat-official", day, tally: tally({ "quarantined.no. such event": 1 }) },
    ];
    for (const each of all) await add(each);
    expect(await readCounted(day, stores.store)).toEqual(sumUp(all));
  });

  it("names no source in clear: a form's name is whatever a page says", async () => {
    const day = newDay();
    await add({ source: "web-form:ann@brook.cn", day, tally: tally({ new: 1 }) });
    const { Items = [] } = await stores.store.database.send(
      new ScanCommand({ TableName: stores.store.tables.quality, ConsistentRead: true }),
    );
    const bytes = Items.flatMap((row) => Object.values(row)).map((value) =>
      value instanceof Uint8Array ? Buffer.from(value).toString("latin1") : String(value),
    );
    expect(bytes.length).toBeGreaterThan(0);
    expect(bytes.join("\n")).not.toContain("brook");
    const [read] = await readCounted(day, stores.store);
    expect(read?.source).toBe("web-form:ann@brook.cn");
  });

  it("expires after 400 days", async () => {
    const day = newDay();
    const source = "a:1";
    await add({ source, day, tally: tally({ new: 1 }) });
    const { database, tables, vault } = stores.store;
    const Key = { day: `${day}#0`, source: vault.sourceKey(source) };
    const { Item } = await database.send(new GetCommand({ TableName: tables.quality, Key }));
    expect(Number(Item?.["ttl"]) * 1_000).toBe(Date.parse(day) + 400 * 86_400_000);
  });

  it("adds up, whatever the batches, and leaves other days alone", async () => {
    const count = fc.integer({ min: 1, max: 1_000 });
    const anyTally = fc.record({
      counts: fc.dictionary(
        fc.constantFrom("new", "known", "valid.email", "differs.city", "lag.0"),
        count,
        { minKeys: 1 },
      ),
      people: fc.array(fc.constantFrom("0", "a", "f")).map((marks) => new Set(marks)),
    });
    const batches = fc.array(fc.tuple(fc.constantFrom("a:1", "b:2"), anyTally), { maxLength: 6 });
    await fc.assert(
      fc.asyncProperty(batches, async (told) => {
        const day = newDay();
        const all = told.map(([source, each]): Counted => ({
          source,
          day,
          tally: { ...each, samples: {} } as Tally,
        }));
        await Promise.all(all.map(add));
        expect(await readCounted(day, stores.store)).toEqual(sumUp(all));
      }),
      { numRuns: 20 },
    );
    expect(await readCounted("2019-12-31", stores.store)).toEqual([]);
  });

  it("of one batch about one source costs one unit, with a dozen fields and all that can be said of them", async () => {
    const fields =
      "fullName phone email company jobTitle city province street utmSource utmMedium utmCampaign note".split(
        " ",
      );
    const day = newDay();
    const row: Counted = {
      source: "website:spring-fair-registration",
      day,
      tally: tally(
        {
          ...Object.fromEntries(
            fields.flatMap((field) =>
              ["valid", "invalid", "agrees", "differs"].map((kind) => [`${kind}.${field}`, 4_321]),
            ),
          ),
          ...Object.fromEntries([0, 1, 2, 3, 4, 5, 12].map((bucket) => [`lag.${bucket}`, 4_321])),
          new: 4_321,
          known: 43,
          newPeople: 432,
          shared: 432,
          timed: 432,
          named: 4_321,
          signed: 4_321,
          waited: 43_210,
          ids: 36_247_000_000,
        },
        {
          people: new Set("0123456789abcdef"),
          samples: { invalid: `evt_${"x".repeat(27)}`, differs: `evt_${"x".repeat(27)}` },
        },
      ),
    };
    await add(row);
    stores.takeUnits();
    await add(row);
    expect(stores.takeUnits()).toEqual({ read: 0, write: 0, counters: 1 });
  });

  it("of a form that asks everything there is fits one update", async () => {
    const day = newDay();
    const counts = Object.fromEntries(
      Array.from({ length: 65 }, (_, at) =>
        ["valid", "invalid", "madeUp", "agrees", "differs"].map((kind) => [
          `${kind}.${"field".repeat(6)}${at}`,
          1,
        ]),
      ).flat(),
    );
    await add({ source: "website:all", day, tally: tally(counts) });
    expect((await readCounted(day, stores.store))[0]?.tally.counts).toEqual(counts);
  });
});

describe("where a row takes no more", () => {
  /** Refuses the first update of each call. */
  function refusing(name: string): { store: TestStores["store"]; asked: string[] } {
    const asked: string[] = [];
    const send = async (command: never) => {
      const { input } = command as UpdateCommand;
      asked.push(String(input.Key?.["day"]));
      if (asked.length === 1) throw Object.assign(new Error(name), { name });
      return stores.store.database.send(command);
    };
    return { store: { ...stores.store, database: { send } as Store["database"] }, asked };
  }

  it("another shard is added to, and read along", async () => {
    const day = newDay();
    const { store, asked } = refusing("ThrottlingException");
    const one: Counted = { source: "a:1", day, tally: tally({ new: 1 }) };
    await addCounted(one, { ...store, jitter });
    await add(one);
    expect(asked).toEqual([`${day}#0`, `${day}#4`]);
    expect((await readCounted(day, stores.store))[0]?.tally.counts).toEqual({ new: 2 });
  });

  it("nothing is added again that may have been added", async () => {
    const day = newDay();
    const { store, asked } = refusing("TimeoutError");
    const one: Counted = { source: "a:1", day, tally: tally({ new: 1 }) };
    await expect(addCounted(one, { ...store, jitter })).rejects.toThrow("TimeoutError");
    expect(asked).toEqual([`${day}#0`]);
  });

  it.each([
    [0, 1],
    [0.999_999, 7],
  ])("the spread of %d leads to shard %d", async (spread, shard) => {
    const day = newDay();
    const { store, asked } = refusing("ThrottlingException");
    const one: Counted = { source: "a:1", day, tally: tally({ new: 1 }) };
    await addCounted(one, { ...store, jitter: () => spread });
    expect(asked[1]).toBe(`${day}#${shard}`);
  });
});
