/** The inspection against the consumer: what it counted, what it lost, and what was erased since. */
import { DeleteCommand, PutCommand, UpdateCommand } from "@aws-sdk/lib-dynamodb";
import * as fc from "fast-check";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { CustomerEvent } from "#shared/domain/event.ts";
import { addDays, dayOf } from "#shared/domain/quality/calendar.ts";
import { metricsOf } from "#shared/domain/quality/metrics.ts";
import { type Counted, countOf, entriesOf } from "#shared/domain/quality/tally.ts";
import { erase } from "#shared/engine/erase.ts";
import { findEvent } from "#shared/stores/events.ts";
import { readRoots } from "#shared/stores/people.ts";
import { readProgress } from "#shared/stores/quality-inspection.ts";
import { engineOn, setState } from "#test/fixtures/deliver.ts";
import { claim, claims, folding } from "#test/fixtures/events.ts";
import { startStores, type TestStores } from "#test/fixtures/stores.ts";
import { comparable, hourMs, newWorld, type World } from "./world.ts";

let stores: TestStores;
let store: TestStores["store"];
let world: World;
beforeAll(async () => {
  stores = await startStores();
  ({ store } = stores);
});
afterAll(() => stores.stop());
beforeEach(async () => {
  world = await newWorld(stores);
});

/** Few people with two numbers and an address each, so that some events join whom others made. */
const anyTraffic = fc.array(
  fc.record({
    who: fc.nat(3),
    by: fc.constantFrom("phone", "email", "both"),
    channel: fc.constantFrom("website", "typeform", "shopify"),
    city: fc.constantFrom(undefined, "Suzhou", "Hangzhou"),
    company: fc.constantFrom(undefined, "River Ltd", "Brook"),
    isBroken: fc.boolean(),
    repeats: fc.nat(1),
  }),
  { minLength: 1, maxLength: 12 },
);
type Traffic = typeof anyTraffic extends fc.Arbitrary<infer Each> ? Each : never;

const eventsOf = (traffic: Traffic, on: World): CustomerEvent[] =>
  traffic.map(({ who, by, channel, city, company, isBroken }, serial) =>
    on.said(serial, {
      channel,
      source: `${channel}:shop`,
      identifiers: [
        ...(by === "email" ? [] : [on.phone(who)]),
        ...(by === "phone" ? [] : [on.email(who)]),
      ],
      claims: [
        ...(city === undefined ? [] : [claim("city", city)]),
        ...(company === undefined ? [] : [claim("company", company)]),
        ...(isBroken ? [claim("jobTitle", "12", { valid: false })] : []),
      ],
    }),
  );
const personOf = async (event: CustomerEvent): Promise<string> => {
  const found = await findEvent(event.id, store);
  return found.kind === "stored" ? found.personId : found.kind;
};
const failing = (isHit: (command: object) => boolean): TestStores["store"] => {
  const send = (command: never) =>
    isHit(command) ? Promise.reject(new Error("killed")) : store.database.send(command);
  return { ...store, database: { send } as TestStores["store"]["database"] };
};
const total = (counted: readonly Counted[], counter: "new" | "known" | "newPeople"): number =>
  counted.reduce((sum, { tally }) => sum + countOf(tally, counter), 0);

describe("without crashes and erasures", () => {
  it("the counters equal the recount exactly, and the inspection leaves them alone", async () => {
    await fc.assert(
      fc.asyncProperty(anyTraffic, async (traffic) => {
        world = await newWorld(stores);
        const events = eventsOf(traffic, world);
        for (const [serial, event] of events.entries()) {
          for (let time = 0; time <= (traffic[serial]?.repeats ?? 0); time++) {
            expect(await world.consumer.deliver(event)).toEqual([]);
          }
        }
        const before = await world.counted();
        expect(comparable(before)).toEqual(comparable(await world.recounted(events)));
        expect(total(before, "new")).toBe(events.length);
        expect(total(before, "known")).toBe(traffic.reduce((sum, { repeats }) => sum + repeats, 0));
        await world.inspect();
        expect(await world.counted()).toEqual(before);
        const { inspection } = await world.summary();
        expect(inspection).toMatchObject({ events: events.length, added: 0, surplus: 0 });
      }),
      { numRuns: 10 },
    );
  });

  it("the same traffic in any order, batches and repetition gives the same metrics afterwards", async () => {
    const shuffled = anyTraffic.chain((traffic) =>
      fc.tuple(
        fc.constant(traffic),
        fc.shuffledSubarray(
          traffic.flatMap(({ repeats }, serial) => Array<number>(repeats + 1).fill(serial)),
          { minLength: traffic.reduce((sum, { repeats }) => sum + repeats + 1, 0) },
        ),
        fc.integer({ min: 1, max: 5 }),
      ),
    );
    await fc.assert(
      fc.asyncProperty(shuffled, async ([traffic, order, batchSize]) => {
        const metrics = [];
        for (const sent of [order.toSorted((a, b) => a - b), order]) {
          world = await newWorld(stores);
          const events = eventsOf(traffic, world);
          const size = sent === order ? batchSize : 1;
          for (let from = 0; from < sent.length; from += size) {
            const batch = sent.slice(from, from + size).flatMap((serial) => events[serial] ?? []);
            expect(await world.consumer.deliver(...batch)).toEqual([]);
          }
          await world.consumer.settle();
          await world.inspect();
          metrics.push(metricsFrom(await world.counted(), world));
        }
        expect(metrics[1]).toEqual(metrics[0]);
      }),
      { numRuns: 8 },
    );
  });
});

