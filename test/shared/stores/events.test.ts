import { createHash } from "node:crypto";
import {
  type BatchGetCommand,
  DeleteCommand,
  PutCommand,
  QueryCommand,
} from "@aws-sdk/lib-dynamodb";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { CustomerEvent } from "#shared/domain/event.ts";
import {
  type EventCursor,
  listEvents,
  type EventPageRequest,
  readAllEvents,
} from "#shared/stores/event-lists.ts";
import {
  eventRow,
  findEvent,
  findEvents,
  openEvent,
  readStored,
  tombstoneRow,
} from "#shared/stores/events.ts";
import { findOwner } from "#shared/stores/identifier-index.ts";
import type { Store } from "#shared/stores/tables.ts";
import { deliver, itemBytes, type StoredRow } from "#test/fixtures/deliver.ts";
import {
  claims,
  email,
  emailOf,
  eventIdOf,
  eventOf,
  minute,
  nationalId,
  nationalIdOf,
  phone,
  phoneOf,
} from "#test/fixtures/events.ts";
import { startStores, type TestStores } from "#test/fixtures/stores.ts";

const gone = { at: minute(3), until: minute(9_000), why: "erased" } as const;

let stores: TestStores;
let store: Store;
beforeAll(async () => {
  stores = await startStores();
  ({ store } = stores);
});
afterAll(() => stores.stop());

let own = 0;
beforeEach(() => {
  own += 1_000;
});
const myPhone = () => phone(phoneOf(own));
const saying = (serial: number, said: Partial<CustomerEvent> = {}) =>
  eventOf(own + serial, { identifiers: [myPhone()], ...said });

const putEvent = (item: Readonly<Record<string, unknown>>) =>
  store.database.send(new PutCommand({ TableName: store.tables.events, Item: { ...item } }));

async function pagesOf(
  { personIds, limit }: Omit<EventPageRequest, "after">,
  from: Store = store,
): Promise<CustomerEvent[][]> {
  const pages: CustomerEvent[][] = [];
  let after: EventCursor | undefined;
  do {
    const page = await listEvents({ personIds, after, limit }, from);
    pages.push(page.events);
    after = page.next;
    if (pages.length > 500) throw new Error("the pages do not end");
  } while (after !== undefined);
  return pages;
}

/** An index as the service may keep it: by time alone, in any order within a moment, page by page. */
function shuffledTies(): Store["database"] {
  const rank = ({ k }: StoredRow) => createHash("sha256").update(String(k)).digest("hex");
  const send = async (command: QueryCommand | BatchGetCommand) => {
    if (!(command instanceof QueryCommand)) return store.database.send(command);
    const { Limit = 0, ExclusiveStartKey, ...query } = command.input;
    const { Items = [] } = await store.database.send(new QueryCommand(query));
    const kept = Items.toSorted(
      (a, b) => String(b["at"]).localeCompare(String(a["at"])) || rank(a).localeCompare(rank(b)),
    );
    const from = kept.findIndex(({ k }) => k === ExclusiveStartKey?.["k"]) + 1;
    const page = kept.slice(from, from + Limit);
    return { Items: page, ...(from + Limit < kept.length && { LastEvaluatedKey: page.at(-1) }) };
  };
  return { send } as Store["database"];
}

/** Four events of a person, the second under an absorbed id; the index lists that one under the root as well. */
async function withOneListedTwice() {
  const ours = await deliver(store, saying(1), saying(4));
  const theirs = await deliver(store, saying(2, { identifiers: [email(emailOf(own))] }));
  await deliver(store, saying(3, { identifiers: [myPhone(), email(emailOf(own))] }));
  const [root = "", absorbed = ""] = [ours, theirs].map(({ people }) => people[0]?.id);
  const k = store.vault.eventKey(eventIdOf(own + 2));
  const send = async (command: QueryCommand | BatchGetCommand) => {
    if (!(command instanceof QueryCommand)) return store.database.send(command);
    const answer = await store.database.send(command);
    const isRoots = command.input.ExpressionAttributeValues?.[":p"] === root;
    const twice = isRoots ? [{ k, p: root, at: minute(2) }] : [];
    return { ...answer, Items: [...(answer.Items ?? []), ...twice] };
  };
  const listedTwice = { ...store, database: { send } as Store["database"] };
  return { personIds: [root, absorbed], listedTwice };
}

