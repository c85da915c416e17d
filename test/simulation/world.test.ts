/** Whole worlds, a few of them: longer campaigns have scripts of their own. */
import { describe, expect, test } from "vitest";
import { DeleteCommand, PutCommand, UpdateCommand } from "@aws-sdk/lib-dynamodb";
import { createRandom } from "#bin/random.ts";
import { makePlan, type Plan } from "./world/plan.ts";
import { judge } from "./world/promises.ts";
import { readRemains, textIn } from "./world/remains.ts";
import { plainRequest, type Request } from "./world/requests.ts";
import { live, run } from "./world/run.ts";
import type { Told } from "./world/stories.ts";
import { createWorld, type World } from "./world/world.ts";
import type { Row } from "./dynamodb/value.ts";
import type { Order } from "./world/history.ts";
import { appendAudit } from "#shared/stores/audit.ts";
import { mayBeCompared } from "#shared/stores/duplicates.ts";
import { readDataKeys } from "#shared/stores/people.ts";
import type { Tables } from "#shared/stores/tables.ts";
import { told } from "#test/fixtures/audit.ts";
import { eventOf, minute, phone, phoneOf } from "#test/fixtures/events.ts";

const planOf = (seed: string, events: number): Plan =>
  makePlan(createRandom(seed).fork("plan"), { events });

describe("a world in which everything goes wrong that can", () => {
  test.each(Array.from({ length: 4 }, (_, at) => String(at + 1)))(
    "keeps every promise (seed %s)",
    async (seed) => {
      const { broken } = await run(seed, planOf(seed, 200));
      expect(broken).toBeUndefined();
    },
    120_000,
  );

  test("does the same by the same seed, turn by turn, and something else by another", async () => {
    const [first, again, other] = [
      await run("3", planOf("3", 100)),
      await run("3", planOf("3", 100)),
      await run("4", planOf("4", 100)),
    ];
    expect([again.hash, again.turns]).toEqual([first.hash, first.turns]);
    expect(other.hash).not.toBe(first.hash);
  }, 120_000);
});

