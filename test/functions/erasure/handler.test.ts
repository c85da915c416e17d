/** From a request to its final certificate, through the API and the schedule. */
import { randomBytes } from "node:crypto";
import { DeleteCommand, PutCommand } from "@aws-sdk/lib-dynamodb";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createErasure } from "#functions/erasure/handler.ts";
import { Certificate, verifyCertificate } from "#shared/domain/privacy/certificate.ts";
import { resolve } from "#shared/engine/resolve.ts";
import { placesOf, split } from "#shared/engine/steward.ts";
import type { LogLine } from "#shared/lambda/log.ts";
import { erase } from "#shared/engine/erase.ts";
import { settleLater } from "#shared/engine/settlement.ts";
import { findOwner } from "#shared/stores/identifier-index.ts";
import { readLedger } from "#shared/stores/ledger.ts";
import { listIdle } from "#shared/stores/idle-settlements.ts";
import { readNewest } from "#shared/stores/audit.ts";
import { findEvent } from "#shared/stores/events.ts";
import type { ApiStore } from "#functions/api/route.ts";
import { confirmation, ann, eve, openDesk, rootsIn } from "#test/functions/api/desk.ts";
import { engineOn, rowsOf } from "#test/fixtures/deliver.ts";
import { eventIdOf, eventOf, phone, phoneOf, policy, privacy } from "#test/fixtures/events.ts";
import { engineOn as engineWithClock, exported, splitting } from "#test/fixtures/settlements.ts";
import { startStores, type TestStores } from "#test/fixtures/stores.ts";

const hourMs = 3_600_000;
const windows = { queue: 4, "dead-letters": 14, quarantine: 31, "keys-recovery": 7 };

let stores: TestStores;
let store: ApiStore;
let desk: ReturnType<typeof openDesk>;
beforeAll(async () => {
  stores = await startStores();
  ({ store } = stores);
  desk = openDesk(store);
});
afterAll(() => stores.stop());

const lines: LogLine[] = [];
async function run(inactiveDays?: number): Promise<void> {
  await createErasure({
    tenant: "demo",
    policy,
    privacy,
    inactiveDays,
    windows,
    store: async () => store,
    candidates: { client: { send: async () => ({}) } as never, url: "https://queue.test/1/c" },
    publicBaseUrl: "https://hooks.test",
    reach: { resolve: async () => [], isAllowed: () => false, answerMsMax: 1 },
    now: () => desk.api.clock.now,
    random: randomBytes,
    log: (line) => lines.push(line),
  })();
}

const pass = (hours: number): void => {
  desk.api.clock.now = new Date(desk.api.clock.now.getTime() + hours * hourMs);
};

async function approved(more: object = {}) {
  const person = await desk.somebody();
  const { id } = await desk.file(person.email, more);
  await desk.step(id, "identity", confirmation);
  const roots = rootsIn(await desk.step(id, "preview"));
  await desk.step(id, "approve", { roots }, eve);
  return { id, person };
}
const stateOf = async (id: string) => (await desk.read(id)).state;
const certificateOf = async (id: string) =>
  Certificate.parse((await desk.api.get(`/v1/requests/${id}/certificate`, ann)).body);

