/** The scheduler alone decides who goes next; the same seed decides the same. */
import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, onTestFinished, test } from "vitest";
import { createClock } from "./clock.ts";
import { createRandom } from "#bin/random.ts";
import { alone, createScheduler } from "./scheduler.ts";
import { takeOverTimers } from "./timers.ts";

const startMs = Date.UTC(2026, 2, 1);

const schedulerOf = (seed: string) =>
  createScheduler({ random: createRandom(seed).fork("scheduler"), startMs });

/** Three tasks that write down their turns; answers the order in which they did. */
async function interleaved(seed: string) {
  const scheduler = schedulerOf(seed);
  const order: string[] = [];
  for (const name of ["a", "b", "c"]) {
    scheduler.start(name, async () => {
      for (let turn = 0; turn < 4; turn++) {
        order.push(`${name}${turn}`);
        await scheduler.pause(`after ${turn}`);
      }
    });
  }
  await scheduler.run(1_000);
  return { order, hash: scheduler.trace.hash(), lines: scheduler.trace.last(100) };
}

describe("tasks", () => {
  test("are interleaved the same way by the same seed", async () => {
    const [first, second] = [await interleaved("7"), await interleaved("7")];
    expect(first).toEqual(second);
    expect(first.order).toHaveLength(12);
  });

  test("are interleaved in another way by another seed", async () => {
    const runs = await Promise.all(["1", "2", "3", "4"].map(interleaved));
    expect(new Set(runs.map(({ order }) => order.join())).size).toBe(4);
    expect(new Set(runs.map(({ hash }) => hash)).size).toBe(4);
  });

  test("never run two at a time, between two pauses", async () => {
    const scheduler = schedulerOf("7");
    let inside = 0;
    let most = 0;
    const work = async () => {
      for (let turn = 0; turn < 5; turn++) {
        inside += 1;
        most = Math.max(most, inside);
        await Promise.resolve();
        await Promise.all([Promise.resolve(), Promise.resolve()]);
        inside -= 1;
        await scheduler.pause("turn");
      }
    };
    for (let at = 0; at < 5; at++) scheduler.start(`task ${at}`, work);
    await scheduler.run(1_000);
    expect(most).toBe(1);
  });

  test("may wait in several places at once", async () => {
    const scheduler = schedulerOf("7");
    const task = scheduler.start("many", async () => {
      const branch = async (name: string) => {
        await scheduler.pause(name);
        return name;
      };
      return Promise.all([branch("a"), branch("b")]);
    });
    await scheduler.run(100);
    expect(await task.outcome).toEqual({ kind: "finished", value: ["a", "b"] });
  });

  test("that fail say so, and fail nobody else", async () => {
    const scheduler = schedulerOf("7");
    const failing = scheduler.start("failing", async () => {
      await scheduler.pause("before");
      throw new Error("mine");
    });
    const other = scheduler.start("other", () => scheduler.pause("once"));
    await scheduler.run(100);
    expect(await failing.outcome).toMatchObject({ kind: "failed", error: { message: "mine" } });
    expect((await other.outcome).kind).toBe("finished");
  });

  test("that wait for the world outside are an error, not an endless wait", async () => {
    const scheduler = schedulerOf("7");
    scheduler.start("stuck", () => new Promise(() => {}));
    await expect(scheduler.run(100)).rejects.toThrow("outside of the simulation: stuck");
  });

  test("that do not end are an error after so many steps", async () => {
    const scheduler = schedulerOf("7");
    scheduler.start("endless", async () => {
      for (;;) await scheduler.pause("again");
    });
    await expect(scheduler.run(50)).rejects.toThrow("no end after 50 steps");
  });
});

describe("a crash", () => {
  test("leaves a task where it waits, for ever, and its branches with it", async () => {
    const scheduler = schedulerOf("7");
    const reached: string[] = [];
    const task = scheduler.start("victim", async () => {
      reached.push("begun");
      const on = async (name: string) => {
        await scheduler.pause(name);
        reached.push(name);
      };
      await Promise.all([on("a"), on("b")]);
    });
    await scheduler.step();
    scheduler.crash(task);
    await scheduler.run(100);
    expect(reached).toEqual(["begun"]);
    expect(await task.outcome).toEqual({ kind: "crashed" });
    expect(task.alive).toBe(false);
    expect(scheduler.tasks()).toEqual([]);
  });

  test("of one task leaves the others alone", async () => {
    const scheduler = schedulerOf("7");
    const [victim, other] = ["victim", "other"].map((name) =>
      scheduler.start(name, () => scheduler.pause("once")),
    );
    if (victim !== undefined) scheduler.crash(victim);
    await scheduler.run(100);
    expect((await other?.outcome)?.kind).toBe("finished");
  });

  test("does not stop what a service does for the one who crashed, and gives nobody the answer", async () => {
    const scheduler = schedulerOf("7");
    const done: string[] = [];
    const task = scheduler.start("caller", async () => {
      await scheduler.detached("service", async () => {
        await scheduler.pause("half way");
        done.push("service");
      });
      await scheduler.pause("answer arrives");
      done.push("caller");
    });
    while (!scheduler.trace.last(1)[0]?.endsWith("service: begins")) await scheduler.step();
    scheduler.crash(task);
    await scheduler.run(100);
    expect(done).toEqual(["service"]);
  });

  test("cannot happen to a service", async () => {
    const scheduler = schedulerOf("7");
    scheduler.start("caller", () => scheduler.detached("service", () => scheduler.pause("works")));
    await scheduler.step();
    expect(scheduler.tasks().map(({ name }) => name)).toEqual(["caller"]);
    await scheduler.run(100);
  });

  test("after the end changes nothing", async () => {
    const scheduler = schedulerOf("7");
    const task = scheduler.start("short", async () => 1);
    await scheduler.run(100);
    scheduler.crash(task);
    expect(await task.outcome).toEqual({ kind: "finished", value: 1 });
  });
});

