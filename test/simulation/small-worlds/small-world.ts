/** A few events, a few workers, the real engine: small enough that everything that can happen does. */
import type { CustomerEvent } from "#shared/domain/event.ts";
import { fieldRegistry } from "#shared/domain/fields.ts";
import { personId } from "#shared/domain/identity/person-id.ts";
import { Policy } from "#shared/domain/policy.ts";
import { type EngineContext, resolve } from "#shared/engine/resolve.ts";
import { settle } from "#shared/engine/settle.ts";
import type { Judged } from "#shared/engine/steward.ts";
import { createRandom, type Random } from "../random.ts";
import { createScheduler, type Scheduler, type Turns } from "../scheduler.ts";
import { takeOverTimers } from "../timers.ts";
import { openHistory } from "../world/history.ts";
import { startMs } from "../world/plan.ts";
import { type Broken, judge } from "../world/promises.ts";
import { readRemains } from "../world/remains.ts";
import { openServices } from "../world/services.ts";
import type { Chooser } from "./every-order.ts";
import { createFate } from "./fate.ts";

/** What one worker does, one thing after the other; a crash makes it begin again at the first. */
export type Job =
  | { kind: "deliver"; event: CustomerEvent }
  /** Both in one transaction, where they belong together. */
  | { kind: "deliver batch"; events: readonly CustomerEvent[] }
  | { kind: "decide"; what: (context: EngineContext, ids: readonly string[]) => Promise<Judged> };

export interface SmallWorld {
  name: string;
  /** What is there before anybody begins. */
  before: readonly CustomerEvent[];
  /** What each worker does. */
  workers: readonly (readonly Job[])[];
  /** How many times one of them may die, wherever it is. */
  crashesMax: number;
  /** How often somebody who could go on has to let another go first; where that is limited. */
  preemptionsMax?: number;
  /** Whoever finds others in the way waits until they cannot go on; else tries again at once. */
  isPatient?: boolean;
}

const policy = Policy.parse({ tenant: "demo", phoneRegion: "CN" });

/** Runs it once, as the chooser says, and tells which promise is broken by that. */
export async function runSmallWorld(
  world: SmallWorld,
  chooser: Chooser,
): Promise<Broken | undefined> {
  const random = createRandom("small world");
  const fate = createFate(chooser, { ...world, crash: (task) => scheduler.crash(task) });
  const scheduler = createScheduler({ random, startMs, turnMsMax: 0, choose: fate.choose });
  const services = openServices(
    { policy, rates: {}, visibilityMsMax: Infinity },
    { scheduler, random, turns: onlyBeforeCalls(scheduler) },
  );
  const history = openHistory();
  const giveBack = takeOverTimers(scheduler);
  try {
    const engine = engineOf(services.store, scheduler, {
      random,
      jitter: world.isPatient ? 1 : 0,
    });
    // Nobody else is there yet: this is not a task, and never waits.
    for (const event of world.before) await resolve([event], engine);
    const ids = [...services.database.rows(services.store.tables.people)].map(({ id }) =>
      typeof id === "string" ? id : "",
    );
    const jobs = world.workers.flat();
    const work = async (own: readonly Job[]): Promise<void> => {
      for (const job of own) await carryOut(job, { engine, ids, scheduler });
      // To die after the last write and before this is to have it all delivered again.
      await scheduler.pause("→ Acknowledge");
    };
    world.workers.forEach((own, at) =>
      fate.begin(at, () => scheduler.start(`${at}`, () => work(own))),
    );
    while (await scheduler.step());
    for (const event of [...world.before, ...jobs.flatMap(eventsOf)]) {
      history.sent.set(event.id, [event]);
      history.acknowledged.add(event.id);
    }
    return await judge({ services, history, remains: await readRemains(services) });
  } finally {
    giveBack();
  }
}

const eventsOf = (job: Job): readonly CustomerEvent[] =>
  job.kind === "deliver" ? [job.event] : job.kind === "deliver batch" ? job.events : [];

/**
 * Others go first before each call and nowhere else: between an answer and the next call a worker
 * touches nothing that anybody else can see, and to die there is to die before that call.
 */
function onlyBeforeCalls(scheduler: Scheduler): Turns {
  return {
    now: scheduler.now,
    pause: (what) => (what.startsWith("→") ? scheduler.pause(what) : Promise.resolve()),
    detached: (_, work) => work(),
  };
}

function engineOf(
  store: EngineContext["store"],
  scheduler: Scheduler,
  { random, jitter }: { random: Random; jitter: number },
): EngineContext {
  return {
    fields: fieldRegistry(policy),
    policy,
    store,
    now: () => new Date(scheduler.now()),
    newId: () => personId(scheduler.now(), random.bytes(10)),
    jitter: () => jitter,
  };
}

interface Working {
  engine: EngineContext;
  ids: readonly string[];
  scheduler: Scheduler;
}

async function carryOut(job: Job, working: Working): Promise<void> {
  const { engine, ids, scheduler } = working;
  if (job.kind === "deliver") return deliver([job.event], working);
  if (job.kind === "deliver batch") return deliver(job.events, working);
  for (;;) {
    const judged = await job.what(engine, ids);
    if (judged.kind === "decided" && judged.settlement !== undefined) {
      await settleAll([judged.settlement], working);
    }
    if (judged.kind !== "busy") return;
    await scheduler.sleep(laterMs);
  }
}

const laterMs = 1_000;

/** As the queue would: what is postponed comes again. */
async function deliver(events: readonly CustomerEvent[], working: Working): Promise<void> {
  for (let waiting = events; waiting.length > 0;) {
    const resolved = await resolve(waiting, working.engine);
    await settleAll(resolved.settlements, working);
    waiting = resolved.kind === "postponed" ? resolved.events : [];
    if (waiting.length > 0) await working.scheduler.sleep(laterMs);
  }
}

async function settleAll(ids: readonly string[], working: Working): Promise<void> {
  for (const id of ids) {
    while ((await settle(id, working.engine)) === "waiting") {
      await working.scheduler.sleep(laterMs);
    }
  }
}
