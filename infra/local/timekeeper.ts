/** Lets time pass: runs what falls due, and moves the clock when `npm run clock` asks for it. */
import { isDeepStrictEqual } from "node:util";
import { latestMs, type MovableClock, parseStep } from "./clock.ts";
import { type LocalSchedule, shortName } from "./deployment.ts";
import type { ControlAnswer, ControlRequest } from "./gateway.ts";
import type { Runtime } from "./runtime.ts";
import { createScheduler, type Ran } from "./scheduler.ts";
import type { State } from "./state.ts";

export interface Timekeeper {
  /** Answers `/_local/clock`; undefined = not its business. */
  control(request: ControlRequest): Promise<ControlAnswer | undefined>;
  /** Finishes what runs. */
  stop(): Promise<void>;
}

export interface TimekeeperOptions {
  schedules: readonly LocalSchedule[];
  runtime: Pick<Runtime, "invoke">;
  clock: MovableClock;
  state: Pick<State, "saved" | "save">;
  /** When what was sent is through, or will not be soon. */
  drained: () => Promise<void>;
  tickMs?: number;
}

/** Everything that fell due while nothing ran is run at once: retention does not wait for a laptop. */
export function keepTime(options: TimekeeperOptions): Timekeeper {
  const { schedules, runtime, clock, state, drained, tickMs = 60_000 } = options;
  const scheduler = createScheduler(schedules, runtime);
  let last: Promise<unknown> = Promise.resolve();

  const runDue = (): Promise<Ran> => {
    const toMs = clock.now();
    // One round after the other: two at once would run the same schedule twice.
    const round = last.then(async () => {
      const before = state.saved.ranUntilMs;
      const done = await scheduler.runDue(before, toMs);
      if (!isDeepStrictEqual(before, done.ranUntil)) state.save({ ranUntilMs: done.ranUntil });
      return done;
    });
    last = round.catch(() => {});
    return round;
  };

  const move = async (step: string): Promise<ControlAnswer> => {
    const stepMs = parseStep(step);
    if (stepMs === undefined) return refused("Say how far, such as +20d, +3h, +10m or +30s.");
    if (clock.now() + stepMs > latestMs)
      return refused("The clock does not go beyond the year 9999.");
    // Days later all of it would be through long since: nothing is late only because time was moved.
    await drained();
    clock.advance(stepMs);
    // Remembered first: who is killed now runs what is due when he comes back.
    state.save({ clockAheadMs: clock.aheadMs() });
    const { ran, failed } = await runDue();
    const body = { now: shown(clock), ran: ran.map(shortName), failed: failed.map(shortName) };
    return { status: 200, body };
  };

  /** What could not be remembered is run again. */
  const tick = (): void => void runDue().catch(() => {});
  tick();
  const timer = setInterval(tick, tickMs);
  return {
    async control({ method, path, body }) {
      if (path !== "/_local/clock") return undefined;
      if (method === "GET") return { status: 200, body: { now: shown(clock) } };
      if (method === "POST") return move(body.toString().trim());
      return { status: 405, body: { problem: "The clock knows GET and POST." } };
    },
    async stop() {
      clearInterval(timer);
      await last;
    },
  };
}

const shown = (clock: MovableClock): string => new Date(clock.now()).toISOString();

const refused = (problem: string): ControlAnswer => ({ status: 400, body: { problem } });
