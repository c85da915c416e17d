/** EventBridge schedules on this machine: what falls due when time passes, or is moved. */
import type { LocalSchedule } from "./deployment.ts";
import type { Runtime } from "./runtime.ts";

/** By schedule: up to when it has run, in milliseconds. */
export type RanUntil = Readonly<Record<string, number>>;

export interface Ran {
  /** Names of schedules, oldest first. */
  ran: string[];
  /** These stay due. */
  failed: string[];
  ranUntil: RanUntil;
}

export interface Scheduler {
  /**
   * Runs each schedule once where one or more of its times fell after it ran last. One that is seen
   * for the first time begins to count at `toMs`, in `ranUntil`.
   */
  runDue(ranUntil: RanUntil, toMs: number): Promise<Ran>;
}

const unitMs: Record<string, number> = { minute: 60_000, hour: 3_600_000, day: 86_400_000 };

/** Throws an Error where an expression is none that is known here. */
export function createScheduler(
  schedules: readonly LocalSchedule[],
  runtime: Pick<Runtime, "invoke">,
): Scheduler {
  const timed = schedules.map((schedule) => ({ ...schedule, times: timesOf(schedule.expression) }));
  return {
    async runDue(before, toMs) {
      const since = ({ name }: LocalSchedule): number => before[name] ?? toMs;
      const due = timed
        .map((each) => ({ ...each, at: each.times(since(each)) }))
        .filter(({ at }) => at <= toMs)
        .sort((a, b) => a.at - b.at);
      const ranUntil = Object.fromEntries(timed.map((each) => [each.name, since(each)]));
      const ran: string[] = [];
      const failed: string[] = [];
      for (const { name, functionName } of due) {
        try {
          await runtime.invoke(functionName, {});
          ranUntil[name] = toMs;
          ran.push(name);
        } catch {
          // The runtime has said so; like EventBridge, the next round tries again.
          failed.push(name);
        }
      }
      return { ran, failed, ranUntil };
    },
  };
}

/** The next time after a given one. Rates, and daily crons such as `cron(15 3 * * ? *)`, in UTC. */
function timesOf(expression: string): (afterMs: number) => number {
  const rate = /^rate\(([1-9]\d*) (minute|hour|day)s?\)$/.exec(expression);
  if (rate !== null) {
    const everyMs = Number(rate[1]) * (unitMs[rate[2] ?? ""] ?? Number.NaN);
    return (afterMs) => (Math.floor(afterMs / everyMs) + 1) * everyMs;
  }
  const daily = /^cron\(([0-5]?\d) ([01]?\d|2[0-3]) \* \* \? \*\)$/.exec(expression);
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
