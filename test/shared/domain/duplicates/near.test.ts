import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isOneSlipApart } from "#shared/domain/duplicates/near.ts";

describe("one slip", () => {
  it.each([
    ["quist", "quist"],
    ["quist", "quit"],
    ["quist", "quiest"],
    ["quist", "quest"],
    ["quist", "uqist"],
    ["quist", "quits"],
    ["", "a"],
    ["𠮷野家", "吉野家"],
  ])("leads from %j to %j and back", (one, other) => {
    expect(isOneSlipApart(one, other)).toBe(true);
    expect(isOneSlipApart(other, one)).toBe(true);
  });

  it.each([
    ["quist", "qis"],
    ["quist", "qiust!"],
    ["abcd", "badc"],
    ["abc", "cba"],
    ["", "ab"],
    ["quist", "quistaa"],
  ])("does not lead from %j to %j", (one, other) => {
    expect(isOneSlipApart(one, other)).toBe(false);
    expect(isOneSlipApart(other, one)).toBe(false);
  });

  it("is any one character put in anywhere", () => {
    fc.assert(
      fc.property(
        fc.string(),
        fc.nat(),
        fc.string({ minLength: 1, maxLength: 1 }),
        (text, at, more) => {
          const place = at % (text.length + 1);
          expect(isOneSlipApart(text, text.slice(0, place) + more + text.slice(place))).toBe(true);
        },
      ),
    );
  });

  it("is any two neighbours swapped", () => {
    fc.assert(
      fc.property(fc.string({ minLength: 2 }), fc.nat(), (text, at) => {
        const place = at % (text.length - 1);
        const [one = "", other = ""] = text.slice(place, place + 2);
        const swapped = text.slice(0, place) + other + one + text.slice(place + 2);
        expect(isOneSlipApart(text, swapped)).toBe(true);
      }),
    );
  });
});
