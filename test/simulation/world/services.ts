/** The simulated services of one run, with the tables and queues that the template describes. */
import type { Policy } from "#shared/domain/policy.ts";
import type { AuditStore, QualityStore, Store } from "#shared/stores/tables.ts";
import { createDatabase, type SimulatedDatabase } from "../dynamodb.ts";
import { shapeOf } from "../dynamodb/shape.ts";
import { createFaults, type Faults } from "../faults.ts";
import type { Random } from "#bin/random.ts";
import type { Scheduler, Turns } from "../scheduler.ts";
import { createQueues, type SimulatedQueues } from "../sqs.ts";
import type { Queue } from "../sqs/queue.ts";
import { queueShapeOf } from "../sqs/shape.ts";
import { readTables } from "../tables.ts";
import { seededVault } from "../vault.ts";
import type { Plan } from "./plan.ts";

export interface Services {
  policy: Policy;
  scheduler: Scheduler;
  faults: Faults;
  database: SimulatedDatabase;
  store: Store & AuditStore & QualityStore;
  queues: SimulatedQueues;
  urls: Readonly<Record<QueueName, string>>;
  queue: Readonly<Record<QueueName, Queue>>;
  /** Nothing goes wrong any more from now on. */
  mend(): void;
  areWell(): boolean;
}

const queueNames = {
  events: "QueuesEvents",
  deadLetters: "QueuesDeadLetters",
  candidates: "QueuesCandidates",
  failedCandidates: "QueuesFailedCandidates",
} as const;
export type QueueName = keyof typeof queueNames;

const endpoint = "http://sqs.simulated";

/** Read once: the template is the same for every run. */
let template: ReturnType<typeof readTables> | undefined;

export interface ServicesContext {
  scheduler: Scheduler;
  random: Random;
  /** When others may go first, where that is not at every step of every call. */
  turns?: Turns;
}

export function openServices(
  {
    policy,
    rates,
    slowMsMax,
    visibilityMsMax,
  }: Pick<Plan, "policy" | "rates" | "slowMsMax" | "visibilityMsMax">,
  { scheduler, random, turns = scheduler }: ServicesContext,
): Services {
  const { names, tables, queues: described } = (template ??= readTables());
  const faults = createFaults(random.fork("faults"), rates);
  const common = { turns, faults };
  const database = createDatabase({
    ...common,
    tables: tables.map(shapeOf),
    random: random.fork("database"),
    slowMsMax,
  });
  const shapes = described
    .map((each) => queueShapeOf(each, endpoint))
    .map((shape) => ({ ...shape, visibilityMs: Math.min(shape.visibilityMs, visibilityMsMax) }));
  const queues = createQueues({ ...common, queues: shapes, random: random.fork("queues") });
  const shapeNamed = (part: string) => {
    const shape = shapes.find(({ name }) => name.includes(part));
    if (shape === undefined) throw new RangeError(`the template has no queue ${part}`);
    return shape;
  };
  const each = <Value>(value: (part: string) => Value) =>
    Object.fromEntries(
      Object.entries(queueNames).map(([name, part]) => [name, value(part)]),
    ) as Record<QueueName, Value>;
  let well = false;
  return {
    policy,
    scheduler,
    faults,
    database,
    store: { database, tables: names, vault: seededVault(random.fork("vault")) },
    queues,
    urls: each((part) => shapeNamed(part).url),
    queue: each((part) => queues.queue(shapeNamed(part).name)),
    mend() {
      well = true;
      faults.stop();
      database.goDown(0);
    },
    areWell: () => well,
  };
}
