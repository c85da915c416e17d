/** Processes that share the seeds of a campaign. */
import { type ChildProcess, fork } from "node:child_process";
import { join } from "node:path";
import type { Job, Report } from "./worker.ts";

export interface PoolOptions {
  processes: number;
  jobs: Iterable<Job>;
  /** Whether one of them watches which code runs: that costs time. */
  watches: boolean;
  /** Says whether to go on. */
  onReport(report: Report): boolean;
}

/** Runs until all jobs are done or nobody wants more; throws where a process dies. */
export async function runPool({ processes, jobs, watches, onReport }: PoolOptions): Promise<void> {
  const waiting = jobs[Symbol.iterator]();
  let goesOn = true;
  const serve = (at: number): Promise<void> =>
    new Promise((resolve, reject) => {
      const child = startWorker(watches && at === 0);
      const next = (): void => {
        const { value, done } = goesOn ? waiting.next() : { value: undefined, done: true };
        if (done === true || value === undefined) child.kill();
        else child.send(value);
      };
      child.on("message", (message: "ready" | Report) => {
        if (message !== "ready") goesOn &&= onReport(message);
        next();
      });
      child.on("exit", (code, signal) => {
        if (signal === "SIGTERM") resolve();
        else reject(new Error(`a process of the campaign ended with ${code ?? signal}`));
      });
    });
  await Promise.all(Array.from({ length: processes }, (_, at) => serve(at)));
}

function startWorker(watches: boolean): ChildProcess {
  const file = join(import.meta.dirname, "worker.ts");
  const args = watches ? ["--watch-reach"] : [];
  // A world makes much that it soon forgets: room for it saves a tenth of the time.
  const execArgv = ["--disable-warning=ExperimentalWarning", "--max-semi-space-size=64"];
  return fork(file, args, { execArgv });
}
