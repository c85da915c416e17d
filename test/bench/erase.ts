/** Thousands of people erased while others keep arriving: whether both finish, how fast, and for how many units. */
import { randomBytes } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { readTenant } from "#infra/tenant.ts";
import type { CustomerEvent } from "#shared/domain/event.ts";
import { fieldRegistry } from "#shared/domain/fields.ts";
import { personId } from "#shared/domain/identity/person-id.ts";
import { Policy } from "#shared/domain/policy.ts";
import { toEvent } from "#shared/domain/statement.ts";
import { erase } from "#shared/engine/erase.ts";
import { inspect, sizeOf } from "#shared/engine/replay-ledger.ts";
import { type EngineContext, resolve } from "#shared/engine/resolve.ts";
import { findEvent } from "#shared/stores/events.ts";
import { findOwner } from "#shared/stores/identifier-index.ts";
import { readLedger } from "#shared/stores/ledger.ts";
import { startStores, type TestStores } from "#test/fixtures/stores.ts";
import { percentile } from "#test/load/send.ts";
import type { Figure } from "./report.ts";

/** Each of two events and two identifiers. */
const eventsPerPerson = 2;
const growAtOnce = 40;
const erasersAtOnce = 4;
/** Of newcomers. */
const deliveriesPerSecond = 100;

export async function eraseFigures(people: number): Promise<Figure[]> {
  const stores = await startStores();
  try {
    const context = contextOn(stores);
    const roots = await grow(people, context);
    stores.takeUnits();
    const alone = await timed(() => eraseAll(roots.slice(0, 100), context));
    const units = stores.takeUnits();
    const arriving = arrive(context);
    const busy = await timed(() => eraseAll(roots.slice(100), context));
    const arrived = await arriving.stop();
    const survivors = await countSurvivors(roots, context);
    return [
      { what: "erased alone", value: 100 / alone, unit: "people/s" },
      { what: "written per person", value: units.write / 100, unit: "WRU" },
      { what: "read per person", value: units.read / 100, unit: "RRU" },
      { what: "erased while others arrive", value: (people - 100) / busy, unit: "people/s" },
      { what: "arriving meanwhile", value: arrived.waits.length / busy, unit: "events/s" },
      { what: "an event meanwhile, p50", value: percentile(arrived.waits, 50), unit: "ms" },
      { what: "an event meanwhile, p99", value: percentile(arrived.waits, 99), unit: "ms" },
      { what: "events of others that are missing", value: arrived.missing, unit: "", bar: 0 },
      { what: "traces of the erased", value: survivors, unit: "", bar: 0 },
    ];
  } finally {
    await stores.stop();
  }
}

function contextOn({ store }: TestStores): EngineContext {
  const policy = Policy.parse(readTenant("demo"));
  return {
    store,
    policy,
    fields: fieldRegistry(policy),
    newId: () => personId(Date.now(), randomBytes(10)),
    now: () => new Date(),
    jitter: Math.random,
  };
}

function eventOf(person: number, serial: number, context: EngineContext): CustomerEvent {
  return toEvent(
    {
      businessId: `${person}-${serial}`,
      content: {},
      origin: "bench",
      kind: "form.submitted",
      claims: [
        { field: "phone", value: `+86139${String(person).padStart(8, "0")}` },
        { field: "email", value: `erase-${person}@brook.cn` },
        { field: "city", value: "Suzhou" },
      ],
    },
    {
      channel: "website",
      trust: "signed",
      receivedAt: new Date(),
      fields: context.fields,
      phoneRegion: "CN",
    },
  );
}

/** Ids of the persons. */
async function grow(people: number, context: EngineContext): Promise<string[]> {
  const numbers = Array.from({ length: people }, (_, at) => at);
  for (let at = 0; at < people; at += growAtOnce) {
    const group = numbers.slice(at, at + growAtOnce);
    await Promise.all(
      group.map(async (person) => {
        for (let serial = 0; serial < eventsPerPerson; serial++) {
          await resolve([eventOf(person, serial, context)], context);
        }
      }),
    );
  }
  const roots: string[] = [];
  for (const person of numbers) {
    const value = `erase-${person}@brook.cn`;
    const owner = await findOwner({ type: "email", namespace: "", value }, context.store);
    roots.push(owner?.person.id ?? "");
  }
  return roots;
}

async function eraseAll(ids: readonly string[], context: EngineContext): Promise<void> {
  const waiting = [...ids];
  const worker = async (): Promise<void> => {
    for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
      const erasure = { id: `bench-${id}`, people: [{ id }], identifiers: [], suppress: false };
      const { kind } = await erase(erasure, context);
      if (kind !== "erased") throw new Error(`${id} is not erased: ${kind}`);
    }
  };
  await Promise.all(Array.from({ length: erasersAtOnce }, worker));
}

/** Newcomers at a steady rate, until they are told to stop. */
function arrive(context: EngineContext) {
  const end = new AbortController();
  const waits: number[] = [];
  const sent: string[] = [];
  const pending = new Set<Promise<void>>();
  const deliver = async (event: CustomerEvent): Promise<void> => {
    const begun = performance.now();
    await resolve([event], context);
    waits.push(performance.now() - begun);
    sent.push(event.id);
  };
  const begunMs = performance.now();
  const running = (async () => {
    for (let at = 0; !end.signal.aborted; at++) {
      const dueMs = begunMs + (at * 1_000) / deliveriesPerSecond;
      await sleep(Math.max(0, dueMs - performance.now()));
      const one = deliver(eventOf(10_000_000 + at, 0, context));
      pending.add(one);
      void one.finally(() => pending.delete(one));
    }
  })();
  return {
    async stop() {
      end.abort();
      await running;
      await Promise.all(pending);
      let missing = 0;
      for (const id of sent) {
        if ((await findEvent(id, context.store)).kind !== "stored") missing += 1;
      }
      return { waits, missing };
    },
  };
}

async function countSurvivors(ids: readonly string[], { store }: EngineContext): Promise<number> {
  let survivors = 0;
  for (const id of ids) {
    const entry = await readLedger(`bench-${id}`, store);
    survivors += entry === undefined ? 1 : sizeOf(await inspect(entry, store));
  }
  return survivors;
}

async function timed(work: () => Promise<void>): Promise<number> {
  const begun = performance.now();
  await work();
  return (performance.now() - begun) / 1_000;
}
