import { TransactionConflictException } from "@aws-sdk/client-dynamodb";
import { GetCommand, PutCommand, QueryCommand, UpdateCommand } from "@aws-sdk/lib-dynamodb";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import {
  type Identifier,
  identifierText,
  type StatedIdentifier,
} from "#shared/domain/identifier.ts";
import { type IndexEntry, noEntry } from "#shared/domain/identity/changes.ts";
import {
  edgeRow,
  entryRow,
  findOwner,
  ownerRow,
  readCarriers,
  readEntries,
  repoint,
  type StalePointer,
} from "#shared/stores/identifier-index.ts";
import { mergedRow } from "#shared/stores/people.ts";
import type { Store } from "#shared/stores/tables.ts";
import { deliver, itemBytes } from "#test/fixtures/deliver.ts";
import {
  email,
  emailOf,
  eventOf,
  minute,
  nationalId,
  nationalIdOf,
  phone,
  phoneOf,
  policy,
} from "#test/fixtures/events.ts";
import { startStores, type TestStores } from "#test/fixtures/stores.ts";

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
const saying = (serial: number, ...identifiers: StatedIdentifier[]) =>
  eventOf(own + serial, { identifiers });
const myPhone = (n = 0) => phone(phoneOf(own + n));
const myEmail = (n = 0) => email(emailOf(own + n));

/** What the rows say, by value. */
async function rowsOf(...identifiers: Identifier[]) {
  const entries = await readEntries(identifiers, store);
  return new Map([...entries.values()].map((entry) => [entry.identifier.value, entry]));
}
const staleOf = async (identifier: Identifier, to: string): Promise<StalePointer[]> => {
  const from = (await rowsOf(identifier)).get(identifier.value)?.ownerId ?? "";
  return [{ identifier, from, to }];
};

const putRow = (table: "index" | "people", item: Readonly<Record<string, unknown>>) =>
  store.database.send(new PutCommand({ TableName: store.tables[table], Item: { ...item } }));
const keyOf = (identifier: Identifier) => store.vault.identifierKey(identifier);
const pointAt = (identifier: Identifier, id: string) =>
  putRow("index", entryRow({ ...noEntry(identifier), ownerId: id }, store));
async function ownerOf(identifier: Identifier): Promise<unknown> {
  const Key = { k: store.vault.identifierKey(identifier), s: ownerRow };
  return (await store.database.send(new GetCommand({ TableName: store.tables.index, Key }))).Item?.[
    "p"
  ];
}
const setState = (id: string, state: string) =>
  store.database.send(
    new UpdateCommand({
      TableName: store.tables.people,
      Key: { id },
      UpdateExpression: "SET st = :state",
      ExpressionAttributeValues: { ":state": state },
    }),
  );

/** Two persons who became one: the e-mail's row still names the absorbed one. */
async function merged() {
  const big = await deliver(store, saying(1, myPhone()), saying(2, myPhone()));
  const small = await deliver(store, saying(3, myEmail()));
  await deliver(store, saying(4, myPhone(), myEmail()));
  return { root: big.people[0]?.id ?? "", gone: small.people[0]?.id ?? "" };
}

