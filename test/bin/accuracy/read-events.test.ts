/** From a file to events and figures: what counts, what is one event, and what is refused. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { AccuracyError } from "#bin/accuracy/errors.ts";
import { type Figures, figuresOf } from "#bin/accuracy/figures.ts";
import { Mapping } from "#bin/accuracy/mapping.ts";
import { readEvents, type ReadEvents } from "#bin/accuracy/read-events.ts";
import { resolve } from "#shared/domain/identity/specification.ts";
import { folding, policy } from "#test/fixtures/events.ts";
import { temporaryFolder } from "#test/fixtures/temporary-folder.ts";

const { fields } = folding;
const columns = {
  fields: { tel: "phone", mail: "email" },
  identifiers: { no: { type: "external-id", namespace: "crm" } },
  observedAt: "seen",
  id: "rec",
};
const header = "rec,who,tel,mail,no,seen";

function read(lines: readonly string[], rows: (count: number) => void = () => {}) {
  const file = join(temporaryFolder(), "people.csv");
  writeFileSync(file, lines.join("\n"));
  const receivedAt = new Date("2026-03-01T08:00:00Z");
  const mapping = Mapping.parse(columns);
  return readEvents({ file, truth: "who", mapping, fields, policy, receivedAt, onRows: rows });
}

function figures(events: ReadEvents): Figures {
  const mapping = Mapping.parse(columns);
  const resolution = resolve({ events: events.events }, { policy, fields });
  return figuresOf(events, { resolution, resolveMs: 10, mapping, policy, fields });
}

test("rows with and without truth become events; only those with it are compared", async () => {
  const told = await read([
    header,
    "1,a,13704215521,,,2026-01-01",
    "2, ,13704215521,bao@brook.cn,,2026-01-02",
    "3,a,,bao@brook.cn,,2026-01-03",
  ]);
  expect(told.rows.map(({ row, truth }) => [row, truth])).toEqual([
    [2, "a"],
    [3, ""],
    [4, "a"],
  ]);
  expect(figures(told)).toMatchObject({
    records: 3,
    labelled: 2,
    clusters: { true: { clusters: 1, bySize: { 2: 1 } }, found: { clusters: 1, bySize: { 2: 1 } } },
    pairs: { truePairs: 1, recall: 1, precision: 1 },
  });
});

test("a row that repeats another's id and content is the same event", async () => {
  const told = await read([header, ...Array<string>(2).fill("1,a,13704215521,,,2026-01-01")]);
  expect(told.events).toHaveLength(1);
  expect(figures(told)).toMatchObject({ records: 2, repeated: 1, pairs: { agreedPairs: 1 } });
});

test("one id with two contents is two events, and so are two equal rows without an id", async () => {
  expect((await read([header, "1,a,13704215521,,,", "1,a,13704215522,,,"])).events).toHaveLength(2);
  expect((await read([header, ",a,13704215521,,,", ",a,13704215521,,,"])).events).toHaveLength(2);
});

test("a row without a time that can be read is counted, and told on receipt", async () => {
  const told = await read([header, "1,a,,,,someday", "2,a,,,,", "3,a,,,,2026-01-03"]);
  expect(told.undated).toBe(2);
  expect(told.events.map(({ observedAt }) => observedAt)).toEqual([
    "2026-03-01T08:00:00.000Z",
    "2026-03-01T08:00:00.000Z",
    "2026-01-03T00:00:00.000Z",
  ]);
});

test("what is missing, refused or linking nobody is counted field by field", async () => {
  const told = await read([
    header,
    "1,a,13704215521,noreply@brook.cn,0,",
    "2,a,12345,bao@brook.cn,M-1,",
    "3,b,,noreply@brook.cn,,",
  ]);
  const { fields: told2, unlinkable } = figures(told);
  expect(told2).toEqual([
    { name: "phone", filled: 2, invalid: 1, blocked: 0 },
    { name: "email", filled: 3, invalid: 0, blocked: 2 },
    { name: "external-id crm", filled: 2, invalid: 0, blocked: 1 },
  ]);
  expect(unlinkable).toBe(1);
});

test("refused links and shared values are counted", async () => {
  const own = (serial: number) => `M-${serial}`;
  const shared = Array.from({ length: 12 }, (_, at) => `${at},p${at},13704215521,,${own(at)},`);
  expect(figures(await read([header, ...shared]))).toMatchObject({
    genericValues: 1,
    contestedLinks: 0,
  });
  expect(figures(await read([header, ...shared.slice(0, 7)]))).toMatchObject({
    genericValues: 0,
    contestedLinks: 2,
  });
});

test("every row is told to whoever watches", async () => {
  const seen: number[] = [];
  await read([header, "1,a,,,,", "2,b,,,,"], (count) => seen.push(count));
  expect(seen).toEqual([1, 2]);
});

describe("refused", () => {
  test.each([
    ["an empty file", [], "is empty"],
    ["nothing but empty lines", ["", "", ""], "is empty"],
    ["nothing but a header", [header], "no row below it"],
    ["no truth at all", [header, "1,,13704215521,,,", "2, ,,,,"], 'truth column "who"'],
    ["a header of another file", ["a,b", "1,2"], 'no column "who"'],
    ["a row that is broken", [header, "1,a"], "begins in line 2"],
  ])("%s", async (_, lines, said) => {
    const reading = read(lines);
    await expect(reading).rejects.toThrow(AccuracyError);
    await expect(reading).rejects.toThrow(said);
  });
});
