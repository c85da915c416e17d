import { randomBytes } from "node:crypto";
import { TransactionCanceledException } from "@aws-sdk/client-dynamodb";
import { UpdateCommand } from "@aws-sdk/lib-dynamodb";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { StatedIdentifier } from "#shared/domain/identifier.ts";
import { commit, type Committed, itemsPerTransactionMax } from "#shared/stores/commit.ts";
import type { Store } from "#shared/stores/tables.ts";
import { decide, deliver, rowsOf, rowText, type StoredRow } from "#test/fixtures/deliver.ts";
import {
  claims,
  email,
  emailOf,
  eventIdOf,
  eventOf,
  nationalId,
  nationalIdOf,
  phone,
  phoneOf,
} from "#test/fixtures/events.ts";
import { startStores, type TestStores } from "#test/fixtures/stores.ts";

let stores: TestStores;
let store: Store;
beforeAll(async () => {
  stores = await startStores();
  ({ store } = stores);
});
afterAll(() => stores.stop());

/** Tests share the tables and keep apart by their numbers: each has ten thousand of its own. */
let own = 0;
beforeEach(() => {
  own += 10_000;
});
const saying = (serial: number, ...identifiers: StatedIdentifier[]) =>
  eventOf(own + serial, { identifiers });
const myPhone = (n = 0, verified = false) => phone(phoneOf(own + n), verified);
const myEmail = (n = 0, verified = false) => email(emailOf(own + n), verified);
const myNationalId = (n = 0) => nationalId(nationalIdOf(own + n));
const many = <Item>(count: number, make: (at: number) => Item) =>
  Array.from({ length: count }, (_, at) => make(at));

type Everything = Record<"index" | "events" | "people" | "keys", StoredRow[]>;

async function everything(): Promise<Everything> {
  const [index, events, people, keys] = await Promise.all(
    (["index", "events", "people", "keys"] as const).map((table) => rowsOf(store, table)),
  );
  return { index: index ?? [], events: events ?? [], people: people ?? [], keys: keys ?? [] };
}

/** The rows that an act adds or changes. */
async function written(act: () => Promise<unknown>): Promise<Everything> {
  const before = await everything();
  const known = new Set(Object.values(before).flat().map(rowText));
  await act();
  const after = await everything();
  const fresh = (rows: StoredRow[]) => rows.filter((row) => !known.has(rowText(row)));
  return {
    index: fresh(after.index),
    events: fresh(after.events),
    people: fresh(after.people),
    keys: fresh(after.keys),
  };
}

const bytes = expect.any(Uint8Array);
const nothing: Everything = { index: [], events: [], people: [], keys: [] };

describe("a new person is written as", () => {
  it("a record, a key, the event, and a row for each identifier", async () => {
    const said = saying(1, myPhone(), myEmail());
    const rows = await written(() => deliver(store, said));
    const id = rows.people[0]?.["id"];
    expect(rows).toEqual({
      people: [{ id, v: 1, sv: expect.any(Number), st: "active", b: bytes }],
      keys: [{ id, w: bytes }],
      events: [{ k: store.vault.eventKey(said.id), p: id, at: said.observedAt, b: bytes }],
      index: expect.arrayContaining([
        { k: store.vault.identifierKey(myPhone()), s: "owner", p: id },
        { k: store.vault.identifierKey(myEmail()), s: "owner", p: id },
      ]),
    });
    expect(rows.index).toHaveLength(2);
  });

  it("a record, a key and the event, where nothing identifies it", async () => {
    const rows = await written(() => deliver(store, saying(1)));
    expect(rows).toMatchObject({ people: [{ v: 1 }], keys: [{}], events: [{}], index: [] });
  });

  it("nothing that anybody could read without the tenant's keys", async () => {
    const said = { ...saying(1, myPhone(), myEmail()), claims: claims({ fullName: "Ada Brook" }) };
    const rows = await written(() => deliver(store, said));
    const text = Object.values(rows)
      .flat()
      .flatMap((row) => Object.values(row))
      .map((value) =>
        value instanceof Uint8Array ? Buffer.from(value).toString("latin1") : String(value),
      )
      .join("\n");
    for (const word of [phoneOf(own).slice(1), emailOf(own), "Ada Brook", said.id]) {
      expect(text).not.toContain(word);
    }
  });
});

