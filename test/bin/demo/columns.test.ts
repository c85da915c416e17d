import { describe, expect, it } from "vitest";
import { fitted } from "#bin/demo/columns.ts";

describe("text in columns", () => {
  it.each([
    ["short", 8, "short   "],
    ["exactly8", 8, "exactly8"],
    ["more than eight", 8, "more th…"],
    ["您好", 6, "您好  "],
    ["您好，感谢", 6, "您好… "],
    ["a您好b", 6, "a您好b"],
    ["", 3, "   "],
  ])("%j in %i is %j", (text, columns, expected) => {
    expect(fitted(text, columns)).toBe(expected);
  });
});
