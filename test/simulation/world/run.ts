/** One run: everything in the plan happens, then nothing goes wrong any more, and the promises are judged. */
import { takeOverTimers } from "../timers.ts";
import { isTorn } from "#shared/stores/people.ts";
import type { Desk } from "./desk.ts";
import type { Plan } from "./plan.ts";
import { type Broken, judge } from "./promises.ts";
import { count } from "./history.ts";
import { nobodyLeft } from "./promises/erased.ts";
import { readRemains, textIn } from "./remains.ts";
import { startMs } from "./stories.ts";
import { createWorld, type World } from "./world.ts";

export interface Outcome {
  broken: Broken | undefined;
  /** Of everything that happened, turn by turn. */
  hash: string;
  turns: number;
  simulatedMs: number;
  /** Distinct events that were told, and copies of them that arrived. */
  events: number;
  copies: number;
  people: number;
  /** How often each fault, answer and outcome came about. */
  happened: ReadonlyMap<string, number>;
  /** The last lines of the trace. */
  trace(count: number): readonly string[];
}

/** More turns than any run needs: one that goes on is not live. */
const turnsPerEventMax = 4_000;
/** After everything was sent faults go on for so long, where there is still something to do. */
const afterwardsMs = 60_000;
/** When faults have stopped, a day is enough for everything that does not wait for a human. */
const roundsMax = 5;
const indexLagMsMax = 10_000;
const calmMsMax = 86_400_000;

export async function run(seed: string, plan: Plan): Promise<Outcome> {
  const world = createWorld(seed, plan);
  const broken = await live(world, plan);
  const { scheduler, history, services } = world;
  const happened = new Map(history.happened);
  for (const [kind, times] of Object.entries(services.faults.counts())) {
    happened.set(`fault: ${kind}`, times);
  }
  for (const row of services.database.rows(services.store.tables.reviews)) {
    count(happened, `row: ${textIn(row, "kind") || "log"} ${textIn(row, "status")}`);
  }
  return {
    broken,
    hash: scheduler.trace.hash(),
    turns: scheduler.trace.length(),
    simulatedMs: scheduler.now() - startMs,
    events: history.sent.size,
    copies: [...history.sent.values()].reduce((sum, copies) => sum + copies.length, 0),
    people: [...services.database.rows(services.store.tables.people)].length,
    happened,
    trace: (count) => scheduler.trace.last(count),
  };
}

/** Everything happens, comes to rest, and is judged; then once more without any decision. */
export async function live(world: World, plan: Plan): Promise<Broken | undefined> {
  const turnsMax = 200_000 + turnsPerEventMax * plan.acts.length;
  const giveBack = takeOverTimers(world.scheduler);
  try {
    await haveItHappen(world, plan, turnsMax);
    world.mend();
    await calm(world, turnsMax);
    // Whatever died only because of faults is tried again, as a steward would once they are over.
    for (let round = 0; (await atDesk(world, (desk) => desk.replayAll(), turnsMax)) > 0; round++) {
      if (round === roundsMax)
        return { promise: "Live", what: "what is replayed dies again and again" };
      await calm(world, turnsMax);
    }
    await takeUpIdle(world, turnsMax);
    await atDesk(world, (desk) => desk.compareAll(), turnsMax);
    const broken = await judged(world);
    if (broken !== undefined) return broken;
    const unsaidBroken = await unsaid(world, turnsMax);
    return unsaidBroken ?? (await restored(world, plan, turnsMax));
  } catch (error) {
    if (error instanceof NotLiveError) return { promise: "Live", what: error.message };
    throw error;
  } finally {
    giveBack();
  }
}

/** What the function does that runs by the clock: whoever began a settlement may have told nobody of it. */
async function takeUpIdle(world: World, turnsMax: number): Promise<void> {
  world.scheduler.advance(indexLagMsMax);
  for (let round = 0; ; round++) {
    const idle = await atDesk(world, (desk) => desk.takeUpIdle(), turnsMax);
    if (idle === 0) return;
    count(world.history.happened, "settlement: idle", idle);
    if (round === roundsMax) throw new NotLiveError("a settlement never comes to its end");
    await calm(world, turnsMax);
  }
}

/** Once every decision is taken back, all is as if no human had ever decided. */
async function unsaid(world: World, turnsMax: number): Promise<Broken | undefined> {
  let rounds = 0;
  while ((await atDesk(world, (desk) => desk.revokeAll(), turnsMax)) > 0) {
    rounds += 1;
    if (rounds > 2) return { promise: "Reversible", what: "what is taken back stands again" };
    await calm(world, turnsMax);
    await takeUpIdle(world, turnsMax);
  }
  if (rounds === 0) return undefined;
  const broken = await judged(world);
  return broken && { ...broken, promise: "Reversible", what: `${broken.promise}: ${broken.what}` };
}

/**
 * Tables are put back as they were; once the ledger was replayed, nobody erased is
 * there. Last of all: whoever came since is lost with it.
 */
async function restored(
  { services, history, ...world }: World,
  { restores }: Plan,
  turnsMax: number,
): Promise<Broken | undefined> {
  const { database, store } = services;
  const [backup] = history.backups;
  if (restores.length === 0 || backup === undefined || history.erasures.size === 0)
    return undefined;
  for (const table of restores) {
    database.restore(store.tables[table], backup[table]);
  }
  const replay = () =>
    atDesk({ services, history, ...world }, (desk) => desk.replayLedger(), turnsMax);
  const again = await replay();
  count(history.happened, "restore: erased again", again);
  const left = await replay();
  const what = left > 0 ? `${left} of what was erased is there after a restore` : undefined;
  const broken = what ?? nobodyLeft({ services, history });
  return broken === undefined ? undefined : { promise: "Erased stays erased", what: broken };
}

async function judged({ services, history }: World): Promise<Broken | undefined> {
  try {
    return await judge({ services, history, remains: await readRemains(services) });
  } catch (error) {
    if (!isTorn(error)) throw error;
    return { promise: "Pointed", what: `what is stored cannot be read: ${String(error)}` };
  }
}

class NotLiveError extends Error {}

async function haveItHappen(world: World, { acts }: Plan, turnsMax: number): Promise<void> {
  const { scheduler, pending } = world;
  const passed = () => scheduler.now() - startMs;
  let next = 0;
  let stalledMs = 0;
  for (let turns = 0; next < acts.length; turns++) {
    for (let act = acts[next]; act !== undefined && act.atMs + stalledMs <= passed();) {
      world.perform(act);
      // What was planned for later stays as far away.
      if (act.kind === "stall") stalledMs += act.ms;
      act = acts[++next];
    }
    if (turns > turnsMax) throw new NotLiveError("what was planned never comes to its end");
    await scheduler.step();
  }
  // Most of what was sent is taken up only now: that too meets faults.
  const until = scheduler.now() + afterwardsMs;
  while (scheduler.now() < until && pending().length > 0) await scheduler.step();
}

async function calm({ scheduler, pending }: World, turnsMax: number): Promise<void> {
  const until = scheduler.now() + calmMsMax;
  for (let turns = 0; pending().length > 0; turns++) {
    if (scheduler.now() > until || turns > turnsMax) {
      throw new NotLiveError(`long after all faults there are still ${pending().join(", ")}`);
    }
    await scheduler.step();
  }
}

async function atDesk(
  world: World,
  work: (desk: Desk) => Promise<number>,
  turnsMax: number,
): Promise<number> {
  let answer = 0;
  world.atDesk("tidies up", async (desk) => {
    answer = await work(desk);
  });
  await calm(world, turnsMax);
  return answer;
}