describe("the row of an identifier", () => {
  const flagless = { contested: undefined, generic: false, blocked: false, lifted: false };

  it("is absent, where nobody ever gave it", async () => {
    expect(await readEntries([myPhone(), myEmail()], store)).toEqual(new Map());
    expect(await readEntries([], store)).toEqual(new Map());
  });

  it("names its owner and version, and the marks of what it came along with", async () => {
    const { people } = await deliver(store, saying(1, myPhone(), myEmail()));
    const entries = await readEntries([myPhone(), myEmail(), myPhone(9)], store);
    expect([...entries.keys()].sort()).toEqual(
      [myPhone(), myEmail()].map((each) => identifierText(each)).sort(),
    );
    expect(entries.get(identifierText(myPhone()))).toEqual({
      identifier: myPhone(),
      version: 1,
      ownerId: people[0]?.id,
      ...flagless,
      companions: { "email ": [keyOf(myEmail()).slice(-8)] },
      decisions: [],
      erased: undefined,
      suppressed: false,
    });
  });

  it("comes back as it was written, one version later, whatever it says", async () => {
    const identifier = myPhone();
    const said: IndexEntry[] = [
      { ...noEntry(identifier), version: 6 },
      { ...noEntry(identifier), version: 7, ownerId: "ada", contested: "refused", lifted: true },
      { ...noEntry(identifier), version: 8, contested: "decided", decisions: ["dec_1", "dec_2"] },
      {
        ...noEntry(identifier),
        version: 9,
        erased: { at: minute(1), until: minute(9), by: "req_1" },
      },
      { ...noEntry(identifier), version: 9, suppressed: true },
      { ...noEntry(identifier), version: 9, generic: true, blocked: true },
      { ...noEntry(identifier), version: 0, companions: { "email ": ["a", "b"], "phone ": ["c"] } },
    ];
    for (const entry of said) {
      await putRow("index", entryRow(entry, store));
      expect((await rowsOf(identifier)).get(identifier.value)).toEqual({
        ...entry,
        version: entry.version + 1,
      });
    }
  });

  it("of nothing but an owner is small: what is not so is not written", () => {
    const entry = { ...noEntry(myPhone()), ownerId: "0190e1a2-7b3c-7d4e-8f50-123456789abc" };
    expect(Object.keys(entryRow(entry, store)).sort()).toEqual(["k", "n", "p", "s"]);
  });

  it("that came along with all it may, of six kinds, is below a kilobyte and a half", () => {
    const kinds = Object.entries(policy.limits).map(([type, most]): [string, string[]] => [
      `${type} CN`,
      Array.from({ length: most + 5 }, (_, n) => String(n).padStart(8, "x")),
    ]);
    const entry = { ...noEntry(myPhone()), ownerId: "x".repeat(36) };
    expect(
      itemBytes(entryRow({ ...entry, companions: Object.fromEntries(kinds) }, store)),
    ).toBeLessThan(1_536);
  });

  it("tells who works on it", async () => {
    await pointAt(myPhone(), "ada");
    const Key = { k: keyOf(myPhone()), s: ownerRow };
    await store.database.send(
      new UpdateCommand({
        TableName: store.tables.index,
        Key,
        UpdateExpression: "SET w = :settlement",
        ExpressionAttributeValues: { ":settlement": "set_1" },
      }),
    );
    expect((await rowsOf(myPhone())).get(myPhone().value)).toMatchObject({ settlement: "set_1" });
  });

  it("is asked once for a value that is given twice", async () => {
    await deliver(store, saying(1, myPhone()));
    const entries = await readEntries([myPhone(), phone(phoneOf(own), true)], store);
    expect(entries.size).toBe(1);
  });

  it("in a shape that nobody writes is not read", async () => {
    await putRow("index", { k: keyOf(myPhone()), s: ownerRow, p: "ada" });
    await expect(readEntries([myPhone()], store)).rejects.toThrow();
  });
});

describe("those who carry a value", () => {
  it("are who holds it, and all to whom an edge leads", async () => {
    const ids = [1, 2, 3].map((n) => nationalId(nationalIdOf(own + n)));
    const [first, second, third] = await Promise.all(
      ids.map(async (id, at) => {
        const { people } = await deliver(store, saying(at, id));
        return people[0]?.id;
      }),
    );
    for (const [at, id] of ids.entries()) await deliver(store, saying(10 + at, id, myPhone()));
    const { ownerId, carrierIds } = await readCarriers(keyOf(myPhone()), store);
    expect(ownerId).toBe(first);
    expect(new Set(carrierIds)).toEqual(new Set([second, third]));
    expect(carrierIds).toHaveLength(2);
  });

  it("are read to the last of them, page by page", async () => {
    const ids = Array.from({ length: 25 }, (_, n) => `carrier-${String(n).padStart(2, "0")}`);
    await Promise.all(ids.map((id) => putRow("index", { k: keyOf(myPhone()), s: edgeRow(id) })));
    let pages = 0;
    const send = async (command: QueryCommand) => {
      pages += 1;
      return store.database.send(new QueryCommand({ ...command.input, Limit: 4 }));
    };
    const paged = { ...store, database: { send } as unknown as Store["database"] };
    const { ownerId, carrierIds } = await readCarriers(keyOf(myPhone()), paged);
    expect(carrierIds).toEqual(ids);
    expect(ownerId).toBeUndefined();
    expect(pages).toBeGreaterThan(6);
  });

  it("are nobody, where nobody ever gave it", async () => {
    expect(await readCarriers(keyOf(myPhone()), store)).toEqual({
      ownerId: undefined,
      carrierIds: [],
    });
  });
});