const serials = (events: readonly CustomerEvent[]) =>
  events.map(({ id }) => Number(id.slice(4)) - own);

describe("where an event is", () => {
  it("is with the person under whom it was stored", async () => {
    const { people } = await deliver(store, saying(1));
    expect(await findEvent(eventIdOf(own + 1), store)).toEqual({
      kind: "stored",
      personId: people[0]?.id,
    });
  });

  it("is with the person it reached, where one of its links was refused", async () => {
    await deliver(store, saying(1, { identifiers: [nationalId(nationalIdOf(own)), myPhone()] }));
    const second = saying(2, { identifiers: [nationalId(nationalIdOf(own + 1)), myPhone()] });
    const { attached } = await deliver(store, second);
    expect(await findEvent(second.id, store)).toEqual({
      kind: "stored",
      personId: attached[0]?.personId,
    });
  });

  it("is nowhere, while it was never seen", async () => {
    expect(await findEvent(eventIdOf(own + 99), store)).toEqual({ kind: "unknown" });
    expect(await findEvent("", store)).toEqual({ kind: "unknown" });
  });

  it("is a tombstone after an erasure, which is not the same as never seen", async () => {
    await putEvent(tombstoneRow(store.vault.eventKey(eventIdOf(own + 1)), gone));
    expect(await findEvent(eventIdOf(own + 1), store)).toEqual({
      kind: "tombstoned",
      why: "erased",
    });
  });

  it("is not told of a row that nobody writes", async () => {
    await putEvent({ k: store.vault.eventKey(eventIdOf(own + 1)), strange: true });
    await expect(findEvent(eventIdOf(own + 1), store)).rejects.toThrow();
  });
});

describe("the events of a person", () => {
  it("come back as they were, newest first", async () => {
    const said = [3, 1, 2].map((serial) =>
      saying(serial, { claims: claims({ note: `visit ${serial}` }), extras: { seat: "12" } }),
    );
    const { people } = await deliver(store, ...said);
    const { events, next } = await listEvents(
      { personIds: [people[0]?.id ?? ""], after: undefined, limit: 10 },
      store,
    );
    expect(events).toEqual(
      [3, 2, 1].map((serial) => said.find(({ id }) => id === eventIdOf(own + serial))),
    );
    expect(next).toBeUndefined();
  });

  it("stand where they count as observed, not where a wrong clock puts them", async () => {
    const ahead = saying(1, { observedAt: minute(900), receivedAt: minute(1) });
    const { people } = await deliver(store, ahead, saying(2, { observedAt: minute(30) }));
    const [page = []] = await pagesOf({ personIds: [people[0]?.id ?? ""], limit: 10 });
    expect(serials(page)).toEqual([2, 1]);
  });

  it("are covered by pages of any size: each event once, in order, also where many are of one moment", async () => {
    // Four moments, one of them with most of the events.
    const said = Array.from({ length: 70 }, (_, at) =>
      saying(at, { observedAt: minute(at < 55 ? 10 : at % 4) }),
    );
    const { people } = await deliver(store, ...said);
    const personIds = [people[0]?.id ?? ""];
    const whole = (await pagesOf({ personIds, limit: 100 })).flat();
    expect(whole).toHaveLength(70);
    const moments = whole.map(({ observedAt }) => observedAt);
    expect(moments).toEqual(moments.toSorted().reverse());
    for (const limit of [4, 7, 54, 55, 69, 70, 71]) {
      const pages = await pagesOf({ personIds, limit });
      expect(serials(pages.flat())).toEqual(serials(whole));
      expect(pages.every((page) => page.length <= limit)).toBe(true);
    }
  });

  it("are covered whatever order the index gives to events of one moment", async () => {
    const said = Array.from({ length: 40 }, (_, at) => saying(at, { observedAt: minute(at % 2) }));
    const { people } = await deliver(store, ...said);
    const personIds = [people[0]?.id ?? ""];
    for (const limit of [3, 11, 30]) {
      const pages = await pagesOf({ personIds, limit }, { ...store, database: shuffledTies() });
      expect(serials(pages.flat()).toSorted((a, b) => a - b)).toEqual([...said.keys()]);
      const moments = pages.flat().map(({ observedAt }) => observedAt);
      expect(moments).toEqual(moments.toSorted().reverse());
    }
  });

  it("are those of absorbed persons as well, under whose own keys they stay", async () => {
    const ours = await deliver(store, saying(1), saying(4));
    const theirs = await deliver(store, saying(2, { identifiers: [email(emailOf(own))] }));
    await deliver(store, saying(3, { identifiers: [myPhone(), email(emailOf(own))] }));
    const personIds = [ours, theirs].map(({ people }) => people[0]?.id ?? "");
    expect(serials((await pagesOf({ personIds, limit: 10 })).flat())).toEqual([4, 3, 2, 1]);
    expect((await pagesOf({ personIds, limit: 1 })).map(serials)).toEqual([[4], [3], [2], [1]]);
  });

  it("are none of anybody else's", async () => {
    const { people } = await deliver(store, saying(1));
    await deliver(store, saying(2, { identifiers: [email(emailOf(own))] }));
    expect(
      serials((await pagesOf({ personIds: [people[0]?.id ?? ""], limit: 10 })).flat()),
    ).toEqual([1]);
  });

  it("are none at all for an id that nobody has", async () => {
    expect(await pagesOf({ personIds: ["nobody"], limit: 10 })).toEqual([[]]);
    expect(await pagesOf({ personIds: [], limit: 10 })).toEqual([[]]);
  });

  it("that cannot be read any more are left out, and the others stay", async () => {
    const ours = await deliver(store, saying(1));
    const theirs = await deliver(store, saying(2, { identifiers: [email(emailOf(own))] }));
    const personIds = [ours, theirs].map(({ people }) => people[0]?.id ?? "");
    const Key = { id: personIds[1] };
    await store.database.send(new DeleteCommand({ TableName: store.tables.keys, Key }));
    expect(serials((await pagesOf({ personIds, limit: 10 })).flat())).toEqual([1]);
  });

  it("are each there once, also while the index lists one under its old id and its new one", async () => {
    const { personIds, listedTwice } = await withOneListedTwice();
    expect(serials((await pagesOf({ personIds, limit: 10 }, listedTwice)).flat())).toEqual([
      4, 3, 2, 1,
    ]);
  });

  it("that were erased while the list was read are left out", async () => {
    const { people } = await deliver(store, saying(1), saying(2));
    await putEvent({
      k: store.vault.eventKey(eventIdOf(own + 2)),
      gone: minute(5),
      p: people[0]?.id,
      at: minute(2),
    });
    expect(
      serials((await pagesOf({ personIds: [people[0]?.id ?? ""], limit: 10 })).flat()),
    ).toEqual([1]);
  });
});

