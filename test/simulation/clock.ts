/** What one machine believes the time to be: near the simulated time, and sometimes moved. */
import type { Random } from "#bin/random.ts";
import type { Turns } from "./scheduler.ts";

export interface Clock {
  now(): Date;
  /** Moves this clock alone, forwards or backwards, as a synchronisation does. */
  jump(ms: number): void;
}

/** Wrong by at most `skewMsMax`, before it jumps. */
export function createClock(
  { now }: Pick<Turns, "now">,
  { random, skewMsMax }: { random: Random; skewMsMax: number },
): Clock {
  let skewMs = random.integer(2 * skewMsMax + 1) - skewMsMax;
  return {
    now: () => new Date(now() + skewMs),
    jump: (ms) => void (skewMs += ms),
  };
}
