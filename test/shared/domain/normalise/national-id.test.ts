import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { normaliseNationalId } from "#shared/domain/normalise/national-id.ts";
import { nationalIds, withChecksum } from "./made-up.ts";

describe("a national id", () => {
  it("is valid with the standard's own checksum", () => {
    expect(normaliseNationalId("11010519491231002X")).toEqual({
      valid: true,
      value: "11010519491231002X",
    });
    fc.assert(
      fc.property(nationalIds, (id) => {
        expect(normaliseNationalId(id)).toEqual({ valid: true, value: id });
      }),
    );
  });

  it("may be typed with a small x, full-width, in groups", () => {
    for (const raw of [
      "11010519491231002x",
      "１１０１０５１９４９１２３１００２Ｘ",
      "110105 19491231 002X",
      "110105-19491231-002x",
    ]) {
      expect(normaliseNationalId(raw)).toEqual({ valid: true, value: "11010519491231002X" });
    }
  });

  it("of an old card becomes the one its holder has now", () => {
    expect(normaliseNationalId("110105491231002")).toEqual({
      valid: true,
      value: "11010519491231002X",
    });
  });

  it("is refused with any single character changed", () => {
    fc.assert(
      fc.property(nationalIds, (id) => {
        for (let position = 0; position < 18; position++) {
          for (const other of "0123456789X") {
            if (other === id[position]) continue;
            const changed = id.slice(0, position) + other + id.slice(position + 1);
            expect(normaliseNationalId(changed), changed).toEqual({ valid: false });
          }
        }
      }),
    );
  });

  it.each([
    ["a digit short", "1101051949123100"],
    ["a digit long", "11010519491231002X1"],
    ["born on 30 February", withChecksum("11010519490230002")],
    ["born in month 13", withChecksum("11010519491331002")],
    ["born in another century", withChecksum("11010518491231002")],
    ["of no province", withChecksum("00010519491231002")],
    ["with an X inside", "1101051949123100X2"],
    ["one digit fifteen times", "111111111111111"],
    ["one digit eighteen times", "111111111111111111"],
    ["an old one born on day 32", "110105491232002"],
    ["another country's", "AB123456C"],
  ])("is refused: %s", (_fact, raw) => {
    expect(normaliseNationalId(raw)).toEqual({ valid: false });
  });
});
