import { randomInt } from "node:crypto";
import { DeleteCommand, ScanCommand } from "@aws-sdk/lib-dynamodb";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Counted, Tally } from "#shared/domain/quality/tally.ts";
import { addCounted, addDifference, readCounted } from "#shared/stores/quality.ts";
import {
  type Findings,
  inspectionPartition,
  noFindings,
  readFindings,
} from "#shared/stores/quality-findings.ts";
import {
  keepProgress,
  keepSummary,
  type KeptProgress,
  type Progress,
  readInspectionSummary,
  readProgress,
} from "#shared/stores/quality-inspection.ts";
import { itemBytes } from "#test/fixtures/deliver.ts";
import { startStores, type TestStores } from "#test/fixtures/stores.ts";

let stores: TestStores;
let store: TestStores["store"];
beforeAll(async () => {
  stores = await startStores();
  ({ store } = stores);
});
afterAll(() => stores.stop());

const rows = async () => {
  const scan = { TableName: store.tables.quality, ConsistentRead: true };
  return (await store.database.send(new ScanCommand(scan))).Items ?? [];
};
beforeEach(async () => {
  for (const { day, source } of await rows()) {
    const Key = { day, source };
    await store.database.send(new DeleteCommand({ TableName: store.tables.quality, Key }));
  }
});

const beginning: Progress = {
  inspection: "2026-03-02",
  begunAt: "2026-03-02T08:00:00.000Z",
  from: "2026-02-02",
  to: "2026-03-01",
  step: "reading",
  people: 0,
  events: 0,
  skipped: 0,
  added: 0,
  surplus: 0,
};
let heaps = 0;
const keep = (
  last: KeptProgress | undefined,
  next: Progress = beginning,
  findings: Findings = noFindings,
) => keepProgress({ last, next, findings, heap: `heap-${(heaps += 1)}` }, store);
const tallyOf = (counts: Tally["counts"]): Tally => ({
  counts,
  people: new Set(["a", "f"]),
  samples: { invalid: "evt_1" },
});
const counted: Counted = {
  source: "web-form:ann@brook.cn",
  day: "2026-03-01",
  tally: tallyOf({ new: 3, "valid.city": 2, newPeople: -1 }),
};
const conflicts = [
  { channels: ["shopify", "website"] as [string, string], field: "city", people: 1, of: 5 },
];

describe("progress", () => {
  it("is none before the first inspection", async () => {
    expect(await readProgress(store)).toBeUndefined();
    expect(await readInspectionSummary(store)).toBeUndefined();
  });

  it("is read as it was kept, with all that was found, which names no source in clear", async () => {
    const kept = await keep(
      undefined,
      { ...beginning, after: "person-1" },
      {
        counted: [counted],
        conflicts,
      },
    );
    const read = await readProgress(store);
    expect(read).toEqual(kept);
    expect(read).toMatchObject({ ...beginning, after: "person-1", v: 1 });
    expect(await readFindings(read as KeptProgress, store)).toEqual({
      counted: [counted],
      conflicts,
    });
    const bytes = (await rows())
      .flatMap((row) => Object.values(row))
      .map((value) =>
        value instanceof Uint8Array ? Buffer.from(value).toString("latin1") : String(value),
      );
    expect(bytes.join("\n")).not.toContain("brook");
  });

  it("takes as many rows as its findings need, and leaves none of those before", async () => {
    const fields = Array.from({ length: 65 }, (_, at) => `${"field".repeat(6)}${at}`);
    const all = fields.flatMap((field) =>
      ["valid", "invalid", "madeUp", "agrees", "differs"].map((told) => `${told}.${field}`),
    );
    const many = Array.from({ length: 1_001 }, (_, at) => ({
      ...counted,
      source: `website:${at}`,
      tally: tallyOf(Object.fromEntries(all.map((counter) => [counter, randomInt(1e6)]))),
    }));
    const first = await keep(undefined, beginning, { counted: many, conflicts: [] });
    expect(first?.pieces).toBe(6);
    for (const row of await rows()) expect(itemBytes(row)).toBeLessThan(400_000);
    expect((await readFindings(first as KeptProgress, store)).counted).toEqual(many);
    await keep(first);
    const left = await rows();
    expect(left).toMatchObject([{ day: inspectionPartition, source: "progress" }]);
  });

  it("is refused to whoever was overtaken, and the winner's findings stay", async () => {
    const first = await keep(undefined);
    const won = await keep(first, { ...beginning, people: 7 }, { counted: [counted], conflicts });
    expect(await keep(first, { ...beginning, people: 9 })).toBeUndefined();
    expect(await keep(undefined)).toBeUndefined();
    expect(await readProgress(store)).toEqual(won);
    expect((await readFindings(won as KeptProgress, store)).counted).toEqual([counted]);
  });

  it("whose findings are not whole is an error, never half of them", async () => {
    const kept = (await keep(undefined, beginning, {
      counted: [counted],
      conflicts,
    })) as KeptProgress;
    await expect(readFindings({ ...kept, pieces: kept.pieces + 1 }, store)).rejects.toThrow(
      "lost its findings",
    );
    await expect(readFindings({ ...kept, heap: "other" }, store)).rejects.toThrow();
  });

  it("leaves behind what expires by itself, where nobody names it", async () => {
    await keep(await keep(undefined), beginning, { counted: [counted], conflicts: [] });
    await keep(undefined, beginning, { counted: [counted], conflicts });
    const heapRows = (await rows()).filter(({ source }) => String(source).startsWith("heap#"));
    expect(heapRows).toHaveLength(3);
    for (const { ttl } of heapRows) {
      expect(Number(ttl) * 1_000).toBe(Date.parse("2026-04-01"));
    }
  });
});

it("the summary is read as it was kept, and expires after 400 days", async () => {
  const inspection = { day: "2026-03-02", people: 9, events: 20, added: 1, surplus: 2 };
  await keepSummary({ inspection, conflicts }, store);
  expect(await readInspectionSummary(store)).toEqual({ inspection, conflicts });
  const [row] = await rows();
  expect(Number(row?.["ttl"]) * 1_000).toBe(Date.parse("2026-03-02") + 400 * 86_400_000);
});

describe("a difference", () => {
  const day = "2026-03-01";
  const source = "website:fair";
  const difference: Counted = { source, day, tally: tallyOf({ new: 2, "differs.city": -1 }) };
  const had = tallyOf({ new: 1, "differs.city": 1 });

  it("is added once in an inspection, however often it comes to it", async () => {
    await addCounted({ source, day, tally: had }, { ...store, jitter: () => 0 });
    const outcomes = await Promise.all([1, 2].map(() => addDifference(difference, "first", store)));
    expect(outcomes.sort()).toEqual(["added", "added before"]);
    const [cell] = await readCounted(day, store);
    expect(cell?.tally.counts).toEqual({ new: 3 });
  });

  it("of the next inspection is added again", async () => {
    await addDifference(difference, "first", store);
    expect(await addDifference(difference, "second", store)).toBe("added");
    const [cell] = await readCounted(day, store);
    expect(cell).toMatchObject({ source, tally: { counts: { new: 4 } } });
  });
});