describe("a stale pointer", () => {
  it("is put right, and its row is a version further", async () => {
    const { root, gone } = await merged();
    await pointAt(myEmail(), gone);
    await repoint(await staleOf(myEmail(), root), store);
    expect(await ownerOf(myEmail())).toBe(root);
    expect((await rowsOf(myEmail())).get(myEmail().value)?.version).toBe(2);
  });

  it("keeps the other marks of its row", async () => {
    const { root, gone } = await merged();
    const marked = { ...noEntry(myEmail()), ownerId: gone, lifted: true, decisions: ["dec_1"] };
    await putRow("index", entryRow(marked, store));
    await repoint(await staleOf(myEmail(), root), store);
    expect((await rowsOf(myEmail())).get(myEmail().value)).toEqual({
      ...marked,
      ownerId: root,
      version: 2,
    });
  });

  it("is left alone where somebody else was faster, whatever they wrote", async () => {
    const { root, gone } = await merged();
    await pointAt(myEmail(), gone);
    const stale = await staleOf(myEmail(), root);
    await pointAt(myEmail(), "somebody-else");
    await repoint(stale, store);
    expect(await ownerOf(myEmail())).toBe("somebody-else");
  });

  it("is left alone where a settlement works on its row", async () => {
    await putRow("index", { k: keyOf(myEmail()), s: ownerRow, n: 1, p: "gone", w: "set_1" });
    await repoint([{ identifier: myEmail(), from: "gone", to: "root" }], store);
    expect(await ownerOf(myEmail())).toBe("gone");
  });

  it("is left alone where another transaction holds its row", async () => {
    const pointers = [myPhone(), myEmail()].map((identifier) => ({
      identifier,
      from: "x",
      to: "y",
    }));
    let tried = 0;
    const database = {
      send: async () => {
        tried += 1;
        throw new TransactionConflictException({ message: "conflict", $metadata: {} });
      },
    };
    await repoint(pointers, { ...store, database: database as Store["database"] });
    expect(tried).toBe(2);
  });

  it("that cannot be put right for another reason is told", async () => {
    const tables = { ...store.tables, index: "no-such-table" };
    const pointers = [{ identifier: myPhone(), from: "x", to: "y" }];
    await expect(repoint(pointers, { ...store, tables })).rejects.toThrow();
  });

  it("of a row that is gone makes no new one", async () => {
    await repoint([{ identifier: myPhone(), from: "x", to: "y" }], store);
    expect(await readEntries([myPhone()], store)).toEqual(new Map());
  });
});

describe("the owner of an identifier", () => {
  let lastId = "";

  it("is who holds it, before and after a merge", async () => {
    const { root } = await merged();
    expect((await findOwner(myEmail(), store))?.person.id).toBe(root);
    expect((await findOwner(myPhone(), store))?.person.id).toBe(root);
  });

  it("is nobody for a value that was never linked", async () => {
    expect(await findOwner(myPhone(), store)).toBeUndefined();
  });

  it.each([
    ["whose record does not list it", () => lastId],
    ["who never was", () => "nobody"],
    ["who was erased", () => `erased-${own}`],
    ["merged into one whose record does not list it", () => `gone-${own}`],
  ])("is nobody where the row leads to somebody %s", async (_, idOf) => {
    const { people } = await deliver(store, saying(1, myPhone()));
    lastId = people[0]?.id ?? "";
    await putRow("people", { id: `erased-${own}`, st: "erased" });
    await putRow("people", mergedRow({ id: `gone-${own}`, version: 1, into: lastId }));
    await pointAt(myEmail(), idOf());
    expect(await findOwner(myEmail(), store)).toBeUndefined();
  });

  it.each(["settling", "erasing"])("is found while they are %s", async (state) => {
    const { people } = await deliver(store, saying(1, myPhone()));
    await setState(people[0]?.id ?? "", state);
    expect(await findOwner(myPhone(), store)).toMatchObject({
      state,
      person: { id: people[0]?.id },
    });
  });

  it("is nobody in another namespace or of another type", async () => {
    await deliver(store, saying(1, myPhone()));
    expect(await findOwner({ ...myPhone(), namespace: "x" }, store)).toBeUndefined();
    expect(await findOwner(email(phoneOf(own)), store)).toBeUndefined();
  });
});
