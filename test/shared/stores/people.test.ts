import { randomBytes } from "node:crypto";
import {
  type BatchGetCommand,
  DeleteCommand,
  PutCommand,
  UpdateCommand,
} from "@aws-sdk/lib-dynamodb";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { absorbedMax, newPerson as newPersonOf } from "#shared/domain/identity/person.ts";
import { join, recordOf } from "#shared/domain/record.ts";
import { DanglingPointerError } from "#shared/stores/errors.ts";
import {
  mergedRow,
  personRow,
  readDataKeys,
  readPeople,
  readRoots,
} from "#shared/stores/people.ts";
import type { Store } from "#shared/stores/tables.ts";
import { UnsealError } from "#shared/vault/errors.ts";
import { deliver, itemBytes } from "#test/fixtures/deliver.ts";
import {
  account,
  claims,
  email,
  emailOf,
  eventOf,
  folding,
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

let own = 0;
beforeEach(() => {
  own += 1_000;
});
const saying = (serial: number, ...identifiers: ReturnType<typeof phone>[]) =>
  eventOf(own + serial, { identifiers });
const myPhone = () => phone(phoneOf(own));

async function newPerson(...identifiers: ReturnType<typeof phone>[]): Promise<string> {
  const { people } = await deliver(store, saying(identifiers.length, ...identifiers));
  return people[0]?.id ?? "";
}

const putPerson = (item: Record<string, unknown>) =>
  store.database.send(new PutCommand({ TableName: store.tables.people, Item: item }));
/** A row that a merge leaves. */
const putMerged = (id: string, into: string) => putPerson(mergedRow({ id, version: 1, into }));
const setPerson = (id: string, attribute: string, value: unknown) =>
  store.database.send(
    new UpdateCommand({
      TableName: store.tables.people,
      Key: { id },
      UpdateExpression: "SET #a = :value",
      ExpressionAttributeNames: { "#a": attribute },
      ExpressionAttributeValues: { ":value": value },
    }),
  );
const destroyKey = (id: string) =>
  store.database.send(new DeleteCommand({ TableName: store.tables.keys, Key: { id } }));

describe("a person is found", () => {
  it("living, with the record, the version and the key under which it is sealed", async () => {
    const said = { ...saying(1, myPhone()), claims: claims({ fullName: "Ada Brook" }) };
    const { people } = await deliver(store, said);
    const id = people[0]?.id ?? "";
    const found = (await readPeople([id], store)).get(id);
    expect(found).toMatchObject({
      kind: "living",
      state: "active",
      person: { id, version: 1, absorbed: [], record: recordOf(said, [myPhone()], folding) },
    });
  });

  it.each(["settling", "erasing"])("living, while it is %s", async (state) => {
    const id = await newPerson();
    await setPerson(id, "st", state);
    expect((await readPeople([id], store)).get(id)).toMatchObject({ kind: "living", state });
  });

  it("merged into another", async () => {
    await putMerged(`gone-${own}`, `root-${own}`);
    expect((await readPeople([`gone-${own}`], store)).get(`gone-${own}`)).toEqual({
      kind: "merged",
      into: `root-${own}`,
    });
  });

  it("erased, and nothing else is left of it", async () => {
    await putPerson({ id: `erased-${own}`, st: "erased" });
    expect((await readPeople([`erased-${own}`], store)).get(`erased-${own}`)).toEqual({
      kind: "erased",
    });
  });

  it("unknown, if it never was", async () => {
    expect(await readPeople(["nobody"], store)).toEqual(new Map([["nobody", { kind: "unknown" }]]));
    expect(await readPeople([], store)).toEqual(new Map());
  });

  it("once, if it is asked for twice", async () => {
    const id = await newPerson();
    expect((await readPeople([id, id], store)).size).toBe(1);
  });

  it("among a hundred others", async () => {
    const ids = await Promise.all(
      Array.from({ length: 60 }, (_, at) => deliver(store, saying(at))),
    );
    const wanted = ids.map(({ people }) => people[0]?.id ?? "");
    const found = await readPeople(wanted, store);
    expect([...found.values()].filter(({ kind }) => kind === "living")).toHaveLength(60);
  });
});

describe("a person is not readable", () => {
  it("without the data key: whoever destroys it makes the record unreadable", async () => {
    const id = await newPerson(myPhone());
    await destroyKey(id);
    await expect(readPeople([id], store)).rejects.toThrow(DanglingPointerError);
  });

  it("under the key of somebody else", async () => {
    const [ada, bo] = [await newPerson(myPhone()), await newPerson()];
    const theirs = (await readDataKeys([bo], store)).get(bo);
    const { wrapped } = store.vault.newDataKey("person", ada);
    expect(theirs).toBeDefined();
    await store.database.send(
      new PutCommand({ TableName: store.tables.keys, Item: { id: ada, w: wrapped } }),
    );
    await expect(readPeople([ada], store)).rejects.toThrow(UnsealError);
  });

  it("with the content of an older version put back in place", async () => {
    const id = await newPerson(myPhone());
    await setPerson(id, "v", 2);
    await expect(readPeople([id], store)).rejects.toThrow(UnsealError);
  });

  it("in a shape that nobody writes", async () => {
    await putPerson({ id: `odd-${own}`, st: "asleep" });
    await expect(readPeople([`odd-${own}`], store)).rejects.toThrow();
  });
});

describe("a person who is being born", () => {
  /** Reads in which the data keys of these many calls have not arrived yet. */
  function before(calls: number): Store {
    let left = calls;
    const send = async (command: BatchGetCommand) => {
      const answer = await store.database.send(command);
      if (left-- <= 0) return answer;
      return { ...answer, Responses: { ...answer.Responses, [store.tables.keys]: [] } };
    };
    return { ...store, database: { send } as Store["database"] };
  }

  it("is read again where the row was there before the key", async () => {
    const id = await newPerson(myPhone());
    expect((await readPeople([id], before(1))).get(id)).toMatchObject({ kind: "living" });
  });

  it("is not waited for without end", async () => {
    const id = await newPerson(myPhone());
    await expect(readPeople([id], before(Infinity))).rejects.toThrow(DanglingPointerError);
  });
});

describe("the root of a person", () => {
  it("is the person, where it was never merged", async () => {
    const id = await newPerson();
    expect((await readRoots([id], store)).get(id)?.person.id).toBe(id);
  });

  it("is at the end of a chain of merges, for every link of it", async () => {
    const root = await newPerson(myPhone());
    const chain = Array.from({ length: 5 }, (_, at) => `link-${own}-${at}`);
    for (const [at, id] of chain.entries()) await putMerged(id, chain[at + 1] ?? root);
    const roots = await readRoots(chain, store);
    expect([...roots.keys()].sort()).toEqual(chain);
    for (const found of roots.values()) expect(found.person.id).toBe(root);
  });

  it("is whom the engine merged it into", async () => {
    const big = await deliver(store, saying(1, myPhone()), saying(2, myPhone()));
    const small = await deliver(store, saying(3, email(emailOf(own))));
    await deliver(store, saying(4, myPhone(), email(emailOf(own))));
    const gone = small.people[0]?.id ?? "";
    const root = (await readRoots([gone], store)).get(gone);
    expect(root?.person).toMatchObject({
      id: big.people[0]?.id,
      absorbed: [gone],
      record: { events: 4 },
    });
  });

  it("is absent where the way leads to nobody, or to somebody who was erased", async () => {
    await putMerged(`lost-${own}`, "nobody");
    await putPerson({ id: `erased-${own}`, st: "erased" });
    await putMerged(`late-${own}`, `erased-${own}`);
    expect(await readRoots(["nobody", `lost-${own}`, `late-${own}`], store)).toEqual(new Map());
  });

  it("is never looked for in a circle", async () => {
    const [a, b, c] = [`a-${own}`, `b-${own}`, `c-${own}`] as const;
    await putMerged(a, b);
    await putMerged(b, c);
    await putMerged(c, a);
    await expect(readRoots([a], store)).rejects.toThrow(DanglingPointerError);
  });

  it("is never looked for in itself", async () => {
    await putMerged(`self-${own}`, `self-${own}`);
    await expect(readRoots([`self-${own}`], store)).rejects.toThrow(DanglingPointerError);
  });
});

describe("data keys", () => {
  it("are read for those who have one, absorbed persons among them", async () => {
    await deliver(store, saying(1, myPhone()), saying(2, myPhone()));
    const small = await deliver(store, saying(3, email(emailOf(own))));
    await deliver(store, saying(4, myPhone(), email(emailOf(own))));
    const gone = small.people[0]?.id ?? "";
    const keys = await readDataKeys([gone, "nobody"], store);
    expect([...keys.keys()]).toEqual([gone]);
  });
});

describe("the row of a person", () => {
  const twelve = {
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
  };

  it("with twelve fields from three sources, two identifiers and lineage is a kilobyte at most", () => {
    const fields = Object.entries(twelve);
    const record = ["website", "typeform", "shopify"]
      .map((channel, at) =>
        eventOf(own + at, {
          channel,
          identifiers: [phone(phoneOf(1)), email(emailOf(1))],
          claims: claims(Object.fromEntries(fields.slice(at * 4, at * 4 + 4))),
          consents: [{ purpose: "email-marketing", granted: true }],
        }),
      )
      .map((event) => recordOf(event, event.identifiers, folding))
      .reduce(join);
    expect(Object.values(record.slots).flatMap(({ values }) => Object.keys(values))).toHaveLength(
      12,
    );
    const id = "0190e1a2-7b3c-7d4e-8f50-123456789abc";
    const { key } = store.vault.newDataKey("person", id);
    const row = personRow({ ...newPersonOf(id), version: 7, record }, key, store);
    expect(itemBytes(row)).toBeLessThanOrEqual(1_024);
  });

  it("fits an item of 400 KB, whatever its sources have said, and however long", () => {
    const long = () => randomBytes(2_000).toString("base64").slice(0, 2_000);
    const everything = Array.from({ length: 8 }, (_, at) =>
      eventOf(own + at, {
        claims: claims(
          Object.fromEntries([...folding.fields.keys()].map((name) => [name, long()])),
        ),
        consents: Array.from({ length: 20 }, () => ({
          purpose: long().slice(0, 60),
          granted: true,
        })),
        tags: Array.from({ length: 50 }, () => ({ tag: long().slice(0, 100), present: true })),
        extras: Object.fromEntries(
          Array.from({ length: 30 }, () => [long().slice(0, 200), long()]),
        ),
        identifiers: Array.from({ length: 10 }, (_, n) => ({
          ...account(long().slice(0, 500)),
          namespace: `${at} ${n} ${long()}`.slice(0, 200),
        })),
      }),
    );
    const record = everything
      .map((event) => recordOf(event, event.identifiers, folding))
      .reduce(join);
    const absorbed = Array.from({ length: absorbedMax }, (_, at) => `0190e1a2-7b3c-${at}`);
    const { key } = store.vault.newDataKey("person", "person-1");
    const person = { ...newPersonOf("person-1"), version: 7, record, absorbed };
    expect(itemBytes(personRow(person, key, store))).toBeLessThan(400_000);
  });

  it("is sealed for its next version", async () => {
    const id = await newPerson(myPhone());
    const found = (await readPeople([id], store)).get(id);
    if (found?.kind !== "living") throw new Error("nobody lives here");
    await putPerson({ ...personRow(found.person, found.key, store) });
    const again = (await readPeople([id], store)).get(id);
    expect(again).toMatchObject({ person: { version: 2, record: found.person.record } });
  });

  it("that a merge leaves holds nothing but where to go", () => {
    expect(mergedRow({ id: "a", version: 4, into: "b" })).toEqual({
      id: "a",
      v: 5,
      st: "merged",
      into: "b",
    });
  });
});
