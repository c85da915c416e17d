/** The movable clock: what a thread sees of it, which steps it takes, and that only this machine has it. */
import { readFileSync } from "node:fs";
import { once } from "node:events";
import { join } from "node:path";
import { Worker } from "node:worker_threads";
import * as fc from "fast-check";
import { describe, expect, onTestFinished, test } from "vitest";
import * as z from "zod";
import { bundleFunctions } from "#infra/bundle.ts";
import { createClock, parseStep } from "#infra/local/clock.ts";
import { functionSources } from "#infra/sources.ts";
import { readTenant, tenantNames } from "#infra/tenant.ts";
import { temporaryFolder } from "#test/fixtures/temporary-folder.ts";
import { synthesise } from "#test/infra/templates.ts";

const dayMs = 86_400_000;
/** For a thread to be asked and to answer, on a busy machine. */
const aWhileMs = 10_000;

/** What the thread of `clock-thread.ts` sees. */
const Seen = z.object({
  constructed: z.number(),
  now: z.number(),
  called: z.string(),
  ofNumber: z.string(),
  ofText: z.string(),
  ofParts: z.string(),
  parsed: z.number(),
  utc: z.number(),
  isDate: z.boolean(),
  ofItsKind: z.number(),
  subclass: z.object({ constructed: z.number(), isDate: z.boolean(), isItself: z.boolean() }),
  name: z.string(),
  length: z.number(),
});

describe("a clock", () => {
  test("goes as the machine's does until it is moved", () => {
    const clock = createClock();
    expect(Math.abs(clock.now() - Date.now())).toBeLessThan(1_000);
  });

  test("is ahead by all that it was moved, and by what it remembers", () => {
    const clock = createClock(3 * dayMs);
    clock.advance(2 * dayMs);
    clock.advance(0.5);
    expect(clock.aheadMs()).toBe(5 * dayMs);
    expect(Math.abs(clock.now() - Date.now() - 5 * dayMs)).toBeLessThan(1_000);
  });

  test.each([-1, -dayMs, Number.NaN])("does not move by %d", (byMs) => {
    const clock = createClock(dayMs);
    expect(() => clock.advance(byMs)).toThrow(RangeError);
    expect(clock.aheadMs()).toBe(dayMs);
  });
});

describe("a thread that follows the clock", () => {
  async function startThread() {
    const clock = createClock(30 * dayMs);
    const worker = new Worker(new URL("./clock-thread.ts", import.meta.url), {
      workerData: { shared: clock.shared },
    });
    onTestFinished(async () => void (await worker.terminate()));
    const see = async () => {
      worker.postMessage("look");
      const [seen]: unknown[] = await once(worker, "message");
      return Seen.parse(seen);
    };
    return { clock, see };
  }

  test("has its time in every way of asking for it", async () => {
    const { see, clock } = await startThread();
    const before = clock.now();
    const seen = await see();
    for (const ms of [seen.constructed, seen.now, seen.ofItsKind]) {
      expect(ms).toBeGreaterThanOrEqual(before);
      expect(ms).toBeLessThan(before + aWhileMs);
    }
    // To the second, in words.
    expect(Date.parse(seen.called)).toBeGreaterThan(before - 1_000);
    expect(Date.parse(seen.called)).toBeLessThan(before + aWhileMs);
  });

  test("sees at once that it was moved", async () => {
    const { see, clock } = await startThread();
    const before = await see();
    clock.advance(20 * dayMs);
    const after = await see();
    expect(after.now - before.now).toBeGreaterThanOrEqual(20 * dayMs);
    expect(after.now - before.now).toBeLessThan(20 * dayMs + aWhileMs);
  });

  test("reads and writes any other time as ever", async () => {
    const { see } = await startThread();
    expect(await see()).toMatchObject({
      ofNumber: "1970-01-01T00:00:00.000Z",
      ofText: "2026-02-03T04:05:06.000Z",
      ofParts: "2026-02-03T00:00:00.000Z",
      parsed: dayMs,
      utc: dayMs,
      name: "Date",
      length: 7,
    });
  });

  test("has dates that are dates, also of a class of its own", async () => {
    const { see, clock } = await startThread();
    const { isDate, subclass } = await see();
    expect([isDate, subclass.isDate, subclass.isItself]).toEqual([true, true, true]);
    expect(subclass.constructed).toBeGreaterThan(clock.now() - 2 * dayMs);
  });
});

describe("a step", () => {
  test.each([
    ["+20d", 20 * dayMs],
    ["+3h", 3 * 3_600_000],
    ["+10m", 600_000],
    ["+30s", 30_000],
    ["+999999d", 999_999 * dayMs],
  ])("%s is taken", (text, ms) => {
    expect(parseStep(text)).toBe(ms);
  });

  test.each([
    "",
    "+",
    "20d",
    "-20d",
    "+-20d",
    "+0d",
    "+d",
    "+20",
    "+20w",
    "+20D",
    "+1.5d",
    "+1e3s",
    "+1000000d",
    "+20d ",
    " +20d",
    "+20d\n",
    "+20d+3h",
    "+２０d",
    "__proto__",
    "+1constructor",
  ])("%j is refused", (text) => {
    expect(parseStep(text)).toBeUndefined();
  });

  test("that is taken moves forward, whatever the text", () => {
    fc.assert(
      fc.property(fc.stringMatching(/^\+?-?[0-9.]{0,8}[smhdw]?$/), (text) => {
        expect(parseStep(text) ?? 1).toBeGreaterThan(0);
      }),
    );
  });
});

describe("what is deployed", () => {
  /** What minifying leaves as it is. */
  const words = /\/_local\/|time only moves forward/;

  test("has no route, variable or schedule that knows the clock, for any tenant", async () => {
    const tenants = tenantNames();
    const templatesOf = await synthesise(...tenants);
    for (const tenant of tenants) {
      const { data, app } = templatesOf(tenant);
      expect(words.test(JSON.stringify([data, app])), tenant).toBe(false);
    }
  });

  test("holds nothing of the embedded platform in any function's bundle", async () => {
    const bundles = await bundleFunctions(functionSources(readTenant("demo")), temporaryFolder());
    expect(bundles.size).toBeGreaterThan(4);
    for (const [name, { folder, inputs }] of bundles) {
      expect(
        inputs.filter((input) => input.startsWith("infra/")),
        name,
      ).toEqual([]);
      expect(words.test(readFileSync(join(folder, "index.mjs"), "utf8")), name).toBe(false);
    }
  });

  test("would be found out: the words stand in the platform itself", () => {
    const root = join(import.meta.dirname, "..", "..", "..", "infra", "local");
    for (const file of ["clock.ts", "timekeeper.ts"]) {
      expect(readFileSync(join(root, file), "utf8")).toMatch(words);
    }
  });
});
