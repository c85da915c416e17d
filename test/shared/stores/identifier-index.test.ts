import { TransactionConflictException } from "@aws-sdk/client-dynamodb";
import { GetCommand, PutCommand, UpdateCommand } from "@aws-sdk/lib-dynamodb";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import {
  type Identifier,
  identifierText,
  type StatedIdentifier,
} from "#shared/domain/identifier.ts";
import {
  findOwner,
  indexRow,
  loadIdentities,
  ownerRow,
  repoint,
  type StalePointer,
} from "#shared/stores/identifier-index.ts";
import { mergedRow } from "#shared/stores/people.ts";
import type { Store } from "#shared/stores/tables.ts";
import { deliver } from "#test/fixtures/deliver.ts";
import { email, emailOf, eventOf, phone, phoneOf } from "#test/fixtures/events.ts";
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

async function load(...identifiers: Identifier[]) {
  const loaded = await loadIdentities(identifiers, store);
  if (loaded.kind !== "loaded") throw new Error(`not loaded: ${loaded.kind}`);
  return loaded;
}

const putRow = (table: "index" | "people", item: Readonly<Record<string, unknown>>) =>
  store.database.send(new PutCommand({ TableName: store.tables[table], Item: { ...item } }));
const pointAt = (identifier: Identifier, id: string) =>
  putRow("index", indexRow(store.vault.identifierKey(identifier), id));
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

describe("whose identifiers they are", () => {
  it("is nobody's, where nobody ever gave them", async () => {
    expect(await load(myPhone(), myEmail())).toEqual({
      kind: "loaded",
      known: { people: [], owners: new Map() },
      keys: new Map(),
      stale: [],
    });
    expect(await load()).toMatchObject({ known: { people: [] } });
  });

  it("is the person who holds them, with record and data key", async () => {
    const { people } = await deliver(store, saying(1, myPhone(), myEmail()));
    const id = people[0]?.id ?? "";
    const { known, keys, stale } = await load(myPhone(), myEmail(), myPhone(9));
    expect(known.people).toMatchObject([{ id, version: 1, record: { events: 1 } }]);
    expect(known.owners).toEqual(
      new Map([
        [identifierText(myPhone()), id],
        [identifierText(myEmail()), id],
      ]),
    );
    expect([...keys.keys()]).toEqual([id]);
    expect(stale).toEqual([]);
  });

  it("is several persons', where they lead to several", async () => {
    await deliver(store, saying(1, myPhone()));
    await deliver(store, saying(2, myEmail()));
    const { known } = await load(myPhone(), myEmail());
    expect(known.people).toHaveLength(2);
    expect(new Set(known.owners.values()).size).toBe(2);
  });

  it("is asked once for a value that is given twice", async () => {
    await deliver(store, saying(1, myPhone()));
    const { known } = await load(myPhone(), { ...myPhone() }, phone(phoneOf(own), true));
    expect(known.owners.size).toBe(1);
  });

  it("is the root's, after a merge, and the rows that name the absorbed one are told", async () => {
    const { root, gone } = await merged();
    const { known, stale } = await load(myPhone(), myEmail());
    expect(known.people).toMatchObject([{ id: root, absorbed: [gone] }]);
    expect([...known.owners.values()]).toEqual([root, root]);
    expect(stale).toEqual([
      { identifierKey: store.vault.identifierKey(myEmail()), from: gone, to: root },
    ]);
  });
});

describe("a row is not believed", () => {
  it("where the record it leads to does not list the identifier", async () => {
    const { people } = await deliver(store, saying(1, myPhone()));
    await pointAt(myEmail(), people[0]?.id ?? "");
    expect(await loadIdentities([myEmail()], store)).toEqual({ kind: "changed" });
    expect(await loadIdentities([myPhone(), myEmail()], store)).toEqual({ kind: "changed" });
    expect(await findOwner(myEmail(), store)).toBeUndefined();
  });

  it("where it leads to nobody", async () => {
    await pointAt(myPhone(), "nobody");
    expect(await loadIdentities([myPhone()], store)).toEqual({ kind: "changed" });
    expect(await findOwner(myPhone(), store)).toBeUndefined();
  });

  it("where it leads to somebody who was erased", async () => {
    await putRow("people", { id: `erased-${own}`, st: "erased" });
    await pointAt(myPhone(), `erased-${own}`);
    expect(await loadIdentities([myPhone()], store)).toEqual({ kind: "changed" });
    expect(await findOwner(myPhone(), store)).toBeUndefined();
  });

  it("where it leads through a merge to a record without the identifier", async () => {
    const { people } = await deliver(store, saying(1, myPhone()));
    await putRow("people", mergedRow({ id: `gone-${own}`, version: 1, into: people[0]?.id ?? "" }));
    await pointAt(myEmail(), `gone-${own}`);
    expect(await loadIdentities([myEmail()], store)).toEqual({ kind: "changed" });
  });
});