/** As if everybody could be shown: which few people there are differs from world to world. */
function metricsFrom(counted: readonly Counted[], { at }: World) {
  const people = new Set("0123456789abcdef");
  return metricsOf({
    counted: counted.map(({ tally, ...cell }) => ({ ...cell, tally: { ...tally, people } })),
    window: "week",
    lastDay: dayOf(at(2 * 24 * 60)),
    fields: folding.fields,
  });
}

describe("where the consumer dies between its commit and its counters", () => {
  it("they differ before, and equal the recount afterwards", async () => {
    await fc.assert(
      fc.asyncProperty(anyTraffic, fc.nat(11), async (traffic, lost) => {
        world = await newWorld(stores);
        const events = eventsOf(traffic, world);
        const dies = lost % events.length;
        for (const [serial, event] of events.entries()) {
          if (serial === dies) await world.deliverDying(event);
          else await world.consumer.deliver(event);
        }
        const recounted = comparable(await world.recounted(events));
        expect(comparable(await world.counted())).not.toEqual(recounted);
        await world.inspect();
        expect(comparable(await world.counted())).toEqual(recounted);
        expect((await world.summary()).inspection).toMatchObject({ added: 1, surplus: 0 });
      }),
      { numRuns: 8 },
    );
  });

  it("how late events were that nobody counted is not guessed: timeliness is of the others", async () => {
    const [counted, lost] = [1, 2].map((who) =>
      world.said(who, { identifiers: [world.phone(who)] }),
    );
    if (counted === undefined || lost === undefined) throw new Error("nobody is there");
    await world.consumer.deliver(counted);
    await world.deliverDying(lost);
    await world.inspect();
    const [cell] = metricsFrom(await world.counted(), world);
    expect(cell).toMatchObject({ metrics: { new: 2, timeliness: { n: 1 } } });
  });

  it("a source that nothing was counted of at all is counted, with its name and its expiry", async () => {
    const event = world.said(1, { source: "website:fair", claims: claims({ city: "Suzhou" }) });
    await world.deliverDying(event);
    expect(await world.counted()).toEqual([]);
    await world.inspect();
    const [cell] = await world.counted();
    expect(cell).toMatchObject({
      source: "website:fair",
      tally: { counts: { new: 1, newPeople: 1, "valid.city": 1 } },
    });
    expect(cell?.tally.people.size).toBe(1);
  });
});

