/** Who goes next and who dies: in every way that makes a difference, and in no two that make none. */
import type { Ready, Task } from "../scheduler.ts";
import { type Access, accessesIn, collide } from "./accesses.ts";
import type { Chooser } from "./every-order.ts";

export interface Fate {
  /** For the scheduler: who goes next; undefined where somebody dies instead, or the run is over. */
  choose(ready: readonly Ready[]): number | undefined;
  /** A worker, who begins again from the start whenever it has died. */
  begin(at: number, start: () => Task): void;
  /** Whatever could still happen has happened in another run. */
  isRedundant(): boolean;
}

export interface FateOptions {
  crashesMax: number;
  preemptionsMax?: number | undefined;
  crash: (task: Task) => void;
}

/** What one worker could do now: what it is about to do, or die. */
interface Step {
  worker: number;
  dies: boolean;
  what: string;
  accesses: readonly Access[];
  ready: Ready;
}

/**
 * Two steps of two workers that touch nothing in common may come in either order: only one is tried, by
 * sleep sets (Patrice Godefroid, Partial-Order Methods, 1996): what was tried first at a choice sleeps
 * in the runs that begin with something else, until something is done that it collides with. Nobody
 * dies before a read: to die there is to die before the write that follows, for only memory is lost.
 *
 * Where preemptions are limited, whoever went last goes on unless another is let go first, and no run
 * is left out: what it would be the same as might need more preemptions.
 */
export function createFate(
  chooser: Chooser,
  { crashesMax, preemptionsMax, crash }: FateOptions,
): Fate {
  const workers = new Map<Task, { at: number; start: () => Task }>();
  let crashes = crashesMax;
  let preemptions = preemptionsMax ?? Infinity;
  let last: Task | undefined;
  let sleeping: Step[] = [];
  let redundant = false;

  const begin = (at: number, start: () => Task): void => void workers.set(start(), { at, start });

  const stepsOf = (ready: readonly Ready[]): Step[] =>
    ready.flatMap((each): Step[] => {
      const { what, task } = each;
      const worker = workers.get(task)?.at ?? -1;
      const accesses = accessesIn(what);
      const goes = { worker, dies: false, what, accesses, ready: each };
      const mayDie = crashes > 0 && (what === lastMoment || accesses.some(({ writes }) => writes));
      return mayDie ? [goes, { ...goes, dies: true, accesses: [] }] : [goes];
    });

  const allowed = (ready: readonly Ready[]): readonly Ready[] => {
    const own = ready.find(({ task }) => task === last);
    if (own === undefined || preemptions > 0) return ready;
    return [own];
  };

  const take = (steps: readonly Step[]): Step | undefined => {
    if (preemptionsMax !== undefined) return steps[chooser.choose(steps.length)];
    const awake = steps.filter((step) => !sleeping.some((each) => isSame(each, step)));
    if (awake.length === 0) return undefined;
    const at = chooser.choose(awake.length);
    const taken = awake[at];
    if (taken === undefined) return undefined;
    sleeping = [...sleeping, ...awake.slice(0, at)].filter((each) => isIndependent(each, taken));
    return taken;
  };

  return {
    begin,
    isRedundant: () => redundant,
    choose(ready) {
      const step = take(stepsOf(allowed(ready)));
      if (step === undefined) {
        redundant = true;
        return undefined;
      }
      const { task } = step.ready;
      const worker = workers.get(task);
      if (step.dies && worker !== undefined) {
        crashes -= 1;
        crash(task);
        begin(worker.at, worker.start);
        return undefined;
      }
      if (task !== last && ready.some((each) => each.task === last)) preemptions -= 1;
      last = task;
      return ready.indexOf(step.ready);
    },
  };
}

/** After everything is written, and before whoever sent it learns of that. */
export const lastMoment = "acknowledges";

function isSame(a: Step, b: Step): boolean {
  return a.worker === b.worker && a.dies === b.dies && a.what === b.what;
}

/** Of two who die only as many may as there are deaths. */
function isIndependent(a: Step, b: Step): boolean {
  return a.worker !== b.worker && !(a.dies && b.dies) && !collide(a.accesses, b.accesses);
}
