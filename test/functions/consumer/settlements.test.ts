import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { settleAll } from "#functions/consumer/settlements.ts";
import type { CustomerEvent } from "#shared/domain/event.ts";
import { settle } from "#shared/engine/settle.ts";
import { settleLater } from "#shared/engine/settlement.ts";
import { findEvent, findEvents } from "#shared/stores/events.ts";
import { findOwner } from "#shared/stores/identifier-index.ts";
import { startConsumer } from "#test/fixtures/consumer.ts";
import { rowsOf, setState } from "#test/fixtures/deliver.ts";
import { email, emailOf, eventOf, phone, phoneOf } from "#test/fixtures/events.ts";
import {
  engineOn,
  exported,
  smallSteps,
  specified,
  splitting,
  traces,
} from "#test/fixtures/settlements.ts";
import { startStores, type TestStores } from "#test/fixtures/stores.ts";

let stores: TestStores;
let store: TestStores["store"];
beforeAll(async () => {
  stores = await startStores();
  ({ store } = stores);
});
afterAll(() => stores.stop());

let own = 0;
let consumer: ReturnType<typeof startConsumer>;
beforeEach(() => {
  own += 1_000;
  consumer = startConsumer(store);
});
const myPhone = () => phone(phoneOf(own));
const saying = (serial: number, n: number) =>
  eventOf(own + serial, { identifiers: [myPhone(), email(emailOf(own + n))] });
const settlement = (id: string) => consumer.bodyOf({ kind: "settlement", id });
const outcomes = () => consumer.lines.map(({ outcome }) => outcome);

/** A phone on so many events beside so many mails that the next mail makes it generic. */
async function nearlyGeneric(): Promise<{ events: CustomerEvent[]; last: CustomerEvent }> {
  const events: CustomerEvent[] = [];
  for (let n = 0; n < 14; n++) {
    const ofMail = Array.from({ length: 8 }, (_, at) => saying(n * 10 + at, n));
    expect(await consumer.deliver(...ofMail)).toEqual([]);
    events.push(...ofMail);
  }
  return { events, last: saying(900, 14) };
}

describe("an event that is too much for one transaction", { timeout: 60_000 }, () => {
  it("is acknowledged, and settled by a message of its own", async () => {
    const { events, last } = await nearlyGeneric();
    expect(await consumer.deliver(last)).toEqual([]);
    expect(consumer.messages()).toEqual([
      { kind: "settlement", id: expect.stringMatching(/^set_/) },
    ]);
    expect((await findEvent(last.id, store)).kind).toBe("unknown");
    await consumer.settle();
    expect(outcomes()).toContain("settled");
    expect(await exported([...events, last], store)).toBe(specified([...events, last]));
    expect(await traces(store)).toEqual([]);
  });

  it("is not acknowledged where that message cannot be sent, and settled once all the same", async () => {
    const { events, last } = await nearlyGeneric();
    consumer.queue.broken = true;
    expect(await consumer.deliver(last)).toEqual([0]);
    consumer.queue.broken = false;
    expect(await consumer.deliver(last, last)).toEqual([]);
    await consumer.settle();
    expect(await exported([...events, last], store)).toBe(specified([...events, last]));
    expect(await traces(store)).toEqual([]);
  });
});

describe("the message of a settlement", () => {
  it("is acknowledged once it is done, and again if it comes again", async () => {
    const { id, events, expected } = await splitting(own, engineOn(store));
    expect(await consumer.deliverBodies([settlement(id), settlement(id)])).toEqual([]);
    expect(await exported(events, store)).toBe(expected);
    expect(await consumer.deliverBodies([settlement(id)])).toEqual([]);
    expect(consumer.sent).toEqual([]);
  });

  it("of one that somebody left in the middle has everybody it is about compared with others", async () => {
    const { id, events, expected } = await splitting(own, engineOn(store));
    // Whoever decided it knew whom it is about, and is gone.
    const hasty = { ...smallSteps, workMsMax: 0 };
    expect(await settle(id, engineOn(store), hasty)).toBe("waiting");
    const left = (await rowsOf(store, "reviews")).find((row) => row["id"] === id);
    expect(left).toMatchObject({ status: "applying" });
    expect(await consumer.deliverBodies([settlement(id)])).toEqual([]);
    expect(await exported(events, store)).toBe(expected);
    const places = await findEvents(
      events.map((event) => event.id),
      store,
    );
    expect(new Set(places).size).toBe(2);
    expect(consumer.candidates.toSorted()).toEqual([...new Set(places)].sort());
  });

  it("is sent again, later, where somebody concerned is being worked on", async () => {
    const { id, events, expected } = await splitting(own, engineOn(store));
    const root = (await findOwner(myPhone(), store))?.person.id ?? "";
    await setState(root, "erasing", store);
    expect(await consumer.deliverBodies([settlement(id)])).toEqual([]);
    expect(consumer.messages()).toEqual([{ kind: "settlement", id }]);
    const [{ DelaySeconds = 0 } = {}] = consumer.sent;
    expect(DelaySeconds).toBeGreaterThanOrEqual(5);
    expect(outcomes()).toContain("settlement waits");
    await setState(root, "active", store);
    await consumer.settle();
    expect(await exported(events, store)).toBe(expected);
  });

  it("fails where it cannot be done, and holds back nothing else of its batch", async () => {
    const event = eventOf(own + 1, { identifiers: [myPhone()] });
    const bodies = [settlement("set_of-nobody"), consumer.bodyOf({ kind: "event", event })];
    expect(await consumer.deliverBodies(bodies)).toEqual([0]);
    expect((await findEvent(event.id, store)).kind).toBe("stored");
    expect(consumer.lines).toContainEqual({
      outcome: "failed",
      messages: ["0"],
      error: "DanglingPointerError",
    });
  });

  it("fails in every copy, so that none is taken for done", async () => {
    const bodies = [settlement("set_of-nobody"), settlement("set_of-nobody")];
    expect(await consumer.deliverBodies(bodies)).toEqual([0, 1]);
  });

  it("waits for a batch of its own where others took all the time", async () => {
    const engine = engineOn(store);
    const ids: string[] = [];
    for (const serial of [1, 2]) {
      const event = eventOf(own + serial, { identifiers: [phone(phoneOf(own + serial))] });
      ids.push(await settleLater({ events: [event] }, engine));
    }
    // Every look at the clock finds that some seconds have gone by.
    const now = () => new Date((engine.clock.now += 4_000));
    const sent: object[] = [];
    const send = async ({ input }: { input: { Entries: object[] } }) => {
      sent.push(...input.Entries);
      return {};
    };
    const failures: unknown[] = [];
    await settleAll(ids, {
      context: { ...engine, now },
      queue: { client: { send } as never, url: "https://queue.test/1/events", vault: store.vault },
      log: () => {},
      onFailed: (...failure) => failures.push(failure),
    });
    expect(failures).toEqual([]);
    expect(sent.length).toBeGreaterThan(0);
    expect((await findOwner(phone(phoneOf(own + 2)), store))?.person).toBeUndefined();
    await consumer.deliverBodies(ids.map(settlement));
    for (const serial of [1, 2]) {
      const owner = await findOwner(phone(phoneOf(own + serial)), store);
      expect(owner?.person.record.events).toBe(1);
    }
  });
});
