/** Who goes next and who dies, in every way that makes a difference, and in no two ways that make none. */
import type { Ready, Task } from "../scheduler.ts";
import type { Chooser } from "./every-order.ts";

export interface Fate {
  /** For the scheduler: who goes next; undefined where somebody dies instead. */
  choose(ready: readonly Ready[]): number | undefined;
  /** A worker, who begins again from the start whenever it has died. */
  begin(at: number, start: () => Task): void;
}

export interface FateOptions {
  crashesMax: number;
  preemptionsMax?: number | undefined;
  crash: (task: Task) => void;
}

/**
 * Reads change nothing. So among those between two writes only one order is tried, that of the workers'
 * numbers, and nobody dies before a read: to die there is to die before the write that follows.
 * Where preemptions are limited, whoever went last goes on unless another is let go first.
 */
export function createFate(
  chooser: Chooser,
  { crashesMax, preemptionsMax, crash }: FateOptions,
): Fate {
  const workers = new Map<Task, { at: number; start: () => Task }>();
  let crashes = crashesMax;
  let preemptions = preemptionsMax ?? Infinity;
  let last: Task | undefined;
  /** The highest number of a worker that has read since the last write. */
  let reader = -1;

  const numberOf = ({ task }: Ready): number => workers.get(task)?.at ?? -1;

  const candidates = (ready: readonly Ready[]): readonly Ready[] => {
    if (preemptionsMax === undefined) {
      const inOrder = ready.filter((each) => isWrite(each) || numberOf(each) >= reader);
      // Nobody but earlier readers is left: the same as a run in which they had read before.
      return inOrder.length > 0 ? inOrder : ready.slice(0, 1);
    }
    const own = ready.find(({ task }) => task === last);
    if (own === undefined) return ready;
    return preemptions === 0 ? [own] : [own, ...ready.filter((each) => each !== own)];
  };

  const begin = (at: number, start: () => Task): void => void workers.set(start(), { at, start });

  return {
    begin,
    choose(ready) {
      const options = candidates(ready);
      const chosen = options[chooser.choose(options.length)] ?? ready[0];
      if (chosen === undefined) throw new RangeError("nobody is ready");
      const worker = workers.get(chosen.task);
      if (crashes > 0 && worker && isWrite(chosen) && chooser.choose(2) === 1) {
        crashes -= 1;
        crash(chosen.task);
        begin(worker.at, worker.start);
        return undefined;
      }
      if (chosen.task !== last && ready.some(({ task }) => task === last)) preemptions -= 1;
      last = chosen.task;
      reader = isWrite(chosen) ? -1 : Math.max(reader, numberOf(chosen));
      return ready.indexOf(chosen);
    },
  };
}

const isWrite = ({ what }: Ready): boolean => !/^→ (Get|BatchGet|Query|Scan)|^begins/.test(what);