describe("the judgement", { timeout: 120_000 }, () => {
  /** A world that has come to its end. */
  async function ended(seed: string, events: number): Promise<World> {
    // What a restore leaves cannot be judged.
    const plan = { ...planOf(seed, events), restores: [] };
    const world = createWorld(seed, plan);
    expect(await live(world, plan)).toBeUndefined();
    return world;
  }

  /** Something is changed behind everybody's back. */
  async function tampered(change: (world: World) => unknown, seed = "5", events = 120) {
    const world = await ended(seed, events);
    await change(world);
    const { services, history } = world;
    return judge({ services, history, remains: await readRemains(services) });
  }

  const rowsOf = ({ services }: World, table: keyof Tables) => [
    ...services.database.rows(services.store.tables[table]),
  ];
  const send = ({ services }: World, command: unknown) => services.database.send(command as never);
  const first = (world: World, table: keyof Tables, has: string) => {
    const row = rowsOf(world, table).find((each) => each[has] !== undefined);
    if (row === undefined) throw new Error(`no row of ${table} has ${has}`);
    return row;
  };

  test("sees an entry of the audit that is gone", async () => {
    const broken = await tampered(async (world) => {
      const { store } = world.services;
      const context = { store, tenant: "demo", now: () => new Date(), jitter: () => 0 };
      const { chain, seq } = await appendAudit({ ...told, request: "one" }, context);
      await appendAudit({ ...told, request: "two" }, context);
      const Key = { chain, seq: String(seq).padStart(12, "0") };
      return send(world, new DeleteCommand({ TableName: store.tables.audit, Key }));
    });
    expect(broken?.promise).toBe("Sealed");
  });

  test("sees an event that is gone", async () => {
    const broken = await tampered((world) => {
      const { k = "" } = first(world, "events", "k");
      const { events } = world.services.store.tables;
      return send(world, new DeleteCommand({ TableName: events, Key: { k } }));
    });
    expect(broken?.what).toContain("is destroyed, and no ledger says so");
  });

  test("sees an event that was taken and never came", async () => {
    const broken = await tampered(({ history }) => history.acknowledged.add("evt_never"));
    expect(broken).toEqual({
      promise: "Accounted for",
      what: "evt_never was taken, and is nowhere",
    });
  });

  const putReview = (world: World, Item: Row) =>
    send(world, new PutCommand({ TableName: world.services.store.tables.reviews, Item }));
  const find = (world: World, kind: string, status: string) =>
    rowsOf(world, "reviews").find((row) => row["kind"] === kind && row["status"] === status);
  const firstOf = (world: World, kind: string, status: string) => {
    const row = find(world, kind, status);
    if (row === undefined) throw new Error(`nothing of ${kind} is ${status}`);
    return row;
  };
  /** What a test needs; which worlds have it changes with every plan. */
  const traits = {
    decided: (world: World) => find(world, "decision", "revoked") !== undefined,
    corrected: ({ history }: World) => history.corrections.size > 0,
    quarantined: (world: World) =>
      world.history.unclear.size > 0 && find(world, "quarantined-delivery", "open") !== undefined,
    alike: (world: World) => find(world, "possible-duplicate", "open") !== undefined,
  };
  const [seedsMax, eventsThere] = [60, 200];
  /** The traits of each world that was lived through so far: by them the next test is spared the search. */
  const seen: Record<keyof typeof traits, boolean>[] = [];
  async function firstSeedWith(trait: keyof typeof traits): Promise<string> {
    for (let at = 0; at < seedsMax; at++) {
      if (seen[at] === undefined) {
        const world = await ended(String(at + 1), eventsThere);
        const { decided, corrected, quarantined, alike } = traits;
        seen[at] = {
          decided: decided(world),
          corrected: corrected(world),
          quarantined: quarantined(world),
          alike: alike(world),
        };
      }
      if (seen[at]?.[trait]) return String(at + 1);
    }
    throw new Error(`none of ${seedsMax} worlds is ${trait}`);
  }
  const whereIt = (is: keyof typeof traits) => async (change: (world: World) => unknown) =>
    tampered(change, await firstSeedWith(is), eventsThere);
  const whereDecided = whereIt("decided");
  const whereCorrected = whereIt("corrected");
  const whereQuarantined = whereIt("quarantined");
  /** What a steward could have asked now, and was told. */
  const order = ({ services, history }: World, told: Pick<Order, "kind" | "decision">) => {
    const now = services.scheduler.trace.length();
    return history.orders.add({ ...told, askedAt: now, doneAt: now, isTold: true });
  };

  test("sees a decision that was taken and forgotten", async () => {
    const decision = "dec_never";
    const broken = await tampered((world) => order(world, { kind: "decide", decision }));
    expect(broken?.what).toContain("dec_never is nowhere");
  });

  test("sees a decision that nobody asked for, although a correction was made that needed none", async () => {
    const plan = planOf("5", 1);
    const [event] = plan.acts.flatMap((act) => (act.kind === "delivery" ? act.told : []));
    if (event === undefined) throw new Error("nothing is told");
    const wish = { kind: "correct", event: event.id, city: "Wuxi" } as const;
    const acts: Plan["acts"] = [
      { kind: "delivery", atMs: 0, told: [{ ...event, identifiers: [phone(phoneOf(1))] }] },
      { kind: "wish", atMs: 60_000, wish },
    ];
    const world = createWorld("5", { ...plan, rates: {}, acts });
    expect(await live(world, { ...plan, acts })).toBeUndefined();
    const { services, history } = world;
    expect(history.corrections.size).toBe(1);
    await putReview(world, {
      id: "dec_unasked",
      kind: "decision",
      status: "standing",
      at: "2026-03-01T08:00:00.000Z",
      by: "bo",
      ruling: { kind: "block", identifier: "nobody's" },
    });
    const broken = await judge({ services, history, remains: await readRemains(services) });
    expect(broken?.what).toContain("dec_unasked is standing, and nobody can have asked");
  });

  test("sees a decision that stands although it was taken back", async () => {
    const broken = await whereDecided((world) => {
      const row = firstOf(world, "decision", "revoked");
      // As if every request about decisions had been answered.
      for (const each of world.history.orders) each.doneAt = Math.min(each.doneAt, each.askedAt);
      order(world, { kind: "take back", decision: textIn(row, "id") });
      return putReview(world, { ...row, status: "standing" });
    });
    expect(broken?.promise).toBe("Accounted for");
    expect(broken?.what).toContain("is standing, and nobody can have asked for that last");
  });

  test("sees a decision that is taken back although somebody was told that it stands", async () => {
    const broken = await whereDecided((world) => {
      const decision = textIn(firstOf(world, "decision", "revoked"), "id");
      order(world, { kind: "decide", decision });
    });
    expect(broken?.what).toContain("is revoked, and nobody can have asked for that last");
  });

  test("sees no fault where two stewards ask for one and the other at the same time", async () => {
    const broken = await whereDecided((world) => {
      const decision = textIn(firstOf(world, "decision", "revoked"), "id");
      order(world, { kind: "decide", decision });
      order(world, { kind: "take back", decision });
    });
    expect(broken).toBeUndefined();
  });

  test("sees a correction that says something else", async () => {
    const broken = await whereCorrected(({ history }) => {
      for (const id of history.corrections.keys())
        history.corrections.set(id, { city: "Atlantis" });
    });
    expect(broken?.what).toContain("does not say what it was told");
  });

  test("sees a delivery in quarantine of which nothing can be read", async () => {
    const broken = await whereQuarantined(({ history }) => {
      for (const copies of history.unclear.values()) copies.length = 0;
    });
    expect(broken?.what).toBe("an unclear delivery is kept otherwise than it came");
  });

  test("sees a delivery in quarantine whose key is gone", async () => {
    const broken = await whereQuarantined((world) => {
      const days = rowsOf(world, "keys").filter((row) =>
        textIn(row, "id").startsWith("quarantine:"),
      );
      const TableName = world.services.store.tables.keys;
      const drop = ({ id = "" }: Row) => send(world, new DeleteCommand({ TableName, Key: { id } }));
      return Promise.all(days.map(drop));
    });
    expect(broken?.what).toBe("an unclear delivery cannot be read any more");
  });

  test("sees a delivery in quarantine that is dismissed by nobody", async () => {
    const broken = await whereQuarantined((world) => {
      world.history.dismissed.clear();
      const row = firstOf(world, "quarantined-delivery", "open");
      return putReview(world, { ...row, status: "dismissed" });
    });
    expect(broken?.what).toContain("is dismissed by nobody");
  });

  test("sees a settlement that was on its way and has not arrived", async () => {
    const broken = await tampered(({ history }) => history.settlements.add("set_never"));
    expect(broken).toMatchObject({ promise: "Live", what: expect.stringContaining("set_never") });
  });

  test("sees what is left of a log", async () => {
    const broken = await tampered((world) =>
      putReview(world, { id: "set_never#00001", writes: [] }),
    );
    expect(broken?.what).toContain("set_never#00001 is left of a log");
  });

  test("sees somebody who was another's, and is back", async () => {
    const broken = await tampered((world) => {
      const row = first(world, "people", "b");
      world.history.moved.add(textIn(row, "id"));
    });
    expect(broken?.what).toContain("was another's, and is back");
  });

  describe("of who looks like somebody else", () => {
    const alike = whereIt("alike");
    const question = (world: World) => firstOf(world, "possible-duplicate", "open");

    test("sees a pair about which nobody is asked", async () => {
      const broken = await alike((world) =>
        putReview(world, { ...question(world), active: false }),
      );
      expect(broken?.what).toMatch(/^nobody is asked whether .* are one$/);
    });

    test("sees a question about nobody, and one without a reason", async () => {
      const nobody = await alike((world) =>
        putReview(world, { ...question(world), id: "rev_never", people: ["nobody", "no one"] }),
      );
      expect(nobody?.what).toBe("rev_never asks about nobody");
      const unlike = await alike(async (world) => {
        const { living, rows } = await readRemains(world.services);
        const asked = rows.reviews.map((row) => JSON.stringify(row["people"]));
        const people = living
          .filter((each) => mayBeCompared(each))
          .map(({ person }) => person.id)
          .filter((id) => !asked.some((text) => text?.includes(id)));
        return putReview(world, {
          ...question(world),
          id: "rev_never",
          people: people.slice(0, 2),
        });
      });
      expect(unlike?.what).toContain("are asked about without a reason");
    });

    test("sees somebody who is gone, and still meets others", async () => {
      const broken = await alike((world) => {
        const TableName = world.services.store.tables.index;
        const Item = { k: "key", s: "candidate#nobody" };
        return send(world, new PutCommand({ TableName, Item }));
      });
      expect(broken?.what).toBe("nobody is nobody, and still meets others");
    });
  });

  test("sees an event that is counted twice", async () => {
    const broken = await tampered((world) => {
      const row = first(world, "events", "b");
      const { events } = world.services.store.tables;
      return send(world, new PutCommand({ TableName: events, Item: { ...row, k: "another" } }));
    }).catch((error: unknown) => ({ promise: "Once", what: String(error) }));
    expect(broken?.promise).toBe("Once");
  });

  test("sees a row of the index that is gone", async () => {
    const broken = await tampered((world) => {
      const row = first(world, "index", "p");
      const { index } = world.services.store.tables;
      const Key = { k: textIn(row, "k"), s: textIn(row, "s") };
      return send(world, new DeleteCommand({ TableName: index, Key }));
    });
    expect(broken?.promise).toBe("Pointed");
  });

  test("sees a row of the index that leads to somebody else", async () => {
    const broken = await tampered((world) => {
      const owned = rowsOf(world, "index").filter(({ p }) => p !== undefined);
      const [row] = owned;
      const [other] = rowsOf(world, "people").filter(
        ({ id, st }) => st === "active" && id !== row?.["p"],
      );
      const { index } = world.services.store.tables;
      const Item = { ...row, p: textIn(other ?? {}, "id") };
      return send(world, new PutCommand({ TableName: index, Item }));
    });
    expect(broken?.promise).toBe("Pointed");
  });

  test("sees a fence that nobody took away", async () => {
    const broken = await tampered((world) => {
      const row = first(world, "index", "p");
      const { index } = world.services.store.tables;
      return send(
        world,
        new UpdateCommand({
          TableName: index,
          Key: { k: textIn(row, "k"), s: textIn(row, "s") },
          UpdateExpression: "SET w = :w",
          ExpressionAttributeValues: { ":w": "set_nobody" },
        }),
      );
    });
    expect(broken?.promise).toBe("Live");
  });

  test("sees a key that belongs to nobody", async () => {
    const broken = await tampered((world) => {
      const row = first(world, "keys", "w");
      const { keys } = world.services.store.tables;
      return send(world, new PutCommand({ TableName: keys, Item: { ...row, id: "nobody" } }));
    }).catch((error: unknown) => ({ promise: "Live", what: String(error) }));
    expect(broken?.promise).toBe("Live");
  });
});

