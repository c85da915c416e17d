import { randomBytes } from "node:crypto";
import { TransactionCanceledException } from "@aws-sdk/client-dynamodb";
import { PutCommand, UpdateCommand } from "@aws-sdk/lib-dynamodb";
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

const tables = ["index", "events", "people", "keys", "reviews"] as const;
type Everything = Record<(typeof tables)[number], StoredRow[]>;

async function everything(known: ReadonlySet<string> = new Set()): Promise<Everything> {
  const freshOf = async (table: (typeof tables)[number]) =>
    (await rowsOf(store, table)).filter((row) => !known.has(rowText(row)));
  const [index, events, people, keys, reviews] = await Promise.all([
    freshOf("index"),
    freshOf("events"),
    freshOf("people"),
    freshOf("keys"),
    freshOf("reviews"),
  ]);
  return { index, events, people, keys, reviews };
}

/** The rows that an act adds or changes. */
async function written(act: () => Promise<unknown>): Promise<Everything> {
  const before = Object.values(await everything()).flat();
  await act();
  return everything(new Set(before.map(rowText)));
}

const bytes = expect.any(Uint8Array);
const nothing: Everything = { index: [], events: [], people: [], keys: [], reviews: [] };
const keyOf = (identifier: StatedIdentifier) => store.vault.identifierKey(identifier);
/** What a row remembers of a value that came along. */
const markOf = (identifier: StatedIdentifier) => keyOf(identifier).slice(-8);

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
        { k: keyOf(myPhone()), s: "owner", n: 1, p: id, o: { "email ": [markOf(myEmail())] } },
        { k: keyOf(myEmail()), s: "owner", n: 1, p: id, o: { "phone ": [markOf(myPhone())] } },
      ]),
      reviews: [],
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
    // Both keys stay, for the events of either side are under them.
    expect(rows).toMatchObject({ events: [{ p: root }], keys: [] });
    // The two values met for the first time, so that both rows are new, and name the root.
    expect(rows.index).toMatchObject([
      { s: "owner", n: 2, p: root },
      { s: "owner", n: 2, p: root },
    ]);
  });

  it("no row of the index, where its identifiers have met before: they follow lazily", async () => {
    const shared = [myPhone(), myEmail()];
    await deliver(store, saying(1, ...shared, myNationalId(1)));
    await deliver(store, saying(2, myPhone(5)));
    await deliver(store, saying(3, ...shared, myPhone(5)));
    const rows = await written(() => deliver(store, saying(4, ...shared, myPhone(5))));
    expect(rows.index).toEqual([]);
  });
});

