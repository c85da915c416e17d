/** A machine: a clock of its own, work that is gone when it crashes, and begins anew afterwards. */
import { type Clock, createClock } from "../clock.ts";
import type { Random } from "#bin/random.ts";
import type { Scheduler, Task } from "../scheduler.ts";

export interface Machine {
  readonly name: string;
  readonly clock: Clock;
  /** For ids and spreading; what it draws disturbs nobody else's. */
  readonly random: Random;
  /** As often as it began anew; whoever keeps something in memory keeps it for one life. */
  readonly life: number;
  /** A request: work that ends by itself. Where the machine is down it waits until it is not. */
  run(what: string, work: () => Promise<unknown>): void;
  isUp(): boolean;
  /** Requests that are under way or wait. */
  requests(): number;
  /** Does some of its own work, which is in hand until it ends, or the machine crashes. */
  handle<Result>(work: () => Promise<Result>): Promise<Result>;
  /** How much of its own work is in hand: also while others have it as well, because it froze. */
  inHand(): number;
  /** It does nothing for so long, and goes on then as if nothing had been. Answers how much work waits. */
  freeze(ms: number): number;
  /** All of its work stops wherever it is. Answers how much there was. */
  crash(downMs: number): number;
}

export interface MachineOptions {
  name: string;
  scheduler: Scheduler;
  random: Random;
  skewMsMax: number;
  /** What it does from the beginning of each life on, for as long as it lives. */
  live?: (machine: Machine) => Promise<void>;
  /** Work that threw: nobody else is told. */
  onFailed: (what: string, error: unknown) => void;
}

export function startMachine(options: MachineOptions): Machine {
  const { name, scheduler, random, skewMsMax, live, onFailed } = options;
  const clock = createClock(scheduler, { random: random.fork("clock"), skewMsMax });
  const requests = new Set<Task>();
  const waiting: (() => void)[] = [];
  let lives: Task | undefined;
  let isUp = true;
  let life = 1;
  let inHand = 0;

  const watch = async (task: Task): Promise<void> => {
    const outcome = await task.outcome;
    requests.delete(task);
    if (outcome.kind === "failed") onFailed(task.name, outcome.error);
  };
  const start = (what: string, work: () => Promise<unknown>): Task => {
    const task = scheduler.start(`${name} ${what}`, work);
    void watch(task);
    return task;
  };
  const begin = (): void => {
    if (live !== undefined) lives = start(`life ${life}`, () => live(machine));
    for (const each of waiting.splice(0)) each();
  };
  const underWay = (): Task[] => [...requests, ...(lives ? [lives] : [])];
  const machine: Machine = {
    name,
    clock,
    random,
    get life() {
      return life;
    },
    run(what, work) {
      const request = () => void requests.add(start(what, work));
      if (isUp) request();
      else waiting.push(request);
    },
    isUp: () => isUp,
    requests: () => requests.size + waiting.length,
    async handle(work) {
      inHand += 1;
      try {
        return await work();
      } finally {
        inHand -= 1;
      }
    },
    inHand: () => inHand,
    freeze(ms) {
      const frozen = isUp ? underWay() : [];
      for (const task of frozen) scheduler.freeze(task, ms);
      return frozen.length;
    },
    crash(downMs) {
      if (!isUp) return 0;
      isUp = false;
      const stopped = underWay();
      for (const task of stopped) scheduler.crash(task);
      requests.clear();
      inHand = 0;
      scheduler.start(`${name} is down`, async () => {
        await scheduler.sleep(downMs);
        isUp = true;
        life += 1;
        begin();
      });
      return stopped.length;
    },
  };
  begin();
  return machine;
}
