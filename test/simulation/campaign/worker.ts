/** A process of a campaign: runs the seeds it is given, and reports. */
import { createRandom } from "#bin/random.ts";
import { exceptionFor, type Piece, type ReachWatch, watchReach } from "./reach.ts";

export interface Job {
  seed: string;
  events: number;
  /** To see whether it does the same again. */
  twice: boolean;
}

export interface Report {
  seed: string;
  broken: { promise: string; what: string } | undefined;
  /** Whether the second run did exactly what the first one did. */
  repeats: boolean;
  events: number;
  copies: number;
  turns: number;
  simulatedMs: number;
  happened: [string, number][];
  /** Code that this process has not run yet; undefined where it does not watch. */
  unreached: Piece[] | undefined;
}

const watches = process.argv.includes("--watch-reach");
let watch: ReachWatch | undefined = watches ? await watchReach() : undefined;
// Only what is loaded while it is watched is seen from its beginning.
const { makePlan } = await import("../world/plan.ts");
const { run } = await import("../world/run.ts");

async function report({ seed, events, twice }: Job): Promise<Report> {
  const plan = makePlan(createRandom(seed).fork("plan"), { events });
  const first = await run(seed, plan);
  const second = twice ? await run(seed, plan) : first;
  const unreached = await watch?.take();
  // To look costs a third of the time: not longer than there is something left to see.
  if (unreached?.every((piece) => exceptionFor(piece) !== undefined) === true) {
    await watch?.stop();
    watch = undefined;
  }
  const { broken, copies, turns, simulatedMs } = first;
  return {
    seed,
    broken,
    repeats: first.hash === second.hash,
    events: first.events,
    copies,
    turns,
    simulatedMs,
    happened: [...first.happened],
    unreached,
  };
}

process.on("message", (job: Job) => {
  report(job).then(
    (each) => process.send?.(each),
    (error: unknown) => {
      // A fault of the simulation itself, not of what it simulates.
      console.error(`seed ${job.seed}:`, error);
      process.exit(1);
    },
  );
});
process.send?.("ready");
