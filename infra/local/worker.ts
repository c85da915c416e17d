/** One function's thread: Lambda's execution environment, with an environment and a clock of its own. */
import { pathToFileURL } from "node:url";
import { parentPort, workerData } from "node:worker_threads";
import { followClock } from "./clock.ts";
import type { Invocation, WorkerSetup } from "./runtime.ts";

const { file, clock } = workerData as WorkerSetup;
followClock(clock);
const { handler } = (await import(pathToFileURL(file).href)) as {
  handler: (event: unknown, context: unknown) => Promise<unknown>;
};

parentPort?.on("message", ({ id, event }: Invocation) => {
  void run(event).then((outcome) => parentPort?.postMessage({ id, ...outcome }));
});

async function run(event: unknown): Promise<{ result: unknown } | { error: string }> {
  try {
    return { result: await handler(event, { getRemainingTimeInMillis: () => 30_000 }) };
  } catch (error) {
    return { error: error instanceof Error ? error.name : "unknown" };
  }
}