describe("what an event says", () => {
  it("is read by its id", async () => {
    const said = saying(1, { claims: claims({ note: "visit" }) });
    await deliver(store, said);
    expect(await openEvent(said.id, store)).toEqual(said);
  });

  it("is nobody's to know, where it was never seen, was erased, or its key is gone", async () => {
    expect(await openEvent(eventIdOf(own + 9), store)).toBeUndefined();
    await putEvent(tombstoneRow(store.vault.eventKey(eventIdOf(own + 8)), gone));
    expect(await openEvent(eventIdOf(own + 8), store)).toBeUndefined();
    const { people } = await deliver(store, saying(1));
    const Key = { id: people[0]?.id };
    await store.database.send(new DeleteCommand({ TableName: store.tables.keys, Key }));
    expect(await openEvent(eventIdOf(own + 1), store)).toBeUndefined();
  });
});

describe("all events of a person", () => {
  const rootOf = async () => {
    const found = await findOwner(myPhone(), store);
    if (found === undefined) throw new Error("nobody has that phone");
    return found.person;
  };

  it("are those under its id and under every id it absorbed", async () => {
    await deliver(store, saying(1), saying(4));
    await deliver(store, saying(2, { identifiers: [email(emailOf(own))] }));
    await deliver(store, saying(3, { identifiers: [myPhone(), email(emailOf(own))] }));
    const events = await readAllEvents(await rootOf(), store);
    expect(serials(events ?? []).sort((a, b) => a - b)).toEqual([1, 2, 3, 4]);
  });

  it("are read to the last, however many pages", async () => {
    await deliver(store, ...Array.from({ length: 30 }, (_, at) => saying(at)));
    const send = async (command: QueryCommand | BatchGetCommand) =>
      command instanceof QueryCommand
        ? store.database.send(new QueryCommand({ ...command.input, Limit: 7 }))
        : store.database.send(command);
    const paged = { ...store, database: { send } as Store["database"] };
    expect(await readAllEvents(await rootOf(), paged)).toHaveLength(30);
  });

  it("are not known while the list lacks one, has one too many, or has one that moved", async () => {
    const { people } = await deliver(store, saying(1), saying(2));
    const root = await rootOf();
    const counting = (events: number) => ({ ...root, record: { ...root.record, events } });
    expect(await readAllEvents(counting(3), store)).toBeUndefined();
    expect(await readAllEvents(counting(1), store)).toBeUndefined();
    const moved = store.vault.eventKey(eventIdOf(own + 2));
    const elsewhere = async (command: QueryCommand | BatchGetCommand) => {
      if (command instanceof QueryCommand) return store.database.send(command);
      const answer = await store.database.send(command);
      // As the table has it, while the index still lists it under the old name.
      const Responses = { ...answer.Responses };
      Responses[store.tables.events] = (Responses[store.tables.events] ?? []).map((row) =>
        row["k"] === moved ? { ...row, p: `not-${people[0]?.id}` } : row,
      );
      return { ...answer, Responses };
    };
    const late = { ...store, database: { send: elsewhere } as Store["database"] };
    expect(await readAllEvents(root, late)).toBeUndefined();
    expect(await readAllEvents(root, store)).toHaveLength(2);
  });
});