describe("a freeze", () => {
  test("lets others go on, and whoever is frozen goes on afterwards where it was", async () => {
    const scheduler = schedulerOf("7");
    const done: string[] = [];
    const work = (name: string) => async () => {
      for (const step of ["first", "second"]) {
        await scheduler.pause(step);
        done.push(`${name} ${step}`);
      }
    };
    const frozen = scheduler.start("frozen", work("frozen"));
    scheduler.start("other", work("other"));
    scheduler.freeze(frozen, 60_000);
    await scheduler.run(100);
    expect(done).toEqual(["other first", "other second", "frozen first", "frozen second"]);
    expect(scheduler.now() - startMs).toBeGreaterThanOrEqual(60_000);
  });

  test("does not stop what a service does meanwhile", async () => {
    const scheduler = schedulerOf("7");
    let doneAt = 0;
    const task = scheduler.start("caller", async () => {
      await scheduler.detached("service", async () => {
        await scheduler.pause("half way");
        doneAt = scheduler.now();
      });
      await scheduler.pause("answer arrives");
    });
    while (!scheduler.trace.last(1)[0]?.endsWith("service: begins")) await scheduler.step();
    scheduler.freeze(task, 60_000);
    await scheduler.run(100);
    expect(doneAt - startMs).toBeLessThan(60_000);
    expect(scheduler.now() - startMs).toBeGreaterThanOrEqual(60_000);
  });
});

describe("time", () => {
  test("passes only in steps, and jumps to where the next sleeper wakes", async () => {
    const scheduler = schedulerOf("7");
    const woken: number[] = [];
    for (const seconds of [600, 5, 60]) {
      scheduler.start(`sleeper ${seconds}`, async () => {
        await scheduler.sleep(seconds * 1_000);
        woken.push(seconds);
      });
    }
    const real = performance.now();
    await scheduler.run(100);
    expect(woken).toEqual([5, 60, 600]);
    expect(scheduler.now() - startMs).toBeGreaterThanOrEqual(600_000);
    expect(scheduler.now() - startMs).toBeLessThan(601_000);
    expect(performance.now() - real).toBeLessThan(5_000);
  });

  test("may be moved on from outside", async () => {
    const scheduler = schedulerOf("7");
    scheduler.advance(86_400_000);
    expect(scheduler.now() - startMs).toBe(86_400_000);
  });

  test("of the product's own pauses is simulated inside of tasks, and real outside", async () => {
    const scheduler = schedulerOf("7");
    onTestFinished(takeOverTimers(scheduler));
    const task = scheduler.start("product", () => sleep(3_600_000, "slept"));
    await scheduler.run(100);
    expect(await task.outcome).toEqual({ kind: "finished", value: "slept" });
    const before = scheduler.now();
    await sleep(5);
    expect(scheduler.now()).toBe(before);
  });

  test("of the product's own pauses is real again when it is given back", async () => {
    const scheduler = schedulerOf("7");
    takeOverTimers(scheduler)();
    scheduler.start("product", () => sleep(20));
    await expect(scheduler.run(100)).rejects.toThrow("outside of the simulation");
  });

  test("differs from machine to machine, within bounds, until a clock jumps", () => {
    const scheduler = schedulerOf("7");
    const random = createRandom("clocks");
    const clocks = Array.from({ length: 20 }, (_, at) =>
      createClock(scheduler, { random: random.fork(String(at)), skewMsMax: 500 }),
    );
    const skews = clocks.map((clock) => clock.now().getTime() - startMs);
    expect(new Set(skews).size).toBeGreaterThan(10);
    for (const skew of skews) expect(Math.abs(skew)).toBeLessThanOrEqual(500);
    const [clock] = clocks;
    const before = clock?.now().getTime() ?? 0;
    clock?.jump(-60_000);
    expect(clock?.now().getTime()).toBe(before - 60_000);
    expect(scheduler.now()).toBe(startMs);
  });
});

test("outside of tasks a pause is none, and there is no waiting for others", async () => {
  const scheduler = schedulerOf("7");
  await scheduler.pause("nobody else");
  expect(await scheduler.detached("work", async () => 1)).toBe(1);
  expect(await alone(Date.now).detached("work", async () => 2)).toBe(2);
});
