/** When schedules fall due, how often they run, and what becomes of one that fails. */
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createScheduler } from "#infra/local/scheduler.ts";
import { fakeRuntime, type Invoked } from "./invocations.ts";

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;
const at = (text: string): number => Date.parse(text);

/** One schedule a given expression, each with a function of its own name. */
function scheduled(expressions: Record<string, string>, answer?: (invoked: Invoked) => unknown) {
  const runtime = fakeRuntime(answer);
  const schedules = Object.entries(expressions).map(([name, expression]) => ({
    name,
    expression,
    functionName: `${name} function`,
  }));
  const scheduler = createScheduler(schedules, runtime);
  const invoked = () => runtime.invocations.map(({ functionName }) => functionName);
  return { scheduler, invoked };
}

/** Whether an expression falls due between two times. */
async function isDue(expression: string, from: string, to: string): Promise<boolean> {
  const { scheduler } = scheduled({ it: expression });
  const { ran } = await scheduler.runDue({ it: at(from) }, at(to));
  return ran.length > 0;
}

describe("a schedule falls due", () => {
  test.each([
    ["rate(1 minute)", "2026-01-01T00:00:30Z", "2026-01-01T00:01:00Z"],
    ["rate(5 minutes)", "2026-01-01T00:04:59Z", "2026-01-01T00:05:00Z"],
    ["rate(1 hour)", "2026-01-01T00:00:00Z", "2026-01-01T01:00:00Z"],
    ["rate(12 hours)", "2026-01-01T11:59:59Z", "2026-01-01T12:00:00Z"],
    ["rate(1 day)", "2026-01-01T23:59:59Z", "2026-01-02T00:00:00Z"],
    ["cron(15 3 * * ? *)", "2026-01-01T03:14:59Z", "2026-01-01T03:15:00Z"],
    ["cron(15 3 * * ? *)", "2026-01-01T04:00:00Z", "2026-01-02T03:15:00Z"],
    ["cron(0 0 * * ? *)", "2026-02-28T12:00:00Z", "2026-03-01T00:00:00Z"],
    ["cron(59 23 * * ? *)", "2026-12-31T23:58:00Z", "2027-01-01T00:00:00Z"],
  ])("%s between %s and %s", async (expression, from, to) => {
    expect(await isDue(expression, from, to)).toBe(true);
  });

  test.each([
    ["rate(1 minute)", "2026-01-01T00:01:00Z", "2026-01-01T00:01:59Z"],
    ["rate(1 hour)", "2026-01-01T00:00:00Z", "2026-01-01T00:59:59Z"],
    ["rate(1 day)", "2026-01-01T00:00:00Z", "2026-01-01T23:59:59Z"],
    ["cron(15 3 * * ? *)", "2026-01-01T03:15:00Z", "2026-01-02T03:14:59Z"],
    ["cron(0 0 * * ? *)", "2026-01-01T00:00:00Z", "2026-01-01T23:59:59Z"],
  ])("but not %s between %s and %s", async (expression, from, to) => {
    expect(await isDue(expression, from, to)).toBe(false);
  });

  test("at least once in every period, and never where no time has passed", async () => {
    const expressions = fc.constantFrom("rate(1 day)", "cron(15 3 * * ? *)", "rate(7 hours)");
    const times = fc.integer({ min: 0, max: at("2100-01-01") });
    await fc.assert(
      fc.asyncProperty(expressions, times, async (expression, ms) => {
        const { scheduler } = scheduled({ it: expression });
        expect((await scheduler.runDue({ it: ms }, ms)).ran).toEqual([]);
        expect((await scheduler.runDue({ it: ms }, ms + dayMs)).ran).toEqual(["it"]);
      }),
    );
  });
});

describe("what is due", () => {
  const start = at("2026-01-01T00:30:00Z");

  test("runs once, however many of its times have passed, with an empty event", async () => {
    const { scheduler, invoked } = scheduled({ hourly: "rate(1 hour)" });
    const { ran, ranUntil } = await scheduler.runDue({ hourly: start }, start + 20 * dayMs);
    expect(ran).toEqual(["hourly"]);
    expect(invoked()).toEqual(["hourly function"]);
    expect(ranUntil).toEqual({ hourly: start + 20 * dayMs });
    expect((await scheduler.runDue(ranUntil, start + 20 * dayMs)).ran).toEqual([]);
  });

  test("runs in the order of its times", async () => {
    const { scheduler, invoked } = scheduled({
      daily: "cron(0 5 * * ? *)",
      hourly: "rate(1 hour)",
      early: "cron(45 0 * * ? *)",
    });
    const since = { daily: start, hourly: start, early: start };
    await scheduler.runDue(since, start + dayMs);
    expect(invoked()).toEqual(["early function", "hourly function", "daily function"]);
  });

  test("that is not due keeps its time", async () => {
    const { scheduler } = scheduled({ hourly: "rate(1 hour)", daily: "rate(1 day)" });
    const { ranUntil } = await scheduler.runDue({ hourly: start, daily: start }, start + hourMs);
    expect(ranUntil).toEqual({ hourly: start + hourMs, daily: start });
  });

  test("that fails is told, stays due, and stops no other", async () => {
    let broken = true;
    const { scheduler, invoked } = scheduled(
      { first: "rate(1 hour)", second: "rate(2 hours)" },
      ({ functionName }) => {
        if (broken && functionName === "first function") throw new Error("out of order");
      },
    );
    const round = await scheduler.runDue({ first: start, second: start }, start + 3 * hourMs);
    expect(round).toEqual({
      ran: ["second"],
      failed: ["first"],
      ranUntil: { first: start, second: start + 3 * hourMs },
    });
    broken = false;
    const again = await scheduler.runDue(round.ranUntil, start + 3 * hourMs);
    expect(again).toMatchObject({ ran: ["first"], failed: [] });
    expect(invoked()).toEqual(["first function", "second function", "first function"]);
  });

  test("that is new begins to count, and that is gone is forgotten", async () => {
    const { scheduler } = scheduled({ daily: "rate(1 day)" });
    const first = await scheduler.runDue({ gone: start }, start);
    expect(first).toEqual({ ran: [], failed: [], ranUntil: { daily: start } });
    expect((await scheduler.runDue(first.ranUntil, start + dayMs)).ran).toEqual(["daily"]);
  });
});

test.each([
  "rate(0 minutes)",
  "rate(1 week)",
  "rate(1.5 hours)",
  "rate(-1 day)",
  "cron(15 3 1 * ? *)",
  "cron(15 3 ? * MON *)",
  "cron(*/5 * * * ? *)",
  "cron(60 3 * * ? *)",
  "cron(15 24 * * ? *)",
  "at(2026-01-01T00:00:00)",
  "",
])("the expression %j is refused before anything runs", (expression) => {
  expect(() => scheduled({ it: expression })).toThrow(`does not know the schedule ${expression}`);
});
