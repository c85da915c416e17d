/** One function's thread: Lambda's execution environment, with an environment and a clock of its own. */
import { pathToFileURL } from "node:url";
import { parentPort, workerData } from "node:worker_threads";
import { followClock } from "./clock.ts";
import type { Answer, Invocation, WorkerSetup } from "./runtime.ts";

const { file, timeoutSeconds, clock } = workerData as WorkerSetup;
followClock(clock);
const { handler } = (await import(pathToFileURL(file).href)) as {
  handler: (event: unknown, context: unknown) => Promise<unknown>;
};

parentPort?.on("message", ({ id, event }: Invocation) => {
  void run(event).then((outcome) => parentPort?.postMessage({ id, ...outcome } satisfies Answer));
});

async function run(event: unknown): Promise<{ result: unknown } | { error: string }> {
  const deadline = performance.now() + timeoutSeconds * 1_000;
  try {
    const context = { getRemainingTimeInMillis: () => deadline - performance.now() };
    return { result: await handler(event, context) };
  } catch (error) {
    return { error: error instanceof Error ? error.name : "unknown" };
  }
}
