/** A thread that follows a shared clock and tells, whenever it is asked, what its `Date` says. */
import { parentPort, workerData } from "node:worker_threads";
import * as z from "zod";
import { followClock } from "#infra/local/clock.ts";

const { shared } = z.object({ shared: z.instanceof(SharedArrayBuffer) }).parse(workerData);
followClock(shared);

class Deadline extends Date {
  get inDays(): number {
    return Math.floor(this.getTime() / 86_400_000);
  }
}

parentPort?.on("message", () => {
  const date = new Date();
  const deadline = new Deadline();
  const ItsKind = z.custom<DateConstructor>().parse(date.constructor);
  parentPort?.postMessage({
    constructed: date.getTime(),
    now: Date.now(),
    called: Date(),
    ofNumber: new Date(0).toISOString(),
    ofText: new Date("2026-02-03T04:05:06Z").toISOString(),
    ofParts: new Date(Date.UTC(2026, 1, 3)).toISOString(),
    parsed: Date.parse("1970-01-02T00:00:00Z"),
    utc: Date.UTC(1970, 0, 2),
    isDate: date instanceof Date,
    ofItsKind: new ItsKind().getTime(),
    subclass: {
      constructed: deadline.inDays * 86_400_000,
      isDate: deadline instanceof Date,
      isItself: deadline instanceof Deadline,
    },
    name: Date.name,
    length: Date.length,
  });
});
