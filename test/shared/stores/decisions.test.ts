import { PutCommand, TransactWriteCommand } from "@aws-sdk/lib-dynamodb";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { StatedIdentifier } from "#shared/domain/identifier.ts";
import type { Decision, Ruling } from "#shared/domain/identity/decision.ts";
import {
  decisionId,
  decisionWrite,
  listDecisions,
  readDecisions,
  readSubjects,
  revocationWrite,
} from "#shared/stores/decisions.ts";
import type { Store } from "#shared/stores/tables.ts";
import { deliver, rowsOf } from "#test/fixtures/deliver.ts";
import {
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
const myPhone = () => phone(phoneOf(own));
const myEmail = () => email(emailOf(own));
const keyOf = (identifier: StatedIdentifier) => store.vault.identifierKey(identifier);

const decisionOf = (ruling: Ruling, change: Partial<Decision> = {}): Decision => ({
  id: decisionId(ruling),
  at: minute(own),
  by: "bo",
  ruling,
  ...change,
});
const blocking = (): Decision => decisionOf({ kind: "block", identifier: keyOf(myPhone()) });
const write = (...items: ReturnType<typeof decisionWrite>[]) =>
  store.database.send(new TransactWriteCommand({ TransactItems: items }));
const revoke = (id: string) =>
  write(revocationWrite({ id, by: "chen", at: minute(own + 9) }, store));

describe("a decision", () => {
  it("comes back as it was taken: by whom, when, and what", async () => {
    const decision = blocking();
    await write(decisionWrite(decision, store));
    expect(await readDecisions([decision.id], store)).toEqual([
      { ...decision, kind: "decision", status: "standing" },
    ]);
  });

  it("names who took it back, and stays", async () => {
    const decision = blocking();
    await write(decisionWrite(decision, store));
    await revoke(decision.id);
    expect(await readDecisions([decision.id], store)).toMatchObject([
      { ...decision, status: "revoked", revokedBy: "chen", revokedAt: minute(own + 9) },
    ]);
  });

  it("stands again, where it is taken again", async () => {
    const decision = blocking();
    await write(decisionWrite(decision, store));
    await revoke(decision.id);
    await write(decisionWrite({ ...decision, by: "deng" }, store));
    expect(await readDecisions([decision.id], store)).toEqual([
      { ...decision, by: "deng", kind: "decision", status: "standing" },
    ]);
  });

  it("that was never taken cannot be taken back", async () => {
    await expect(revoke("dec_never")).rejects.toThrow();
    expect(await readDecisions(["dec_never"], store)).toEqual([]);
  });

  it("has the same id whenever the same is decided, and another where anything differs", () => {
    const ruling: Ruling = { kind: "same", subjects: [{ event: "a" }, { event: "b" }] };
    expect(decisionId({ subjects: ruling.subjects, kind: "same" })).toBe(decisionId(ruling));
    const others: Ruling[] = [
      { kind: "same", subjects: [{ event: "a" }] },
      { kind: "same", subjects: [{ event: "a" }, { identifier: "b" }] },
      { kind: "different", leaving: [{ event: "a" }], staying: [{ event: "b" }] },
      { kind: "different", leaving: [{ event: "b" }], staying: [{ event: "a" }] },
      { kind: "block", identifier: "a" },
      { kind: "lift", identifier: "a" },
    ];
    expect(new Set([ruling, ...others].map(decisionId)).size).toBe(7);
  });

  it("is not read of what is something else in the same table, or nothing", async () => {
    const Item = { id: `rev_${own}`, kind: "contested-link", at: minute(1), status: "open" };
    await store.database.send(new PutCommand({ TableName: store.tables.reviews, Item }));
    expect(await readDecisions([Item.id, "dec_unknown"], store)).toEqual([]);
    expect(await readDecisions([], store)).toEqual([]);
  });

  it("says nothing of anybody: an identifier is a keyed hash", async () => {
    await write(decisionWrite(blocking(), store));
    const text = JSON.stringify(await rowsOf(store, "reviews"));
    expect(text).not.toContain(phoneOf(own).slice(1));
  });
});

describe("whom a decision is about", () => {
  it("is whose events it names, merged since or not, each once", async () => {
    const { people } = await deliver(store, saying(1, myPhone()), saying(2, myPhone()));
    const { people: others } = await deliver(store, saying(3, myEmail()));
    const subjects = [1, 2, 3].map((serial) => ({ event: eventIdOf(own + serial) }));
    const ids = await readSubjects(decisionOf({ kind: "same", subjects }), store);
    expect(new Set(ids)).toEqual(new Set([people[0]?.id, others[0]?.id]));
    expect(ids).toHaveLength(2);
  });

  it("is who holds a value it names, and who carries it without holding it", async () => {
    const [first, second] = [nationalId(nationalIdOf(own)), nationalId(nationalIdOf(own + 1))];
    const one = await deliver(store, saying(1, first, myPhone()));
    const two = await deliver(store, saying(2, second, myPhone()));
    const about = await readSubjects(blocking(), store);
    const expected = [...one.attached, ...two.attached].map(({ personId }) => personId);
    expect(about.toSorted()).toEqual(expected.sort());
    expect(new Set(about).size).toBe(2);
  });

  it("is both sides, where it keeps them apart", async () => {
    const { people } = await deliver(store, saying(1, myPhone()));
    const { people: others } = await deliver(store, saying(2, myEmail()));
    const apart = decisionOf({
      kind: "different",
      leaving: [{ event: eventIdOf(own + 1) }],
      staying: [{ identifier: keyOf(myEmail()) }],
    });
    const ids = await readSubjects(apart, store);
    expect(new Set(ids)).toEqual(new Set([people[0]?.id, others[0]?.id]));
    expect(ids).toHaveLength(2);
  });

  it("is nobody, where nothing of it is there", async () => {
    const nowhere = decisionOf({
      kind: "same",
      subjects: [{ event: eventIdOf(own + 9) }, { identifier: keyOf(myEmail()) }],
    });
    expect(await readSubjects(nowhere, store)).toEqual([]);
  });
});

describe("the list of decisions", () => {
  it("is oldest first, page by page, each with its status", async () => {
    const taken = [1, 2, 3].map((at) =>
      decisionOf({ kind: "lift", identifier: `${own} ${at}` }, { at: minute(own + at) }),
    );
    for (const decision of taken.toReversed()) await write(decisionWrite(decision, store));
    await revoke(taken[1]?.id ?? "");
    const listed: { id: string; status: string }[] = [];
    let after: Awaited<ReturnType<typeof listDecisions>>["next"];
    do {
      const page = await listDecisions({ after, limit: 2 }, store);
      expect(page.decisions.length).toBeLessThanOrEqual(2);
      listed.push(...page.decisions);
      after = page.next;
    } while (after !== undefined);
    const mine = listed.filter(({ id }) => taken.some((each) => each.id === id));
    expect(mine.map(({ status }) => status)).toEqual(["standing", "revoked", "standing"]);
    expect(mine.map(({ id }) => id)).toEqual(taken.map(({ id }) => id));
  });
});
