/** Traffic through the real consumer and its inspection: nobody else is there, and no other test has its days. */
import { randomBytes } from "node:crypto";
import { DeleteCommand, UpdateCommand } from "@aws-sdk/lib-dynamodb";
import { expect } from "vitest";
import {
  createInspection,
  type InspectionLimits,
  type InspectionStore,
} from "#functions/inspection/handler.ts";
import type { CustomerEvent } from "#shared/domain/event.ts";
import type { StatedIdentifier } from "#shared/domain/identifier.ts";
import { daysFrom } from "#shared/domain/quality/calendar.ts";
import { recount } from "#shared/domain/quality/recount.ts";
import { type Counted, entriesOf, sumUp } from "#shared/domain/quality/tally.ts";
import type { LogLine } from "#shared/lambda/log.ts";
import { readAllEvents } from "#shared/stores/event-lists.ts";
import { findEvent } from "#shared/stores/events.ts";
import { readRoots } from "#shared/stores/people.ts";
import { readCounted } from "#shared/stores/quality.ts";
import { inspectionPartition } from "#shared/stores/quality-findings.ts";
import { readInspectionSummary, readProgress } from "#shared/stores/quality-inspection.ts";
import { impatient, startConsumer } from "#test/fixtures/consumer.ts";
import { rowsOf } from "#test/fixtures/deliver.ts";
import { eventOf, folding, minute, policy } from "#test/fixtures/events.ts";
import type { TestStores } from "#test/fixtures/stores.ts";

const dayMs = 86_400_000;
export const hourMs = 3_600_000;
const daysApart = 40;

let worlds = 0;

export type World = Awaited<ReturnType<typeof newWorld>>;

export async function newWorld({ store }: Pick<TestStores, "store">) {
  worlds += 1;
  const own = worlds;
  await forgetAll(store);
  const firstMs = Date.parse(minute(0)) + own * daysApart * dayMs;
  const at = (minutes: number): string => new Date(firstMs + minutes * 60_000).toISOString();
  const clock = { now: new Date(firstMs + hourMs) };
  const days = daysFrom(at(0).slice(0, 10), at(3 * 24 * 60).slice(0, 10));
  const lines: LogLine[] = [];
  const inspectOn = (on: InspectionStore, limits: Partial<InspectionLimits> = {}) =>
    createInspection({
      policy,
      store: async () => on,
      limits: { settledMs: 0, ...limits },
      now: () => clock.now,
      random: randomBytes,
      log: (line) => lines.push(line),
    })();
  const consumerOn = (on: TestStores["store"]) => startConsumer(on, impatient, () => clock.now);
  const consumer = consumerOn(store);

  return {
    own,
    at,
    clock,
    lines,
    consumer,
    inspectOn,
    /** Ids, phones and addresses of nobody else. */
    said: (serial: number, change: Partial<CustomerEvent> = {}): CustomerEvent =>
      eventOf(own * 10_000 + serial, { observedAt: at(serial), receivedAt: at(serial), ...change }),
    phone: (who: number): StatedIdentifier => ({
      type: "phone",
      namespace: "",
      value: `+8613${String(own * 1_000 + who).padStart(9, "0")}`,
      verified: false,
    }),
    email: (who: number): StatedIdentifier => ({
      type: "email",
      namespace: "",
      value: `customer${own}x${who}@brook.cn`,
      verified: false,
    }),
    /** The consumer dies between its commit and its counters; the queue hands the batch over again. */
    async deliverDying(...events: readonly CustomerEvent[]): Promise<void> {
      const send = (command: never) =>
        (command as object) instanceof UpdateCommand &&
        (command as UpdateCommand).input.TableName === store.tables.quality
          ? Promise.reject(new Error("killed"))
          : store.database.send(command);
      const dying = consumerOn({ ...store, database: { send } as TestStores["store"]["database"] });
      await dying.deliver(...events);
      const bodies = events.map((event) => consumer.bodyOf({ kind: "event", event }));
      expect(await consumer.deliverBodies(bodies, 2)).toEqual([]);
    },
    /** What the counters say of the world's first days. */
    async counted(): Promise<Counted[]> {
      return sumUp((await Promise.all(days.map((day) => readCounted(day, store)))).flat());
    },
    /** What the events of everybody in the store say, of whom these events are. */
    async recounted(events: readonly CustomerEvent[]): Promise<Counted[]> {
      const roots = new Map<string, Counted[]>();
      for (const { id } of events) {
        const found = await findEvent(id, store);
        if (found.kind !== "stored") continue;
        const root = (await readRoots([found.personId], store)).get(found.personId);
        if (root === undefined || roots.has(root.person.id)) continue;
        const { person } = root;
        const all = await readAllEvents(person, store);
        if (all === undefined) throw new Error("not all events are listed");
        const isCounted = () => true;
        roots.set(person.id, recount({ person, events: all, isCounted }, { ...folding, policy }));
      }
      return sumUp([...roots.values()].flat());
    },
    /** Runs once an hour from the next day on until the inspection is through; answers how often. */
    async inspect(limits: Partial<InspectionLimits> = {}, on: InspectionStore = store) {
      clock.now = new Date(clock.now.getTime() + 2 * dayMs);
      for (let runs = 1; runs <= 200; runs++) {
        await inspectOn(on, limits);
        if ((await readProgress(store))?.step === "done") return runs;
        clock.now = new Date(clock.now.getTime() + hourMs);
      }
      throw new Error("the inspection does not end");
    },
    async summary() {
      const summary = await readInspectionSummary(store);
      if (summary === undefined) throw new Error("there was no inspection");
      return summary;
    },
  };
}

/** Of the worlds before: whom an inspection would go through, and how far one has come. */
async function forgetAll(store: TestStores["store"]): Promise<void> {
  const { people, quality } = store.tables;
  const ids = (await rowsOf(store, "people")).map(({ id }) => ({ id }));
  await Promise.all([
    ...ids.map((Key) => store.database.send(new DeleteCommand({ TableName: people, Key }))),
    store.database.send(
      new DeleteCommand({
        TableName: quality,
        Key: { day: inspectionPartition, source: "progress" },
      }),
    ),
  ]);
}

/** All that a recount can say, without what a crash leaves unknown. */
export const comparable = (counted: readonly Counted[]) =>
  counted
    .map(({ source, day, tally }) => ({
      source,
      day,
      counts: Object.fromEntries(
        entriesOf(tally.counts)
          .filter(([counter]) => !/^(lag|waited|known|ids|quarantined)/.test(counter))
          .sort(([a], [b]) => (a < b ? -1 : 1)),
      ),
    }))
    .filter(({ counts }) => Object.keys(counts).length > 0);
