import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { CustomerEvent } from "#shared/domain/event.ts";
import type { Decision } from "#shared/domain/identity/decision.ts";
import { resolve, rule } from "#shared/engine/resolve.ts";
import { settle } from "#shared/engine/settle.ts";
import { settleLater } from "#shared/engine/settlement.ts";
import { findEvent } from "#shared/stores/events.ts";
import { DanglingPointerError, ThrottledError, TooLargeError } from "#shared/stores/errors.ts";
import { findOwner } from "#shared/stores/identifier-index.ts";
import type { Store } from "#shared/stores/tables.ts";
import {
  claims,
  email,
  emailOf,
  eventOf,
  nationalId,
  nationalIdOf,
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
  settled,
  smallSteps,
  specified,
  splitting,
  type TestEngine,
  traces,
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
beforeEach(() => {
  own += 1_000;
  engine = engineOn(store);
});

const saying = (serial: number, ...identifiers: CustomerEvent["identifiers"]) =>
  eventOf(own + serial, { identifiers, claims: claims({ city: `City ${serial}` }) });
const many = <Item>(count: number, make: (at: number) => Item) =>
  Array.from({ length: count }, (_, at) => make(at));
const myPhone = (n = 0) => phone(phoneOf(own + n));
const myEmail = (n = 0) => email(emailOf(own + n));

async function deliver(...events: readonly CustomerEvent[]): Promise<void> {
  expect(await resolve(events, engine)).toMatchObject({ kind: "resolved", settlements: [] });
}

describe("what does not fit one transaction", { timeout: 60_000 }, () => {
  it("a person of hundreds of events comes apart as the specification says", async () => {
    const leaving = many(120, (at) => saying(at, myPhone(), myEmail()));
    const staying = many(80, (at) => saying(200 + at, myPhone(), myEmail(1)));
    const events = [...leaving, ...staying];
    await deliver(...events);
    const decision: Decision = {
      ...apart(leaving[0] ?? saying(0), staying[0] ?? saying(0)),
      ruling: {
        kind: "different",
        leaving: leaving.slice(0, 60).map(({ id }) => ({ event: id })),
        staying: staying.slice(0, 60).map(({ id }) => ({ event: id })),
      },
    };
    const ruled = await rule({ events: [], decisions: [decision] }, engine);
    expect(ruled?.settlement).toMatch(/^set_.{27}$/);
    expect(await exported(events, store)).toBe(specified(events));
    expect(await settle(ruled?.settlement ?? "", engine)).toBe("done");
    expect(await exported(events, store)).toBe(specified(events, [decision]));
    expect(await traces(store)).toEqual([]);
  });

  it("a value that becomes generic lets everybody go", async () => {
    const of = (n: number) => many(8, (at) => saying(n * 10 + at, myPhone(), myEmail(n)));
    const known = many(14, of);
    for (const events of known) await deliver(...events);
    const last = saying(999, myPhone(), myEmail(14));
    const resolved = await resolve([last], engine);
    expect(resolved).toMatchObject({ kind: "resolved", settlements: [expect.any(String)] });
    expect((await findEvent(last.id, store)).kind).toBe("unknown");
    expect(await settle(resolved.settlements[0] ?? "", engine)).toBe("done");
    const events = [...known.flat(), last];
    expect(await exported(events, store)).toBe(specified(events));
    expect(await traces(store)).toEqual([]);
  });

  it("many persons become one, and later events find it", async () => {
    const each = many(45, (at) => saying(at, nationalId(nationalIdOf(own + at))));
    for (const event of each) await deliver(event);
    const decision: Decision = {
      ...apart(saying(0), saying(1)),
      ruling: { kind: "same", subjects: each.map(({ id }) => ({ event: id })) },
    };
    const ruled = await rule({ events: [], decisions: [decision] }, engine);
    expect(await settle(ruled?.settlement ?? "", engine)).toBe("done");
    const later = saying(500, nationalId(nationalIdOf(own + 44)));
    await deliver(later);
    const events = [...each, later];
    expect(await exported(events, store)).toBe(specified(events, [decision]));
    expect(await traces(store)).toEqual([]);
  });

  it("events of many kilobytes each are written in as many steps as they need", async () => {
    const heavy = (serial: number, ...identifiers: CustomerEvent["identifiers"]) => ({
      ...saying(serial, ...identifiers),
      extras: Object.fromEntries(
        many(20, (at) => [`noise ${at}`, randomBytes(700).toString("base64")]),
      ),
    });
    const leaving = many(12, (at) => heavy(at, myPhone()));
    const staying = many(12, (at) => heavy(100 + at, myPhone(), myEmail()));
    const events = [...leaving, ...staying];
    for (const event of events) await deliver(event);
    const decision: Decision = {
      ...apart(saying(0), saying(1)),
      ruling: {
        kind: "different",
        leaving: leaving.map(({ id }) => ({ event: id })),
        staying: staying.map(({ id }) => ({ event: id })),
      },
    };
    const id = await settleLater({ events: [], decisions: [decision] }, engine);
    expect(await settle(id, engine)).toBe("done");
    expect(await exported(events, store)).toBe(specified(events, [decision]));
    expect(await traces(store)).toEqual([]);
  });

  it("can be taken apart again by the next settlement: keys follow keys", async () => {
    const { id, events, decisions } = await splitting(own, engine);
    await settled(id, engine);
    const [, b, c] = events;
    const again = apart(b ?? saying(2), c ?? saying(3));
    await settled(await settleLater({ events: [], decisions: [again] }, engine), engine);
    expect(await exported(events, store)).toBe(specified(events, [...decisions, again]));
    expect(await traces(store)).toEqual([]);
  });
});

describe("two workers", () => {
  it("at once: one has the turn, the other waits, and the end is the same", async () => {
    const { id, events, expected } = await splitting(own, engine);
    const outcomes = await Promise.all([
      settle(id, engine, smallSteps),
      settle(id, engine, smallSteps),
    ]);
    expect(outcomes.sort()).toEqual(["done", "waiting"]);
    expect(await exported(events, store)).toBe(expected);
  });

  it("cannot take the turn from one another before it is over", async () => {
    const { id } = await splitting(own, engine);
    await expect(
      settle(id, { ...engine, store: dyingAt(store, 6, "after") }, smallSteps),
    ).rejects.toThrow(Crash);
    engine.clock.now += smallSteps.turnMs - 1;
    expect(await settle(id, engine, smallSteps)).toBe("waiting");
    engine.clock.now += 1;
    expect(await settle(id, engine, smallSteps)).toBe("done");
  });
});

describe("two settlements of the same persons", { timeout: 60_000 }, () => {
  it("never wait for each other with something in their hands", async () => {
    const { id, events, decisions } = await splitting(own, engine);
    const [, b, c] = events;
    const other = apart(b ?? saying(2), c ?? saying(3));
    const second = await settleLater({ events: [], decisions: [other] }, engine);
    let held: string[] = [];
    const worker = {
      ...engine,
      store: interrupted(store, 20, async () => {
        expect(await settle(second, engine, smallSteps)).toBe("waiting");
        held = (await traces(store)).filter((trace) => trace === "row of a log");
      }),
    };
    expect(await settle(id, worker, smallSteps)).toBe("done");
    // The first one's question and log, and of the second one only the question.
    expect(held.length).toBeGreaterThan(2);
    await settled(second, engine);
    expect(await exported(events, store)).toBe(specified(events, [...decisions, other]));
    expect(await traces(store)).toEqual([]);
  });
});

describe("a settlement that cannot be done", () => {
  it("because it concerns too many people is a failure, and holds nobody", async () => {
    const { id } = await splitting(own, engine);
    const bounds = { peopleMax: 0, eventsMax: 0 };
    await expect(settle(id, engine, { ...smallSteps, bounds })).rejects.toThrow(TooLargeError);
    await deliver(saying(20, myPhone()));
    expect((await traces(store)).filter((trace) => trace.includes("fenced"))).toEqual([]);
    await settled(id, engine);
    expect(await traces(store)).toEqual([]);
  });

  it("because of a fault is a failure at once, and whatever was fenced is free", async () => {
    const { id } = await splitting(own, engine);
    const send = async (command: never) => {
      // The first keys that it makes: by then everybody is fenced.
      if (/"SET n = :n, j = :j"/.test(JSON.stringify(command))) {
        expect(await traces(store)).toContain("fenced root");
        throw new RangeError("a fault of ours");
      }
      return store.database.send(command);
    };
    const faulty = { ...engine, store: { ...store, database: { send } } };
    await expect(settle(id, faulty, smallSteps)).rejects.toThrow("a fault of ours");
    await deliver(saying(20, myPhone()));
    await settled(id, engine);
    expect(await traces(store)).toEqual([]);
  });

  it("because the store is throttled waits", async () => {
    const { id } = await splitting(own, engine);
    const send = async () => {
      throw new ThrottledError("too much at once");
    };
    const throttled = { ...engine, store: { ...store, database: { send } } };
    expect(await settle(id, throttled, smallSteps)).toBe("waiting");
    await settled(id, engine);
  });

  it("because nobody ever asked is a broken promise", async () => {
    await expect(settle("set_nobody-asked", engine)).rejects.toThrow(DanglingPointerError);
  });
});

describe("a settlement", () => {
  it("that is done stays done, however often it is taken up", async () => {
    const { id, events, expected } = await splitting(own, engine);
    await settled(id, engine);
    const { takeUnits } = stores;
    takeUnits();
    expect(await settle(id, engine)).toBe("done");
    expect(takeUnits().write).toBeLessThanOrEqual(1);
    expect(await exported(events, store)).toBe(expected);
  });

  it("whose events others have brought has nothing left to do", async () => {
    const event = saying(1, myPhone());
    const id = await settleLater({ events: [event] }, engine);
    await deliver(event);
    expect(await settle(id, engine, smallSteps)).toBe("done");
    expect((await findOwner(myPhone(), store))?.person.record.events).toBe(1);
    expect(await traces(store)).toEqual([]);
  });

  it("brings only those of its events that are not there yet", async () => {
    const events = [saying(1, myPhone()), saying(2, myPhone(), myEmail())];
    const id = await settleLater({ events }, engine);
    await deliver(...events.slice(1));
    expect(await settle(id, engine, smallSteps)).toBe("done");
    expect(await exported(events, store)).toBe(specified(events));
  });

  it("stops when its time is over, and goes on from there", async () => {
    const { id, events, expected } = await splitting(own, engine);
    const hurried = { ...smallSteps, workMsMax: 3 };
    let turns = 1;
    const ticking = { ...engine, now: () => new Date((engine.clock.now += 1)) };
    while ((await settle(id, ticking, hurried)) === "waiting") turns += 1;
    expect(turns).toBeGreaterThan(2);
    expect(turns).toBeLessThan(30);
    expect(await exported(events, store)).toBe(expected);
    expect(await traces(store)).toEqual([]);
  });
});
