import { TransactionCanceledException } from "@aws-sdk/client-dynamodb";
import { DeleteCommand, TransactWriteCommand } from "@aws-sdk/lib-dynamodb";
import * as fc from "fast-check";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { CustomerEvent } from "#shared/domain/event.ts";
import { canonicalExport } from "#shared/domain/export.ts";
import type { StatedIdentifier } from "#shared/domain/identifier.ts";
import { emptyRecord, join, recordOf } from "#shared/domain/record.ts";
import type { AwaitedDelivery } from "#shared/lambda/awaited.ts";
import type { UnclearDelivery } from "#shared/lambda/unclear.ts";
import { findEvent } from "#shared/stores/events.ts";
import { findOwner } from "#shared/stores/identifier-index.ts";
import { awaitingKind, listQuarantine, openQuarantined } from "#shared/stores/quarantine.ts";
import type { Store } from "#shared/stores/tables.ts";
import { impatient, startConsumer } from "#test/fixtures/consumer.ts";
import { rowsOf } from "#test/fixtures/deliver.ts";
import {
  claim,
  claims,
  email,
  emailOf,
  eventOf,
  folding,
  minute,
  nationalId,
  nationalIdOf,
  openid,
  phone,
  phoneOf,
  keptBody,
} from "#test/fixtures/events.ts";
import { startStores, type TestStores, testVault } from "#test/fixtures/stores.ts";
import { exportOf, readStored } from "#test/fixtures/stored-people.ts";

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
const saying = (serial: number, ...identifiers: StatedIdentifier[]) =>
  eventOf(own + serial, { identifiers });
const myPhone = (n = 0) => phone(phoneOf(own + n));
const myEmail = (n = 0) => email(emailOf(own + n));
const many = <Item>(count: number, make: (at: number) => Item) =>
  Array.from({ length: count }, (_, at) => make(at));
const countOf = async (identifier: StatedIdentifier) =>
  (await findOwner(identifier, store))?.person.record.events;
const statusOf = async ({ id }: CustomerEvent) => (await findEvent(id, store)).kind;

/** The store, where one kind of command fails for as long as it is told to. */
function failing(fails: (command: object) => Error | undefined): TestStores["store"] {
  const send = async (command: never) => {
    const error = fails(command);
    if (error !== undefined) throw error;
    return store.database.send(command);
  };
  return { ...store, database: { send } as Store["database"] };
}

const overtaken = new TransactionCanceledException({
  message: "conflict",
  $metadata: {},
  CancellationReasons: [{ Code: "TransactionConflict" }],
});

describe("an event ends", () => {
  it("as a new person", async () => {
    expect(await consumer.deliver(saying(1, myPhone()))).toEqual([]);
    expect(await statusOf(saying(1))).toBe("stored");
    expect(await countOf(myPhone())).toBe(1);
  });

  it("with the person it is about", async () => {
    await consumer.deliver(saying(1, myPhone()));
    expect(await consumer.deliver(saying(2, myPhone(), myEmail()))).toEqual([]);
    expect(await countOf(myEmail())).toBe(2);
  });

  it("as what makes two persons one", async () => {
    await consumer.deliver(saying(1, myPhone()), saying(2, myEmail()));
    expect(await consumer.deliver(saying(3, myPhone(), myEmail()))).toEqual([]);
    const [byPhone, byEmail] = [
      await findOwner(myPhone(), store),
      await findOwner(myEmail(), store),
    ];
    expect(byPhone?.person.id).toBe(byEmail?.person.id);
    expect(byPhone?.person.record.events).toBe(3);
  });

  it("contested, where it contradicts itself: acknowledged, kept, and sent nowhere again", async () => {
    const [a, b] = [nationalId(nationalIdOf(own)), nationalId(nationalIdOf(own + 1))];
    await consumer.deliver(saying(1, a, myPhone()), saying(2, b, myEmail()));
    const contradiction = saying(3, myPhone(), myEmail());
    expect(await consumer.deliver(contradiction)).toEqual([]);
    expect(await statusOf(contradiction)).toBe("stored");
    expect((await findOwner(a, store))?.person.unlinked).toMatchObject([
      { value: emailOf(own), why: "limit" },
    ]);
    expect(await consumer.deliver(contradiction)).toEqual([]);
    expect(consumer.sent).toEqual([]);
    expect([await countOf(a), await countOf(b)]).toEqual([2, 1]);
  });

  it("with its batch told in one line: messages, added, duplicates, postponed, kept, failed", async () => {
    await consumer.deliver(saying(1, myPhone()), saying(2, myPhone()), saying(2, myPhone()));
    expect(consumer.lines).toEqual([
      {
        outcome: "consumed",
        messages: 3,
        added: 2,
        duplicates: 0,
        dropped: 0,
        postponed: 0,
        unclear: 0,
        awaiting: 0,
        failed: 0,
      },
    ]);
    await consumer.deliver(saying(2, myPhone()));
    expect(consumer.lines.at(-1)).toMatchObject({ messages: 1, added: 0, duplicates: 1 });
  });
});

