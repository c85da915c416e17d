/** A few events, a few workers, the real engine: small enough that everything that can happen does. */
import type { CustomerEvent } from "#shared/domain/event.ts";
import { fieldRegistry } from "#shared/domain/fields.ts";
import { personId } from "#shared/domain/identity/person-id.ts";
import { Policy } from "#shared/domain/policy.ts";
import { type EngineContext, resolve } from "#shared/engine/resolve.ts";
import { settle } from "#shared/engine/settle.ts";
import type { Judged } from "#shared/engine/steward.ts";
import { createRandom, type Random } from "#bin/random.ts";
import { alone, createScheduler } from "../scheduler.ts";
import { takeOverTimers } from "../timers.ts";
import { type History, openHistory, type Order } from "../world/history.ts";
import { startMs } from "../world/stories.ts";
import { type Broken, judge } from "../world/promises.ts";
import { readRemains, textIn } from "../world/remains.ts";
import { carryOut } from "../world/officer.ts";
import { file, type Request } from "../world/requests.ts";
import { watchErasures } from "../world/watch.ts";
import { openServices, type Services } from "../world/services.ts";
import { inSteps } from "./accesses.ts";
import type { Chooser } from "./every-order.ts";
import { createFate, lastMoment } from "./fate.ts";

/** What a worker does; where `ids` are those of the persons that were there before. */
export type Job =
  /** Several at once are one batch, decided together where they belong together. */
  | { kind: "deliver"; events: readonly CustomerEvent[] }
  | Ruling
  /** Somebody asks to be erased, or to be restricted for a while. */
  | { kind: "request"; request: Request };

/** What a human decides, or takes back. */
interface Ruling {
  kind: Order["kind"];
  what: (context: EngineContext, ids: readonly string[]) => Promise<Judged>;
}

export interface SmallWorld {
  name: string;
  /** What is there before anybody begins. */
  before: readonly CustomerEvent[];
  /** What each worker does, one job after the other. */
  workers: readonly (readonly Job[])[];
  /** How many times one of them may die, wherever it is. */
  crashesMax: number;
  /** How often somebody who could go on has to let another go first; where that is limited. */
  preemptionsMax?: number;
  /** Whoever finds others in the way waits until they cannot go on; else tries again at once. */
  isPatient?: boolean;
}

const policy = Policy.parse({ tenant: "demo", phoneRegion: "CN" });

/**
 * Runs it once, as the chooser says, and tells which promise is broken by that; or nothing, also where
 * what could still happen has happened in another run.
 */
export async function runSmallWorld(
  world: SmallWorld,
  chooser: Chooser,
): Promise<Broken | undefined> {
  const random = createRandom("small world");
  const fate = createFate(chooser, { ...world, crash: (task) => scheduler.crash(task) });
  const scheduler = createScheduler({ random, startMs, turnMsMax: 0, choose: fate.choose });
  const services = openServices(
    { policy, rates: {}, slowMsMax: 0, visibilityMsMax: Infinity },
    { scheduler, random, turns: alone(scheduler.now) },
  );
  const history = openHistory();
  const giveBack = takeOverTimers(scheduler);
  try {
    const engineFor = (name: string) => engineOf(services, random.fork(name), world);
    // Not a task: it never waits.
    for (const event of world.before) await resolve([event], engineFor(event.id));
    tellAll(world, history);
    watchErasures(services, history);
    const ids = idsOf(services);
    world.workers.forEach((jobs, at) => {
      let lives = 0;
      const start = () => {
        const name = `worker ${at}, life ${lives++}`;
        const own = random.fork(name);
        const engine = engineOf(services, own, world);
        const working = { engine, ids, services, random: own, history };
        return scheduler.start(`worker ${at}`, () => work(jobs, working));
      };
      fate.begin(at, start);
    });
    while (!fate.isRedundant() && (await scheduler.step()));
    if (fate.isRedundant()) return undefined;
    return await judge({ services, history, remains: await readRemains(services) });
  } finally {
    giveBack();
  }
}

/** Everything that is said in this world was taken, and what is asked of an officer is filed. */
function tellAll({ before, workers }: SmallWorld, history: History): void {
  const jobs = workers.flat();
  const told = jobs.flatMap((job) => (job.kind === "deliver" ? job.events : []));
  for (const event of [...before, ...told]) {
    history.sent.set(event.id, [event]);
    history.acknowledged.add(event.id);
  }
  for (const job of jobs) {
    if (job.kind === "request") history.requests.set(job.request.id, file(job.request));
  }
}

function idsOf({ database, store }: Services): string[] {
  return [...database.rows(store.tables.people)].map((row) => textIn(row, "id"));
}

/** Each worker draws from a stream of its own: what it draws does not depend on who goes first. */
function engineOf(
  { store, scheduler }: Services,
  random: Random,
  { isPatient = false }: SmallWorld,
): EngineContext {
  return {
    fields: fieldRegistry(policy),
    policy,
    store: { ...store, database: inSteps(store.database, scheduler) },
    now: () => new Date(scheduler.now()),
    newId: () => personId(scheduler.now(), random.bytes(10)),
    jitter: () => (isPatient ? 1 : 0),
  };
}

interface Working {
  engine: EngineContext;
  ids: readonly string[];
  services: Services;
  random: Random;
  history: History;
}

async function work(jobs: readonly Job[], working: Working): Promise<void> {
  for (const job of jobs) {
    if (job.kind === "deliver") await deliver(job.events, working);
    else if (job.kind === "request") await serve(job.request, working);
    else await decide(job, working);
  }
  await working.services.scheduler.pause(lastMoment);
}

/** Who has to come again comes later. */
const laterMs = 1_000;

async function decide({ kind, what }: Ruling, working: Working): Promise<void> {
  const { engine, ids, history } = working;
  const { scheduler } = working.services;
  // Whoever dies is not told, and asks again.
  const asked = { kind, decision: undefined, askedAt: scheduler.trace.length() };
  const order: Order = { ...asked, doneAt: Infinity, isTold: false };
  history.orders.add(order);
  for (;;) {
    const judged = await what(engine, ids);
    if (judged.kind === "decided") {
      order.decision = judged.decision;
      order.isTold = true;
    }
    if (judged.kind === "decided" && judged.settlement !== undefined) {
      await settleAll([judged.settlement], working);
    }
    if (judged.kind !== "busy") return;
    await scheduler.sleep(laterMs);
  }
}

/** Whoever dies finds what was filed, and goes on with it. */
async function serve({ id }: Request, { engine, services, random, history }: Working) {
  const filed = history.requests.get(id);
  if (filed === undefined) return;
  const machine = { clock: { now: engine.now, jump: () => {} }, random };
  const stepwise = { ...services.store, database: engine.store.database };
  await carryOut(filed, {
    services: { ...services, store: stepwise },
    machine,
    history,
    deliver: () => {},
  });
}

/** As the queue would: what is postponed comes again. */
async function deliver(events: readonly CustomerEvent[], working: Working): Promise<void> {
  for (let waiting = events; waiting.length > 0;) {
    const resolved = await resolve(waiting, working.engine);
    await settleAll(resolved.settlements, working);
    waiting = resolved.kind === "postponed" ? resolved.events : [];
    if (waiting.length > 0) await working.services.scheduler.sleep(laterMs);
  }
}

async function settleAll(ids: readonly string[], working: Working): Promise<void> {
  for (const id of ids) {
    while ((await settle(id, working.engine)) === "waiting") {
      await working.services.scheduler.sleep(laterMs);
    }
  }
}
