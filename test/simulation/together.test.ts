/** The product's engine on the simulated services: it runs unchanged, and one seed decides all of it. */
import { describe, expect, onTestFinished, test } from "vitest";
import { type EngineContext, resolve } from "#shared/engine/resolve.ts";
import { personId } from "#shared/domain/identity/person-id.ts";
import { readStored } from "#shared/stores/events.ts";
import type { Store } from "#shared/stores/tables.ts";
import { email, eventOf, folding, phone, policy } from "#test/fixtures/events.ts";
import { createClock } from "./clock.ts";
import { createDatabase } from "./dynamodb.ts";
import { shapeOf } from "./dynamodb/shape.ts";
import { createFaults, type FaultRates } from "./faults.ts";
import { createRandom } from "#bin/random.ts";
import { createScheduler } from "./scheduler.ts";
import { readTables } from "./tables.ts";
import { takeOverTimers } from "./timers.ts";
import { seededVault } from "./vault.ts";

const { names, tables } = readTables();

const rates: FaultRates = {
  throttled: 0.05,
  "server error": 0.05,
  "lost answer": 0.1,
  "transaction conflict": 0.05,
  "torn commit": 0.2,
  "unprocessed keys": 0.1,
  "stale index": 0.3,
};

/** Three workers bring overlapping events at once; each is tried again until it is stored. */
async function run(seed: string) {
  const random = createRandom(seed);
  const scheduler = createScheduler({
    random: random.fork("scheduler"),
    startMs: Date.UTC(2026, 2, 1),
  });
  onTestFinished(takeOverTimers(scheduler));
  const faults = createFaults(random.fork("faults"), rates);
  const database = createDatabase({
    tables: tables.map(shapeOf),
    turns: scheduler,
    random: random.fork("database"),
    faults,
  });
  const store: Store = { database, tables: names, vault: seededVault(random.fork("vault")) };
  const events = Array.from({ length: 9 }, (_, at) =>
    eventOf(at, {
      identifiers: [phone(`+8613941700${100 + (at % 3)}`), email(`a${at % 4}@brook1.cn`)],
    }),
  );
  for (let worker = 0; worker < 3; worker++) {
    const own = random.fork(`worker ${worker}`);
    const clock = createClock(scheduler, { random: own.fork("clock"), skewMsMax: 200 });
    const context: EngineContext = {
      ...folding,
      store,
      policy,
      now: clock.now,
      newId: () => personId(clock.now().getTime(), own.bytes(10)),
      jitter: own.next,
    };
    scheduler.start(`worker ${worker}`, async () => {
      for (const event of events.filter((_, at) => at % 3 !== worker)) {
        while ((await resolve([event], context)).kind === "postponed") await scheduler.sleep(5_000);
      }
    });
  }
  const outcomes = scheduler.tasks().map(({ outcome }) => outcome);
  await scheduler.run(100_000);
  faults.stop();
  return {
    kinds: new Set((await Promise.all(outcomes)).map(({ kind }) => kind)),
    hash: scheduler.trace.hash(),
    faults: Object.keys(faults.counts()).length,
    stored: await readStored(
      events.map(({ id }) => id),
      store,
    ),
    rows: [...database.rows(names.people)].filter(({ st }) => st === "active").length,
  };
}

describe("the engine", () => {
  test("runs on the simulated services, and stores every event in spite of faults", async () => {
    const { kinds, faults, stored } = await run("7");
    expect(kinds).toEqual(new Set(["finished"]));
    expect(stored.size).toBe(9);
    expect(faults).toBeGreaterThan(3);
  });

  test("does the same by the same seed, and something else by another", async () => {
    const [first, again, other] = [await run("7"), await run("7"), await run("8")];
    expect(again).toEqual(first);
    expect(other.hash).not.toBe(first.hash);
  });
});