describe("a refused link is written as", () => {
  async function twoPersons() {
    const first = await deliver(store, saying(1, myNationalId(1), myPhone()));
    const second = await deliver(store, saying(2, myNationalId(2), myEmail()));
    return { first: first.people[0], second: second.people[0] };
  }

  it("both persons, an edge that leads to whom it was refused, a mark, and a question", async () => {
    const { first, second } = await twoPersons();
    const said = saying(3, myPhone(), myEmail());
    const rows = await written(() => deliver(store, said));
    const [k, eventKey] = [keyOf(myEmail()), store.vault.eventKey(said.id)];
    expect(rows).toMatchObject({
      events: [{ k: eventKey, p: first?.id, at: said.observedAt, b: bytes }],
      keys: [],
      reviews: [
        {
          kind: "contested-link",
          status: "open",
          active: true,
          identifierKey: k,
          at: expect.any(String),
        },
      ],
    });
    expect(rows.people).toHaveLength(2);
    expect(rows.people).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ id: first?.id, v: 2 }),
        expect.objectContaining({ id: second?.id, v: 2 }),
      ]),
    );
    expect(rows.index).toContainEqual({ k, s: `edge#${first?.id}` });
    expect(rows.index).toContainEqual(
      expect.objectContaining({ k, s: "owner", n: 2, p: second?.id, c: "refused" }),
    );
    // The phone has met the e-mail, and is nobody's question.
    const phoneRows = rows.index.filter((row) => row["k"] === keyOf(myPhone()));
    expect(phoneRows).toHaveLength(1);
    expect(phoneRows[0]).not.toHaveProperty("c");
  });

  it("a row of nobody's, where it was refused to the only one who carries it", async () => {
    const proved = { ...myNationalId(1), verified: true };
    const { people } = await deliver(store, saying(1, proved));
    const rows = await written(() => deliver(store, saying(2, proved, myNationalId(2))));
    const k = keyOf(myNationalId(2));
    expect(rows.index.filter((row) => row["k"] === k)).toEqual(
      expect.arrayContaining([
        { k, s: `edge#${people[0]?.id}` },
        { k, s: "owner", n: 1, c: "refused" },
      ]),
    );
  });

  it("a row that is marked from birth, where it was linked in the same transaction", async () => {
    const rows = await written(() =>
      deliver(store, saying(1, myNationalId(1), myPhone()), saying(2, myNationalId(2), myPhone())),
    );
    const ofPhone = rows.index.filter(({ k }) => k === keyOf(myPhone()));
    expect(ofPhone).toHaveLength(2);
    expect(ofPhone).toContainEqual(
      expect.objectContaining({ s: "owner", n: 1, p: expect.any(String), c: "refused" }),
    );
    expect(rows.people).toHaveLength(2);
  });

  it("one edge, one mark and one question, however many events are refused the same", async () => {
    const { first } = await twoPersons();
    const refused = (serial: number) => saying(serial, myPhone(), myEmail());
    const rows = await written(() => deliver(store, refused(3), refused(4)));
    expect(rows.index.filter(({ s }) => s === `edge#${first?.id}`)).toHaveLength(1);
    expect(rows.reviews).toHaveLength(1);
    const again = await written(() => deliver(store, refused(5)));
    expect(again).toMatchObject({ index: [], reviews: [], keys: [], people: [{ id: first?.id }] });
  });

  it("nothing that anybody could read without the tenant's keys", async () => {
    await twoPersons();
    const rows = await written(() => deliver(store, saying(3, myPhone(), myEmail())));
    const text = Object.values(rows).flat().map(rowText).join("\n");
    for (const word of [phoneOf(own).slice(1), emailOf(own)]) expect(text).not.toContain(word);
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

  it("where an event that is new is somebody's already, by what was read later", async () => {
    const { commission, changes } = await decide(store, saying(1, myPhone()));
    const torn = { ...commission, changes: { ...changes, moved: changes.attached } };
    let outcome: Committed | undefined;
    const rows = await written(async () => {
      outcome = await commit(torn, store);
    });
    expect({ outcome, rows }).toEqual(refused);
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
    const { people } = await deliver(store, saying(2, myNationalId(2), myEmail()));
    await deliver(store, saying(3, myPhone(), myEmail()));
    const decided = await decide(store, saying(5, myPhone(), myEmail()));
    expect(decided.changes.consulted.map(({ id }) => id)).toEqual([people[0]?.id]);
    const other = () => deliver(store, saying(4, myEmail()));
    expect(await overtaken(saying(5, myPhone(), myEmail()), other)).toEqual(refused);
  });

  it.each([
    ["generic", { g: true }],
    ["blocked by a human", { b: true }],
    ["contested", { c: "refused" }],
  ])("where a value has become %s", async (_, mark) => {
    const free = { k: keyOf(myPhone()), s: "owner", n: 1 };
    const putIndexRow = (Item: Record<string, unknown>) =>
      store.database.send(new PutCommand({ TableName: store.tables.index, Item }));
    await putIndexRow(free);
    const other = () => putIndexRow({ ...free, ...mark, n: 2 });
    expect(await overtaken(saying(1, myPhone(), myEmail()), other)).toEqual(refused);
  });

  it("where a generic value that decided has become none, although it is not written", async () => {
    const generic = { k: keyOf(myPhone()), s: "owner", n: 1, g: true };
    const putIndexRow = (Item: Record<string, unknown>) =>
      store.database.send(new PutCommand({ TableName: store.tables.index, Item }));
    await putIndexRow(generic);
    const other = () => putIndexRow({ ...generic, g: undefined, l: true, n: 2 });
    expect(await overtaken(saying(1, myPhone(), myEmail()), other)).toEqual(refused);
  });

  it.each(["settling", "erasing"])("where the person is %s now", async (state) => {
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
    const { commission } = await decide(store, saying(1, myPhone()), saying(2, myPhone()));
    const database = {
      send: async () => {
        throw new TransactionCanceledException({
          message: "cancelled",
          $metadata: {},
          CancellationReasons: codes.map((Code) => (Code === undefined ? {} : { Code })),
        });
      },
    };
    return commit(commission, { ...store, database: database as Store["database"] });
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
    const { commission } = await decide(store, saying(1, myPhone()));
    const broken = { ...store, tables: { ...store.tables, people: "no-such-table" } };
    await expect(commit(commission, broken)).rejects.toThrow();
  });

  it("a person whose data key was not read is not written under another", async () => {
    await deliver(store, saying(1, myPhone()));
    const { commission } = await decide(store, saying(2, myPhone()));
    await expect(commit({ ...commission, keys: new Map() }, store)).rejects.toThrow(RangeError);
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
