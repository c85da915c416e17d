/** What the consumer counts, against an inspection of what it was told and of what it stored. */
import { UpdateCommand } from "@aws-sdk/lib-dynamodb";
import * as fc from "fast-check";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { CustomerEvent } from "#shared/domain/event.ts";
import { type GoldenRecord, join, recordOf } from "#shared/domain/record.ts";
import { type Counted, countOf, type Tally } from "#shared/domain/quality/tally.ts";
import { findEvent } from "#shared/stores/events.ts";
import { readCounted } from "#shared/stores/quality.ts";
import type { Store } from "#shared/stores/tables.ts";
import { startConsumer } from "#test/fixtures/consumer.ts";
import { claim, claims, email, eventOf, folding, minute, phone } from "#test/fixtures/events.ts";
import { startStores, type TestStores } from "#test/fixtures/stores.ts";

let stores: TestStores;
let store: TestStores["store"];
beforeAll(async () => {
  stores = await startStores();
  ({ store } = stores);
});
afterAll(() => stores.stop());

/** A day, ids and people of its own for every test. */
let own = 0;
let consumer: ReturnType<typeof startConsumer>;
beforeEach(() => {
  own += 1;
  consumer = startConsumer(store);
});
const at = (minutes: number): string =>
  new Date(Date.parse(minute(0)) + own * 86_400_000 + minutes * 60_000).toISOString();
const today = (): string => at(0).slice(0, 10);
const said = (serial: number, change: Partial<CustomerEvent> = {}): CustomerEvent =>
  eventOf(own * 1_000 + serial, { observedAt: at(serial), receivedAt: at(serial), ...change });
const read = async (): Promise<Map<string, Tally>> =>
  new Map((await readCounted(today(), store)).map(({ source, tally }) => [source, tally]));
const countsOf = async (source: string) => (await read()).get(source)?.counts ?? {};

/** By the handler's own way in: how often each message was handed over before. */
async function handOver(events: readonly CustomerEvent[], receiveCount: number, on = consumer) {
  const bodies = events.map((event) => on.bodyOf({ kind: "event", event }));
  return on.deliverBodies(bodies, receiveCount);
}

describe("one delivery", () => {
  it("is counted with all that it says", async () => {
    const values = [...claims({ city: "Suzhou" }), claim("phone", "12", { valid: false })];
    const event = said(1, { claims: values, identifiers: [email(`ann${own}@brook.cn`)] });
    await consumer.deliver(event);
    const found = await findEvent(event.id, store);
    const { waited, ...counts } = await countsOf("website:contact");
    expect(counts).toMatchObject({
      new: 1,
      newPeople: 1,
      named: 1,
      signed: 1,
      "valid.city": 1,
      "invalid.phone": 1,
    });
    expect(waited).toBeGreaterThan(0);
    const tally = (await read()).get("website:contact");
    expect(tally?.samples).toEqual({ invalid: event.id });
    expect([...(tally?.people ?? [])]).toEqual([
      found.kind === "stored" ? found.personId.slice(-1) : undefined,
    ]);
  });

  it("that comes again counts as known: in its batch, and in another", async () => {
    await consumer.deliver(said(1), said(1), said(2));
    await consumer.deliver(said(1), said(3), said(1));
    expect(await countsOf("website:contact")).toMatchObject({ new: 3, known: 3 });
  });

  it("that was not understood counts for its channel, by the reason", async () => {
    const delivery = {
      channel: "typeform",
      reason: "no answers",
      trust: "signed" as const,
      receivedAt: at(0),
      headers: {},
      body: "aa",
    };
    await consumer.deliverBodies([consumer.bodyOf({ kind: "unclear", delivery })]);
    expect(await countsOf("typeform")).toEqual({ "quarantined.no answers": 1 });
  });
});

describe("where something goes wrong", () => {
  it("what failed is counted when it succeeds, and once", async () => {
    const send = (command: never) =>
      (command as object) instanceof UpdateCommand
        ? store.database.send(command)
        : Promise.reject(new Error("out of order"));
    const broken = startConsumer({ ...store, database: { send } as Store["database"] });
    expect(await handOver([said(1), said(1)], 1, broken)).toEqual([0, 1]);
    expect(await countsOf("website:contact")).toEqual({});
    expect(await handOver([said(1), said(1)], 2)).toEqual([]);
    expect(await countsOf("website:contact")).toMatchObject({ new: 1, known: 1 });
  });

  it("what was stored before a crash and comes back is neither new nor known: the source sent it once", async () => {
    await consumer.deliver(said(1));
    const before = await countsOf("website:contact");
    expect(await handOver([said(1)], 2)).toEqual([]);
    expect(await countsOf("website:contact")).toEqual(before);
  });

  it("counters that cannot be written hold no event up, and say so without its source", async () => {
    const send = (command: never) =>
      (command as object) instanceof UpdateCommand
        ? Promise.reject(new Error("no counters"))
        : store.database.send(command);
    const shaky = startConsumer({ ...store, database: { send } as Store["database"] });
    expect(await shaky.deliver(said(1))).toEqual([]);
    expect((await findEvent(said(1).id, store)).kind).toBe("stored");
    expect(shaky.lines).toContainEqual({ outcome: "counters lost", error: "Error" });
    expect(JSON.stringify(shaky.lines)).not.toContain("website:contact");
  });
});

