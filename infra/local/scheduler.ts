/** EventBridge schedules on this machine: what falls due when time passes, or is moved. */
import type { LocalSchedule } from "./deployment.ts";
import type { Runtime } from "./runtime.ts";

export interface Scheduler {
  /** Runs each schedule once where one or more of its times fell in between, oldest first. */
  runDue(fromMs: number, toMs: number): Promise<string[]>;
}

const unitMs: Record<string, number> = { minute: 60_000, hour: 3_600_000, day: 86_400_000 };

export function createScheduler(schedules: readonly LocalSchedule[], runtime: Runtime): Scheduler {
  const timed = schedules.map((schedule) => ({ ...schedule, times: timesOf(schedule.expression) }));
  return {
    async runDue(fromMs, toMs) {
      const due = timed
        .map(({ functionName, times }) => ({ functionName, at: times(fromMs) }))
        .filter(({ at }) => at <= toMs)
        .sort((a, b) => a.at - b.at);
      for (const { functionName } of due) await runtime.invoke(functionName, {});
      return due.map(({ functionName }) => functionName);
    },
  };
}

/** The next time after a given one. Rates, and daily crons such as `cron(15 3 * * ? *)`, in UTC. */
function timesOf(expression: string): (afterMs: number) => number {
  const rate = /^rate\((\d+) (minute|hour|day)s?\)$/.exec(expression);
  if (rate !== null) {
    const everyMs = Number(rate[1]) * (unitMs[rate[2] ?? ""] ?? Number.NaN);
    return (afterMs) => (Math.floor(afterMs / everyMs) + 1) * everyMs;
  }
  const daily = /^cron\((\d+) (\d+) \* \* \? \*\)$/.exec(expression);
  if (daily !== null) {
    const dayMs = 86_400_000;
    const inDayMs = (Number(daily[2]) * 60 + Number(daily[1])) * 60_000;
    return (afterMs) => {
      const today = Math.floor(afterMs / dayMs) * dayMs + inDayMs;
      return today > afterMs ? today : today + dayMs;
    };
  }
  throw new Error(`the embedded run does not know the schedule ${expression}`);
}
