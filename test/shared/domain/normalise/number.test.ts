import { describe, expect, it } from "vitest";
import { normaliseNumber } from "#shared/domain/normalise/number.ts";

describe("a number", () => {
  it.each([
    ["12", "12"],
    ["１２", "12"],
    ["+12", "12"],
    ["0012", "12"],
    ["12.50", "12.5"],
    ["12.0", "12"],
    ["-0.0", "0"],
    ["-3.5", "-3.5"],
    ["1,234,567.8", "1234567.8"],
    ["9007199254740993", "9007199254740993"],
  ])("%s is written %s", (raw, value) => {
    expect(normaliseNumber(raw)).toEqual({ valid: true, value });
  });

  it.each([
    "1,5",
    "12,34",
    "1.234,5",
    "1e3",
    "0x10",
    "12 apples",
    "1.",
    ".5",
    "--1",
    "NaN",
    "Infinity",
    "1".repeat(41),
  ])("is not %s", (raw) => {
    expect(normaliseNumber(raw)).toEqual({ valid: false });
  });
});
