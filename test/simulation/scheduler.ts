/** Decides who goes next: tasks are ordinary promises that wait at `pause`, time is simulated. */
import { AsyncLocalStorage } from "node:async_hooks";
import { createHash } from "node:crypto";
import type { Random } from "#bin/random.ts";

export type Outcome<Result> =
  | { kind: "finished"; value: Result }
  | { kind: "failed"; error: unknown }
  /** It will never go on; whatever it held in memory is gone. */
  | { kind: "crashed" };

export interface Task<Result = unknown> {
  readonly name: string;
  /** Never rejects. */
  readonly outcome: Promise<Outcome<Result>>;
  /** True until there is an outcome. */
  readonly alive: boolean;
}

/** What simulated services need of whoever drives them. */
export interface Turns {
  /** Simulated time, epoch milliseconds. */
  now(): number;
  /** Lets others go first; a task that has crashed never comes back. Outside of tasks: at once. */
  pause(what: string): Promise<void>;
  /** Waits in simulated time. Outside of tasks: not at all. */
  sleep(ms: number, what?: string): Promise<void>;
  /** Work that goes on when whoever asked for it crashes, as that of a service does. */
  detached<Result>(name: string, work: () => Promise<Result>): Promise<Result>;
}

/** Where nobody else goes first. */
export const alone = (now: () => number): Turns => ({
  now,
  pause: () => Promise.resolve(),
  sleep: () => Promise.resolve(),
  detached: (_, work) => work(),
});

export interface Scheduler extends Turns {
  /** Begins at its first turn. */
  start<Result>(name: string, work: () => Promise<Result>): Task<Result>;
  /** It does nothing for so long, and goes on then as if nothing had been. */
  freeze(task: Task, ms: number): void;
  /** Wherever it waits, it stays there for ever. */
  crash(task: Task): void;
  /** Tasks of `start` that are alive, oldest first. */
  tasks(): readonly Task[];
  /** Gives one task its turn; time moves on, as far as needed. False where no task is alive. */
  step(): Promise<boolean>;
  /** Steps until no task is alive. Throws after too many steps. */
  run(stepsMax: number): Promise<void>;
  /** Lets time pass without giving anybody a turn. */
  advance(ms: number): void;
  /** Whether the caller is a task of this scheduler. */
  inTask(): boolean;
  /** Adds a line to the trace. */
  note(what: string): void;
  trace: Trace;
}

export interface Trace {
  /** Of every line so far: equal runs have equal hashes. */
  hash(): string;
  /** The last lines: when, who, what. */
  last(count: number): readonly string[];
  /** How many lines there were. */
  length(): number;
}

interface Running extends Task {
  alive: boolean;
  crashable: boolean;
  /** Before this it does nothing. */
  frozenUntil: number;
  /** Ends its outcome. */
  end(): void;
}

interface Waiting {
  task: Running;
  what: string;
  wakeAt: number;
  wake(): void;
}

/** Who could go on, and what it would do. */
export interface Ready {
  readonly task: Task;
  readonly what: string;
}

export interface SchedulerOptions {
  random: Random;
  /** When simulated time begins, epoch milliseconds. */
  startMs: number;
  /** A turn takes from nothing to so long. */
  turnMsMax?: number;
  /**
   * Which of those who are ready goes next, by position, where that is not left to chance. Undefined:
   * nobody goes, because somebody has just crashed.
   */
  choose?: (ready: readonly Ready[]) => number | undefined;
}

