/** Functions in threads of their own: what each is given, and what becomes of one that fails. */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, onTestFinished, test } from "vitest";
import { createClock } from "#infra/local/clock.ts";
import { createRuntime, InvocationError } from "#infra/local/runtime.ts";
import { eventually } from "#test/fixtures/running.ts";
import { temporaryFolder } from "#test/fixtures/temporary-folder.ts";

const dayMs = 86_400_000;

interface Given {
  /** By name of the function: the module that is its bundle. */
  code: Record<string, string>;
  timeoutSeconds?: number;
  environment?: (name: string) => Record<string, string>;
}

function running({ code, timeoutSeconds = 10, environment = () => ({}) }: Given) {
  const folder = temporaryFolder();
  const functions = Object.entries(code).map(([name, source]) => {
    mkdirSync(join(folder, name));
    const file = join(folder, name, "index.mjs");
    writeFileSync(file, source);
    return { name, file, environment: {}, timeoutSeconds };
  });
  const lines: string[] = [];
  const clock = createClock();
  const runtime = createRuntime({
    functions,
    environmentOf: ({ name }) => environment(name),
    clock: clock.shared,
    onLine: (line) => lines.push(line),
  });
  onTestFinished(runtime.stop);
  const said = () => lines.map((line): unknown => JSON.parse(line));
  return { ...runtime, lines, said, clock };
}

const echo = "export const handler = async (event) => event;";
/** Knows how often it was called since it started. */
const counter = "let calls = 0; export const handler = async () => ++calls;";

describe("a function", () => {
  test("is given the event and answers", async () => {
    const { invoke } = running({ code: { echo } });
    const event = { text: "林", list: [1, null, { deep: true }], none: undefined };
    expect(await invoke("echo", event)).toEqual(event);
  });

  test("runs in one thread that goes on from call to call", async () => {
    const { invoke } = running({ code: { counter } });
    await invoke("counter", {});
    await Promise.all([invoke("counter", {}), invoke("counter", {})]);
    expect(await invoke("counter", {})).toBe(4);
  });

  test("answers each of those who ask at the same time", async () => {
    const code =
      "export const handler = ({ ms }) => new Promise((done) => setTimeout(done, ms, ms));";
    const { invoke } = running({ code: { wait: code } });
    const waits = [60, 10, 40].map((ms) => invoke("wait", { ms }));
    expect(await Promise.all(waits)).toEqual([60, 10, 40]);
  });

  test("shares nothing with another one", async () => {
    const { invoke } = running({ code: { one: counter, other: counter } });
    await invoke("one", {});
    await invoke("one", {});
    expect(await invoke("other", {})).toBe(1);
  });

  test("starts when it is first called, not before", async () => {
    const loud = `console.log(JSON.stringify({ outcome: "loaded" })); ${echo}`;
    const { invoke, lines } = running({ code: { loud, echo } });
    await invoke("echo", {});
    await sleep(50);
    expect(lines).toEqual([]);
    await invoke("loud", {});
    expect(
      await eventually(
        () => lines.length,
        (count) => count > 0,
      ),
    ).toBe(1);
  });

  test("that there is none of is refused by name", async () => {
    const { invoke } = running({ code: { echo } });
    await expect(invoke("missing", {})).rejects.toThrow("there is no function missing");
  });
});

describe("its environment", () => {
  const tell = "export const handler = async () => ({ ...process.env });";
  const change = 'export const handler = async () => { process.env.OWN = "changed"; };';

  test("holds what it was given, and nothing of this machine or of another function", async () => {
    const { invoke } = running({
      code: { one: tell, other: tell },
      environment: (name) => ({ OWN: name, [`ONLY_${name}`]: "1" }),
    });
    expect(await invoke("one", {})).toEqual({ OWN: "one", ONLY_one: "1" });
    expect(await invoke("other", {})).toEqual({ OWN: "other", ONLY_other: "1" });
  });

  test("is changed for nobody else", async () => {
    const { invoke } = running({ code: { change, tell }, environment: () => ({ OWN: "given" }) });
    await invoke("change", {});
    expect(await invoke("tell", {})).toEqual({ OWN: "given" });
    expect(process.env["OWN"]).toBeUndefined();
  });

  test("is asked for again when it starts again", async () => {
    let starts = 0;
    const { invoke } = running({
      code: {
        tell: `${tell} export const unused = 1;`.replace(
          "async () =>",
          "async (event) => event.crash ? process.exit(1) :",
        ),
      },
      environment: () => ({ START: String(++starts) }),
    });
    expect(await invoke("tell", {})).toEqual({ START: "1" });
    await expect(invoke("tell", { crash: true })).rejects.toThrow(InvocationError);
    expect(await invoke("tell", {})).toEqual({ START: "2" });
  });
});

describe("its clock", () => {
  test("is the one that can be moved", async () => {
    const code = "export const handler = async () => [Date.now(), new Date().getTime()];";
    const { invoke, clock } = running({ code: { now: code } });
    clock.advance(20 * dayMs);
    for (const ms of (await invoke("now", {})) as number[]) {
      expect(Math.abs(ms - Date.now() - 20 * dayMs)).toBeLessThan(5_000);
    }
  });

  test("tells how much of its time is left", async () => {
    const code = "export const handler = async (_, context) => context.getRemainingTimeInMillis();";
    const { invoke } = running({ code: { left: code }, timeoutSeconds: 7 });
    const left = Number(await invoke("left", {}));
    expect(left).toBeGreaterThan(5_000);
    expect(left).toBeLessThanOrEqual(7_000);
  });
});

