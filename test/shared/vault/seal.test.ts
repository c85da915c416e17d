import { createSecretKey, randomBytes } from "node:crypto";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { UnsealError } from "#shared/vault/errors.ts";
import { pooledRandom } from "#shared/vault/random-pool.ts";
import { type DataKey, keyVersionOf, open, type Place, seal } from "#shared/vault/seal.ts";

const keyOf = (version = 1): DataKey => ({ version, secret: createSecretKey(randomBytes(32)) });
const key = keyOf();
const place: Place = { tenant: "demo", store: "people", key: "person-1", version: 3 };
const secretText = "Ada Brook, +8613941700013";

function sealText(text: string, { compress = false, at = place } = {}): Buffer {
  return seal(Buffer.from(text), { key, place: at, random: randomBytes, compress });
}

/** What opening throws, whole: message and causes. */
function refusalOf(sealed: Buffer, { secret = key.secret, at = place } = {}): UnsealError {
  try {
    open(sealed, secret, at);
  } catch (error) {
    if (error instanceof UnsealError) return error;
    throw error;
  }
  throw new Error("it opened");
}

describe("a sealed value", () => {
  it("opens in its place under its key, byte for byte, compressed or not", () => {
    const places = fc.record({
      tenant: fc.string(),
      store: fc.string(),
      key: fc.string({ unit: "binary" }),
      version: fc.nat(),
    });
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 3_000 }),
        places,
        fc.boolean(),
        (bytes, at, compress) => {
          const content = Buffer.from(bytes);
          const sealed = seal(content, { key, place: at, random: randomBytes, compress });
          expect(open(sealed, key.secret, at).equals(content)).toBe(true);
        },
      ),
    );
  });

  it("shows nothing of its content, and is another each time", () => {
    const sealed = [sealText(secretText), sealText(secretText)];
    expect(sealed[0]?.includes("Ada Brook")).toBe(false);
    expect(sealed[0]?.equals(sealed[1] ?? Buffer.of())).toBe(false);
  });

  it("says under which version of its key it was sealed", () => {
    for (const version of [1, 255, 256, 65_535]) {
      const sealed = seal(Buffer.of(), {
        key: keyOf(version),
        place,
        random: randomBytes,
        compress: false,
      });
      expect(keyVersionOf(sealed)).toBe(version);
    }
  });

  it("costs thirty-one bytes", () => {
    expect(sealText("").length).toBe(31);
  });

  it("of a record is a good deal smaller than the record", () => {
    const record = JSON.stringify(
      Array.from({ length: 20 }, (_, at) => ({ field: `field ${at}`, source: "website:contact" })),
    );
    expect(sealText(record, { compress: true }).length).toBeLessThan(record.length / 4);
  });
});

describe("a sealed value does not open", () => {
  it.each([
    ["for another tenant", { tenant: "acme" }],
    ["in another table", { store: "events" }],
    ["as another item", { key: "person-2" }],
    ["as an older version of its item", { version: 2 }],
    ["as a later one", { version: 4 }],
    ["where two parts of its place are glued together otherwise", { store: 'people","x', key: "" }],
  ])("%s", (_, elsewhere) => {
    expect(refusalOf(sealText(secretText), { at: { ...place, ...elsewhere } })).toBeDefined();
  });

  it("under another key", () => {
    expect(refusalOf(sealText(secretText), { secret: keyOf().secret })).toBeDefined();
  });

  it.each([true, false])("with any single bit flipped (compressed: %s)", (compress) => {
    const sealed = sealText(secretText, { compress });
    for (let bit = 0; bit < sealed.length * 8; bit++) {
      const altered = Buffer.from(sealed);
      altered.writeUInt8(altered.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3);
      expect(refusalOf(altered)).toBeInstanceOf(UnsealError);
    }
  });

  it("cut off anywhere, or with anything appended", () => {
    const sealed = sealText(secretText);
    for (let length = 0; length < sealed.length; length++) {
      expect(refusalOf(sealed.subarray(0, length))).toBeInstanceOf(UnsealError);
    }
    expect(refusalOf(Buffer.concat([sealed, Buffer.of(0)]))).toBeInstanceOf(UnsealError);
  });

  it("if it never was one of ours", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        expect(refusalOf(Buffer.from(bytes))).toBeInstanceOf(UnsealError);
      }),
    );
  });

  it("and what is thrown then tells neither the content nor the key nor the item", () => {
    const altered = sealText(secretText);
    altered.writeUInt8(altered.readUInt8(40) ^ 1, 40);
    for (const at of [place, { ...place, key: secretText }]) {
      const { message, cause } = refusalOf(altered, { at });
      const told = `${message} ${String(cause)}`;
      for (const word of ["Ada Brook", "13941700013", key.secret.export().toString("base64")]) {
        expect(told).not.toContain(word);
      }
    }
  });

  it("not even to say under which key, where it is too short to know", () => {
    expect(() => keyVersionOf(Buffer.of(1, 0))).toThrow(UnsealError);
  });
});

describe("the nonce", () => {
  it("never repeats in ten thousand values", () => {
    const random = pooledRandom();
    const nonces = new Set<string>();
    for (let count = 0; count < 10_000; count++) {
      const sealed = seal(Buffer.of(), { key, place, random, compress: false });
      nonces.add(sealed.subarray(3, 15).toString("hex"));
    }
    expect(nonces.size).toBe(10_000);
  });

  it("is asked of the source of randomness for every single value", () => {
    const asked: number[] = [];
    const random = (count: number) => {
      asked.push(count);
      return randomBytes(count);
    };
    for (let count = 0; count < 3; count++) {
      seal(Buffer.of(1), { key, place, random, compress: true });
    }
    expect(asked).toEqual([12, 12, 12]);
  });
});
