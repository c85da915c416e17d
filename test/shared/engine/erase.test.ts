import { randomBytes } from "node:crypto";
import { QueryCommand } from "@aws-sdk/lib-dynamodb";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { CustomerEvent } from "#shared/domain/event.ts";
import { erase } from "#shared/engine/erase.ts";
import { replay, sizeOf } from "#shared/engine/replay-ledger.ts";
import { resolve } from "#shared/engine/resolve.ts";
import { releasePeople, restrictPeople } from "#shared/engine/restrict.ts";
import { settle } from "#shared/engine/settle.ts";
import { settleLater } from "#shared/engine/settlement.ts";
import { split, unite } from "#shared/engine/steward.ts";
import { findEvent, findEvents, openEvent } from "#shared/stores/events.ts";
import { findOwner } from "#shared/stores/identifier-index.ts";
import { readLedger } from "#shared/stores/ledger.ts";
import { readPeople, readRoots } from "#shared/stores/people.ts";
import { eventsByPerson, type Store } from "#shared/stores/tables.ts";
import { transact } from "#shared/stores/transact.ts";
import { put } from "#shared/stores/writes.ts";
import { rowsOf } from "#test/fixtures/deliver.ts";
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
  Crash,
  dyingAt,
  engineOn,
  smallSteps,
  type TestEngine,
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
  eventOf(own + serial, {
    identifiers,
    claims: claims({ city: `City ${serial}` }),
    observedAt: "2026-03-01T08:00:00.000Z",
  });
/** Received and observed after any erasure of this test. */
const later = (serial: number, ...identifiers: CustomerEvent["identifiers"]): CustomerEvent => ({
  ...saying(serial, ...identifiers),
  observedAt: "2999-01-01T08:00:00.000Z",
  receivedAt: "2999-01-01T08:00:00.000Z",
});
const myPhone = (n = 0) => phone(phoneOf(own + n));
const myEmail = (n = 0) => email(emailOf(own + n));
const deliver = (...events: readonly CustomerEvent[]) => resolve(events, engine);

const ownerOf = async (identifier: Parameters<typeof findOwner>[0]) =>
  (await findOwner(identifier, store))?.person;

let serial = 0;
async function gone(id: string, shapeVersion?: number) {
  serial += 1;
  const people = [{ id, ...(shapeVersion !== undefined && { shapeVersion }) }];
  const erasure = { id: `req_${serial}`, people, identifiers: [], suppress: false };
  const erased = await erase(erasure, engine);
  return { erasure, erased };
}

