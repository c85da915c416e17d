import { describe, expect, it } from "vitest";
import { fullName } from "#shared/channels/full-name.ts";

describe("a full name", () => {
  it.each([
    ["Ana", "Brandão", "Ana Brandão"],
    ["雪", "司徒", "司徒雪"],
    ["Xue", "司徒", "Xue 司徒"],
    ["Ana", null, "Ana"],
    [undefined, "司徒", "司徒"],
    ["", "", ""],
  ])("of %j and %j is %j", (given, family, full) => {
    expect(fullName(given, family)).toBe(full);
  });
});
