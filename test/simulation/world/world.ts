/** Everything of one run: services, machines and what was answered; it does what a plan says. */
import type { LogLine } from "#shared/lambda/log.ts";
import { createRandom } from "#bin/random.ts";
import { createScheduler, type Scheduler } from "../scheduler.ts";
import { type Desk, openDesk } from "./desk.ts";
import { deliver, deliverGarbage, deliverUnclear } from "./edge.ts";
import { type Backup, count, type History, openHistory } from "./history.ts";
import { type Lane, lanesOf, work } from "./lanes.ts";
import { type Machine, startMachine } from "./machine.ts";
import { carryOut } from "./officer.ts";
import type { Act, Plan } from "./plan.ts";
import { type Filed, file } from "./requests.ts";
import { openServices, type Services } from "./services.ts";
import { startMs, type Told } from "./stories.ts";
import { watchErasures } from "./watch.ts";

export interface World {
  services: Services;
  scheduler: Scheduler;
  history: History;
  perform(act: Act): void;
  /** Crashed machines come back by themselves; from now on none crashes. */
  mend(): void;
  /** Starts some work at the desk; it is pending until it is done. */
  atDesk(what: string, work: (desk: Desk) => Promise<unknown>): void;
  /** What is under way, in a queue or in hand; idle is where there is nothing. */
  pending(): string[];
}

const desks = 2;

export function createWorld(seed: string, plan: Plan): World {
  const random = createRandom(seed);
  const scheduler = createScheduler({ random: random.fork("turns"), startMs });
  const services = openServices(plan, { scheduler, random: random.fork("services") });
  const history = openHistory();
  const { happened } = history;
  const log = (line: LogLine): void => logged(line, happened);
  const lanes = lanesOf({ services, log, batchSize: plan.batchSize });

  const machineNamed = (name: string, live?: (machine: Machine) => Promise<void>): Machine =>
    startMachine({
      name,
      scheduler,
      random: random.fork(name),
      skewMsMax: plan.clockSkewMsMax,
      ...(live && { live }),
      onFailed(what, error) {
        const said = error instanceof Error ? `${error.name}: ${error.message}` : "?";
        // A machine that lives and a desk that is served: neither ever ends by an exception.
        history.broken.push({ promise: "Live", what: `${what} failed: ${said}` });
      },
    });
  const serving = (lane: Lane) => (machine: Machine) => work(lane, machine, services);
  const edge = machineNamed("edge");
  const staff = Array.from({ length: desks }, (_, at) => machineNamed(`desk ${at + 1}`));
  const machines = [
    edge,
    ...staff,
    machineNamed("quarantine", serving(lanes.quarantine)),
    machineNamed("duplicates", serving(lanes.duplicates)),
    ...Array.from({ length: plan.consumers }, (_, at) =>
      machineNamed(`consumer ${at + 1}`, serving(lanes.consumer)),
    ),
  ];
  const deliverAll = (told: readonly Told[]): void =>
    edge.run("delivers", () => deliver(told, { services, machine: edge, history }));
  const handle = (filed: Filed, machine: Machine): void => {
    const office = { services, machine, history, deliver: deliverAll };
    machine.run(filed.request.id, () => carryOut(filed, office));
  };
  /** What was filed before a crash is taken up again after it. */
  const office = async (machine: Machine): Promise<void> => {
    for (const filed of history.requests.values()) {
      if (filed.status === "open") handle(filed, machine);
    }
  };
  const asksOfficer = plan.acts.some(({ kind }) => kind === "request");
  const officer = asksOfficer ? machineNamed("officer", office) : edge;
  if (asksOfficer) machines.push(officer);
  watchErasures(services, history);

  const open = new Map<Machine, { life: number; desk: Desk }>();
  const deskOf = (machine: Machine): Desk => {
    const known = open.get(machine);
    if (known?.life === machine.life) return known.desk;
    const desk = openDesk({ services, machine, history, log });
    open.set(machine, { life: machine.life, desk });
    return desk;
  };

  let turn = 0;
  const acts: { [Kind in Act["kind"]]: (act: Extract<Act, { kind: Kind }>) => void } = {
    delivery: ({ told }) => deliverAll(told),
    "unclear delivery": ({ serial }) =>
      edge.run("delivers", () => deliverUnclear(serial, { services, machine: edge, history })),
    garbage: ({ serial }) =>
      edge.run("delivers", () => deliverGarbage(serial, { services, machine: edge, history })),
    wish({ wish }) {
      const machine = staff[turn++ % desks] ?? edge;
      machine.run(wish.kind, () => deskOf(machine).grant(wish));
    },
    request({ request }) {
      const filed = file(request);
      history.requests.set(request.id, filed);
      // Where its machine is down it is found when that is up again.
      if (officer.isUp()) handle(filed, officer);
    },
    crash({ machine: at, downMs }) {
      const stopped = machines[at % machines.length]?.crash(downMs) ?? 0;
      if (stopped > 0) count(happened, "act: crash");
    },
    freeze({ machine: at, ms }) {
      const frozen = machines[at % machines.length]?.freeze(ms) ?? 0;
      if (frozen > 0) count(happened, "act: freeze");
    },
    clock({ machine: at, ms }) {
      machines[at % machines.length]?.clock.jump(ms);
      count(happened, "act: clock");
    },
    stall({ ms }) {
      scheduler.advance(ms);
      count(happened, "act: stall");
    },
    outage({ ms }) {
      services.database.goDown(scheduler.now() + ms);
      count(happened, "act: outage");
    },
    backup() {
      const { database, store } = services;
      const copy = (table: keyof Backup) => [...database.rows(store.tables[table])];
      history.backups.push({
        events: copy("events"),
        people: copy("people"),
        index: copy("index"),
        keys: copy("keys"),
      });
      count(happened, "act: backup");
    },
    redrive() {
      const { deadLetters, events } = services.queue;
      const messages = services.queues.redrive(deadLetters.shape.name, events.shape.name);
      if (messages > 0) count(happened, "act: redrive", messages);
    },
  };

  return {
    services,
    scheduler,
    history,
    perform(act) {
      scheduler.note(act.kind);
      acts[act.kind](act as never);
    },
    mend: () => services.mend(),
    atDesk(what, work) {
      const [machine = edge] = staff;
      machine.run(what, () => work(deskOf(machine)));
    },
    pending() {
      const { events, deadLetters, candidates } = services.queue;
      const filed = [...history.requests.values()].filter(({ status }) => status === "open");
      const left = [
        [filed.length, "requests of people"] as const,
        ...machines.map((machine) => [machine.requests(), `requests at ${machine.name}`] as const),
        ...machines.map((machine) => [machine.inHand(), `batches at ${machine.name}`] as const),
        ...[events, deadLetters, candidates].map(
          (queue) => [queue.size(), `messages in ${queue.shape.name}`] as const,
        ),
      ];
      return left.filter(([many]) => many > 0).map(([many, what]) => `${many} ${what}`);
    },
  };
}

/** What the product's own log tells of how it went, as counts. */
function logged(line: LogLine, happened: Map<string, number>): void {
  const { outcome, ...rest } = line;
  count(happened, `log: ${String(outcome)}`);
  for (const name of [
    "added",
    "duplicates",
    "dropped",
    "postponed",
    "unclear",
    "examined",
    "skipped",
    "forgotten",
  ]) {
    const times = rest[name];
    if (typeof times === "number" && times > 0)
      count(happened, `log: ${String(outcome)} ${name}`, times);
  }
}