describe("a known person is written as", () => {
  it("the next version of its record, and the event: nothing else", async () => {
    const { people } = await deliver(store, saying(1, myPhone()));
    const rows = await written(() => deliver(store, saying(2, myPhone())));
    const id = people[0]?.id;
    expect(rows).toMatchObject({
      people: [{ id, v: 2, st: "active" }],
      events: [{ p: id }],
      index: [],
      keys: [],
    });
  });

  it("one record for all events of a batch", async () => {
    const rows = await written(() => deliver(store, ...many(10, (at) => saying(at, myPhone()))));
    expect(rows.people).toMatchObject([{ v: 1 }]);
    expect(rows.events).toHaveLength(10);
  });
});

describe("a merge is written as", () => {
  it("the root's next version, a pointer in the other's place, and the event", async () => {
    const big = await deliver(store, saying(1, myPhone()), saying(2, myPhone()));
    const small = await deliver(store, saying(3, myEmail()));
    const [root, gone] = [big.people[0]?.id, small.people[0]?.id];
    const rows = await written(() => deliver(store, saying(4, myPhone(), myEmail())));
    expect(rows.people).toHaveLength(2);
    expect(rows.people).toEqual(
      expect.arrayContaining([
        { id: gone, v: 2, st: "merged", into: root },
        expect.objectContaining({ id: root, v: 2, st: "active" }),
      ]),
    );
    // Both keys stay, for the events of either side are under them; index rows follow lazily.
    expect(rows).toMatchObject({ events: [{ p: root }], index: [], keys: [] });
  });
});

describe("a refused link is written as", () => {
  async function twoPersons() {
    const first = await deliver(store, saying(1, myNationalId(1), myPhone()));
    const second = await deliver(store, saying(2, myNationalId(2), myEmail()));
    return { first: first.people[0], second: second.people[0] };
  }

  it("a flag on the event, an edge under the identifier, and a flag on its owner's row", async () => {
    const { first, second } = await twoPersons();
    const said = saying(3, myPhone(), myEmail());
    const rows = await written(() => deliver(store, said));
    const [k, eventKey] = [store.vault.identifierKey(myEmail()), store.vault.eventKey(said.id)];
    expect(rows).toEqual({
      events: [{ k: eventKey, p: first?.id, at: said.observedAt, c: true, b: bytes }],
      index: expect.arrayContaining([
        { k, s: "owner", p: second?.id, c: true },
        { k, s: `edge#${eventKey}`, p: first?.id },
      ]),
      people: [expect.objectContaining({ id: first?.id, v: 2 })],
      keys: [],
    });
    expect(rows.index).toHaveLength(2);
  });

  it("an edge alone, where the identifier is nobody's: it stays free for its own person", async () => {
    const { people } = await deliver(store, saying(1, { ...myNationalId(1), verified: true }));
    const said = saying(2, { ...myNationalId(1), verified: true }, myNationalId(2));
    const rows = await written(() => deliver(store, said));
    const k = store.vault.identifierKey(myNationalId(2));
    const s = `edge#${store.vault.eventKey(said.id)}`;
    expect(rows.index).toEqual([{ k, s, p: people[0]?.id }]);
  });

  it("a row that is flagged from birth, where it was linked in the same transaction", async () => {
    const rows = await written(() =>
      deliver(store, saying(1, myNationalId(1), myPhone()), saying(2, myNationalId(2), myPhone())),
    );
    const k = store.vault.identifierKey(myPhone());
    expect(rows.index).toContainEqual({ k, s: "owner", p: expect.any(String), c: true });
    expect(rows.index.filter((row) => row["k"] === k)).toHaveLength(2);
  });

  it("two edges and one flag, where two events of a batch are refused the same identifier", async () => {
    const { first } = await twoPersons();
    const rows = await written(() =>
      deliver(store, saying(3, myPhone(), myEmail()), saying(4, myPhone(), myEmail())),
    );
    expect(rows.index.filter(({ s }) => s === "owner")).toHaveLength(1);
    expect(rows.index.filter(({ p, s }) => s !== "owner" && p === first?.id)).toHaveLength(2);
  });
});