describe("the judgement of erasures", () => {
  const request: Request = { ...plainRequest, id: "req_000001", of: "", restricts: true };
  const isAbout = (serial: number): Told => {
    const {
      observedAt,
      receivedAt: _,
      ...event
    } = eventOf(serial, {
      identifiers: [phone(phoneOf(serial))],
      observedAt: minute(0),
    });
    return { ...event, observedAt };
  };
  const [gone, left, late] = [isAbout(1), isAbout(2), isAbout(3)];

  /** Two people, of whom one asks to be erased, and then something happens behind everybody's back. */
  async function after(change: (world: World) => unknown, asked: Partial<Request> = {}) {
    const plan = { ...planOf("5", 1), rates: {}, clockSkewMsMax: 0, restores: [] };
    const acts: Plan["acts"] = [
      { kind: "delivery", atMs: 0, told: [gone] },
      { kind: "delivery", atMs: 0, told: [left] },
      { kind: "backup", atMs: 30_000 },
      { kind: "request", atMs: 60_000, request: { ...request, of: gone.id, ...asked } },
    ];
    const world = createWorld("5", { ...plan, acts });
    expect(await live(world, { ...plan, acts })).toBeUndefined();
    const { services, history } = world;
    await change(world);
    return judge({ services, history, remains: await readRemains(services) });
  }

  const tablesOf = ({ services }: World) => services.store.tables;
  const put = ({ services }: World, TableName: string, Item: Row) =>
    services.database.send(new PutCommand({ TableName, Item }));
  const erasureOf = ({ history }: World) => {
    const [erasure] = history.erasures.values();
    if (erasure === undefined) throw new Error("nobody was erased");
    return erasure;
  };
  const backupOf = ({ history }: World, table: "events" | "people", id: string): Row => {
    const rows = history.backups.flatMap((backup) => backup[table]);
    const row = rows.find((each) => each["p"] === id || each["id"] === id);
    if (row === undefined) throw new Error(`no backup has ${id}`);
    return row;
  };
  const firstOf = (names: ReadonlySet<string>) => [...names][0] ?? "";

  const peopleOf = (world: World) => [...world.services.database.rows(tablesOf(world).people)];

  test("finds nothing wrong where nothing is", async () => {
    expect(await after(() => {})).toBeUndefined();
  });

  test("sees somebody who is back", async () => {
    const broken = await after((world) => {
      const row = backupOf(world, "people", firstOf(erasureOf(world).people));
      return put(world, tablesOf(world).people, row);
    }).catch((error: unknown) => ({ promise: "Erased stays erased", what: String(error) }));
    expect(broken?.promise).toBe("Erased stays erased");
  });

  test("sees a backup in which somebody who lives can read what was erased", async () => {
    const broken = await after(async (world) => {
      const { vault } = world.services.store;
      const k = firstOf(erasureOf(world).events);
      const id = textIn(peopleOf(world).find(({ st }) => st === "active") ?? {}, "id");
      const key = (await readDataKeys([id], world.services.store)).get(id);
      if (key === undefined) throw new Error("nobody lives");
      const b = vault.seal("what was said", key, { store: "events", key: k, version: 1 });
      world.history.backups.push({ events: [{ k, p: id, b }], people: [], index: [], keys: [] });
    });
    expect(broken?.what).toBe("an erased event can be read in a backup");
  });

  test("sees a key that is back", async () => {
    const broken = await after(async (world) => {
      const id = firstOf(erasureOf(world).people);
      const { wrapped } = world.services.store.vault.newDataKey("person", id);
      await put(world, tablesOf(world).keys, { id, w: wrapped });
    });
    expect(broken?.what).toContain("was erased, and has a key");
  });

  test("sees a tombstone that is gone", async () => {
    const broken = await after((world) => {
      const Key = { k: firstOf(erasureOf(world).events) };
      const command = new DeleteCommand({ TableName: tablesOf(world).events, Key });
      return world.services.database.send(command);
    });
    expect(broken?.what).toContain("has no tombstone");
  });

  test("sees an event destroyed of which no ledger says so", async () => {
    const broken = await after((world) => {
      const k = world.services.store.vault.eventKey(left.id);
      return put(world, tablesOf(world).events, { k, gone: "now", why: "erased", ttl: 1 });
    });
    expect(broken?.what).toContain("is destroyed, and no ledger says so");
  });

  test("sees an erasure that takes too much, and one that nobody asked for", async () => {
    const row = (id: string): Row => ({
      k: `erased#${id}`,
      s: "0001",
      list: "ledger",
      due: minute(0),
      suppress: false,
      people: ["somebody"],
    });
    const more = await after((world) => put(world, tablesOf(world).privacy, row(request.id)));
    expect(more?.what).toContain("people too many");
    const unasked = await after((world) => put(world, tablesOf(world).privacy, row("req_never")));
    expect(unasked?.what).toBe("req_never is an erasure that nobody asked for");
  });

  test("sees an event that is dropped without a reason", async () => {
    const broken = await after((world) => {
      world.history.sent.set(late.id, [{ ...late, observedAt: minute(0), receivedAt: minute(0) }]);
      const k = world.services.store.vault.eventKey(late.id);
      return put(world, tablesOf(world).events, { k, gone: "now", why: "late", ttl: 1 });
    });
    expect(broken?.what).toContain("is dropped as late without a reason");
  });

  test("sees what was stamped come back", async () => {
    const broken = await after((world) => {
      const { vault } = world.services.store;
      const key = vault.identifierKey(phone(phoneOf(2)));
      const Item = { k: key, s: "owner", n: 9, e: ["2999-01-01T00:00:00.000Z", "2999"] };
      return put(world, tablesOf(world).index, Item);
    });
    expect(broken?.what).toContain("which the index says is erased");
  });

  test("sees somebody set free whom no request let go of", async () => {
    const filed = { ...request, of: gone.id, coolingOffMs: 3_600_000 };
    const acts: Plan["acts"] = [
      { kind: "delivery", atMs: 0, told: [gone] },
      { kind: "request", atMs: 0, request: filed },
    ];
    const world = createWorld("5", { ...planOf("5", 1), rates: {}, acts });
    for (const act of acts) world.perform(act);
    const isRestricted = () => peopleOf(world).some(({ x }) => x !== undefined);
    for (let turns = 0; !isRestricted(); turns++) {
      if (turns > 10_000) throw new Error("nobody was restricted");
      await world.scheduler.step();
    }
    const { x: _, ...free } = peopleOf(world).find(({ x }) => x !== undefined) ?? {};
    await put(world, tablesOf(world).people, free);
    const [broken] = world.history.broken;
    expect(broken?.what).toContain("is not restricted any more by req_000001");
  });

  test("sees somebody of whom a request let go, and who is not free", async () => {
    const restrict = (world: World) => {
      const row = peopleOf(world).find(({ st }) => st === "active");
      return put(world, tablesOf(world).people, { ...row, x: [request.id] });
    };
    const broken = await after(restrict, { ends: "released" });
    expect(broken?.what).toContain("is still restricted by it");
  });
});
