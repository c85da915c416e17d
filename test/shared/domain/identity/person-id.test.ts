import { randomBytes } from "node:crypto";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { personId } from "#shared/domain/identity/person-id.ts";

const moments = fc.integer({ min: 0, max: 2 ** 48 - 1 });
const anyBytes = fc.uint8Array({ minLength: 10, maxLength: 10 }).map((bytes) => Buffer.from(bytes));

describe("the id of a person", () => {
  it("is a UUID of version 7, for every time and all random bytes", () => {
    fc.assert(
      fc.property(moments, anyBytes, (now, random) => {
        expect(personId(now, random)).toMatch(
          /^[\da-f]{8}-[\da-f]{4}-7[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/,
        );
      }),
    );
  });

  it("is the example of RFC 9562 for its time and bits", () => {
    const random = Buffer.from("0cc318c4dc0c0c07398f", "hex");
    expect(personId(0x017f22e279b0, random)).toBe("017f22e2-79b0-7cc3-98c4-dc0c0c07398f");
  });

  it("sorts by birth", () => {
    fc.assert(
      fc.property(moments, moments, anyBytes, (a, b, random) => {
        const ordered = [personId(a, random), personId(b, random)].sort();
        expect(ordered[0]).toBe(personId(Math.min(a, b), random));
      }),
    );
  });

  it("differs for every other bit, 74 of which are random", () => {
    const base = Buffer.alloc(10);
    const ids = new Set(
      Array.from({ length: 80 }, (_, bit) => {
        const random = Buffer.from(base);
        random.writeUInt8(1 << (bit % 8), Math.floor(bit / 8));
        return personId(0, random);
      }),
    );
    // Six of eighty bits make way for version and variant.
    expect(ids.size).toBe(74 + 1);
  });

  it("is never the same twice", () => {
    const now = Date.now();
    const ids = new Set(Array.from({ length: 10_000 }, () => personId(now, randomBytes(10))));
    expect(ids.size).toBe(10_000);
  });
});