describe.each(["settling", "restricted", "erasing"])("while a person is %s", (state) => {
  it("writers have to wait, also where only one of their identifiers leads there", async () => {
    const { people } = await deliver(store, saying(1, myPhone()));
    await setState(people[0]?.id ?? "", state);
    expect(await loadIdentities([myPhone()], store)).toEqual({ kind: "busy" });
    expect(await loadIdentities([myEmail(), myPhone()], store)).toEqual({ kind: "busy" });
  });

  it("readers still find whose an identifier is", async () => {
    const { people } = await deliver(store, saying(1, myPhone()));
    await setState(people[0]?.id ?? "", state);
    expect(await findOwner(myPhone(), store)).toMatchObject({
      state,
      person: { id: people[0]?.id },
    });
  });
});

describe("a stale pointer", () => {
  it("is put right, and is stale no longer", async () => {
    const { root } = await merged();
    const { stale } = await load(myEmail());
    await repoint(stale, store);
    expect(await ownerOf(myEmail())).toBe(root);
    expect((await load(myEmail(), myPhone())).stale).toEqual([]);
  });

  it("keeps the other marks of its row", async () => {
    const { root } = await merged();
    const { stale } = await load(myEmail());
    const k = store.vault.identifierKey(myEmail());
    await putRow("index", { k, s: ownerRow, p: stale[0]?.from, c: true });
    await repoint(stale, store);
    const { Item } = await store.database.send(
      new GetCommand({ TableName: store.tables.index, Key: { k, s: ownerRow } }),
    );
    expect(Item).toEqual({ k, s: ownerRow, p: root, c: true });
  });

  it("is left alone where somebody else was faster, whatever they wrote", async () => {
    await merged();
    const { stale } = await load(myEmail());
    await pointAt(myEmail(), "somebody-else");
    await repoint(stale, store);
    expect(await ownerOf(myEmail())).toBe("somebody-else");
  });

  it("is left alone where another transaction holds its row", async () => {
    const pointers: StalePointer[] = [
      { identifierKey: "1.a", from: "x", to: "y" },
      { identifierKey: "1.b", from: "x", to: "y" },
    ];
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
    const pointers = [{ identifierKey: "1.a", from: "x", to: "y" }];
    await expect(repoint(pointers, { ...store, tables })).rejects.toThrow();
  });

  it("of a row that is gone makes no new one", async () => {
    await repoint([{ identifierKey: `1.gone-${own}`, from: "x", to: "y" }], store);
    const Key = { k: `1.gone-${own}`, s: ownerRow };
    const { Item } = await store.database.send(
      new GetCommand({ TableName: store.tables.index, Key }),
    );
    expect(Item).toBeUndefined();
  });
});

describe("the owner of an identifier", () => {
  it("is who holds it, before and after a merge", async () => {
    const { root } = await merged();
    expect((await findOwner(myEmail(), store))?.person.id).toBe(root);
    expect((await findOwner(myPhone(), store))?.person.id).toBe(root);
  });

  it("is nobody for a value that was never linked", async () => {
    expect(await findOwner(myPhone(), store)).toBeUndefined();
  });

  it("is nobody in another namespace or of another type", async () => {
    await deliver(store, saying(1, myPhone()));
    expect(await findOwner({ ...myPhone(), namespace: "x" }, store)).toBeUndefined();
    expect(await findOwner(email(phoneOf(own)), store)).toBeUndefined();
  });
});