/** Deliveries of few people through three channels, that contradict and repeat each other. */
const anyTraffic = fc.array(
  fc.record({
    who: fc.nat(3),
    channel: fc.constantFrom("website", "typeform", "shopify"),
    city: fc.constantFrom(undefined, "Suzhou", "Hangzhou"),
    company: fc.constantFrom(undefined, "River Ltd", "Brook"),
    hasPhone: fc.boolean(),
    repeats: fc.nat(2),
  }),
  { minLength: 1, maxLength: 14 },
);
type Traffic = typeof anyTraffic extends fc.Arbitrary<infer Each> ? Each : never;

const eventsOf = (traffic: Traffic): { event: CustomerEvent; who: number }[] =>
  traffic.map(({ who, channel, city, company, hasPhone }, serial) => ({
    who,
    event: said(serial, {
      channel,
      source: `${channel}:shop`,
      identifiers: [phone(`+8613${String(own * 10 + who).padStart(9, "0")}`)],
      claims: [
        ...(city === undefined ? [] : [claim("city", city)]),
        ...(company === undefined ? [] : [claim("company", company)]),
        ...(hasPhone ? [] : [claim("phone", "12", { valid: false })]),
      ],
    }),
  }));

/** Counted anew, one event after the other in the order of receipt, from the events alone. */
function inspect(events: readonly { event: CustomerEvent; who: number }[], traffic: Traffic) {
  const records = new Map<number, GoldenRecord>();
  const found = new Map<string, Record<string, number>>();
  events.forEach(({ event, who }, serial) => {
    const counts = found.get(event.source) ?? {};
    found.set(event.source, counts);
    const count = (name: string, by = 1) => {
      if (by > 0) counts[name] = (counts[name] ?? 0) + by;
    };
    const met = records.get(who);
    count("new");
    count("known", traffic[serial]?.repeats ?? 0);
    count("newPeople", met === undefined ? 1 : 0);
    count("shared", met?.channels.some((channel) => channel !== event.channel) ? 1 : 0);
    for (const { field, value, valid } of event.claims) {
      count(`${valid ? "valid" : "invalid"}.${field}`);
      const slot = met?.slots[field === "city" ? "address" : field];
      const other = slot?.values[field];
      if (!valid || other === undefined || slot?.origin.channel === event.channel) continue;
      count(`${other === value ? "agrees" : "differs"}.${field}`);
    }
    const own = recordOf(event, [], folding);
    records.set(who, met === undefined ? own : join(met, own));
  });
  return found;
}

const judged = /^(new|known|newPeople|shared)$|^(valid|invalid|agrees|differs)\./;
const judgedOf = (counted: ReadonlyMap<string, Tally>) =>
  new Map(
    [...counted].map(([source, { counts }]) => [
      source,
      Object.fromEntries(Object.entries(counts).filter(([name]) => judged.test(name))),
    ]),
  );

describe("without crashes", () => {
  it("counters equal an inspection, whatever is delivered how often, in whatever batches", async () => {
    await fc.assert(
      fc.asyncProperty(anyTraffic, fc.integer({ min: 1, max: 10 }), async (traffic, batchSize) => {
        own += 1;
        const events = eventsOf(traffic);
        const sent = events.flatMap(({ event }, serial) =>
          Array.from({ length: 1 + (traffic[serial]?.repeats ?? 0) }, () => event),
        );
        for (let from = 0; from < sent.length; from += batchSize) {
          expect(await consumer.deliver(...sent.slice(from, from + batchSize))).toEqual([]);
        }
        expect(judgedOf(await read())).toEqual(inspect(events, traffic));
      }),
      { numRuns: 40 },
    );
  });

  it("all but the meetings are the same in any order", async () => {
    const orderless = (all: readonly Counted[]) =>
      all.map(({ source, tally }) => [
        source,
        ["new", "known", "valid.city", "valid.company", "invalid.phone"].map((name) =>
          countOf(tally, name as "new"),
        ),
      ]);
    await fc.assert(
      fc.asyncProperty(anyTraffic, async (traffic) => {
        const totals = [];
        for (const turn of [false, true]) {
          own += 1;
          const sent = eventsOf(traffic).flatMap(({ event }, serial) =>
            Array.from({ length: 1 + (traffic[serial]?.repeats ?? 0) }, () => event),
          );
          const ordered = turn ? sent.toReversed() : sent;
          await consumer.deliver(...ordered.slice(0, 5));
          await consumer.deliver(...ordered.slice(5));
          totals.push(orderless(await readCounted(today(), store)));
        }
        expect(totals[0]).toEqual(totals[1]);
      }),
      { numRuns: 15 },
    );
  });

  it("every event is counted once where many consumers compete for one person, and some have to wait", async () => {
    const mine = [phone(`+8613${String(own * 10).padStart(9, "0")}`)];
    const all = Array.from({ length: 40 }, (_, serial) => said(serial, { identifiers: mine }));
    await Promise.all(all.map((event) => consumer.deliver(event)));
    await consumer.settle();
    expect(await countsOf("website:contact")).toMatchObject({ new: 40, newPeople: 1 });
    expect((await countsOf("website:contact")).known).toBeUndefined();
  });
});
