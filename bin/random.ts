/** Randomness of which one seed decides everything: sfc32, with streams that do not disturb each other. */
import { hash } from "node:crypto";

export interface Random {
  /** Uniform in [0, 1). */
  next(): number;
  /** Uniform whole number in [0, below). */
  integer(below: number): number;
  /** True this often: 0 never, 1 always. */
  chance(probability: number): boolean;
  pick<Item>(items: readonly [Item, ...Item[]]): Item;
  pick<Item>(items: readonly Item[]): Item | undefined;
  /** The same items in another order. */
  shuffle<Item>(items: readonly Item[]): Item[];
  bytes(count: number): Buffer;
  /**
   * A stream of its own, decided by the seed and the name alone: what is drawn from one stream never
   * moves another. The same name gives the same stream from its beginning.
   */
  fork(name: string): Random;
}

export function createRandom(seed: string): Random {
  const word = sfc32(hash("sha256", seed, "buffer"));
  const next = () => word() / 2 ** 32;
  const integer = (below: number) => Math.floor(next() * below);
  return {
    next,
    integer,
    chance: (probability) => next() < probability,
    pick: <Item>(items: readonly Item[]) => items[integer(items.length)] as Item,
    shuffle(items) {
      const order = items.map((item) => ({ item, at: word() }));
      return order.sort((a, b) => a.at - b.at).map(({ item }) => item);
    },
    bytes: (count) => Buffer.from(Uint8Array.from({ length: count }, () => word() >>> 24)),
    fork: (name) => createRandom(`${seed}/${name}`),
  };
}

/** Chris Doty-Humphrey's small fast counting generator (PractRand), on 32-bit words. */
function sfc32(seed: Buffer): () => number {
  let a = seed.readUInt32LE(0);
  let b = seed.readUInt32LE(4);
  let c = seed.readUInt32LE(8);
  let counter = 1;
  return () => {
    const word = (a + b + counter) >>> 0;
    counter = (counter + 1) >>> 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) >>> 0;
    c = (((c << 21) | (c >>> 11)) + word) >>> 0;
    return word;
  };
}
