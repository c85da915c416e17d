/** A program that ends with us: when it is told to, when it wants to, and when we are killed. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, writeFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { startChild } from "#infra/local/child.ts";
import { eventually, processesNaming } from "#test/fixtures/running.ts";
import { temporaryFolder } from "#test/fixtures/temporary-folder.ts";

/** A program in a folder of its own, so that its command line can be found. */
function program(lines: readonly string[]): string {
  const file = join(temporaryFolder(), "program.sh");
  writeFileSync(file, ["#!/bin/sh", ...lines, ""].join("\n"));
  chmodSync(file, 0o755);
  return file;
}

const sayAndStay = ["echo ready with $1 >&2", "while :; do sleep 0.05; done"];
const gone = (file: string) =>
  eventually(
    () => processesNaming(file),
    (left) => left.length === 0,
  );

test("it gets its arguments, is heard, and ends when it is told to", async () => {
  const file = program(sayAndStay);
  const child = startChild(file, ["two words"]);
  onTestFinished(child.stop);
  expect(await child.says(/^ready with two words$/)).toBe(true);
  expect(processesNaming(file)).not.toEqual([]);
  await child.stop();
  expect(await gone(file)).toEqual([]);
});

test("one that ends by itself is known to have ended, with its last words", async () => {
  const file = program(["echo first >&2", "echo error: out of luck >&2", "exit 3"]);
  const child = startChild(file, []);
  expect(await child.says(/never said/)).toBe(false);
  await child.ended;
  expect(child.lastWords()).toBe("first\nerror: out of luck");
  expect(await gone(file)).toEqual([]);
  await child.stop();
});

test("of one that talks much only the end is kept", async () => {
  const child = startChild(program(["seq 1 500 >&2"]), []);
  await child.ended;
  const words = child.lastWords().split("\n");
  expect(words.at(-1)).toBe("500");
  expect(words.length).toBeLessThanOrEqual(20);
});

test("one that does not listen is made to end", async () => {
  const file = program(["trap '' TERM", ...sayAndStay]);
  const child = startChild(file, [], 100);
  await child.says(/ready/);
  await child.stop();
  expect(await gone(file)).toEqual([]);
});

test("one that cannot be started ends at once", async () => {
  const child = startChild(join(temporaryFolder(), "missing"), []);
  expect(await child.says(/ready/)).toBe(false);
  expect(child.lastWords()).toContain("missing");
});

test("when we are killed, it ends", async () => {
  const file = program(sayAndStay);
  const code = `
    import { startChild } from "#infra/local/child.ts";
    const child = startChild(${JSON.stringify(file)}, []);
    await child.says(/ready/);
    console.log("started");`;
  const parent = spawn(process.execPath, ["--input-type=module", "-e", code]);
  onTestFinished(() => void parent.kill("SIGKILL"));
  await once(createInterface({ input: parent.stdout }), "line");
  expect(processesNaming(file)).not.toEqual([]);
  parent.kill("SIGKILL");
  await once(parent, "exit");
  expect(await gone(file)).toEqual([]);
});
