/** Files as spreadsheets and databases write them, and as they break. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { AccuracyError } from "#bin/accuracy/errors.ts";
import { readRows, type Row, type Writing } from "#bin/accuracy/rows.ts";
import { temporaryFolder } from "#test/fixtures/temporary-folder.ts";

async function rowsOf(content: string | Buffer, writing: Partial<Writing> = {}): Promise<Row[]> {
  const file = join(temporaryFolder(), "people.csv");
  writeFileSync(file, content);
  return allOf(file, writing);
}

async function allOf(file: string, writing: Partial<Writing> = {}): Promise<Row[]> {
  const rows: Row[] = [];
  for await (const row of readRows(file, { delimiter: ",", encoding: "utf-8", ...writing })) {
    rows.push(row);
  }
  return rows;
}

const expected = [
  { number: 1, cells: ["name", "city"] },
  { number: 2, cells: ["Bao, Ada", "苏州"] },
];

test.each([
  ["a byte order mark", '\ufeffname,city\n"Bao, Ada",苏州\n'],
  ["line ends of Windows", 'name,city\r\n"Bao, Ada",苏州\r\n'],
  ["line ends of an old Mac", 'name,city\r"Bao, Ada",苏州\r'],
  ["no line end at the end", 'name,city\n"Bao, Ada",苏州'],
  ["line ends of both kinds", 'name,city\r\n"Bao, Ada",苏州\n'],
])("%s changes nothing", async (_, content) => {
  expect(await rowsOf(content)).toEqual(expected);
});

test("quotes hold delimiters, quotes and line ends", async () => {
  const [, row] = await rowsOf('a,b\r\n"x;""y"", z","one\r\ntwo"\r\n');
  expect(row?.cells).toEqual(['x;"y", z', "one\ntwo"]);
});

test("rows are numbered as in a spreadsheet: empty lines count, lines inside of cells do not", async () => {
  const rows = await rowsOf('a,b\n\n1,"x\ny\nz"\n\n2,w\n');
  expect(rows.map(({ number }) => number)).toEqual([1, 3, 5]);
});

test("an empty file has no rows", async () => {
  expect(await rowsOf("")).toEqual([]);
});

test.each([";", "\t", "|"] as const)("cells may stand between %j", async (delimiter) => {
  const [, row] = await rowsOf(`a${delimiter}b\n1${delimiter}2,3\n`, { delimiter });
  expect(row?.cells).toEqual(["1", "2,3"]);
});

test("a Chinese spreadsheet's own encoding is read when it is named", async () => {
  const content = Buffer.from([0x61, 0x0a, 0xcb, 0xd5, 0xd6, 0xdd, 0x0a]);
  const [, row] = await rowsOf(content, { encoding: "gb18030" });
  expect(row?.cells).toEqual(["苏州"]);
});

test("whatever is written comes back, also where the file is read in pieces", async () => {
  const cell = fc.string({
    unit: fc.constantFrom("a", "苏", '"', ",", "\n", " ", "é"),
    maxLength: 9,
  });
  const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`;
  const rows = fc.array(fc.tuple(cell, cell), { minLength: 1, maxLength: 9 });
  await fc.assert(
    fc.asyncProperty(rows, fc.constantFrom("\n", "\r\n"), async (cells, lineEnd) => {
      const filler = ["x".repeat(65_530), ""];
      const all = [filler, ...cells];
      const text = all.map((row) => row.map(quoted).join(",") + lineEnd).join("");
      const read = await rowsOf(text);
      expect(read.map((row) => row.cells)).toEqual(all);
    }),
    { numRuns: 25 },
  );
});

describe("refused, with the line, and without what stands there", () => {
  const long = "x".repeat(600);
  const unclosed = `a,b\n1,2\n1,"${`${long}\n`.repeat(2_000)}`;
  test.each([
    ["a row with a cell too few", "a,b\n1,2\nLin\n3,4\n", /line 3: .*more or fewer cells/],
    ["a row with a cell too many", "a,b\n1,2\n\n\n1,Lin,3\n", /line 5: .*more or fewer cells/],
    [
      "a row below a cell of three lines",
      'a,b\r\n1,"x\r\ny\r\nz"\r\nLin\r\n',
      /line 5: .*fewer cells/,
    ],
    ["a quote that is never closed", 'a,b\n1,"Lin\n3,4\n', /line 2: .*never closed/],
    ["a quote inside of a cell", 'a,b\n1,Lin "Yu"\n', /line 2: .*inside a cell/],
    ["text behind a quote", 'a,b\n1,2\n1,"Lin" Yu\n', /line 3: .*after a closing quote/],
    ["a lost quote in a long file", unclosed, /line 3: .*does not end/],
  ])("%s", async (_, content, said) => {
    const reading = rowsOf(content);
    await expect(reading).rejects.toThrow(AccuracyError);
    await expect(reading).rejects.toThrow(said);
    await expect(reading).rejects.not.toThrow(/Lin/);
  });

  test.each([
    ["in the middle", Buffer.from([0x61, 0x0a, 0xcb, 0xd5, 0x0a])],
    ["at the end", Buffer.from([0x61, 0x0a, 0xe8, 0x8b])],
  ])("bytes that are no UTF-8 %s", async (_, content) => {
    const reading = rowsOf(content);
    await expect(reading).rejects.toThrow(AccuracyError);
    await expect(reading).rejects.toThrow('say its "encoding" in the mapping: utf-16le, gb18030');
  });

  test.each(["no-such.csv", "."])("%s, which is no file", async (file) => {
    await expect(allOf(file)).rejects.toThrow(`${file} cannot be read`);
  });
});
