/** One holder at a time, and none that is dead. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { expect, onTestFinished, test } from "vitest";
import { takeLock } from "#infra/local/lock.ts";
import { temporaryFolder } from "#test/fixtures/temporary-folder.ts";

/** A process of its own that holds the lock until it is killed. */
async function holder(file: string) {
  const code = `
    import { takeLock } from "#infra/local/lock.ts";
    console.log(takeLock(${JSON.stringify(file)}).kind);
    setInterval(() => {}, 1_000);`;
  const child = spawn(process.execPath, ["--input-type=module", "-e", code]);
  onTestFinished(() => void child.kill("SIGKILL"));
  const [kind]: unknown[] = await once(createInterface({ input: child.stdout }), "line");
  expect(kind).toBe("taken");
  return {
    pid: child.pid,
    async kill() {
      child.kill("SIGKILL");
      await once(child, "exit");
    },
  };
}

const newFile = (): string => join(temporaryFolder(), "run.lock");

test("a lock that a running process holds is refused, and names that process", async () => {
  const file = newFile();
  const { pid } = await holder(file);
  expect(takeLock(file)).toEqual({ kind: "held", pid });
  expect(takeLock(file)).toEqual({ kind: "held", pid });
});

test("a lock whose process was killed is free", async () => {
  const file = newFile();
  const { kill } = await holder(file);
  await kill();
  expect(takeLock(file).kind).toBe("taken");
});

test("the same process does not take it twice either", () => {
  const file = newFile();
  const first = takeLock(file);
  expect(first.kind).toBe("taken");
  expect(takeLock(file)).toEqual({ kind: "held", pid: process.pid });
});

test("a lock that was let go is free", () => {
  const file = newFile();
  for (let run = 0; run < 3; run++) {
    const lock = takeLock(file);
    expect(lock.kind).toBe("taken");
    if (lock.kind === "taken") lock.release();
  }
});

test("locks of two folders have nothing to do with each other", () => {
  expect([takeLock(newFile()).kind, takeLock(newFile()).kind]).toEqual(["taken", "taken"]);
});

test.each([
  ["a folder", (file: string) => mkdirSync(file)],
  ["no database", (file: string) => writeFileSync(file, "12345 is a process id".repeat(100))],
])("where %s lies in its place, that is an error and not a lock", (_, put) => {
  const file = newFile();
  put(file);
  expect(() => takeLock(file)).toThrow();
});