describe("an event that is already there", () => {
  it("is told by its id, and nothing is written a second time", async () => {
    await deliver(store, saying(1, myPhone()));
    const again = await decide(store, saying(1, myPhone()));
    let outcome: Committed | undefined;
    const rows = await written(async () => {
      outcome = await again.commit();
    });
    expect(outcome).toEqual({ kind: "duplicate", eventIds: [eventIdOf(own + 1)] });
    expect(rows).toEqual(nothing);
  });

  it("is told apart from those of its batch that are new", async () => {
    await deliver(store, saying(2, myPhone()), saying(4, myEmail()));
    const mixed = await decide(
      store,
      ...[1, 2, 3, 4, 5].map((serial) => saying(serial, myPhone())),
    );
    expect(await mixed.commit()).toEqual({
      kind: "duplicate",
      eventIds: [eventIdOf(own + 2), eventIdOf(own + 4)],
    });
  });

  it("is recognised although its person has since become another's", async () => {
    await deliver(store, saying(1, myPhone()), saying(2, myPhone()));
    await deliver(store, saying(3, myEmail()));
    await deliver(store, saying(4, myPhone(), myEmail()));
    const again = await decide(store, saying(3, myEmail()));
    expect(await again.commit()).toMatchObject({ kind: "duplicate" });
  });
});

describe("what was decided on the past is refused", () => {
  /** Decides, lets somebody else write, then commits. */
  async function overtaken(event: ReturnType<typeof saying>, other: () => Promise<unknown>) {
    const late = await decide(store, event);
    await other();
    let outcome: Committed | undefined;
    const rows = await written(async () => {
      outcome = await late.commit();
    });
    return { outcome, rows };
  }
  const refused = { outcome: { kind: "conflict" }, rows: nothing };
  const setState = (id: string | undefined, state: string) =>
    store.database.send(
      new UpdateCommand({
        TableName: store.tables.people,
        Key: { id },
        UpdateExpression: "SET st = :state",
        ExpressionAttributeValues: { ":state": state },
      }),
    );

  it("where the person has another version", async () => {
    await deliver(store, saying(1, myPhone()));
    const other = () => deliver(store, saying(2, myPhone()));
    expect(await overtaken(saying(3, myPhone()), other)).toEqual(refused);
  });

  it("where somebody else made the same new person: no record, no key, no row is left over", async () => {
    const other = () => deliver(store, saying(1, myPhone()));
    expect(await overtaken(saying(2, myPhone(), myEmail()), other)).toEqual(refused);
  });

  it("where the person was merged away", async () => {
    await deliver(store, saying(1, myPhone()), saying(2, myPhone()));
    await deliver(store, saying(3, myEmail()));
    const other = () => deliver(store, saying(4, myPhone(), myEmail()));
    expect(await overtaken(saying(5, myEmail()), other)).toEqual(refused);
  });

  it("where the one to be absorbed has changed", async () => {
    await deliver(store, saying(1, myPhone()), saying(2, myPhone()));
    await deliver(store, saying(3, myEmail()));
    const other = () => deliver(store, saying(4, myEmail()));
    expect(await overtaken(saying(5, myPhone(), myEmail()), other)).toEqual(refused);
  });

  it("where the one who decided a refusal has changed, although it is not written", async () => {
    await deliver(store, saying(1, myNationalId(1), myPhone()));
    await deliver(store, saying(2, myNationalId(2), myEmail()));
    const other = () => deliver(store, saying(3, myEmail()));
    expect(await overtaken(saying(4, myPhone(), myEmail()), other)).toEqual(refused);
  });

  it.each(["settling", "restricted", "erasing"])("where the person is %s now", async (state) => {
    const { people } = await deliver(store, saying(1, myPhone()));
    const other = () => setState(people[0]?.id, state);
    expect(await overtaken(saying(2, myPhone()), other)).toEqual(refused);
  });
});

