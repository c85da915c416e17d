/** What a header must have before its rows mean anything. */
import { describe, expect, test } from "vitest";
import { AccuracyError } from "#bin/accuracy/errors.ts";
import { readHeader } from "#bin/accuracy/header.ts";
import { Mapping } from "#bin/accuracy/mapping.ts";

const mapping = Mapping.parse({
  fields: { tel: "phone" },
  joined: { street: { columns: ["no", "road"] } },
  id: "rec",
});
const asked = { file: "people.csv", truth: "customer", mapping };
const columns = ["rec", "customer", "tel", "no", "road"];

test("columns are found wherever they stand, and those without a meaning are told", () => {
  const { places, ignored } = readHeader(
    [" tel ", "remark", "", ...columns.slice(0, 2), "no", "road"],
    asked,
  );
  expect([places.get("tel"), places.get("customer")]).toEqual([0, 4]);
  expect(ignored).toEqual(["remark"]);
});

test("a column may stand twice if nobody asks for it", () => {
  expect(readHeader([...columns, "x", "x"], asked).ignored).toEqual(["x", "x"]);
});

describe("refused", () => {
  const without = (name: string) => columns.filter((column) => column !== name);
  test.each([
    ["no truth column", without("customer"), 'no column "customer"'],
    ["no mapped column", without("tel"), 'no column "tel"'],
    ["no part of a joined field", without("road"), 'no column "road"'],
    ["no id column", without("rec"), 'no column "rec"'],
    ["another case", [...without("tel"), "Tel"], 'no column "tel"; its columns: rec, customer'],
    ["a column twice", [...columns, "tel"], 'several columns "tel"'],
  ])("%s", (_, cells, said) => {
    expect(() => readHeader(cells, asked)).toThrow(AccuracyError);
    expect(() => readHeader(cells, asked)).toThrow(said);
  });

  test.each(["tel", "no"])("a truth that is a part of the question: %s", (truth) => {
    expect(() => readHeader(columns, { ...asked, truth })).toThrow("part of the question");
  });
});