describe("an event has one effect", () => {
  it("if it comes twice in a batch", async () => {
    expect(await consumer.deliver(saying(1, myPhone()), saying(1, myPhone()))).toEqual([]);
    expect(await countOf(myPhone())).toBe(1);
  });

  it("if it comes again in another batch, among others", async () => {
    await consumer.deliver(saying(1, myPhone()), saying(2, myPhone()));
    await consumer.deliver(saying(2, myPhone()), saying(3, myPhone()), saying(1, myPhone()));
    expect(await countOf(myPhone())).toBe(3);
  });

  it("if the runtime dies after the commit and the whole batch comes again", async () => {
    const batch = many(7, (at) => saying(at, myPhone(at % 3)));
    await consumer.deliver(...batch);
    const before = await rowsOf(store, "people");
    expect(await consumer.deliver(...batch)).toEqual([]);
    expect(await rowsOf(store, "people")).toHaveLength(before.length);
    expect(await countOf(myPhone())).toBe(3);
  });

  it("if two consumers have it at the same time", async () => {
    const batch = many(5, (at) => saying(at, myPhone()));
    const failed = await Promise.all([1, 2, 3].map(() => consumer.deliver(...batch)));
    expect(failed.flat()).toEqual([]);
    await consumer.settle();
    expect(await countOf(myPhone())).toBe(5);
  });

  it("if the answer to the write is lost on its way", async () => {
    let lost = false;
    const send = async (command: never) => {
      const answer = await store.database.send(command);
      if (!lost && (command as object) instanceof TransactWriteCommand) {
        lost = true;
        throw new Error("socket hang up");
      }
      return answer;
    };
    const shaky = startConsumer({ ...store, database: { send } as Store["database"] });
    expect(await shaky.deliver(saying(1, myPhone()))).toEqual([0]);
    expect(await shaky.deliver(saying(1, myPhone()))).toEqual([]);
    expect(await countOf(myPhone())).toBe(1);
  });
});

describe("many at once", () => {
  it("fifty consumers, each with an event of the same new person, make one person of fifty events", async () => {
    const failed = await Promise.all(many(50, (at) => consumer.deliver(saying(at, myPhone()))));
    expect(failed.flat()).toEqual([]);
    await consumer.settle();
    expect(await countOf(myPhone())).toBe(50);
    const statuses = await Promise.all(many(50, (at) => statusOf(saying(at))));
    expect(new Set(statuses)).toEqual(new Set(["stored"]));
  });

  it("a hundred and fifty events of one person in one batch are more than one transaction, and one person", async () => {
    expect(await consumer.deliver(...many(150, (at) => saying(at, myPhone())))).toEqual([]);
    expect(await countOf(myPhone())).toBe(150);
    expect(consumer.lines).toMatchObject([{ added: 150, failed: 0 }]);
  });

  it("persons in one batch do not wait for each other, and none is mixed up with another", async () => {
    const batch = many(60, (at) => saying(at, myPhone(at % 20), myEmail(at % 20)));
    expect(await consumer.deliver(...batch)).toEqual([]);
    const counts = await Promise.all(many(20, (at) => countOf(myEmail(at))));
    expect(counts).toEqual(many(20, () => 3));
  });
});