describe("who is erased", () => {
  it("is nowhere any more: record, events, index and key, and the ledger says what went", async () => {
    await deliver(saying(1, myPhone(), myEmail()), saying(2, myPhone()));
    const { id = "" } = (await ownerOf(myPhone())) ?? {};
    const { erased, erasure } = await gone(id);
    expect(erased).toEqual({ kind: "erased" });
    expect((await readPeople([id], store)).get(id)).toEqual({ kind: "erased" });
    expect(await ownerOf(myPhone())).toBeUndefined();
    for (const { id: event } of [saying(1), saying(2)]) {
      expect(await findEvent(event, store)).toEqual({ kind: "tombstoned", why: "erased" });
      expect(await openEvent(event, store)).toBeUndefined();
    }
    expect((await rowsOf(store, "keys")).filter((row) => row["id"] === id)).toEqual([]);
    const entry = await readLedger(erasure.id, store);
    expect(entry).toMatchObject({ people: [id], suppress: false });
    expect(entry?.events).toHaveLength(2);
    expect(entry?.identifiers.toSorted()).toEqual(
      [myPhone(), myEmail()].map((each) => store.vault.identifierKey(each)).sort(),
    );
  });

  it("takes along whom they absorbed: their ids, their keys, what an older copy holds", async () => {
    await deliver(saying(1, myPhone()));
    await deliver(saying(2, myEmail()));
    const ids = [await ownerOf(myPhone()), await ownerOf(myEmail())].map((each) => each?.id ?? "");
    await unite(ids, { by: "lin" }, engine);
    const { id = "" } = (await ownerOf(myPhone())) ?? {};
    const copies = await rowsOf(store, "events");
    await gone(id);
    const people = await readPeople(ids, store);
    expect(ids.map((each) => people.get(each)?.kind)).toEqual(["erased", "erased"]);
    const keys = new Set((await rowsOf(store, "keys")).map((row) => row["id"]));
    expect(copies.filter((row) => ids.includes(String(row["p"])) && keys.has(row["p"]))).toEqual(
      [],
    );
  });

  it("and leave nothing in the index, nor do those whom they absorbed", async () => {
    const papers = [0, 1].map((n) => nationalId(nationalIdOf(own + n), true));
    const [one, other] = papers.map((each, at) => saying(at, myPhone(), each));
    await deliver(saying(2, myEmail()), saying(3, myEmail()));
    for (const event of [one, other]) if (event !== undefined) await deliver(event);
    const holders = [await ownerOf(myPhone()), ...(await Promise.all(papers.map(ownerOf)))];
    const contested = holders.find((each) => each?.id !== holders[0]?.id)?.id ?? "";
    const edge = `edge#${contested}`;
    const edges = async () => (await rowsOf(store, "index")).filter((row) => row["s"] === edge);
    expect(await edges()).toHaveLength(1);
    const survivor = (await ownerOf(myEmail()))?.id ?? "";
    await unite([survivor, contested], { by: "lin" }, engine);
    expect((await ownerOf(myEmail()))?.absorbed).toEqual([contested]);
    await gone(survivor);
    expect(await edges()).toEqual([]);
  });

  it("is not erased twice: the second time only finds what the first one did", async () => {
    await deliver(saying(1, myPhone()));
    const { id = "" } = (await ownerOf(myPhone())) ?? {};
    const { erasure } = await gone(id);
    const entry = await readLedger(erasure.id, store);
    expect(await erase(erasure, engine)).toEqual({ kind: "erased" });
    expect(await readLedger(erasure.id, store)).toEqual(entry);
  });

  it("is not erased where they are not any more who was approved", async () => {
    await deliver(saying(1, myPhone()));
    const { id = "", shapeVersion = 0 } = (await ownerOf(myPhone())) ?? {};
    await deliver(saying(2, myPhone(), myEmail()));
    expect((await gone(id, shapeVersion)).erased).toEqual({ kind: "reshaped" });
    expect((await ownerOf(myPhone()))?.id).toBe(id);
  });

  it("but new events alone send nothing back", async () => {
    await deliver(saying(1, myPhone()));
    const { id = "", shapeVersion = 0 } = (await ownerOf(myPhone())) ?? {};
    await deliver(saying(2, myPhone()));
    expect((await gone(id, shapeVersion)).erased).toEqual({ kind: "erased" });
  });
});

describe("what comes too late", () => {
  it("is dropped: the same event again, and an older one that was edited on the way", async () => {
    await deliver(saying(1, myPhone()));
    const { id = "" } = (await ownerOf(myPhone())) ?? {};
    await gone(id);
    expect(await deliver(saying(1, myPhone()))).toMatchObject({ added: 0 });
    expect(await deliver(saying(2, myPhone(), myEmail()))).toMatchObject({ added: 0, dropped: 1 });
    expect(await findEvent(saying(2).id, store)).toEqual({ kind: "tombstoned", why: "late" });
    expect(await deliver(saying(2, myPhone(), myEmail()))).toMatchObject({ duplicates: 1 });
    expect(await ownerOf(myEmail())).toBeUndefined();
    // What it carried beside is stamped as well.
    expect(await deliver(saying(3, myEmail()))).toMatchObject({ added: 0, dropped: 1 });
  });

  it("is kept without the erased values where it is somebody else's who lives", async () => {
    await deliver(saying(1, myPhone()));
    await deliver(saying(2, myEmail(1)));
    const { id = "" } = (await ownerOf(myPhone())) ?? {};
    await gone(id);
    expect(await deliver(saying(3, myPhone(), myEmail(1)))).toMatchObject({ added: 1, dropped: 0 });
    const kept = await openEvent(saying(3).id, store);
    expect(JSON.stringify(kept)).not.toContain(myPhone().value);
    expect(await ownerOf(myPhone())).toBeUndefined();
  });

  it("but who signs up anew afterwards is somebody new, under a new id", async () => {
    await deliver(saying(1, myPhone()));
    const { id = "" } = (await ownerOf(myPhone())) ?? {};
    await gone(id);
    expect(await deliver(later(4, myPhone()))).toMatchObject({ added: 1 });
    const again = await ownerOf(myPhone());
    expect(again?.id).not.toBe(id);
    // And what is late stays late, though somebody lives under that value now.
    expect(await deliver(saying(5, myPhone()))).toMatchObject({ dropped: 1 });
  });

  it("nor do suppressed values come back at any time, until that is lifted", async () => {
    await deliver(saying(1, myPhone()));
    const { id = "" } = (await ownerOf(myPhone())) ?? {};
    const named = [{ type: "email" as const, namespace: "", value: myEmail(7).value }];
    await erase(
      { id: `req_s${own}`, people: [{ id }], identifiers: named, suppress: true },
      engine,
    );
    expect(await deliver(later(2, myPhone()))).toMatchObject({ dropped: 1 });
    expect(await findEvent(later(2).id, store)).toEqual({ kind: "tombstoned", why: "suppressed" });
    expect(await deliver(later(3, myPhone(), myEmail(7), myEmail(8)))).toMatchObject({ added: 1 });
    expect((await ownerOf(myEmail(8)))?.record.identifiers).toHaveLength(1);
    expect(await ownerOf(myEmail(7))).toBeUndefined();
  });
});