describe("an approved request", () => {
  it("waits while it cools off, then is erased and certified, and is final after every window", async () => {
    const { id, person } = await approved();
    await run();
    expect(await stateOf(id)).toBe("approved");
    expect((await desk.api.get(`/v1/requests/${id}/certificate`, ann)).status).toBe(404);
    pass(25);
    await run();
    expect(await stateOf(id)).toBe("completed");
    expect((await desk.api.get(`/v1/people/${person.id}`)).status).toBe(410);
    const first = await certificateOf(id);
    expect(first.content).toMatchObject({
      request: id,
      final: false,
      counts: { people: 1, events: 1, identifiers: 2, keys: 1 },
      verification: { survivors: 0 },
    });
    const keys = new Set([store.vault.signer("certificate").key]);
    expect(verifyCertificate(first, keys).kind).toBe("genuine");
    pass(32 * 24);
    await run();
    expect((await certificateOf(id)).content.final).toBe(true);
    expect((await desk.read(id)).erasure).toMatchObject({ final: true });
    // Nothing personal outlives it: not even what was filed.
    expect((await desk.read(id)).identifiers).toEqual([]);
    const requestKeys = (await rowsOf(store, "keys")).filter(
      (row) => row["id"] === `request:${id}`,
    );
    expect(requestKeys).toEqual([]);
  });

  it("goes back to a human where somebody became more meanwhile", async () => {
    const { id, person } = await approved();
    const more = eventOf(90_001, {
      identifiers: [phone(person.phone), phone("+8613900009001")],
    });
    await resolve([more], engineOn(store));
    pass(25);
    await run();
    expect(await stateOf(id)).toBe("awaiting_approval");
    expect((await desk.api.get(`/v1/people/${person.id}`)).status).toBe(200);
  });

  it("lets go of whom it is not about any more, when whom they came apart from is gone", async () => {
    const person = await desk.somebody();
    const [mine, other] = [phone(person.phone), phone("+8613900009002")];
    for (const event of [
      eventOf(90_002, { identifiers: [mine, other] }),
      eventOf(90_003, { identifiers: [other] }),
    ]) {
      await resolve([event], engineOn(store));
    }
    const { id } = await desk.file(person.email);
    await desk.step(id, "identity", confirmation);
    expect(await desk.restrictedBy(person.id)).toEqual([id]);
    const part = { events: [eventIdOf(90_003)] };
    await split({ personId: person.id, part }, { by: "lin" }, engineOn(store));
    const [left = ""] = await placesOf([eventIdOf(90_003)], engineOn(store));
    expect(await desk.restrictedBy(left)).toEqual([id]);
    await desk.step(id, "approve", { roots: rootsIn(await desk.step(id, "preview")) }, eve);
    pass(25);
    await run();
    expect(await stateOf(id)).toBe("completed");
    expect((await desk.api.get(`/v1/people/${person.id}`)).status).toBe(410);
    expect(await desk.restrictedBy(left)).toEqual([]);
  });

  it("waits for a hold on its data, and goes on by itself when that ends", async () => {
    const { id, person } = await approved();
    const until = new Date(desk.api.clock.now.getTime() + 50 * hourMs).toISOString();
    const identifiers = [{ type: "phone", value: person.phone }];
    await desk.api.post("/v1/holds", { identifiers, ground: "legal-claims", until }, ann);
    pass(25);
    await run();
    expect(await stateOf(id)).toBe("on_hold");
    pass(26);
    await run();
    await run();
    expect(await stateOf(id)).toBe("completed");
  });

  it("is found by any identifier of whom it erased, though nothing else of them is left", async () => {
    const { id, person } = await approved();
    pass(25);
    await run();
    for (const [type, value] of [
      ["email", person.email],
      ["phone", person.phone],
    ]) {
      const body = { identifier: { type, value } };
      const found = await desk.api.post("/v1/requests/search", body, ann);
      expect(found.body).toMatchObject({ requests: [{ id, state: "completed" }] });
    }
  });

  it("leaves a trace in the audit, of ids alone", async () => {
    const { id, person } = await approved();
    pass(25);
    await run();
    const { rows } = await readNewest({ limit: 20 }, store);
    const told = rows.find(({ entry }) => entry?.decision === "erased" && entry.request === id);
    expect(told?.entry).toMatchObject({ by: "system:", subjects: [id, person.id] });
  });

  it("is not erased twice, however often the schedule runs", async () => {
    const { id } = await approved();
    pass(25);
    await run();
    const { content } = await certificateOf(id);
    await run();
    expect((await certificateOf(id)).content).toEqual(content);
  });

  it("finds what came back, erases it again, and says so", async () => {
    const { id, person } = await approved();
    pass(25);
    await run();
    const row = { id: person.id, v: 1, sv: 1, st: "active", b: Buffer.from("restored") };
    await store.database.send(new PutCommand({ TableName: store.tables.people, Item: row }));
    pass(32 * 24);
    lines.length = 0;
    await run();
    expect(lines).toContainEqual({ outcome: "survivors", request: id, found: 1 });
    expect((await desk.api.get(`/v1/people/${person.id}`)).status).toBe(410);
    expect((await certificateOf(id)).content.final).toBe(true);
  });
});

