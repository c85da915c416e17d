/** Every moment of a settlement: whatever happens between any two calls, the end is the same. */
import { ConditionalCheckFailedException } from "@aws-sdk/client-dynamodb";
import { UpdateCommand } from "@aws-sdk/lib-dynamodb";
import * as fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { CustomerEvent } from "#shared/domain/event.ts";
import { Policy } from "#shared/domain/policy.ts";
import { resolve } from "#shared/engine/resolve.ts";
import { settle } from "#shared/engine/settle.ts";
import { settleLater } from "#shared/engine/settlement.ts";
import { readAllEvents } from "#shared/stores/event-lists.ts";
import { findEvents } from "#shared/stores/events.ts";
import { findOwner } from "#shared/stores/identifier-index.ts";
import { readPeople, readRoots } from "#shared/stores/people.ts";
import type { Store } from "#shared/stores/tables.ts";
import {
  anyEvents,
  eventIdOf,
  email,
  emailOf,
  eventOf,
  phone,
  phoneOf,
} from "#test/fixtures/events.ts";
import {
  apart,
  Crash,
  dyingAt,
  engineOn,
  exported,
  interrupted,
  joining,
  settled,
  type SmallWorld,
  smallSteps,
  specified,
  splitting,
  type TestEngine,
  traces,
  turnIsOver,
} from "#test/fixtures/settlements.ts";
import { startStores, type TestStores } from "#test/fixtures/stores.ts";

let stores: TestStores;
let store: Store;
let engine: TestEngine;
beforeAll(async () => {
  stores = await startStores();
  ({ store } = stores);
});
afterAll(() => stores.stop());

let own = 0;
function smallWorld(make = splitting): Promise<SmallWorld> {
  own += 1_000;
  engine = engineOn(store);
  return make(own, engine);
}
const saying = (serial: number, ...identifiers: CustomerEvent["identifiers"]) =>
  eventOf(own + serial, { identifiers });
const myPhone = (n = 0) => phone(phoneOf(own + n));
const myEmail = (n = 0) => email(emailOf(own + n));

async function deliver(...events: readonly CustomerEvent[]): Promise<void> {
  expect(await resolve(events, engine)).toMatchObject({ kind: "resolved", settlements: [] });
}

/** Until the n-th call is never reached: then one moment of every few has been tried. */
async function atEveryCall(
  attempt: (n: number) => Promise<"reached" | "not reached">,
  stride = 3,
): Promise<number> {
  for (let n = 1; ; n += stride) if ((await attempt(n)) === "not reached") return n - 1;
}

describe("a worker that dies", { timeout: 300_000 }, () => {
  const worlds = { splitting, joining };
  it.each([
    ["before", "splitting", 30],
    ["after", "splitting", 30],
    ["before", "joining", 20],
    ["after", "joining", 20],
  ] as const)(
    "%s any of its calls arrives while it is %s persons leaves nothing half done",
    async (answer, world, callsMin) => {
      const moments = await atEveryCall(async (n) => {
        const { id, events, expected } = await smallWorld(worlds[world]);
        const dying = { ...engine, store: dyingAt(store, n, answer) };
        const died = await settle(id, dying, smallSteps).then(
          () => false,
          (error: unknown) => error instanceof Crash,
        );
        turnIsOver(engine);
        await settled(id, engine);
        expect(await exported(events, store)).toBe(expected);
        return died ? "reached" : "not reached";
      });
      expect(moments).toBeGreaterThan(callsMin);
      expect(await traces(store)).toEqual([]);
    },
  );

  it("twice in a row, at different calls, does no harm either", async () => {
    await atEveryCall(async (n) => {
      const { id, events, expected } = await smallWorld();
      let died = false;
      for (const at of [n, 2 * n + 3]) {
        const dying = { ...engine, store: dyingAt(store, at, "after") };
        died = await settle(id, dying, smallSteps).then(
          () => false,
          () => true,
        );
        turnIsOver(engine);
      }
      await settled(id, engine);
      expect(await exported(events, store)).toBe(expected);
      return died ? "reached" : "not reached";
    }, 2);
    expect(await traces(store)).toEqual([]);
  });
});