describe("who shares a value with the erased", () => {
  it("keeps it, and it is theirs from then on", async () => {
    const shared = myPhone();
    await deliver(saying(1, shared, nationalId(nationalIdOf(own), true)));
    await deliver(saying(2, shared, nationalId(nationalIdOf(own + 1), true)));
    const holder = await ownerOf(shared);
    const [mine, other] = [0, 1].map((n) => nationalId(nationalIdOf(own + n)));
    const both = [await ownerOf(mine ?? shared), await ownerOf(other ?? shared)];
    const living = both.find((each) => each?.id !== holder?.id);
    await gone(holder?.id ?? "");
    expect((await ownerOf(shared))?.id).toBe(living?.id);
    expect((await ownerOf(shared))?.record.events).toBe(1);
  });
});

describe("a table that was restored", () => {
  it("holds up nobody with a row of who was erased since, though no ledger names it", async () => {
    const shared = myPhone();
    for (let n = 0; n < 7; n++) await deliver(saying(n, shared, nationalId(nationalIdOf(own + n))));
    await deliver(saying(10, shared));
    const { id = "" } = (await ownerOf(shared)) ?? {};
    const before = (await rowsOf(store, "index")).filter((row) => row["p"] === id);
    expect(before).toHaveLength(1);
    const { erasure } = await gone(id);
    for (const row of before) await transact([put(store.tables.index, row)], store);
    const entry = await readLedger(erasure.id, store);
    if (entry !== undefined) await replay(entry, store);
    const another = saying(11, shared, nationalId(nationalIdOf(own + 11)));
    expect(await deliver(another)).toMatchObject({ kind: "resolved", added: 1 });
    expect(await deliver(saying(12, shared))).toMatchObject({ kind: "resolved", added: 1 });
    expect((await ownerOf(shared))?.record.identifiers).toHaveLength(1);
  });
});

describe("an erasure by a slower clock", () => {
  it("is in the ledger with all that it suppresses, though a later stamp stays", async () => {
    await deliver(saying(1, myPhone()));
    const { id = "" } = (await ownerOf(myPhone())) ?? {};
    await gone(id);
    engine.clock.now -= 60_000;
    const named = [{ type: "phone" as const, namespace: "", value: myPhone().value }];
    const second = { id: `req_c${own}`, people: [], identifiers: named, suppress: true };
    await erase(second, engine);
    const entry = await readLedger(second.id, store);
    expect(entry?.identifiers).toEqual([store.vault.identifierKey(myPhone())]);
    expect(await deliver(later(2, myPhone()))).toMatchObject({ dropped: 1 });
  });
});

describe("a value that many share", () => {
  it("leads to nobody once who had nothing else is erased, and brings them back no more than before", async () => {
    const shared = myPhone();
    for (let n = 0; n < 7; n++) await deliver(saying(n, shared, nationalId(nationalIdOf(own + n))));
    await deliver(saying(10, shared));
    const holder = await ownerOf(shared);
    expect(holder?.record.identifiers).toHaveLength(1);
    expect((await gone(holder?.id ?? "")).erased).toEqual({ kind: "erased" });
    expect(await ownerOf(shared)).toBeUndefined();
    const another = saying(11, shared, nationalId(nationalIdOf(own + 11)));
    expect(await deliver(another)).toMatchObject({ kind: "resolved", added: 1 });
    expect(await deliver(saying(12, shared))).toMatchObject({ kind: "resolved", added: 1 });
    expect((await ownerOf(shared))?.id).not.toBe(holder?.id);
  });
});

