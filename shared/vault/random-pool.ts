/** Random bytes in large portions: a system call for each nonce would cost as much as the cipher. */
import { randomFillSync } from "node:crypto";
import type { RandomBytes } from "./seal.ts";

const poolBytes = 4_096;

/** Every byte is given out once and then forgotten. */
export function pooledRandom(): RandomBytes {
  const pool = Buffer.alloc(poolBytes);
  let used = poolBytes;
  return (count) => {
    if (count > poolBytes) throw new RangeError(`at most ${poolBytes} random bytes at once`);
    if (used + count > poolBytes) {
      randomFillSync(pool);
      used = 0;
    }
    const bytes = Buffer.from(pool.subarray(used, used + count));
    pool.fill(0, used, used + count);
    used += count;
    return bytes;
  };
}