describe("what it writes", () => {
  test("is passed on line by line, from both streams", async () => {
    const code = `export const handler = async () => {
      console.log("first\\nsecond");
      process.stdout.write("third, in ");
      process.stdout.write("two pieces\\n");
      console.error("fourth");
    };`;
    const { invoke, lines } = running({ code: { talk: code } });
    await invoke("talk", {});
    await eventually(
      () => lines.length,
      (count) => count >= 4,
    );
    expect(lines.toSorted()).toEqual(["first", "fourth", "second", "third, in two pieces"]);
  });

  test("last is not lost when everything stops", async () => {
    const code = 'export const handler = async () => console.log("the last word");';
    const { invoke, stop, lines } = running({ code: { talk: code } });
    await invoke("talk", {});
    await stop();
    expect(
      await eventually(
        () => lines,
        ({ length }) => length > 0,
      ),
    ).toEqual(["the last word"]);
  });
});

describe("one that throws", () => {
  const throwing = `${counter.replace("async () =>", 'async (event) => { if (event.bad) { calls++; throw new RangeError("林晓雨"); } return')} };`;

  test("fails that call, with the error's class and none of its words", async () => {
    const { invoke, lines } = running({ code: { throwing } });
    const calling = invoke("throwing", { bad: true });
    await expect(calling).rejects.toThrow(InvocationError);
    await expect(calling).rejects.toThrow("RangeError");
    expect(lines.join()).not.toContain("林");
  });

  test("is said in one line", async () => {
    const { invoke, said } = running({ code: { throwing } });
    await invoke("throwing", { bad: true }).catch(() => {});
    expect(said()).toEqual([{ outcome: "failed", function: "throwing", error: "RangeError" }]);
  });

  test("goes on in the same thread, as in Lambda", async () => {
    const { invoke } = running({ code: { throwing } });
    await invoke("throwing", { bad: true }).catch(() => {});
    expect(await invoke("throwing", {})).toBe(2);
  });
});

describe("one that crashes", () => {
  const crash = (how: string) => `
    let calls = 0;
    export const handler = async (event) => {
      calls++;
      if (event.bad) { ${how}; await new Promise((done) => setTimeout(done, 5_000)); }
      return calls;
    };`;
  const crashes: [string, string][] = [
    ["ends its process", "process.exit(3)"],
    ["throws where nobody catches", 'setTimeout(() => { throw new RangeError("private"); })'],
    ["forgets a promise", 'Promise.reject(new RangeError("private"))'],
  ];

  test.each(crashes)("because it %s fails everybody who waits, at once", async (_, how) => {
    const { invoke, lines } = running({ code: { crash: crash(how) } });
    const startedMs = performance.now();
    const calls = [invoke("crash", { bad: true }), invoke("crash", { bad: true })];
    for (const call of calls) await expect(call).rejects.toThrow(InvocationError);
    expect(performance.now() - startedMs).toBeLessThan(4_000);
    expect(lines.join()).not.toContain("private");
  });

  test.each(crashes)("because it %s starts again with the next call, once", async (_, how) => {
    const { invoke } = running({ code: { crash: crash(how) } });
    expect(await invoke("crash", {})).toBe(1);
    await invoke("crash", { bad: true }).catch(() => {});
    expect(await invoke("crash", {})).toBe(1);
    // The end of the old thread must not end the new one.
    await sleep(100);
    expect(await invoke("crash", {})).toBe(2);
  });

  test("while nobody waits is said", async () => {
    const code =
      'export const handler = async () => void setTimeout(() => { throw new RangeError("private"); }, 50);';
    const { invoke, said } = running({ code: { later: code } });
    await invoke("later", {});
    await eventually(
      () => said().length,
      (count) => count > 0,
    );
    expect(said()).toEqual([{ outcome: "crashed", function: "later", error: "RangeError" }]);
  });

  test("while it is loaded fails the call, and is said", async () => {
    const { invoke, said } = running({ code: { broken: 'throw new TypeError("private");' } });
    await expect(invoke("broken", {})).rejects.toThrow("TypeError");
    expect(said()).toEqual([{ outcome: "failed", function: "broken", error: "TypeError" }]);
  });
});

describe("one that takes too long", () => {
  const slow = `
    let calls = 0;
    export const handler = async ({ ms, spin }) => {
      calls++;
      while (spin) {}
      await new Promise((done) => setTimeout(done, ms ?? 0));
      return calls;
    };`;

  test("fails when its time is over, and is said", async () => {
    const { invoke, said } = running({ code: { slow }, timeoutSeconds: 0.3 });
    await expect(invoke("slow", { ms: 5_000 })).rejects.toThrow("TimedOut");
    expect(said()).toEqual([{ outcome: "failed", function: "slow", error: "TimedOut" }]);
  });

  test("even if it hangs in a loop, answers the next call from a new thread", async () => {
    const { invoke } = running({ code: { slow }, timeoutSeconds: 2 });
    await expect(invoke("slow", { spin: true })).rejects.toThrow("TimedOut");
    expect(await invoke("slow", {})).toBe(1);
  });

  test("is ended: it does nothing more behind the back of who asked", async () => {
    const code = `export const handler = () => new Promise(() => {
      setInterval(() => console.log("still here"), 10);
    });`;
    const { invoke, lines } = running({ code: { ghost: code }, timeoutSeconds: 0.5 });
    await expect(invoke("ghost", {})).rejects.toThrow("TimedOut");
    await sleep(200);
    const before = lines.length;
    await sleep(200);
    expect(lines.length).toBe(before);
  });

  test("takes nobody with it who still has time", async () => {
    const { invoke } = running({ code: { slow }, timeoutSeconds: 1 });
    await invoke("slow", {});
    const late = invoke("slow", { ms: 10_000 });
    await sleep(600);
    const inTime = invoke("slow", { ms: 600 });
    await expect(late).rejects.toThrow("TimedOut");
    expect(await inTime).toBe(3);
  });
});
