/** Runs the deployed bundles, one thread a function, started when it is first called. */
import { createInterface } from "node:readline";
import { Worker } from "node:worker_threads";
import type { LocalFunction } from "./deployment.ts";

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
  /** Each line that a function writes. */
  onLine: (line: string) => void;
}

export interface WorkerSetup {
  file: string;
  clock: SharedArrayBuffer;
}
export interface Invocation {
  id: number;
  event: unknown;
}
type Answer = { id: number; result: unknown } | { id: number; error: string };

/** When a function failed as a whole: Lambda would answer an error to whoever called it. */
export class InvocationError extends Error {
  override name = "InvocationError";
}

interface Running {
  worker: Worker;
  waiting: Map<number, { resolve: (result: unknown) => void; reject: (error: Error) => void }>;
}

export function createRuntime(options: RuntimeOptions): Runtime {
  const functions = new Map(options.functions.map((each) => [each.name, each]));
  const running = new Map<string, Running>();
  let lastId = 0;

  const start = (own: LocalFunction): Running => {
    const setup: WorkerSetup = { file: own.file, clock: options.clock };
    const worker = new Worker(new URL("./worker.ts", import.meta.url), {
      workerData: setup,
      env: options.environmentOf(own),
      stdout: true,
      stderr: true,
      execArgv: ["--disable-warning=ExperimentalWarning"],
    });
    const waiting: Running["waiting"] = new Map();
    worker.on("message", (answer: Answer) => {
      const call = waiting.get(answer.id);
      waiting.delete(answer.id);
      if ("error" in answer) call?.reject(new InvocationError(answer.error));
      else call?.resolve(answer.result);
    });
    const die = (reason: string) => {
      running.delete(own.name);
      for (const { reject } of waiting.values()) reject(new InvocationError(reason));
    };
    worker.on("error", (error) => {
      options.onLine(JSON.stringify({ outcome: "crashed", error: error.name }));
      die(error.name);
    });
    worker.on("exit", () => die("stopped"));
    for (const stream of [worker.stdout, worker.stderr]) {
      createInterface({ input: stream }).on("line", (line) => options.onLine(line));
    }
    return { worker, waiting };
  };

  return {
    async invoke(functionName, event) {
      const own = functions.get(functionName);
      if (own === undefined) throw new InvocationError(`there is no function ${functionName}`);
      const { worker, waiting } = running.get(functionName) ?? start(own);
      if (!running.has(functionName)) running.set(functionName, { worker, waiting });
      const id = ++lastId;
      const answered = new Promise((resolve, reject) => waiting.set(id, { resolve, reject }));
      worker.postMessage({ id, event } satisfies Invocation);
      return withTimeout(answered, own.timeoutSeconds);
    },
    async stop() {
      await Promise.all([...running.values()].map(({ worker }) => worker.terminate()));
    },
  };
}

async function withTimeout(answered: Promise<unknown>, seconds: number): Promise<unknown> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new InvocationError("timed out")), seconds * 1_000);
  });
  try {
    return await Promise.race([answered, late]);
  } finally {
    clearTimeout(timer);
  }
}