describe("at any moment of a settlement", { timeout: 300_000 }, () => {
  it("somebody else may take it over: the first worker's writes count no more", async () => {
    const moments = await atEveryCall(async (n) => {
      const { id, events, expected } = await smallWorld();
      let reached = false;
      const zombie = {
        ...engine,
        store: interrupted(store, n, async () => {
          reached = true;
          turnIsOver(engine);
          await settled(id, engine);
        }),
      };
      const outcome = await settle(id, zombie, smallSteps);
      if (reached && n > 1) expect(outcome).toBe("waiting");
      expect(await exported(events, store)).toBe(expected);
      expect(await settle(id, engine, smallSteps)).toBe("done");
      return reached ? "reached" : "not reached";
    });
    expect(moments).toBeGreaterThan(30);
    expect(await traces(store)).toEqual([]);
  });

  it("events of those concerned are taken or wait, and none is lost or counted twice", async () => {
    let postponed = 0;
    await atEveryCall(async (n) => {
      const { id, events, decisions } = await smallWorld();
      const late = [saying(10, myPhone(), myEmail(3)), saying(11, myEmail())];
      let waiting: CustomerEvent[] = [];
      let reached = false;
      const worker = {
        ...engine,
        store: interrupted(store, n, async () => {
          reached = true;
          const resolved = await resolve(late, engine);
          if (resolved.kind === "postponed") waiting = [...resolved.events];
        }),
      };
      if ((await settle(id, worker, smallSteps)) === "waiting") await settled(id, engine);
      postponed += waiting.length > 0 ? 1 : 0;
      await deliver(...(reached ? waiting : late));
      const all = [...events, ...late];
      expect(await exported(all, store)).toBe(specified(all, decisions));
      return reached ? "reached" : "not reached";
    }, 2);
    expect(postponed).toBeGreaterThan(10);
    expect(await traces(store)).toEqual([]);
  });

  it("readers see whole persons: as they were, or as they are to be", async () => {
    await atEveryCall(async (n) => {
      const { id, events, expected } = await smallWorld();
      const places = await findEvents(
        events.map((event) => event.id),
        store,
      );
      let reached = false;
      const worker = {
        ...engine,
        store: interrupted(store, n, async () => {
          reached = true;
          const people = await readPeople(places, store);
          for (const found of people.values()) expect(found.kind).toBe("living");
          for (const identifier of [myPhone(), myEmail()]) {
            const owner = await findOwner(identifier, store);
            expect(owner?.person.record.identifiers).toContainEqual(identifier);
          }
          for (const { person } of (await readRoots(places, store)).values()) {
            const read = await readAllEvents(person, store);
            if (read !== undefined) expect(read.length).toBe(person.record.events);
          }
        }),
      };
      expect(await settle(id, worker, smallSteps)).toBe("done");
      expect(await exported(events, store)).toBe(expected);
      return reached ? "reached" : "not reached";
    }, 2);
  });

  it("come to the same end, whichever gives way at any moment", async () => {
    await atEveryCall(async (n) => {
      const { id, events, decisions } = await smallWorld();
      const [, b, c] = events;
      const other = apart(b ?? saying(2), c ?? saying(3));
      const second = await settleLater({ events: [], decisions: [other] }, engine);
      let reached = false;
      const worker = {
        ...engine,
        store: interrupted(store, n, async () => {
          reached = true;
          await settle(second, engine, smallSteps);
        }),
      };
      await settle(id, worker, smallSteps);
      await settled(second, engine);
      await settled(id, engine);
      expect(await exported(events, store)).toBe(specified(events, [...decisions, other]));
      return reached ? "reached" : "not reached";
    }, 2);
    expect(await traces(store)).toEqual([]);
  });

  it("somebody else may get hold of one of the persons: then it waits, and lets the others go", async () => {
    let waited = 0;
    await atEveryCall(async (n) => {
      const { id, events, expected } = await smallWorld();
      const [place = ""] = await findEvents([events[0]?.id ?? ""], store);
      let reached = false;
      let taken = false;
      const worker = {
        ...engine,
        store: interrupted(store, n, async () => {
          reached = true;
          taken = await changeState(place, "active", "erasing");
        }),
      };
      const outcome = await settle(id, worker, smallSteps);
      if (taken && outcome === "waiting") {
        waited += 1;
        expect((await traces(store)).filter((trace) => trace.includes("fenced"))).toEqual([]);
      }
      await changeState(place, "erasing", "active");
      await settled(id, engine);
      expect(await exported(events, store)).toBe(expected);
      return reached ? "reached" : "not reached";
    }, 2);
    expect(waited).toBeGreaterThan(2);
  });
});

/** Whether it was in that state. */
async function changeState(id: string, from: string, to: string): Promise<boolean> {
  try {
    await store.database.send(
      new UpdateCommand({
        TableName: store.tables.people,
        Key: { id },
        UpdateExpression: "SET st = :to",
        ConditionExpression: "st = :from",
        ExpressionAttributeValues: { ":from": from, ":to": to },
      }),
    );
    return true;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return false;
    throw error;
  }
}

/** Limits so low that a few events reach every guard. */
const strict = Policy.parse({
  tenant: "demo",
  phoneRegion: "CN",
  limits: { phone: 2, email: 2, "national-id": 1 },
});

describe("any events", { timeout: 300_000 }, () => {
  it("settled one by one, by workers that die and overtake each other, come to what the specification says", async () => {
    await fc.assert(
      fc.asyncProperty(
        anyEvents,
        fc.array(fc.integer({ min: 1, max: 70 }), { minLength: 8, maxLength: 8 }),
        async (drawn, moments) => {
          own += 100_000;
          engine = engineOn(store, strict);
          const events = drawn.map((event, at) => ownWorld(event, at));
          const ids: string[] = [];
          for (const event of events) ids.push(await settleLater({ events: [event] }, engine));
          for (const [at, id] of ids.entries()) {
            const moment = moments[at] ?? 1;
            const next = ids[at + 1] ?? id;
            const overtaken = interrupted(store, moment, () => settle(next, engine, smallSteps));
            await settle(id, { ...engine, store: overtaken }, smallSteps);
            const dying = dyingAt(store, moment, moment % 2 === 0 ? "before" : "after");
            await settle(next, { ...engine, store: dying }, smallSteps).catch(() => {});
            turnIsOver(engine);
          }
          for (const id of ids) await settled(id, engine);
          expect(await exported(events, store)).toBe(specified(events, [], strict));
        },
      ),
      { numRuns: 15 },
    );
    expect(await traces(store)).toEqual([]);
  });
});

/** The same event in a world of its own: other ids, and identifiers that no other test knows. */
function ownWorld(event: CustomerEvent, at: number): CustomerEvent {
  const identifiers = event.identifiers.map((each) => ({
    ...each,
    value: each.type === "phone" ? `${each.value}${own}` : `${own}${each.value}`,
  }));
  return { ...event, id: eventIdOf(own + at), identifiers };
}