describe("erasing people", () => {
  let erasures = 0;
  const eraseWho = async (events: readonly CustomerEvent[]): Promise<void> => {
    const ids = [...new Set(await Promise.all(events.map(personOf)))];
    const roots = await readRoots(ids, store);
    const people = [
      ...new Map([...roots.values()].map(({ person }) => [person.id, person])).values(),
    ];
    const erasure = {
      id: `erasure-${(erasures += 1)}`,
      people: people.map(({ id, shapeVersion }) => ({ id, shapeVersion })),
      identifiers: [],
      suppress: false,
    };
    const context = { ...engineOn(store), now: () => world.clock.now };
    expect(await erase(erasure, context)).toEqual({ kind: "erased" });
  };

  it("lowers no counter, neither before an inspection nor after one, and is told as a surplus", async () => {
    const two = [1, 2].map((who) =>
      [1, 2].map((time) =>
        world.said(who * 10 + time, {
          channel: time === 1 ? "website" : "shopify",
          source: "shared:shop",
          identifiers: [world.phone(who)],
          claims: claims({ city: `City ${time}` }),
        }),
      ),
    );
    for (const event of two.flat()) await world.consumer.deliver(event);
    const before = await world.counted();
    expect(entriesOf(before[0]?.tally.counts ?? {})).toContainEqual(["differs.city", 2]);
    await eraseWho(two[0] ?? []);
    await world.inspect();
    expect(await world.counted()).toEqual(before);
    expect((await world.summary()).inspection).toMatchObject({ events: 2, added: 0, surplus: 2 });
    await eraseWho(two[1] ?? []);
    world.clock.now = new Date(world.clock.now.getTime() + 7 * 24 * hourMs);
    await world.inspect();
    expect(await world.counted()).toEqual(before);
  });
  it("lowers none either where as many were lost as were erased", async () => {
    const told = (serial: number, who: number, city: string) =>
      world.said(serial, {
        channel: serial === 2 ? "shopify" : "website",
        source: "shared:shop",
        identifiers: [world.phone(who)],
        claims: claims({ city }),
      });
    const erased = [told(1, 1, "Suzhou"), told(2, 1, "Hangzhou")];
    for (const event of erased) await world.consumer.deliver(event);
    await world.deliverDying(told(3, 2, "Suzhou"), told(4, 3, "Suzhou"));
    const before = await world.counted();
    await eraseWho(erased);
    await world.inspect();
    for (const [counter, count] of entriesOf(before[0]?.tally.counts ?? {})) {
      const after = countOf((await world.counted())[0]?.tally as never, counter);
      expect(after, counter).toBeGreaterThanOrEqual(count);
    }
  });
});

