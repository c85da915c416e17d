/** Runs the deployed bundles, one thread a function, started when it is first called. */
import { createInterface } from "node:readline";
import { Worker } from "node:worker_threads";
import { type LocalFunction, shortName } from "./deployment.ts";

export interface Runtime {
  /** Throws an InvocationError where the function throws, dies or takes too long. */
  invoke(functionName: string, event: unknown): Promise<unknown>;
  stop(): Promise<void>;
}

export interface RuntimeOptions {
  functions: readonly LocalFunction[];
  /** The template's variables, and what the machine adds: asked when the function starts. */
  environmentOf: (own: LocalFunction) => Record<string, string>;
  clock: SharedArrayBuffer;
  /** Each line that a function writes, and one where it fails as a whole. */
  onLine: (line: string) => void;
}

export interface WorkerSetup {
  file: string;
  timeoutSeconds: number;
  clock: SharedArrayBuffer;
}
export interface Invocation {
  id: number;
  event: unknown;
}
export type Answer = { id: number; result: unknown } | { id: number; error: string };

/** When a function failed as a whole: Lambda would answer an error to whoever called it. */
export class InvocationError extends Error {
  override name = "InvocationError";
}

interface Waiting {
  resolve(result: unknown): void;
  reject(error: Error): void;
}

/** A function's thread and what it was asked. */
interface Thread {
  worker: Worker;
  waiting: Map<number, Waiting>;
  /** It is given no more, and ends when it has answered, or failed to answer, the rest. */
  retired: boolean;
}

export function createRuntime(options: RuntimeOptions): Runtime {
  const functions = new Map(options.functions.map((each) => [each.name, each]));
  const current = new Map<string, Thread>();
  const all = new Set<Thread>();
  let lastId = 0;

  const threadOf = (own: LocalFunction): Thread => {
    const known = current.get(own.name);
    if (known !== undefined) return known;
    const thread = startThread(own, { ...options, onEnd: () => retire(own.name, thread) });
    current.set(own.name, thread);
    all.add(thread);
    thread.worker.once("exit", () => all.delete(thread));
    return thread;
  };

  const retire = (name: string, thread: Thread): void => {
    thread.retired = true;
    if (current.get(name) === thread) current.delete(name);
  };

  const call = async (own: LocalFunction, event: unknown): Promise<unknown> => {
    const thread = threadOf(own);
    const { worker, waiting } = thread;
    const id = ++lastId;
    const timer = setTimeout(() => {
      // Lambda ends the environment too: it may hang in a loop, and would answer nobody ever again.
      retire(own.name, thread);
      waiting.get(id)?.reject(new InvocationError("TimedOut"));
    }, own.timeoutSeconds * 1_000);
    try {
      return await new Promise((resolve, reject) => {
        waiting.set(id, { resolve, reject });
        worker.postMessage({ id, event } satisfies Invocation);
      });
    } finally {
      clearTimeout(timer);
      waiting.delete(id);
      if (thread.retired && waiting.size === 0) void worker.terminate();
    }
  };

  return {
    async invoke(functionName, event) {
      const own = functions.get(functionName);
      if (own === undefined) throw new InvocationError(`there is no function ${functionName}`);
      try {
        return await call(own, event);
      } catch (error) {
        // Other messages might quote what was asked.
        const reason = error instanceof InvocationError ? error.message : "unknown";
        const said = { outcome: "failed", function: shortName(functionName), error: reason };
        options.onLine(JSON.stringify(said));
        throw error;
      }
    },
    async stop() {
      await Promise.all([...all].map(({ worker }) => worker.terminate()));
    },
  };
}

function startThread(own: LocalFunction, options: RuntimeOptions & { onEnd(): void }): Thread {
  const { environmentOf, clock, onLine, onEnd } = options;
  const worker = new Worker(new URL("./worker.ts", import.meta.url), {
    workerData: { file: own.file, timeoutSeconds: own.timeoutSeconds, clock } satisfies WorkerSetup,
    env: environmentOf(own),
    stdout: true,
    stderr: true,
    execArgv: ["--disable-warning=ExperimentalWarning"],
  });
  const waiting: Thread["waiting"] = new Map();
  const end = (reason: string): void => {
    onEnd();
    for (const { reject } of waiting.values()) reject(new InvocationError(reason));
  };
  worker.on("message", (answer: Answer) => {
    const call = waiting.get(answer.id);
    if ("error" in answer) call?.reject(new InvocationError(answer.error));
    else call?.resolve(answer.result);
  });
  worker.on("error", ({ name: error }) => {
    const said = { outcome: "crashed", function: shortName(own.name), error };
    // Whoever waits says so himself.
    if (waiting.size === 0) onLine(JSON.stringify(said));
    end(error);
  });
  worker.on("exit", () => end("Ended"));
  for (const stream of [worker.stdout, worker.stderr]) {
    createInterface({ input: stream }).on("line", onLine);
  }
  return { worker, waiting, retired: false };
}