export function createScheduler(options: SchedulerOptions): Scheduler {
  const { random, startMs, turnMsMax = 5, choose } = options;
  const current = new AsyncLocalStorage<Running>();
  const trace = createTrace();
  const alive = new Set<Running>();
  let waiting: Waiting[] = [];
  let time = startMs;

  const note = (what: string): void => {
    trace.add(`${time} ${current.getStore()?.name ?? "-"}: ${what}`);
  };

  const wait = (what: string, ms: number): Promise<void> => {
    const task = current.getStore();
    if (task === undefined) return Promise.resolve();
    if (!task.alive) return new Promise(() => {});
    const wakeAt = Math.max(time + ms, task.frozenUntil);
    return new Promise((wake) => waiting.push({ task, what, wakeAt, wake }));
  };

  const launch = <Result>(name: string, work: () => Promise<Result>, crashable: boolean) => {
    const ending = Promise.withResolvers<Outcome<Result>>();
    const task: Running & Task<Result> = {
      name,
      alive: true,
      crashable,
      frozenUntil: 0,
      outcome: ending.promise,
      end: () => end({ kind: "crashed" }),
    };
    const end = (outcome: Outcome<Result>): void => {
      if (!task.alive) return;
      task.alive = false;
      alive.delete(task);
      waiting = waiting.filter((each) => each.task !== task);
      trace.add(`${time} ${name}: ${outcome.kind}`);
      ending.resolve(outcome);
    };
    alive.add(task);
    current.run(task, () => {
      wait("begins", 0)
        .then(work)
        .then(
          (value) => end({ kind: "finished", value }),
          (error: unknown) => end({ kind: "failed", error }),
        );
    });
    return task;
  };

  const step = async (): Promise<boolean> => {
    await quiet();
    if (alive.size === 0) return false;
    if (waiting.length === 0) {
      const names = [...alive].map(({ name }) => name).join(", ");
      throw new Error(`waits for something outside of the simulation: ${names}`);
    }
    time = Math.max(time, Math.min(...waiting.map(({ wakeAt }) => wakeAt)));
    const ready = waiting.filter(({ wakeAt }) => wakeAt <= time);
    const at = choose === undefined ? random.integer(ready.length) : choose(ready);
    if (at === undefined) return true;
    const next = ready[at];
    if (next === undefined) throw new RangeError("nobody is ready, though somebody waits");
    waiting = waiting.filter((each) => each !== next);
    time += random.integer(turnMsMax + 1);
    trace.add(`${time} ${next.task.name}: ${next.what}`);
    next.wake();
    await quiet();
    return true;
  };

  return {
    now: () => time,
    pause: (what) => wait(what, 0),
    sleep: (ms, what = "sleeps") => wait(what, Math.max(0, ms)),
    start: (name, work) => launch(name, work, true),
    async detached(name, work) {
      if (current.getStore() === undefined) return work();
      const outcome = await launch(name, work, false).outcome;
      if (outcome.kind === "finished") return outcome.value;
      throw outcome.kind === "failed" ? outcome.error : new RangeError("a service never crashes");
    },
    freeze(task, ms) {
      for (const each of alive) if (each === task) each.frozenUntil = time + ms;
      for (const each of waiting) {
        if (each.task === task) each.wakeAt = Math.max(each.wakeAt, time + ms);
      }
    },
    crash(task) {
      for (const each of alive) if (each === task) each.end();
    },
    tasks: () => [...alive].filter(({ crashable }) => crashable),
    step,
    async run(stepsMax) {
      for (let steps = 0; await step(); steps++) {
        if (steps === stepsMax) throw new Error(`there is no end after ${stepsMax} steps`);
      }
    },
    advance: (ms) => void (time += ms),
    inTask: () => current.getStore() !== undefined,
    note,
    trace,
  };
}

/** Until every promise that can go on has gone on: immediates run when no microtask is left. */
const quiet = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** Enough to read what led to a failure. */
const linesKeptMax = 20_000;

function createTrace(): Trace & { add(line: string): void } {
  const digest = createHash("sha256");
  const lines: string[] = [];
  let length = 0;
  return {
    add(line) {
      digest.update(line).update("\n");
      lines.push(line);
      length += 1;
      if (lines.length > 2 * linesKeptMax) lines.splice(0, linesKeptMax);
    },
    hash: () => digest.copy().digest("hex").slice(0, 16),
    last: (count) => lines.slice(-count),
    length: () => length,
  };
}