describe("events of a person that are listed twice", () => {
  it("do not make up for one that the list lacks", async () => {
    const { listedTwice } = await withOneListedTwice();
    const root = await findOwner(myPhone(), store);
    if (root === undefined) throw new Error("nobody has that phone");
    const { person } = root;
    const lacking = { ...person, record: { ...person.record, events: 5 } };
    expect(await readAllEvents(lacking, listedTwice)).toBeUndefined();
  });
});

describe("which events are stored", () => {
  it("are those that are there, tombstones among them", async () => {
    await deliver(store, saying(1));
    await putEvent(tombstoneRow(store.vault.eventKey(eventIdOf(own + 2)), gone));
    const asked = [1, 2, 3].map((serial) => eventIdOf(own + serial));
    expect([...(await readStored(asked, store))].sort()).toEqual(asked.slice(0, 2));
    expect(await readStored([], store)).toEqual(new Set());
  });

  it("and under whom, is told of those that still say something", async () => {
    const { people } = await deliver(store, saying(1), saying(3));
    await putEvent(tombstoneRow(store.vault.eventKey(eventIdOf(own + 2)), gone));
    const asked = [1, 2, 3, 9].map((serial) => eventIdOf(own + serial));
    expect(await findEvents(asked, store)).toEqual([people[0]?.id, people[0]?.id]);
    expect(await findEvents([], store)).toEqual([]);
  });
});

describe("the row of an event", () => {
  it("of twelve fields, two identifiers and campaign is a kilobyte at most", () => {
    const said = saying(1, {
      source: "typeform:kQ7xTr2M",
      identifiers: [myPhone(), email(emailOf(1))],
      claims: claims({
        fullName: "Ada Brook-Li",
        phone: phoneOf(1),
        email: emailOf(1),
        company: "Suzhou River Instruments Co., Ltd",
        jobTitle: "Head of Procurement",
        city: "Suzhou",
        province: "Jiangsu",
        street: "88 Lakeside Road, Industrial Park",
        utmSource: "wechat",
        utmMedium: "cpc",
        utmCampaign: "spring-fair",
        note: "Wants a call back about the second order.",
      }),
      consents: [{ purpose: "email-marketing", granted: true }],
    });
    const personId = "0190e1a2-7b3c-7d4e-8f50-123456789abc";
    const { key } = store.vault.newDataKey("person", personId);
    const row = eventRow({ event: said, personId, key }, store);
    expect(itemBytes(row)).toBeLessThanOrEqual(1_024);
  });

  it("holds neither the id nor anything that the event says, but when, and whose it is", () => {
    const { key } = store.vault.newDataKey("person", "person-1");
    const said = saying(1, { claims: claims({ fullName: "Ada Brook" }) });
    const row = eventRow({ event: said, personId: "person-1", key }, store);
    expect(Object.keys(row).sort()).toEqual(["at", "b", "k", "p"]);
    const text = `${JSON.stringify({ ...row, b: "" })}${Buffer.from(row["b"] as Uint8Array).toString("latin1")}`;
    for (const word of ["Ada Brook", phoneOf(own), said.id]) expect(text).not.toContain(word);
  });
});