describe("a message that nobody can process", () => {
  const bodies = (): [string, string][] => [
    ["of no bytes", ""],
    ["of any text", "not even base64 !"],
    [
      "sealed by another tenant",
      testVault("acme").sealMessage({ kind: "event", event: saying(1) }, "message"),
    ],
    [
      "sealed for another purpose",
      store.vault.sealMessage({ kind: "event", event: saying(1) }, "receipt"),
    ],
    ["of an unknown kind", store.vault.sealMessage({ kind: "order", event: saying(1) }, "message")],
    [
      "whose event is out of bounds",
      store.vault.sealMessage(
        { kind: "event", event: saying(1, ...many(21, (at) => myPhone(at))) },
        "message",
      ),
    ],
  ];

  it("is told by its id, and the others of its batch are done", async () => {
    const poison = bodies();
    const [first, last] = [saying(2, myPhone()), saying(3, myEmail())].map((event) =>
      consumer.bodyOf({ kind: "event", event }),
    );
    const batch = [first ?? "", ...poison.map(([, body]) => body), last ?? ""];
    expect(await consumer.deliverBodies(batch)).toEqual(poison.map((_, at) => at + 1));
    expect([await statusOf(saying(2)), await statusOf(saying(3))]).toEqual(["stored", "stored"]);
    expect(consumer.lines.at(-1)).toMatchObject({ failed: poison.length, added: 2 });
  });

  it("among those of one person holds up only itself", async () => {
    const monster = { ...saying(2, myPhone()), claims: many(60, (at) => claim(`field${at}`, "x")) };
    // Written alone it fails, so that its group must be taken apart.
    const k = store.vault.eventKey(monster.id);
    const poisoned = failing((command) =>
      command instanceof TransactWriteCommand &&
      command.input.TransactItems?.some(({ Put }) => Put?.Item?.["k"] === k)
        ? new TransactionCanceledException({
            message: "too large",
            $metadata: {},
            CancellationReasons: [{ Code: "ValidationError" }],
          })
        : undefined,
    );
    const other = startConsumer(poisoned);
    expect(await other.deliver(saying(1, myPhone()), monster, saying(3, myPhone()))).toEqual([1]);
    expect(await countOf(myPhone())).toBe(2);
    expect(await statusOf(monster)).toBe("unknown");
  });

  it("in two copies is told for both", async () => {
    const broken = startConsumer(failing(() => new Error("out of order")));
    expect(await broken.deliver(saying(1, myPhone()), saying(1, myPhone()), saying(2))).toEqual([
      0, 1, 2,
    ]);
  });
});

describe("where somebody else is always faster", () => {
  const crowded = () =>
    startConsumer(
      failing((command) => (command instanceof TransactWriteCommand ? overtaken : undefined)),
      impatient,
    );

  it("the events are sent again, later, and acknowledged: waiting is no failure", async () => {
    const waiting = crowded();
    expect(await waiting.deliver(saying(1, myPhone()), saying(2, myEmail()))).toEqual([]);
    expect(waiting.sent).toHaveLength(2);
    for (const { DelaySeconds = 0 } of waiting.sent) {
      expect(DelaySeconds).toBeGreaterThanOrEqual(5);
      expect(DelaySeconds).toBeLessThanOrEqual(10);
    }
    expect(waiting.lines.at(-1)).toMatchObject({ postponed: 2, added: 0, failed: 0 });
    expect(await statusOf(saying(1))).toBe("unknown");
  });

  it("they are what they were when they come again, and are done then", async () => {
    const waiting = crowded();
    await waiting.deliver(saying(1, myPhone()));
    expect(waiting.messages()).toEqual([{ kind: "event", event: saying(1, myPhone()) }]);
    await consumer.deliverBodies(waiting.sent.map(({ MessageBody }) => MessageBody));
    expect(await statusOf(saying(1))).toBe("stored");
  });

  it("and the queue takes nothing either, they fail and stay where they are", async () => {
    const waiting = crowded();
    waiting.queue.broken = true;
    expect(await waiting.deliver(saying(1, myPhone()), saying(2, myEmail()))).toEqual([0, 1]);
    expect(waiting.sent).toEqual([]);
  });
});

