/** Makes the product's own pauses wait in simulated time, without the product knowing. */
import { syncBuiltinESMExports } from "node:module";
import timers from "node:timers/promises";
import type { Scheduler } from "./scheduler.ts";

/**
 * From now on `setTimeout` of `node:timers/promises` waits in simulated time where a task of the
 * scheduler calls it, and as ever elsewhere. Answers how to give it back.
 */
export function takeOverTimers(scheduler: Pick<Scheduler, "inTask" | "sleep">): () => void {
  const real = timers.setTimeout;
  timers.setTimeout = async <Value>(
    ms?: number,
    value?: Value,
    options?: Parameters<typeof real>[2],
  ): Promise<Value> => {
    if (!scheduler.inTask()) return real(ms, value, options);
    await scheduler.sleep(ms ?? 1);
    return value as Value;
  };
  syncBuiltinESMExports();
  return () => {
    timers.setTimeout = real;
    syncBuiltinESMExports();
  };
}
