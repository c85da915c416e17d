import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { canonicalJson } from "#shared/domain/canonical-json.ts";

/** Keys that a body may have: the poisonous ones are refused before any digest is made. */
const keys = fc.string({ unit: "binary" }).filter((key) => key !== "__proto__");
const scalars = fc.oneof(
  fc.string({ unit: "binary" }),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.integer(),
  fc.boolean(),
  fc.constant(null),
);
const values = fc.letrec((tie) => ({
  value: fc.oneof({ maxDepth: 4 }, scalars, tie("list"), tie("object")),
  list: fc.array(tie("value"), { maxLength: 4 }),
  object: fc.dictionary(keys, tie("value"), { maxKeys: 4, noNullPrototype: true }),
})).value;
/** As the standard writes it, keys sorted by a replacer. */
function reference(value: unknown): string {
  return JSON.stringify(value, (_, member: unknown) =>
    typeof member === "object" && member !== null && !Array.isArray(member)
      ? Object.fromEntries(Object.entries(member).sort(([a], [b]) => (a < b ? -1 : 1)))
      : member,
  );
}

/** The same value, its keys put in the other way round. */
function reversed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reversed);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .map(([key, member]) => [key, reversed(member)] as const)
      .reverse(),
  );
}

describe("the canonical text of a value", () => {
  it("is what JSON.stringify writes of it with sorted keys", () => {
    fc.assert(
      fc.property(values, (value) => {
        expect(canonicalJson(value)).toBe(reference(value));
      }),
      { numRuns: 500 },
    );
  });

  it("does not depend on the order of keys", () => {
    fc.assert(
      fc.property(values, (value) => {
        expect(canonicalJson(reversed(value))).toBe(canonicalJson(value));
      }),
      { numRuns: 500 },
    );
  });

  it("does depend on the order of a list, on types and on every value", () => {
    const texts = [[1, 2], [2, 1], ["1", 2], [1], { 0: 1, 1: 2 }, [1, 2, null], [[1, 2]]];
    expect(new Set(texts.map(canonicalJson)).size).toBe(texts.length);
  });

  it.each([
    ["a member that is undefined is left out", { a: undefined, b: 1 }, '{"b":1}'],
    ["one that is null is not", { a: null }, '{"a":null}'],
    ["undefined in a list holds its place", [undefined, 1], "[null,1]"],
    ["nothing at all", undefined, "null"],
    ["keys are sorted by code unit, not by alphabet", { é: 1, z: 2, Z: 3 }, '{"Z":3,"z":2,"é":1}'],
    ["at every depth", { b: [{ d: 1, c: 2 }], a: {} }, '{"a":{},"b":[{"c":2,"d":1}]}'],
    ["half of a surrogate pair is escaped", ["\ud83d"], String.raw`["\ud83d"]`],
  ])("%s", (_, value, text) => {
    expect(canonicalJson(value)).toBe(text);
  });

  it("leaves the value alone", () => {
    const value = Object.freeze({ b: Object.freeze([2, 1]), a: 1 });
    canonicalJson(value);
    expect(Object.keys(value)).toEqual(["b", "a"]);
  });
});
