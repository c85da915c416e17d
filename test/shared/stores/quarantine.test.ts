import { randomBytes } from "node:crypto";
import { DeleteCommand } from "@aws-sdk/lib-dynamodb";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import {
  decideQuarantined,
  expireQuarantined,
  findQuarantined,
  listQuarantine,
  openQuarantined,
  quarantine,
  quarantineKind,
  type Quarantined,
  type ReviewCursor,
  type ToQuarantine,
} from "#shared/stores/quarantine.ts";
import type { Store } from "#shared/stores/tables.ts";
import { UnsealError } from "#shared/vault/errors.ts";
import { rowsOf } from "#test/fixtures/deliver.ts";
import { startStores, type TestStores, testVault } from "#test/fixtures/stores.ts";

let stores: TestStores;
let store: Store;
beforeAll(async () => {
  stores = await startStores();
  ({ store } = stores);
});
afterAll(() => stores.stop());
beforeEach(async () => {
  for (const table of ["reviews", "keys"] as const) {
    for (const { id } of await rowsOf(store, table)) {
      await store.database.send(new DeleteCommand({ TableName: store.tables[table], Key: { id } }));
    }
  }
});

const delivery: ToQuarantine = {
  channel: "typeform",
  reason: "the payload has an unknown shape",
  at: "2026-03-01T08:00:00.000Z",
  fingerprint: "body-1",
  content: { kind: "unclear", name: "Ada Brook" },
};
const keep = (change: Partial<ToQuarantine> = {}) => quarantine({ ...delivery, ...change }, store);
const dayKeys = async () => (await rowsOf(store, "keys")).map(({ id }) => String(id)).sort();

async function listAll(limit = 100, before?: string): Promise<Quarantined[]> {
  const all: Quarantined[] = [];
  let after: ReviewCursor | undefined;
  do {
    const page = await listQuarantine({ after, limit, ...(before && { before }) }, store);
    all.push(...page.deliveries);
    after = page.next;
  } while (after !== undefined);
  return all;
}

describe("a delivery in quarantine", () => {
  it("comes back as it was", async () => {
    const id = await keep();
    expect(await openQuarantined(id, store)).toEqual({
      kind: "opened",
      delivery: {
        id,
        kind: quarantineKind,
        at: delivery.at,
        status: "open",
        channel: "typeform",
        reason: delivery.reason,
        tries: 0,
      },
      content: delivery.content,
    });
  });

  it("is kept once, however often it comes, under one id", async () => {
    const ids = [await keep(), await keep(), await keep({ at: "2026-03-02T08:00:00.000Z" })];
    expect(new Set(ids).size).toBe(1);
    expect(await rowsOf(store, "reviews")).toHaveLength(1);
  });

  it("is kept once when its copies come at the same moment", async () => {
    await Promise.all(Array.from({ length: 8 }, () => keep()));
    expect(await rowsOf(store, "reviews")).toHaveLength(1);
    expect(await listAll()).toHaveLength(1);
  });

  it("keeps what a steward decided when another copy comes", async () => {
    const id = await keep();
    await decideQuarantined(
      { id, status: "dismissed", by: "bo", at: "2026-03-02T08:00:00.000Z" },
      store,
    );
    await keep();
    expect(await listAll()).toMatchObject([{ id, status: "dismissed" }]);
  });

  it("is another one with another fingerprint", async () => {
    const ids = [await keep(), await keep({ fingerprint: "body-2" })];
    expect(new Set(ids).size).toBe(2);
  });

  it("waits again when it was replayed and failed again, and only then", async () => {
    const id = await keep();
    const statusOf = async () => {
      const opened = await openQuarantined(id, store);
      return opened.kind === "opened" ? opened.delivery.status : opened.kind;
    };
    for (const [status, afterwards] of [
      ["replayed", "open"],
      ["dismissed", "dismissed"],
    ] as const) {
      await decideQuarantined({ id, status, by: "steward", at: delivery.at }, store);
      expect(await keep()).toBe(id);
      expect(await statusOf()).toBe(afterwards);
    }
  });

  it("is sealed: its row shows the channel, our reason and the time", async () => {
    const id = await keep();
    const [row = {}] = await rowsOf(store, "reviews");
    const { b, ...shown } = row;
    expect(shown).toEqual({
      id,
      kind: quarantineKind,
      at: delivery.at,
      status: "open",
      channel: "typeform",
      reason: delivery.reason,
    });
    expect(Buffer.from(b as Uint8Array).toString("latin1")).not.toContain("Ada Brook");
    expect(id).not.toContain(delivery.fingerprint);
  });

  it("of half a megabyte of JSON fits its row", async () => {
    const body = JSON.stringify(
      Array.from({ length: 5_000 }, (_, at) => ({
        line_item: at,
        title: `Tea ${at * 7}`,
        quantity: 2,
        price: "18.00",
      })),
    );
    const content = {
      kind: "unclear",
      body: Buffer.from(body.slice(0, 512 * 1024)).toString("base64"),
    };
    const id = await keep({ content });
    expect(await openQuarantined(id, store)).toMatchObject({ kind: "opened", content });
  });
});

