import { createHmac, randomBytes } from "node:crypto";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { blindHash } from "#shared/vault/blind-hash.ts";
import { MissingKeyError } from "#shared/vault/errors.ts";
import { parseKeyMaterial } from "#shared/vault/key-material.ts";

const secrets = [randomBytes(32), randomBytes(32), randomBytes(32)] as const;
const materialOf = (...keys: readonly Buffer[]) =>
  parseKeyMaterial(
    "index",
    JSON.stringify({
      current: keys.length,
      keys: Object.fromEntries(keys.map((key, at) => [at + 1, key.toString("base64")])),
    }),
  );
const hmac = (key: Buffer, text: string | Buffer) =>
  createHmac("sha256", key).update(text).digest();

const text = '["phone","","+8613941700013"]';
const [first, second, third] = secrets;

describe("a blind hash", () => {
  it("is the HMAC-SHA256 of its text in full length, after the version of its key", () => {
    expect(blindHash(text, materialOf(first))).toBe(`1.${hmac(first, text).toString("base64url")}`);
  });

  it("after a rotation wraps the hash before, which can be carried forward without the text", () => {
    const old = hmac(first, text);
    expect(blindHash(text, materialOf(first, second))).toBe(
      `2.${hmac(second, old).toString("base64url")}`,
    );
    expect(blindHash(text, materialOf(first, second, third))).toBe(
      `3.${hmac(third, hmac(second, old)).toString("base64url")}`,
    );
  });

  it("is the same for the same text and key, and another for any other text", () => {
    const material = materialOf(first);
    fc.assert(
      fc.property(
        fc.string({ unit: "binary-ascii" }),
        fc.string({ unit: "binary-ascii" }),
        (a, b) => {
          expect(blindHash(a, material) === blindHash(b, material)).toBe(a === b);
        },
      ),
    );
  });

  it("differs for each tenant's key: nobody can look up in one what they know from another", () => {
    expect(blindHash(text, materialOf(first))).not.toBe(blindHash(text, materialOf(second)));
  });

  it("holds nothing of its text", () => {
    expect(blindHash(text, materialOf(first))).toMatch(/^1\.[\w-]{43}$/);
  });

  it("cannot be made without a key", () => {
    expect(() => blindHash(text, [])).toThrow(MissingKeyError);
  });
});