describe("whoever is silent for longer than the tenant keeps anybody", () => {
  it("is erased by the same path; whoever was heard of since, or is on hold, is not", async () => {
    const old = { observedAt: "2026-01-01T08:00:00.000Z" };
    const silent = await desk.somebody(old);
    const held = await desk.somebody(old);
    const until = new Date(desk.api.clock.now.getTime() + 9_000 * hourMs).toISOString();
    const identifiers = [{ type: "phone", value: held.phone }];
    await desk.api.post("/v1/holds", { identifiers, ground: "legal-claims", until }, ann);
    const now = desk.api.clock.now.toISOString();
    const recent = await desk.somebody({ observedAt: now });
    const status = async ({ id }: { id: string }) =>
      (await desk.api.get(`/v1/people/${id}`)).status;
    pass(35 * 24);
    await run(60);
    await run(60);
    expect([await status(silent), await status(held), await status(recent)]).toEqual([
      410, 200, 200,
    ]);
    expect(await readLedger(`retention:${silent.id}`, store)).toMatchObject({
      people: [silent.id],
    });
  });

  it("is kept where the tenant says nothing", async () => {
    const silent = await desk.somebody({ observedAt: "2026-01-01T08:00:00.000Z" });
    pass(900 * 24);
    await run();
    expect((await desk.api.get(`/v1/people/${silent.id}`)).status).toBe(200);
  });
});

describe("after a restore", () => {
  it("the ledger is replayed, until nobody who was erased is present", async () => {
    const { id, person } = await approved();
    const before = {
      people: await rowsOf(store, "people"),
      events: await rowsOf(store, "events"),
      index: await rowsOf(store, "index"),
    };
    pass(25);
    await run();
    expect(await stateOf(id)).toBe("completed");
    for (const table of ["people", "events", "index"] as const) {
      for (const Item of before[table]) {
        await store.database.send(new PutCommand({ TableName: store.tables[table], Item }));
      }
    }
    const replay = async () => {
      let present = 0;
      for (let after: string | undefined, more = true; more;) {
        const query = after ? { after } : {};
        const { body } = await desk.api.post("/v1/ledger/replay", undefined, { ...ann, query });
        const page = body as { present: Record<string, number>; next?: string };
        present += Object.values(page.present).reduce((sum, count) => sum + count, 0);
        after = page.next;
        more = after !== undefined;
      }
      return present;
    };
    expect(await replay()).toBeGreaterThanOrEqual(4);
    expect(await replay()).toBe(0);
    expect((await desk.api.get(`/v1/people/${person.id}`)).status).toBe(410);
    expect(await findEvent(person.event, store)).toEqual({ kind: "tombstoned", why: "erased" });
  });
});

describe("suppressed values", () => {
  it("come back when that is lifted, and not before", async () => {
    const { id, person } = await approved({ suppress: true });
    pass(25);
    await run();
    const at = "2999-01-01T08:00:00.000Z";
    const anew = (serial: number) =>
      eventOf(serial, {
        identifiers: [phone(person.phone)],
        observedAt: at,
        receivedAt: at,
      });
    expect(await resolve([anew(91_001)], engineOn(store))).toMatchObject({ dropped: 1 });
    const { status } = await desk.api.post(`/v1/requests/${id}/lift-suppression`, undefined, ann);
    expect(status).toBe(200);
    expect(await resolve([anew(91_002)], engineOn(store))).toMatchObject({ added: 1 });
  });

  it("cannot be lifted of what was never erased", async () => {
    const asked = desk.api.post("/v1/requests/req_nobody/lift-suppression", undefined, ann);
    expect((await asked).status).toBe(404);
  });
});