describe("a transaction", () => {
  it("holds as many events of one person as the service allows", async () => {
    // Beside the events a new person needs a record, a key and a row for the phone.
    const batch = many(itemsPerTransactionMax - 3, (at) => saying(at, myPhone()));
    const rows = await written(() => deliver(store, ...batch));
    expect(rows.events).toHaveLength(itemsPerTransactionMax - 3);
  });

  it("of one more is not tried, and nothing is written", async () => {
    const batch = many(itemsPerTransactionMax - 2, (at) => saying(at, myPhone()));
    const decided = await decide(store, ...batch);
    const rows = await written(async () => {
      expect(await decided.commit()).toEqual({ kind: "too large" });
    });
    expect(rows).toEqual(nothing);
  });

  it("of too many bytes is not tried either", async () => {
    // Bytes that no compression makes smaller.
    const answer = () => randomBytes(1_400).toString("base64");
    const batch = many(90, (at) => ({
      ...saying(at, myPhone()),
      extras: Object.fromEntries(many(30, (n) => [`question ${n}`, answer()])),
    }));
    const decided = await decide(store, ...batch);
    expect(await decided.commit()).toEqual({ kind: "too large" });
  });

  it("holds the widest merge there is: an event whose twenty identifiers lead to as many persons", async () => {
    const widest = [...many(10, (n) => myPhone(n, true)), ...many(10, (n) => myEmail(n, true))];
    await Promise.all(widest.map((identifier, at) => deliver(store, saying(at, identifier))));
    const { merged } = await deliver(store, saying(50, ...widest));
    expect(merged).toHaveLength(widest.length - 1);
  });
});

describe("when the service cancels a transaction", () => {
  const cancelledBy = async (...codes: (string | undefined)[]): Promise<Committed> => {
    const { changes, keys } = await decide(store, saying(1, myPhone()), saying(2, myPhone()));
    const database = {
      send: async () => {
        throw new TransactionCanceledException({
          message: "cancelled",
          $metadata: {},
          CancellationReasons: codes.map((Code) => (Code === undefined ? {} : { Code })),
        });
      },
    };
    return commit(changes, keys, { ...store, database: database as Store["database"] });
  };

  it.each([
    ["another transaction was at it", "TransactionConflict"],
    ["it is throttled", "ThrottlingError"],
    ["a table is out of capacity", "ProvisionedThroughputExceeded"],
  ])("because %s, it is a conflict", async (_, code) => {
    expect(await cancelledBy("None", "None", code)).toEqual({ kind: "conflict" });
  });

  it("because a condition failed that is no event's, it is a conflict", async () => {
    expect(await cancelledBy("None", "None", "ConditionalCheckFailed")).toEqual({
      kind: "conflict",
    });
  });

  it("because one event is there and another transaction was at the rest, the event is a duplicate", async () => {
    expect(await cancelledBy("None", "ConditionalCheckFailed", "TransactionConflict")).toEqual({
      kind: "duplicate",
      eventIds: [eventIdOf(own + 2)],
    });
  });

  it.each(["ValidationError", "ItemCollectionSizeLimitExceeded"])(
    "because of %s, it fails: no retry mends that",
    async (code) => {
      await expect(cancelledBy("ConditionalCheckFailed", code)).rejects.toThrow("cancelled");
    },
  );

  it("and everything else that goes wrong is passed on", async () => {
    const { changes, keys } = await decide(store, saying(1, myPhone()));
    const tables = { ...store.tables, people: "no-such-table" };
    await expect(commit(changes, keys, { ...store, tables })).rejects.toThrow();
  });

  it("a person whose data key was not read is not written under another", async () => {
    await deliver(store, saying(1, myPhone()));
    const { changes } = await decide(store, saying(2, myPhone()));
    await expect(commit(changes, new Map(), store)).rejects.toThrow(RangeError);
  });
});

describe("the price", () => {
  const profile = {
    jobTitle: "Head of Procurement",
    company: "Suzhou River Instruments Co., Ltd",
    city: "Suzhou",
    utmSource: "wechat",
    note: "Wants a call back about the second order.",
  };
  const full = (serial: number) => ({
    ...saying(serial, myPhone(), myEmail()),
    claims: claims(profile),
  });

  it("of a new person with two identifiers is eleven write units at most", async () => {
    stores.takeUnits();
    await deliver(store, full(1));
    expect(stores.takeUnits().write).toBeLessThanOrEqual(11);
  });

  it("of an event of a known person is five write units, and two reads an identifier and its person", async () => {
    await deliver(store, full(1));
    stores.takeUnits();
    await deliver(store, full(2));
    const { read, write } = stores.takeUnits();
    expect(write).toBeLessThanOrEqual(5);
    expect(read).toBeLessThanOrEqual(4);
  });

  it("of ten events of a known person in one batch is far below that of ten batches", async () => {
    await deliver(store, full(1));
    stores.takeUnits();
    await deliver(store, ...many(10, (at) => full(10 + at)));
    expect(stores.takeUnits().write).toBeLessThanOrEqual(10 * 3 + 2);
  });
});