describe("when the database is out of order", () => {
  const errors: Record<string, Error> = {
    unknown: Object.assign(new Error("something else"), { name: "Error" }),
    forbidden: Object.assign(new Error("not authorized"), { name: "AccessDeniedException" }),
  };

  it.each(Object.keys(errors))(
    "(%s) every message fails, and is done when it comes again",
    async (name) => {
      let down = true;
      const shaky = startConsumer(failing(() => (down ? errors[name] : undefined)));
      const batch = [saying(1, myPhone()), saying(2, myEmail()), saying(3)];
      expect(await shaky.deliver(...batch)).toEqual([0, 1, 2]);
      expect(await Promise.all(batch.map(statusOf))).toEqual(["unknown", "unknown", "unknown"]);
      down = false;
      expect(await shaky.deliver(...batch)).toEqual([]);
      expect(await Promise.all(batch.map(statusOf))).toEqual(["stored", "stored", "stored"]);
    },
  );

  it("for one person, the others of the batch are done", async () => {
    const k = store.vault.identifierKey(myPhone());
    const shaky = startConsumer(
      failing((command) =>
        command instanceof TransactWriteCommand && JSON.stringify(command.input).includes(k)
          ? errors["unknown"]
          : undefined,
      ),
    );
    expect(await shaky.deliver(saying(1, myPhone()), saying(2, myEmail()))).toEqual([0]);
    expect([await statusOf(saying(1)), await statusOf(saying(2))]).toEqual(["unknown", "stored"]);
  });

  it.each([
    Object.assign(new Error("slow down"), { name: "ProvisionedThroughputExceededException" }),
    Object.assign(new Error("our fault"), { name: "InternalServerError", $fault: "server" }),
    Object.assign(new Error("nobody there"), { code: "ECONNREFUSED" }),
  ])("($name) events wait on the queue, and no receipt counts against them", async (error) => {
    const waiting = startConsumer(failing(() => error));
    expect(await waiting.deliver(saying(1, myPhone()), saying(2, myEmail()))).toEqual([]);
    expect(waiting.lines.at(-1)).toMatchObject({ postponed: 2, failed: 0 });
    expect(waiting.messages()).toHaveLength(2);
  });

  it("and even the tenant's keys cannot be read, the whole batch comes again", async () => {
    const locked = startConsumer({
      ...store,
      get vault(): never {
        throw new Error("no keys");
      },
    });
    const body = consumer.bodyOf({ kind: "event", event: saying(1, myPhone()) });
    await expect(locked.deliverBodies([body])).rejects.toThrow("no keys");
    expect(await statusOf(saying(1))).toBe("unknown");
  });
});

describe("somebody who was only announced", () => {
  const delivery = (): AwaitedDelivery => ({
    channel: "meta-lead-ads",
    trust: "signed",
    receivedAt: minute(own),
    businessId: `lead-${own}`,
    content: { leadgen_id: String(own) },
  });
  const announce = (...deliveries: AwaitedDelivery[]) =>
    consumer.deliverBodies(
      deliveries.map((each) => consumer.bodyOf({ kind: "awaiting data", delivery: each })),
    );
  const waiting = async () => {
    const { deliveries } = await listQuarantine({ kind: awaitingKind, limit: 100 }, store);
    return deliveries.filter(({ at }) => at === minute(own));
  };

  it("waits for data in quarantine, and nobody comes of it", async () => {
    const people = await rowsOf(store, "people");
    expect(await announce(delivery())).toEqual([]);
    const [kept] = await waiting();
    expect(kept).toMatchObject({ reason: "awaiting data", status: "open", kind: "awaiting-data" });
    expect(await openQuarantined(kept?.id ?? "", store)).toMatchObject({
      delivery: { tries: 0 },
      content: { kind: "awaiting data", delivery: delivery() },
    });
    expect(await rowsOf(store, "people")).toHaveLength(people.length);
    expect(consumer.lines.at(-1)).toMatchObject({ awaiting: 1, unclear: 0 });
  });

  it("waits once, whatever else differs between two announcements", async () => {
    await announce(delivery(), { ...delivery(), content: { leadgen_id: "other" } });
    await announce({ ...delivery(), receivedAt: minute(own + 1) });
    expect(await waiting()).toHaveLength(1);
  });

  it("waits apart from the same id of another channel", async () => {
    await announce(delivery(), { ...delivery(), channel: "linkedin-lead-gen" });
    expect(await waiting()).toHaveLength(2);
  });
});