describe("a settlement whose message was lost", () => {
  let own = 60_000;
  const begun = async () => {
    own += 100;
    const engine = engineWithClock(store);
    engine.clock.now = desk.api.clock.now.getTime();
    return { ...(await splitting(own, engine)), engine };
  };
  /** Its row, its log, its question and the key to that. */
  const leftOf = async (id: string) =>
    [...(await rowsOf(store, "reviews")), ...(await rowsOf(store, "keys"))].filter((row) =>
      String(row["id"]).includes(id),
    );
  const idle = () => listIdle({ before: "2999", limit: 10 }, store);

  it("is taken up when nobody has touched it for a quarter of an hour, and not before", async () => {
    const { id, events, expected } = await begun();
    pass(0.2);
    await run();
    expect(await leftOf(id)).toContainEqual(expect.objectContaining({ id, status: "gathering" }));
    pass(0.1);
    await run();
    expect(await leftOf(id)).toMatchObject([{ id, status: "done" }]);
    expect(await exported(events, store)).toBe(expected);
    expect(await idle()).toEqual([]);
  });

  it("leaves no question and no key to it, also where everybody it is about was erased meanwhile", async () => {
    const { id, engine } = await begun();
    const root = (await findOwner(phone(phoneOf(own)), store))?.person;
    const people = [{ id: root?.id ?? "", shapeVersion: root?.shapeVersion ?? 0 }];
    const erasure = { id: `retention:${own}`, people, identifiers: [], suppress: false };
    expect(await erase(erasure, engine)).toEqual({ kind: "erased" });
    pass(0.3);
    await run();
    expect(await leftOf(id)).toMatchObject([{ id, status: "done" }]);
    expect((await desk.api.get(`/v1/people/${root?.id}`)).status).toBe(410);
  });

  it("is taken up as well where its row came when all was done", async () => {
    const { id, engine, decisions } = await begun();
    pass(0.3);
    await run();
    expect(await settleLater({ events: [], decisions }, engine)).toBe(id);
    pass(0.3);
    await run();
    expect(await leftOf(id)).toMatchObject([{ id, status: "done" }]);
  });

  it("is told of where it fails, once, and holds up no other", async () => {
    const [failing, other] = [await begun(), await begun()];
    const Key = { id: `settlement:${failing.id}` };
    await store.database.send(new DeleteCommand({ TableName: store.tables.keys, Key }));
    pass(0.3);
    await expect(run()).rejects.toThrow(failing.id);
    expect(await leftOf(other.id)).toMatchObject([{ id: other.id, status: "done" }]);
    await run();
    expect(await idle()).toEqual([]);
    const abandoned = { TableName: store.tables.reviews, Key: { id: failing.id } };
    await store.database.send(new DeleteCommand(abandoned));
  });
});

describe("a request that grows late", () => {
  it("is told of at each mark, once", async () => {
    const { id } = await desk.file((await desk.somebody()).email);
    pass(20 * 24);
    lines.length = 0;
    await run();
    await run();
    const told = lines.filter(({ outcome }) => outcome === "deadline");
    expect(told.filter(({ request }) => request === id)).toHaveLength(1);
  });
});

it("an erasure whose ledger is gone is certified by nobody", async () => {
  const { id } = await approved();
  pass(25);
  await run();
  expect(await stateOf(id)).toBe("completed");
  const Key = { k: `erased#${id}`, s: "0000" };
  await store.database.send(new DeleteCommand({ TableName: store.tables.privacy, Key }));
  pass(32 * 24);
  await run();
  expect((await certificateOf(id)).content.final).toBe(false);
});
