/** Expressions mean what the service says they mean, and what is not known is refused. */
import { describe, expect, test } from "vitest";
import { type Condition, parseCondition, parseNames, parseUpdate } from "./expression.ts";
import { satisfies } from "./dynamodb/condition.ts";
import { reservedWords } from "./dynamodb/reserved-words.ts";
import { applyUpdates } from "./dynamodb/update.ts";
import type { Row, Value } from "./dynamodb/value.ts";

const row: Row = {
  id: "p1",
  v: 3,
  st: "active",
  tags: new Set(["tea", "vip"]),
  things: ["a", 1],
  b: new Uint8Array([1, 2, 3]),
  nothing: null,
  m: { a: 1 },
};
const values: Record<string, Value> = {
  ":three": 3,
  ":four": 4,
  ":active": "active",
  ":act": "act",
  ":tea": "tea",
  ":a": "a",
  ":teas": new Set(["tea"]),
  ":both": new Set(["vip", "tea"]),
  ":one": 1,
  ":list": ["b"],
  ":map": { a: 1 },
};
const placeholders = () => ({
  names: { "#st": "st", "#status": "status" },
  values,
  used: new Set<string>(),
});
const parse = (text: string): Condition => parseCondition(text, placeholders());
const holds = (text: string): boolean => satisfies(parse(text), row, values);
const update = (text: string): Row => applyUpdates(parseUpdate(text, placeholders()), row, values);

describe("a condition", () => {
  test.each([
    "attribute_exists(id)",
    "attribute_exists(nothing)",
    "attribute_not_exists(status2)",
    "v = :three",
    "v <> :four",
    "v < :four AND v <= :three AND v >= :three AND NOT v > :three",
    ":four > v",
    "#st = :active AND begins_with(#st, :act)",
    "v IN (:four, :three)",
    "contains(tags, :tea) AND contains(things, :a) AND contains(st, :act)",
    "tags = :both",
    "m = :map",
    "size(tags) < :three AND size(b) = :three AND size(st) > :four",
    // What is missing is not equal to anything.
    "gone <> :three",
    "NOT gone = :three",
    // AND binds closer than OR, NOT closest of all.
    "v = :three OR v = :four AND v = :four",
    "NOT v = :four AND v = :three",
    "(v = :four OR v = :three) and (NOT (v = :four))",
  ])("%s holds", (text) => {
    expect(holds(text)).toBe(true);
  });

  test.each([
    "attribute_not_exists(id)",
    "attribute_exists(gone)",
    "gone = :three",
    "gone < :four",
    "gone = gone",
    "st < :four",
    "v = :active",
    "NOT (v = :three OR v = :four)",
    "(v = :three OR v = :four) AND v = :four",
    "tags = :teas",
    "begins_with(v, :act)",
    "contains(v, :a)",
    "v IN (:four)",
    "size(gone) < :four",
    "size(v) < :four",
  ])("%s does not hold", (text) => {
    expect(holds(text)).toBe(false);
  });

  test.each([
    ["", "Syntax error"],
    ["v =", "Syntax error"],
    ["v = = :three", "Syntax error"],
    ["(v = :three", "Syntax error"],
    ["v = :three)", "Syntax error"],
    ["v = :three v = :three", "Syntax error"],
    ["v == :three", "Syntax error"],
    ["v = 3", "Syntax error"],
    ["v & :three", "Syntax error"],
    ["nonsense(v)", "Syntax error"],
    ["attribute_exists(:three)", "Syntax error"],
    ["status = :three", "reserved keyword"],
    ["#missing = :three", "not defined"],
    ["v = :missing", "not defined"],
  ])("%j is refused as the service refuses it", (text, reason) => {
    expect(() => parse(text)).toThrow(reason);
    expect(() => parse(text)).toThrow(expect.objectContaining({ name: "ValidationException" }));
  });

  test.each([
    "v BETWEEN :three AND :four",
    "m.a = :one",
    "things[0] = :a",
    "attribute_type(v, :a)",
  ])("%s is known to the service and not to the simulation: nothing passes unseen", (text) => {
    expect(() => parse(text)).toThrow(expect.objectContaining({ name: "NotSimulatedError" }));
  });
});

describe("an update", () => {
  test("sets, counts, adds and removes, each by the item as it was", () => {
    expect(update("SET st = v, v = v + :one, fresh = :tea REMOVE things")).toEqual({
      ...Object.fromEntries(Object.entries(row).filter(([name]) => name !== "things")),
      st: 3,
      v: 4,
      fresh: "tea",
    });
    expect(row["v"]).toBe(3);
  });

  test("keeps what is there where it says if_not_exists, also where it is null", () => {
    const text = "SET v = if_not_exists(v, :four), nothing = if_not_exists(nothing, :a)";
    expect(update(text)).toEqual(row);
    expect(update("SET fresh = if_not_exists(fresh, :four)")["fresh"]).toBe(4);
    expect(update("SET fresh = if_not_exists(fresh, :four) - :one")["fresh"]).toBe(3);
  });

  test("appends to lists", () => {
    expect(update("SET things = list_append(things, :list)")["things"]).toEqual(["a", 1, "b"]);
    expect(update("SET things = list_append(:list, things)")["things"]).toEqual(["b", "a", 1]);
  });

  test("grows and shrinks sets; an empty one goes", () => {
    expect(update("ADD fresh :teas")["fresh"]).toEqual(new Set(["tea"]));
    expect(update("DELETE tags :teas")["tags"]).toEqual(new Set(["vip"]));
    expect(update("DELETE tags :both")).not.toHaveProperty("tags");
    expect(update("DELETE gone :both")).not.toHaveProperty("gone");
  });

  test("adds to numbers, from nothing as well", () => {
    expect(update("ADD v :four, fresh :one")).toMatchObject({ v: 7, fresh: 1 });
  });

  test.each([
    ["SET v = gone", "does not exist in the item"],
    ["SET v = st + :one", "incorrect data type"],
    ["SET v = list_append(v, :list)", "incorrect data type"],
    ["ADD st :one", "incorrect data type"],
    ["ADD v :teas", "incorrect data type"],
    ["SET v = :one, v = :one", "overlap"],
    ["SET v = :one REMOVE v", "overlap"],
    ["SET v = :one SET st = :a", "only be used once"],
    ["", "can not be empty"],
    ["PUT v = :one", "Syntax error"],
    ["SET v :one", "Syntax error"],
    ["SET v = :one,", "Syntax error"],
    ["SET status = :one", "reserved keyword"],
  ])("%j is refused", (text, reason) => {
    expect(() => update(text)).toThrow(reason);
  });

  test("that counts beyond whole numbers is not simulated", () => {
    const half = { ...values, ":half": 0.5 };
    const updates = parseUpdate("ADD v :half", { ...placeholders(), values: half });
    expect(() => applyUpdates(updates, row, half)).toThrow("arithmetic beyond safe integers");
  });
});

test("names are read one by one", () => {
  expect(parseNames("id, #status", placeholders())).toEqual(["id", "status"]);
});

test("there are as many reserved words as the service has", () => {
  expect(reservedWords.size).toBe(573);
});