describe("a run", () => {
  const limits = { readUnitsMax: 1_500, peoplePerPage: 6 };
  const many = (count: number) =>
    Array.from({ length: count }, (_, who) =>
      world.said(who, { identifiers: [world.phone(who)], claims: claims({ city: "Suzhou" }) }),
    );

  it("reads no more than its bound, and the next one goes on where it stopped", async () => {
    const events = many(100);
    for (let from = 0; from < 100; from += 20)
      await world.consumer.deliver(...events.slice(from, from + 20));
    await world.deliverDying(world.said(200, { identifiers: [world.phone(200)] }));
    world.clock.now = new Date(world.clock.now.getTime() + 48 * hourMs);
    const seen: number[] = [];
    for (;;) {
      stores.takeUnits();
      await world.inspectOn(store, limits);
      expect(stores.takeUnits().read).toBeLessThanOrEqual(limits.readUnitsMax);
      const progress = await readProgress(store);
      seen.push(progress?.people ?? 0);
      if (progress?.step === "done") break;
      expect(seen.length).toBeLessThan(100);
      world.clock.now = new Date(world.clock.now.getTime() + hourMs);
    }
    expect(seen.length).toBeGreaterThan(2);
    expect(seen).toEqual(seen.toSorted((a, b) => a - b));
    expect((await world.summary()).inspection).toMatchObject({ events: 101, added: 1, surplus: 0 });
  });

  it("that dies at any of its writes is repeated, and nothing is added twice", async () => {
    for (let dies = 1; ; dies++) {
      world = await newWorld(stores);
      await world.consumer.deliver(world.said(1, { identifiers: [world.phone(1)] }));
      const lost = [2, 3].map((serial) =>
        world.said(serial, {
          source: `website:${serial}`,
          identifiers: [world.phone(serial)],
          claims: claims({ city: "Suzhou" }),
        }),
      );
      await world.deliverDying(...lost);
      let writes = 0;
      const isHit = (command: object) =>
        [PutCommand, UpdateCommand, DeleteCommand].some((kind) => command instanceof kind) &&
        ++writes === dies;
      const died = await world.inspect({}, failing(isHit)).then(
        () => false,
        () => true,
      );
      await world.inspect();
      expect(comparable(await world.counted()), `dies at ${dies}`).toEqual(
        comparable(await world.recounted([...lost, world.said(1)])),
      );
      expect((await world.summary()).inspection.added).toBe(2);
      if (!died) {
        expect(dies).toBeGreaterThan(11);
        break;
      }
    }
  });

  it("beside another one adds nothing twice", async () => {
    await world.deliverDying(world.said(1, { identifiers: [world.phone(1)] }));
    world.clock.now = new Date(world.clock.now.getTime() + 48 * hourMs);
    await Promise.all([1, 2, 3].map(() => world.inspectOn(store)));
    await world.inspect();
    expect(total(await world.counted(), "new")).toBe(1);
  });

  it("waits until the consumer has counted what it has seen committed", async () => {
    await world.deliverDying(world.said(1, { identifiers: [world.phone(1)] }));
    world.clock.now = new Date(world.clock.now.getTime() + 48 * hourMs);
    await world.inspectOn(store, { settledMs: hourMs });
    expect((await readProgress(store))?.step).toBe("read");
    await world.inspectOn(store, { settledMs: hourMs });
    expect(await world.counted()).toEqual([]);
    world.clock.now = new Date(world.clock.now.getTime() + hourMs);
    await world.inspectOn(store, { settledMs: hourMs });
    expect(total(await world.counted(), "new")).toBe(1);
  });

  it("begins anew no sooner than a week after the last one began", async () => {
    await world.inspect();
    const { inspection: first = "" } = (await readProgress(store)) ?? {};
    const next = async (day: string) => {
      world.clock.now = new Date(`${day}T00:30:00.000Z`);
      await world.inspectOn(store);
      return (await readProgress(store))?.inspection;
    };
    expect(await next(addDays(first, 6))).toBe(first);
    expect(await next(addDays(first, 7))).toBe(addDays(first, 7));
  });

  it("begins anew where the last one was left lying for longer than it looks back", async () => {
    await world.inspectOn(store);
    const left = await readProgress(store);
    expect(left?.step).toBe("read");
    const goOn = async (days: number) => {
      world.clock.now = new Date(Date.parse(left?.begunAt ?? "") + days * 24 * hourMs);
      await world.inspectOn(store, { settledMs: 99 * 24 * hourMs });
      return readProgress(store);
    };
    expect((await goOn(27))?.inspection).toBe(left?.inspection);
    expect((await goOn(28))?.inspection).toBe(addDays(left?.inspection ?? "", 28));
  });

  it("looks at nobody who is restricted, and at no day that is not over", async () => {
    const [restricted, today] = [
      world.said(1, { identifiers: [world.phone(1)], source: "website:a" }),
      world.said(2 * 24 * 60, { identifiers: [world.phone(2)], source: "website:b" }),
    ];
    await world.deliverDying(restricted, today);
    await setState(await personOf(restricted), "restricted", store);
    await world.inspect();
    expect(await world.counted()).toEqual([]);
    expect((await readProgress(store))?.skipped).toBe(1);
  });

  it("passes over whom it cannot read, says so, and looks at the others", async () => {
    const [broken, sound] = [1, 2].map((who) =>
      world.said(who, { identifiers: [world.phone(who)], source: `website:${who}` }),
    ) as [CustomerEvent, CustomerEvent];
    await world.deliverDying(broken, sound);
    const Key = { k: store.vault.eventKey(broken.id) };
    const spoil = (b: Uint8Array) =>
      store.database.send(
        new UpdateCommand({
          TableName: store.tables.events,
          Key,
          UpdateExpression: "SET b = :b",
          ExpressionAttributeValues: { ":b": b },
        }),
      );
    await spoil(Buffer.alloc(64));
    world.clock.now = new Date(world.clock.now.getTime() + 48 * hourMs);
    await expect(world.inspectOn(store)).rejects.toThrow();
    expect(world.lines).toContainEqual({
      outcome: "not inspected",
      person: await personOf(broken),
      error: "UnsealError",
    });
    await world.inspect();
    expect((await world.counted()).map(({ source }) => source)).toEqual(["website:2"]);
  });

  it.each<[string, string, (id: string) => DeleteCommand | UpdateCommand]>([
    [
      "has lost its key",
      "DanglingPointerError",
      (id) => new DeleteCommand({ TableName: store.tables.keys, Key: { id } }),
    ],
    [
      "does not open",
      "UnsealError",
      (id) =>
        new UpdateCommand({
          TableName: store.tables.people,
          Key: { id },
          UpdateExpression: "SET b = :b",
          ExpressionAttributeValues: { ":b": Buffer.alloc(64) },
        }),
    ],
  ])(
    "passes over whose own row %s, and looks at those of the same page",
    async (_, name, spoilt) => {
      const events = [1, 2, 3].map((who) =>
        world.said(who, { identifiers: [world.phone(who)], source: `website:${who}` }),
      ) as [CustomerEvent, CustomerEvent, CustomerEvent];
      await world.deliverDying(...events);
      const person = await personOf(events[1]);
      await store.database.send(spoilt(person) as never);
      world.clock.now = new Date(world.clock.now.getTime() + 48 * hourMs);
      await expect(world.inspectOn(store)).rejects.toThrow();
      expect(world.lines).toContainEqual({ outcome: "not inspected", person, error: name });
      await world.inspect();
      expect((await world.counted()).map(({ source }) => source)).toEqual([
        "website:1",
        "website:3",
      ]);
      expect((await readProgress(store))?.skipped).toBe(1);
    },
  );
});