describe("an erasure too large for one transaction", { timeout: 60_000 }, () => {
  const large = async () => {
    const events = Array.from({ length: 130 }, (_, at) => saying(at, myPhone(), myEmail()));
    await deliver(...events);
    const { id = "" } = (await ownerOf(myPhone())) ?? {};
    const erasure = { id: `req_l${own}`, people: [{ id }], identifiers: [], suppress: false };
    return { events, id, erasure };
  };

  it("is settled apart, and comes to the same after a crash at any call", async () => {
    for (let calls = 1; calls < 60; calls += 17) {
      own += 1_000;
      const { events, id, erasure } = await large();
      const begun = await erase(erasure, engine);
      if (begun.kind !== "settling") throw new Error(`not settled apart: ${begun.kind}`);
      const dying = { ...engine, store: dyingAt(store, calls, calls % 2 ? "before" : "after") };
      await settle(begun.settlement, dying, smallSteps).catch((error: unknown) => {
        if (!(error instanceof Crash)) throw error;
      });
      engine.clock.now += 130_000;
      while ((await settle(begun.settlement, engine, smallSteps)) !== "done");
      expect(await erase(erasure, engine)).toEqual({ kind: "erased" });
      expect((await readPeople([id], store)).get(id)).toEqual({ kind: "erased" });
      expect((await readLedger(erasure.id, store))?.events).toHaveLength(events.length);
      const found = await findEvent(events[77]?.id ?? "", store);
      expect(found).toEqual({ kind: "tombstoned", why: "erased" });
      expect(await ownerOf(myPhone())).toBeUndefined();
    }
  });
});

describe("an erasure whose worker died", { timeout: 60_000 }, () => {
  it("goes on by being asked for again, wherever its settlement was left", async () => {
    for (let calls = 1; calls < 22; calls += 2) {
      own += 1_000;
      await deliver(saying(1, myPhone()), saying(2, myPhone(), myEmail()));
      const { id = "" } = (await ownerOf(myPhone())) ?? {};
      const erasure = { id: `req_d${own}`, people: [{ id }], identifiers: [], suppress: false };
      const settlement = await settleLater({ events: [], erasure }, engine);
      const dying = { ...engine, store: dyingAt(store, calls, "after") };
      await settle(settlement, dying, smallSteps).catch((error: unknown) => {
        if (!(error instanceof Crash)) throw error;
      });
      engine.clock.now += 130_000;
      const asked = await erase(erasure, engine);
      if (asked.kind === "settling") {
        expect(asked.settlement).toBe(settlement);
        while ((await settle(settlement, engine, smallSteps)) !== "done");
      }
      expect(await erase(erasure, engine)).toEqual({ kind: "erased" });
      expect((await readPeople([id], store)).get(id)).toEqual({ kind: "erased" });
    }
  });
});

describe("a list of events that is late", () => {
  it("takes nothing from who was split off in time, though it still names what they have", async () => {
    const [stays, leaves] = [saying(1, myPhone()), saying(2, myPhone(), myEmail())];
    await deliver(stays, leaves);
    const { id = "" } = (await ownerOf(myPhone())) ?? {};
    await split({ personId: id, part: { events: [leaves.id] } }, { by: "lin" }, engine);
    const found = await findEvent(leaves.id, store);
    expect(found.kind).not.toBe("tombstoned");
    const [row] = (await rowsOf(store, "events")).filter(
      ({ k }) => k === store.vault.eventKey(leaves.id),
    );
    expect(row?.["p"]).not.toBe(id);
    const { erasure } = await gone(id);
    const entry = await readLedger(erasure.id, store);
    if (entry === undefined) throw new Error("nothing is written down");
    const send = async (command: QueryCommand) => {
      const answer = await store.database.send(command);
      const isList = command instanceof QueryCommand && command.input.IndexName === eventsByPerson;
      return isList ? { ...answer, Items: [...(answer.Items ?? []), { ...row, p: id }] } : answer;
    };
    const late = { ...store, database: { send } as Store["database"] };
    expect(sizeOf(await replay(entry, late))).toBe(0);
    expect(await findEvent(leaves.id, store)).toEqual(found);
    expect(await findEvent(stays.id, store)).toEqual({ kind: "tombstoned", why: "erased" });
  });
});