describe("the key of a day", () => {
  it("seals all deliveries of the day, and none of another", async () => {
    await keep();
    await keep({ fingerprint: "body-2", at: "2026-03-01T23:59:59.999Z" });
    await keep({ fingerprint: "body-3", at: "2026-03-02T00:00:00.000Z" });
    expect(await dayKeys()).toEqual(["quarantine:2026-03-01", "quarantine:2026-03-02"]);
  });

  it("is one, whoever needs it first: all of them can be opened", async () => {
    const ids = await Promise.all(
      Array.from({ length: 12 }, (_, at) => keep({ fingerprint: `body-${at}`, content: at })),
    );
    expect(await dayKeys()).toHaveLength(1);
    const contents = await Promise.all(ids.map((id) => openQuarantined(id, store)));
    expect(contents.map((opened) => opened.kind === "opened" && opened.content)).toEqual([
      ...ids.keys(),
    ]);
  });

  it("of another tenant opens nothing", async () => {
    const id = await keep();
    const stranger = { ...store, vault: testVault("acme") };
    await expect(openQuarantined(id, stranger)).rejects.toThrow(UnsealError);
  });

  it("once destroyed leaves its deliveries expired, though their rows are still there", async () => {
    const id = await keep();
    const Key = { id: "quarantine:2026-03-01" };
    await store.database.send(new DeleteCommand({ TableName: store.tables.keys, Key }));
    expect(await openQuarantined(id, store)).toEqual({ kind: "expired" });
  });

  it("and made anew for a latecomer opens the latecomer only", async () => {
    const id = await keep();
    const Key = { id: "quarantine:2026-03-01" };
    await store.database.send(new DeleteCommand({ TableName: store.tables.keys, Key }));
    const late = await keep({ fingerprint: "latecomer" });
    expect(await openQuarantined(late, store)).toMatchObject({ kind: "opened" });
    expect(await openQuarantined(id, store)).toEqual({ kind: "expired" });
  });
});

describe("the list of deliveries", () => {
  const fill = () =>
    Promise.all(
      Array.from({ length: 9 }, (_, at) =>
        keep({ fingerprint: `body-${at}`, at: `2026-03-0${at + 1}T08:00:00.000Z` }),
      ),
    );

  it("is empty where nothing waits", async () => {
    expect(await listQuarantine({ limit: 10 }, store)).toEqual({ deliveries: [], next: undefined });
  });

  it("begins with what has waited longest, and pages of any size cover it exactly", async () => {
    const ids = await fill();
    for (const limit of [1, 2, 4, 9, 50]) {
      expect((await listAll(limit)).map(({ id }) => id)).toEqual(ids);
    }
  });

  it("ends, where it is told, before a moment", async () => {
    const ids = await fill();
    expect((await listAll(2, "2026-03-04")).map(({ id }) => id)).toEqual(ids.slice(0, 3));
    expect(await listAll(2, "2026-01-01")).toEqual([]);
  });

  it("shows nothing that is sealed", async () => {
    await keep();
    const [listed = {}] = await listAll();
    expect(Object.keys(listed).sort()).toEqual(["at", "channel", "id", "kind", "reason", "status"]);
  });
});

