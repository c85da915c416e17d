/** Time that passes, time that is moved, and what `/_local/clock` says to it. */
import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, onTestFinished, test } from "vitest";
import * as z from "zod";
import { createClock } from "#infra/local/clock.ts";
import { keepTime } from "#infra/local/timekeeper.ts";
import { eventually } from "#test/fixtures/running.ts";
import { fakeRuntime, type Invoked } from "./invocations.ts";

const dayMs = 86_400_000;
const daily = {
  name: "tributary-demo-app-ExpiryDaily1A2B3C4D",
  expression: "rate(1 day)",
  functionName: "expire",
};

interface Remembered {
  clockAheadMs: number;
  ranUntilMs: Readonly<Record<string, number>>;
}

function kept(
  options: {
    answer?: (invoked: Invoked) => unknown;
    saved?: Partial<Remembered>;
    tickMs?: number;
    drained?: () => Promise<void>;
  } = {},
) {
  const runtime = fakeRuntime(options.answer);
  const saved = { format: 1, tenant: "demo", clockAheadMs: 0, ranUntilMs: {}, ...options.saved };
  const clock = createClock(saved.clockAheadMs);
  let saves = 0;
  const save = (changes: Partial<Remembered>) => {
    saves++;
    Object.assign(saved, changes);
  };
  const timekeeper = keepTime({
    schedules: [daily],
    runtime,
    clock,
    state: { saved, save },
    drained: options.drained ?? (async () => {}),
    ...(options.tickMs !== undefined && { tickMs: options.tickMs }),
  });
  onTestFinished(timekeeper.stop);
  const ask = (method: string, body = "", path = "/_local/clock") =>
    timekeeper.control({ method, path, query: "", headers: {}, body: Buffer.from(body) });
  return { runtime, saved, clock, ask, timekeeper, saves: () => saves };
}

describe("the clock", () => {
  test("tells the time", async () => {
    const { ask, clock } = kept({ saved: { clockAheadMs: 5 * dayMs } });
    const before = clock.now();
    const answer = await ask("GET");
    expect(answer?.status).toBe(200);
    const { now } = z.object({ now: z.string() }).parse(answer?.body);
    expect(Date.parse(now)).toBeGreaterThanOrEqual(before);
    expect(Date.parse(now)).toBeLessThan(before + 5_000);
  });

  test("is moved, is remembered, and runs what falls due, by a name that can be read", async () => {
    const { ask, saved, runtime, clock } = kept();
    const answer = await ask("POST", "+20d\n");
    expect(answer).toMatchObject({ status: 200, body: { ran: ["ExpiryDaily"], failed: [] } });
    expect(runtime.invocations).toEqual([{ functionName: "expire", event: {} }]);
    expect(saved.clockAheadMs).toBe(20 * dayMs);
    expect(clock.aheadMs()).toBe(20 * dayMs);
  });

  test("is moved once what was sent is through", async () => {
    const through = Promise.withResolvers<void>();
    const { ask, clock, runtime } = kept({ drained: () => through.promise });
    const moved = ask("POST", "+20d");
    await sleep(20);
    expect([clock.aheadMs(), runtime.invocations]).toEqual([0, []]);
    through.resolve();
    expect(await moved).toMatchObject({ status: 200 });
    expect(clock.aheadMs()).toBe(20 * dayMs);
  });

  test("says what failed", async () => {
    const { ask } = kept({ answer: () => Promise.reject(new Error("out of order")) });
    expect(await ask("POST", "+2d")).toMatchObject({
      status: 200,
      body: { ran: [], failed: ["ExpiryDaily"] },
    });
  });

  test.each(["", "20d", "-20d", "+20", "yesterday"])("refuses the step %j", async (step) => {
    const { ask, clock, runtime } = kept();
    expect(await ask("POST", step)).toMatchObject({
      status: 400,
      body: { problem: expect.stringContaining("+20d") },
    });
    expect(clock.aheadMs()).toBe(0);
    expect(runtime.invocations).toEqual([]);
  });

  test("does not go where dates have five digits", async () => {
    const { ask, clock, saved } = kept();
    for (let step = 0; step < 2; step++) await ask("POST", "+999999d");
    const before = clock.aheadMs();
    expect(await ask("POST", "+999999d")).toMatchObject({
      status: 400,
      body: { problem: expect.stringContaining("9999") },
    });
    expect([clock.aheadMs(), saved.clockAheadMs]).toEqual([before, before]);
  });

  test.each(["PUT", "DELETE", "HEAD"])("does not know %s", async (method) => {
    const { ask, clock } = kept();
    expect(await ask(method, "+20d")).toMatchObject({ status: 405 });
    expect(clock.aheadMs()).toBe(0);
  });

  test.each(["/_local/clock/", "/_local", "/v1/people", "/"])("is not at %s", async (path) => {
    expect(await kept().ask("POST", "+20d", path)).toBeUndefined();
  });
});

describe("what fell due", () => {
  test("while nothing ran is run at the start", async () => {
    const longAgoMs = Date.now() - 3 * dayMs;
    const { runtime, saved } = kept({ saved: { ranUntilMs: { [daily.name]: longAgoMs } } });
    const [ranUntilMs] = await eventually(
      () => Object.values<number>(saved.ranUntilMs),
      ([until]) => until !== longAgoMs,
    );
    expect(runtime.invocations).toHaveLength(1);
    expect(Date.now() - (ranUntilMs ?? 0)).toBeLessThan(10_000);
  });

  test("is tried again by itself where it failed", async () => {
    let failures = 2;
    const { runtime, ask } = kept({
      tickMs: 10,
      answer: () => {
        if (failures-- > 0) throw new Error("out of order");
      },
    });
    expect(await ask("POST", "+2d")).toMatchObject({ body: { failed: ["ExpiryDaily"] } });
    await eventually(
      () => runtime.invocations.length,
      (count) => count >= 3,
    );
    await sleep(50);
    expect(runtime.invocations).toHaveLength(3);
  });

  test("runs once where two ask at the same time", async () => {
    const { runtime, ask } = kept({ answer: () => sleep(20) });
    await Promise.all([ask("POST", "+2d"), ask("POST", "+30s"), ask("POST", "+30s")]);
    expect(runtime.invocations).toHaveLength(1);
  });

  test("is finished before the end", async () => {
    let finished = false;
    const { ask, timekeeper } = kept({
      answer: async () => {
        await sleep(50);
        finished = true;
      },
    });
    const moving = ask("POST", "+2d");
    await sleep(10);
    await timekeeper.stop();
    expect(finished).toBe(true);
    await moving;
  });

  test("is not written down again and again where nothing changes", async () => {
    const { saves } = kept({ tickMs: 5 });
    await sleep(60);
    expect(saves()).toBe(1);
  });
});
