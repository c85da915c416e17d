import { describe, expect, it } from "vitest";
import { nestedForm } from "#shared/channels/formats/nested-form.ts";

const parse = (text: string) => nestedForm.parse(text);
const parsed = (value: unknown) => ({ kind: "parsed", value });

describe("a form with brackets", () => {
  it.each([
    ["without any", "a=1&b=2", { a: "1", b: "2" }],
    ["one deep", "a[b]=1&a[c]=2", { a: { b: "1", c: "2" } }],
    ["two deep, escaped", "a%5Bb%5D%5Bc%5D=1&a%5Bd%5D=2", { a: { b: { c: "1" }, d: "2" } }],
    ["with numbers", "a[0][x]=1&a[1][x]=2", { a: { "0": { x: "1" }, "1": { x: "2" } } }],
    ["of a list", "a[]=1&a[]=2", { a: ["1", "2"] }],
    ["of a list within", "a[b][]=1&a[b][]=2", { a: { b: ["1", "2"] } }],
    ["that never close", "a[b=1", { "a[b": "1" }],
    ["with more behind", "a[b]c=1", { "a[b]c": "1" }],
    ["without a name before", "[b]=1", { "[b]": "1" }],
    ["of a name that is a value as well", "a=1&a[b]=2", { a: { "": "1", b: "2" } }],
    ["of a name that is a value later", "a[b]=2&a=1", { a: { "": "1", b: "2" } }],
  ])("%s is read", (_, text, value) => {
    expect(parse(text)).toEqual(parsed(value));
  });

  it.each([
    ["a[__proto__][x]=1", "forbidden key"],
    ["__proto__[x]=1", "forbidden key"],
    ["a[b][constructor]=1", "forbidden key"],
    [`a${"[b]".repeat(60)}=1`, "too deep"],
    ["hello", "broken form"],
  ])("%s is refused", (text, reason) => {
    expect(parse(text)).toEqual({ kind: "malformed", reason });
    expect(Object.prototype).not.toHaveProperty("x");
  });
});