describe("the list of what is open", () => {
  const openOnly = async (limit: number) => {
    const ids: string[] = [];
    let after: ReviewCursor | undefined;
    do {
      const page = await listQuarantine({ after, limit, status: "open" }, store);
      ids.push(...page.deliveries.map(({ id }) => id));
      expect(page.deliveries.length > 0 || page.next === undefined).toBe(true);
      after = page.next;
    } while (after !== undefined);
    return ids;
  };

  it("leaves out what is decided, and its pages cover the rest, also past many decided ones", async () => {
    const ids = await Promise.all(
      Array.from({ length: 12 }, (_, at) =>
        keep({ fingerprint: `body-${at}`, at: `2026-03-01T08:00:${String(at + 10)}.000Z` }),
      ),
    );
    const decided = ids.slice(2, 10);
    for (const [at, id] of decided.entries()) {
      const status = at % 2 === 0 ? "replayed" : "dismissed";
      await decideQuarantined({ id, status, by: "bo", at: delivery.at }, store);
    }
    const open = ids.filter((id) => !decided.includes(id));
    for (const limit of [1, 2, 3, 50]) expect(await openOnly(limit)).toEqual(open);
  });
});

describe("whether something waits", () => {
  it("is told by its fingerprint, while it is open and after it was dismissed", async () => {
    const id = await keep({ fingerprint: "evt_1" });
    expect(await findQuarantined("evt_1", store)).toBe(id);
    await decideQuarantined({ id, status: "dismissed", by: "bo", at: delivery.at }, store);
    expect(await findQuarantined("evt_1", store)).toBe(id);
  });

  it("is denied of what never came, and of what was replayed: that is on its way", async () => {
    expect(await findQuarantined("evt_1", store)).toBeUndefined();
    const id = await keep({ fingerprint: "evt_1" });
    await decideQuarantined({ id, status: "replayed", by: "bo", at: delivery.at }, store);
    expect(await findQuarantined("evt_1", store)).toBeUndefined();
  });
});

describe("a decision", () => {
  it("is recorded with who made it and when", async () => {
    const id = await keep();
    const at = "2026-03-02T08:00:00.000Z";
    await decideQuarantined({ id, status: "replayed", by: "bo", at }, store);
    expect(await rowsOf(store, "reviews")).toMatchObject([
      { id, status: "replayed", decidedBy: "bo", decidedAt: at },
    ]);
    expect(await openQuarantined(id, store)).toMatchObject({ delivery: { status: "replayed" } });
  });

  it("on nothing makes nothing", async () => {
    const decision = { id: "rev_none", status: "dismissed" as const, by: "bo", at: delivery.at };
    await expect(decideQuarantined(decision, store)).rejects.toThrow();
    expect(await rowsOf(store, "reviews")).toEqual([]);
  });
});

describe("an expired delivery", () => {
  it("is gone, and its day's key with it", async () => {
    const id = await keep();
    const [listed] = await listAll();
    if (listed === undefined) throw new Error("nothing is listed");
    await expireQuarantined(listed, store);
    expect(await rowsOf(store, "reviews")).toEqual([]);
    expect(await dayKeys()).toEqual([]);
    expect(await openQuarantined(id, store)).toEqual({ kind: "unknown" });
  });

  it("loses its key first: after a crash between the two, it can be expired but not read", async () => {
    const id = await keep();
    const [listed] = await listAll();
    if (listed === undefined) throw new Error("nothing is listed");
    let sent = 0;
    const crashing: Pick<Store, "database" | "tables"> = {
      ...store,
      database: {
        send: async (command: never) => {
          if (++sent > 1) throw new Error("crashed");
          return store.database.send(command);
        },
      } as Store["database"],
    };
    await expect(expireQuarantined(listed, crashing)).rejects.toThrow("crashed");
    expect(await openQuarantined(id, store)).toEqual({ kind: "expired" });
    await expireQuarantined(listed, store);
    expect(await openQuarantined(id, store)).toEqual({ kind: "unknown" });
  });

  it("can be expired again without harm", async () => {
    await keep();
    const [listed] = await listAll();
    if (listed === undefined) throw new Error("nothing is listed");
    await expireQuarantined(listed, store);
    await expireQuarantined(listed, store);
    expect(await listAll()).toEqual([]);
  });
});

describe("what is not in quarantine", () => {
  it.each(
    ["rev_none", "", "quarantine:2026-03-01", randomBytes(15).toString("base64url")].filter(
      Boolean,
    ),
  )("cannot be opened: %s", async (id) => {
    expect(await openQuarantined(id, store)).toEqual({ kind: "unknown" });
  });
});
