import type * as nodeCrypto from "node:crypto";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { pooledRandom } from "#shared/vault/random-pool.ts";

/** The pool itself, and what it held each time it was filled. */
const filled: { pool: Buffer | undefined; portions: Buffer[] } = vi.hoisted(() => ({
  pool: undefined,
  portions: [],
}));

vi.mock("node:crypto", async (importOriginal) => {
  const crypto = await importOriginal<typeof nodeCrypto>();
  return {
    ...crypto,
    randomFillSync: (pool: Buffer) => {
      crypto.randomFillSync(pool);
      filled.pool = pool;
      filled.portions.push(Buffer.from(pool));
      return pool;
    },
  };
});

beforeEach(() => {
  filled.portions = [];
});

describe("pooled random bytes", () => {
  it("are as many as were asked for", () => {
    const random = pooledRandom();
    for (const count of [0, 1, 12, 32, 4_096]) expect(random(count)).toHaveLength(count);
  });

  it("are given out once each, in the order in which the system gave them", () => {
    const random = pooledRandom();
    const given = Array.from({ length: 500 }, () => random(12));
    const perPortion = Math.floor(4_096 / 12);
    expect(filled.portions).toHaveLength(2);
    given.forEach((bytes, at) => {
      const portion = filled.portions[Math.floor(at / perPortion)];
      const start = (at % perPortion) * 12;
      expect(bytes.equals(portion?.subarray(start, start + 12) ?? Buffer.of())).toBe(true);
    });
  });

  it("are forgotten by the pool as soon as they are given out", () => {
    const random = pooledRandom();
    random(100);
    expect(filled.pool?.subarray(0, 100).every((byte) => byte === 0)).toBe(true);
    expect(
      filled.pool?.subarray(100).equals(filled.portions[0]?.subarray(100) ?? Buffer.of()),
    ).toBe(true);
  });

  it("are a copy: who changes them changes nothing for anybody else", () => {
    const random = pooledRandom();
    const [a, b] = [random(12), random(12)];
    const before = Buffer.from(b);
    a.fill(0xff);
    expect(b.equals(before)).toBe(true);
  });

  it("never come from the end of one portion and the beginning of the next", () => {
    const random = pooledRandom();
    random(4_090);
    expect(random(12).equals(filled.portions[1]?.subarray(0, 12) ?? Buffer.of())).toBe(true);
  });

  it("are not shared by two pools", () => {
    const [one, other] = [pooledRandom(), pooledRandom()];
    expect(one(32).equals(other(32))).toBe(false);
  });

  it("are refused where nobody needs so many at once", () => {
    expect(() => pooledRandom()(4_097)).toThrow(RangeError);
  });
});