describe("an unclear delivery", () => {
  const delivery = (): UnclearDelivery => ({
    channel: "typeform",
    reason: "the payload has an unknown shape",
    trust: "signed",
    receivedAt: minute(own),
    headers: {},
    body: keptBody(`{"name":"Ada Brook","own":${own}}`),
  });
  const deliverUnclear = (...deliveries: UnclearDelivery[]) =>
    consumer.deliverBodies(
      deliveries.map((each) => consumer.bodyOf({ kind: "unclear", delivery: each })),
    );
  const waiting = async () => {
    const { deliveries } = await listQuarantine({ limit: 100 }, store);
    return deliveries.filter(({ at }) => at === minute(own));
  };

  it("ends in quarantine with all that it was, and nobody comes of it", async () => {
    const people = await rowsOf(store, "people");
    expect(await deliverUnclear(delivery())).toEqual([]);
    const [kept] = await waiting();
    expect(kept).toMatchObject({ channel: "typeform", reason: delivery().reason, status: "open" });
    expect(await openQuarantined(kept?.id ?? "", store)).toMatchObject({
      content: { kind: "unclear", delivery: delivery() },
    });
    expect(await rowsOf(store, "people")).toHaveLength(people.length);
  });

  it("is kept once, in a batch and across batches", async () => {
    await deliverUnclear(delivery(), delivery());
    await deliverUnclear(delivery());
    expect(await waiting()).toHaveLength(1);
  });

  it("that cannot be kept fails, and the events of its batch are done", async () => {
    const shaky = startConsumer(
      failing((command) =>
        JSON.stringify(command).includes(store.tables.reviews)
          ? new Error("no reviews")
          : undefined,
      ),
    );
    const bodies = [
      shaky.bodyOf({ kind: "unclear", delivery: delivery() }),
      shaky.bodyOf({ kind: "event", event: saying(1, myPhone()) }),
    ];
    expect(await shaky.deliverBodies(bodies)).toEqual([0]);
    expect(await statusOf(saying(1))).toBe("stored");
    expect(await waiting()).toEqual([]);
  });
});

describe("whatever events say", () => {
  it("nothing of it is in the log, also when they fail, wait, contradict or come twice", async () => {
    const canary = "Canary-8613941799999";
    const planted = (serial: number, ...identifiers: StatedIdentifier[]): CustomerEvent => ({
      ...eventOf(own + serial, { identifiers }),
      source: `website:${canary}`,
      kind: canary,
      claims: [claim("fullName", canary), claim("phone", canary, { valid: false })],
      consents: [{ purpose: canary, granted: true }],
      tags: [{ tag: canary, present: true }],
      extras: { [canary]: canary },
    });
    const named = [myPhone(), myEmail()].map((identifier) => ({
      ...identifier,
      value: `${canary}${own}`,
    }));
    await consumer.deliver(planted(1, ...named), planted(1, ...named), planted(2));
    const broken = startConsumer(
      failing(() => Object.assign(new Error(canary), { name: "Error" })),
    );
    await broken.deliver(planted(3, ...named));
    const waiting = startConsumer(
      failing((command) => (command instanceof TransactWriteCommand ? overtaken : undefined)),
      impatient,
    );
    await waiting.deliver(planted(4, ...named));
    await consumer.deliverBodies([
      canary,
      consumer.bodyOf({ kind: "event", event: { canary } as never }),
    ]);
    const lines = [...consumer.lines, ...broken.lines, ...waiting.lines];
    expect(lines.length).toBeGreaterThan(5);
    expect(JSON.stringify(lines)).not.toContain(canary);
    expect(JSON.stringify(waiting.sent)).not.toContain(canary);
  });
});