describe("the ledger", () => {
  it("counts the keys that there were: an id that only led to somebody had none any more", async () => {
    const [a, b, c] = [saying(1, myPhone()), saying(2, myEmail()), saying(3, myPhone())];
    for (const event of [a, b, c]) await deliver(event);
    const ids = [await ownerOf(myPhone()), await ownerOf(myEmail())].map((each) => each?.id ?? "");
    await unite(ids, { by: "lin" }, engine);
    const { id: root = "", absorbed = [] } = (await ownerOf(myEmail())) ?? {};
    const keysOf = async (personIds: readonly string[]) =>
      (await rowsOf(store, "keys")).filter((row) => personIds.includes(String(row["id"])));
    expect(await keysOf([root, ...absorbed])).toHaveLength(2);
    await split({ personId: root, part: { events: [c.id] } }, { by: "lin" }, engine);
    const { id = "", former = [] } = (await ownerOf(myEmail())) ?? {};
    expect(former).toHaveLength(1);
    const keys = await keysOf([id, ...former]);
    const { erasure } = await gone(id);
    const entry = await readLedger(erasure.id, store);
    expect(entry?.people.toSorted()).toEqual([id, ...former].sort());
    expect([keys.length, entry?.keys]).toEqual([1, 1]);
  });
});

describe("who is restricted", () => {
  it("takes events all the same, and stays so until every request has let go", async () => {
    await deliver(saying(1, myPhone()));
    const { id = "" } = (await ownerOf(myPhone())) ?? {};
    expect(await restrictPeople([id], "req_a", engine)).toBe("done");
    expect(await restrictPeople([id], "req_b", engine)).toBe("done");
    await deliver(saying(2, myPhone()));
    expect((await ownerOf(myPhone()))?.restrictedBy).toEqual(["req_a", "req_b"]);
    await releasePeople([id], "req_a", engine);
    expect((await ownerOf(myPhone()))?.restrictedBy).toEqual(["req_b"]);
    await releasePeople([id], "req_b", engine);
    expect((await ownerOf(myPhone()))?.restrictedBy).toEqual([]);
  });

  it("is restricted on, as part of whom they become", async () => {
    await deliver(saying(1, myPhone()));
    await deliver(saying(2, myEmail()));
    const ids = [await ownerOf(myPhone()), await ownerOf(myEmail())].map((each) => each?.id ?? "");
    await restrictPeople(ids.slice(1), "req_a", engine);
    await deliver(saying(3, myPhone(), myEmail()));
    expect((await ownerOf(myPhone()))?.restrictedBy).toEqual(["req_a"]);
  });

  /** Two persons who were one while a request restricted them, and the first of whom is erased. */
  async function partedAndGone(requestId: string) {
    const events = [saying(1, myPhone()), saying(2, myPhone(), myEmail()), saying(3, myEmail())];
    for (const event of events) await deliver(event);
    const { id = "" } = (await ownerOf(myPhone())) ?? {};
    await restrictPeople([id], requestId, engine);
    const [first = saying(1)] = events;
    await split({ personId: id, part: { events: [first.id] } }, { by: "lin" }, engine);
    const places = await findEvents(
      [events[0], events[2]].map((each) => each?.id ?? ""),
      store,
    );
    const other = places.find((place) => place !== id) ?? "";
    const restrictions = async () =>
      (await readRoots([other], store)).get(other)?.person.restrictedBy;
    expect(await restrictions()).toContain(requestId);
    return { id, restrictions };
  }
  const partings = async () =>
    (await rowsOf(store, "privacy")).filter(({ s }) => String(s).startsWith("parting#"));

  it("lets go of whom they came apart from, also where they were erased by then", async () => {
    const { id, restrictions } = await partedAndGone("req_part");
    await gone(id);
    expect(await restrictions()).toEqual(["req_part"]);
    expect(await releasePeople([id], "req_part", engine)).toBe("done");
    expect(await restrictions()).toEqual([]);
    expect(await partings()).toEqual([]);
  });

  it("is led to though they are erased step by step, while they are being released", async () => {
    const { id, restrictions } = await partedAndGone("req_steps");
    const erasure = { id: "req_gone", people: [{ id }], identifiers: [], suppress: false };
    const settlement = await settleLater({ events: [], erasure }, engine);
    let calls = 0;
    const meanwhile = async (command: never) => {
      calls += 1;
      if (calls === 1) while ((await settle(settlement, engine, smallSteps)) !== "done");
      return store.database.send(command);
    };
    const disturbed = { ...engine, store: { ...store, database: { send: meanwhile } } };
    expect(await releasePeople([id], "req_steps", disturbed as typeof engine)).toBe("done");
    expect(await restrictions()).toEqual([]);
    expect(await partings()).toEqual([]);
  });

  it("is nobody, where there is nobody: that is done as well", async () => {
    expect(await restrictPeople([randomBytes(4).toString("hex")], "req_a", engine)).toBe("done");
  });
});
