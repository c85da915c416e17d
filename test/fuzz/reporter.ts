/** What `npm run fuzz` prints: a line a channel as it ends, and each failure with its seed. */
import { basename } from "node:path";
import { styleText } from "node:util";
import type { Reporter, TestCase, TestModule } from "vitest/node";

interface Tally {
  runs: number;
  slowestMs: number;
  slowestBody: string;
  failures: string[];
  startedMs: number;
}

export function createFuzzReporter(names: readonly string[]): Reporter & { failed: () => boolean } {
  const tallies = new Map<string, Tally>();
  const width = Math.max(...names.map(({ length }) => length));
  let ended = 0;
  let hasFailed = false;

  return {
    failed: () => hasFailed || ended < names.length,

    onTestModuleStart(module) {
      const startedMs = performance.now();
      tallies.set(module.moduleId, {
        runs: 0,
        slowestMs: 0,
        slowestBody: "",
        failures: [],
        startedMs,
      });
    },

    onTestCaseResult(test) {
      const tally = tallies.get(test.module.moduleId);
      if (tally !== undefined) count(test, tally);
    },

    onTestModuleEnd(module) {
      const tally = tallies.get(module.moduleId);
      if (tally === undefined) return;
      ended += 1;
      const failures = [...moduleErrors(module), ...tally.failures];
      if (tally.runs === 0) failures.push("nothing ran");
      hasFailed ||= failures.length > 0;
      const place = `${String(ended).padStart(2)}/${names.length}`;
      console.log(`${place}  ${lineOf(nameOf(module).padEnd(width), tally, failures.length)}`);
      for (const failure of failures) console.log(indented(failure));
    },
  };
}

function count(test: TestCase, tally: Tally): void {
  const { fuzz } = test.meta();
  tally.runs += fuzz?.runs ?? 0;
  if ((fuzz?.slowestMs ?? 0) > tally.slowestMs) {
    tally.slowestMs = fuzz?.slowestMs ?? 0;
    tally.slowestBody = fuzz?.slowestBody ?? "";
  }
  for (const { message, cause } of test.result().errors ?? []) {
    const why = cause === undefined ? [] : [`Cause: ${String(Object(cause).message)}`];
    tally.failures.push([test.fullName, message, ...why].join("\n"));
  }
}

function moduleErrors(module: TestModule): string[] {
  return module.errors().map(({ message }) => message);
}

function nameOf(module: TestModule): string {
  return basename(module.moduleId, ".test.ts");
}

function lineOf(name: string, tally: Tally, failures: number): string {
  const { runs, slowestMs, slowestBody, startedMs } = tally;
  const seconds = ((performance.now() - startedMs) / 1_000).toFixed(1);
  return [
    name,
    `${runs.toLocaleString("en")} inputs in ${seconds} s`.padEnd(24),
    `256 KiB in ${slowestMs.toFixed(1).padStart(5)} ms`,
    styleText("dim", `(${slowestBody})`),
    failures === 0 ? styleText("green", "sound") : styleText("red", `${failures} failed`),
  ].join("  ");
}

function indented(text: string): string {
  return text.replaceAll(/^/gm, "       ");
}