/** Twelve events on four customers, who change, remove, merge and disagree; no link breaks a guard. */
const ada = { phone: phone(phoneOf(1)), email: email(emailOf(1)), openid: openid("oAda", true) };
const bao = { phone: phone(phoneOf(2)), email: email(emailOf(2)), id: nationalId(nationalIdOf(2)) };
const scenario: readonly CustomerEvent[] = [
  eventOf(1, {
    identifiers: [ada.phone],
    claims: claims({ fullName: "Ada Brook", city: "Suzhou", street: "Lakeside 1" }),
    consents: [{ purpose: "email", granted: true }],
  }),
  eventOf(2, {
    channel: "typeform",
    identifiers: [ada.email],
    claims: claims({ company: "Brook Ltd", jobTitle: "Buyer" }),
    extras: { seat: "12" },
  }),
  eventOf(3, {
    channel: "wechat-official",
    identifiers: [ada.openid],
    claims: claims({ nickname: "小溪" }),
  }),
  // Three persons until this one comes.
  eventOf(4, {
    channel: "shopify",
    identifiers: [ada.phone, ada.email, ada.openid],
    claims: claims({ city: "Wuxi" }),
    tags: [{ tag: "vip", present: true }],
  }),
  eventOf(5, {
    observedAt: minute(4),
    identifiers: [ada.email],
    tags: [{ tag: "vip", present: false }],
    consents: [{ purpose: "email", granted: false }],
  }),
  eventOf(6, { identifiers: [bao.phone, bao.id], claims: claims({ fullName: "Bao Lin" }) }),
  eventOf(7, {
    trust: "staff",
    observedAt: minute(0),
    identifiers: [bao.phone],
    claims: claims({ fullName: "Bao Ling", company: "Lin Co" }),
  }),
  eventOf(8, {
    identifiers: [bao.email, bao.id],
    claims: [claim("company", "", { removed: true }), claim("birthday", "31/02", { valid: false })],
  }),
  eventOf(9, {
    identifiers: [bao.email],
    claims: claims({ fullName: "B. Lin", company: "Lin Group" }),
  }),
  eventOf(10, { claims: claims({ fullName: "Nobody Known" }) }),
  eventOf(11, { identifiers: [email("noreply@brook.cn")], claims: claims({ note: "a role" }) }),
  eventOf(12, {
    identifiers: [email("noreply@brook.cn")],
    claims: claims({ note: "the same role" }),
  }),
];
const customers: readonly (readonly number[])[] = [[1, 2, 3, 4, 5], [6, 7, 8, 9], [10], [11], [12]];

describe("order", () => {
  const expected = canonicalExport(
    customers.map((serials) => {
      const events = scenario.filter((_, at) => serials.includes(at + 1));
      const links = (event: CustomerEvent) =>
        event.identifiers.filter(({ value }) => !value.startsWith("noreply"));
      return {
        record: events
          .map((event) => recordOf(event, links(event), folding))
          .reduce(join, emptyRecord),
        eventIds: events.map(({ id }) => id),
      };
    }),
  );

  async function clear(): Promise<void> {
    const keysOf = { index: ["k", "s"], events: ["k"], people: ["id"], keys: ["id"] } as const;
    for (const table of ["index", "events", "people", "keys"] as const) {
      const rows = await rowsOf(store, table);
      await Promise.all(
        rows.map((row) => {
          const Key = Object.fromEntries(keysOf[table].map((name) => [name, row[name]]));
          return store.database.send(new DeleteCommand({ TableName: store.tables[table], Key }));
        }),
      );
    }
  }

  /** Every event at least once, some several times, in any order, in batches of any size, some at once. */
  const deliveries = fc
    .tuple(
      fc.shuffledSubarray([...scenario], { minLength: scenario.length }),
      fc.array(fc.constantFrom(...scenario), { maxLength: 8 }),
      fc.array(fc.integer({ min: 1, max: 6 }), { minLength: 20, maxLength: 20 }),
      fc.integer({ min: 1, max: 3 }),
    )
    .map(([order, repeated, sizes, atOnce]) => {
      const all = [...order];
      repeated.forEach((event, at) => all.splice((at * 7) % all.length, 0, event));
      const batches = sizes.map((size) => all.splice(0, size)).filter(({ length }) => length > 0);
      return { batches, atOnce };
    });

  it("does not matter, nor do batches, repetitions and consumers at the same time", async () => {
    await fc.assert(
      fc.asyncProperty(deliveries, async ({ batches, atOnce }) => {
        await clear();
        for (let at = 0; at < batches.length; at += atOnce) {
          const together = batches.slice(at, at + atOnce);
          const failed = await Promise.all(together.map((batch) => consumer.deliver(...batch)));
          expect(failed.flat()).toEqual([]);
        }
        await consumer.settle();
        expect(exportOf(await readStored(store))).toBe(expected);
      }),
      { numRuns: 30, seed: 20_260_301, endOnFailure: true },
    );
  });
});
