import { randomBytes } from "node:crypto";
import { QueryCommand } from "@aws-sdk/lib-dynamodb";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { settle } from "#shared/engine/settle.ts";
import { type Commissioned, decodeQuestion, settleLater } from "#shared/engine/settlement.ts";
import { identifierText } from "#shared/domain/identifier.ts";
import { readQuestion, takeTurn } from "#shared/stores/settlements.ts";
import { reviewsByKind, type Store } from "#shared/stores/tables.ts";
import { claims, eventOf, minute, phone, phoneOf } from "#test/fixtures/events.ts";
import { apart, engineOn, scan, type TestEngine } from "#test/fixtures/settlements.ts";
import { startStores, type TestStores, testVault } from "#test/fixtures/stores.ts";

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
  own += 100;
  engine = engineOn(store);
});
const saying = (serial: number) =>
  eventOf(own + serial, {
    identifiers: [phone(phoneOf(own + serial))],
    claims: claims({ fullName: "Ada Brook" }),
  });

/** What a worker would find, without keeping it from being done. */
async function questionOf(id: string): Promise<Commissioned> {
  const token = randomBytes(8).toString("hex");
  const taken = await takeTurn({ id, token, now: minute(1), until: minute(0) }, store);
  if (taken.kind !== "taken") throw new Error(`the turn is ${taken.kind}`);
  return decodeQuestion(await readQuestion(taken.turn, store));
}

describe("a question", () => {
  it("is kept with everything that its answer needs", async () => {
    const event = saying(1);
    const [identifier = phone("")] = event.identifiers;
    const { type, namespace, value } = identifier;
    const decision = apart(saying(2), saying(3));
    const question: Commissioned = {
      events: [event],
      identifiers: [{ type, namespace, value }],
      personIds: ["019a5f3e-0000-7000-8000-000000000001"],
      decisions: [decision],
      retuned: new Map([[identifierText(identifier), { blocked: true }]]),
      revoked: new Set(["dec_before"]),
      tuning: decision,
      revocation: { id: "dec_before", by: "steward@brook.cn" },
    };
    expect(await questionOf(await settleLater(question, engine))).toEqual(question);
  });

  it("asked twice is one settlement, in whatever order its events are named", async () => {
    const events = [saying(1), saying(2)];
    const id = await settleLater({ events }, engine);
    expect(id).toMatch(/^set_[\w-]{27}$/);
    expect(await settleLater({ events: events.toReversed() }, engine)).toBe(id);
    expect((await questionOf(id)).events).toEqual(events);
  });

  it("that differs in any part is another settlement", async () => {
    const [a, b] = [saying(1), saying(2)];
    const decision = apart(a, b);
    const blocked = new Map([[identifierText(phone(phoneOf(own))), { blocked: true }]]);
    const unblocked = new Map([[identifierText(phone(phoneOf(own))), { blocked: false }]]);
    const questions: Commissioned[] = [
      { events: [a] },
      { events: [a, b] },
      { events: [a], decisions: [decision] },
      { events: [], decisions: [decision] },
      { events: [], decisions: [{ ...decision, at: minute(500) }] },
      { events: [], retuned: blocked },
      { events: [], retuned: unblocked },
      { events: [], revoked: new Set([decision.id]) },
    ];
    const ids: string[] = [];
    for (const question of questions) ids.push(await settleLater(question, engine));
    expect(new Set(ids).size).toBe(questions.length);
  });

  it("that was answered may be asked again", async () => {
    const events = [saying(1)];
    const id = await settleLater({ events }, engine);
    expect(await settle(id, engine)).toBe("done");
    expect(await settleLater({ events }, engine)).toBe(id);
    expect((await questionOf(id)).events).toEqual(events);
    engine.clock.now += 1;
    expect(await settle(id, engine)).toBe("done");
  });

  it("is nowhere once it is answered, and nothing could open a copy of it", async () => {
    const id = await settleLater({ events: [saying(1)] }, engine);
    expect(await settle(id, engine)).toBe("done");
    const left = [...(await scan("reviews", store)), ...(await scan("keys", store))];
    const own = left.filter((row) => String(row["id"]).includes(id));
    expect(own).toMatchObject([{ id, kind: "settlement", status: "done" }]);
  });

  it("is sealed: neither its row, its id nor the list of settlements says what was asked", async () => {
    const event = saying(1);
    const [{ value } = phone("")] = event.identifiers;
    const retuned = new Map([[identifierText(phone(value)), { blocked: true }]]);
    await settleLater({ events: [event], retuned }, engine);
    const { Items: listed = [] } = await store.database.send(
      new QueryCommand({
        TableName: store.tables.reviews,
        IndexName: reviewsByKind,
        KeyConditionExpression: "kind = :kind",
        ExpressionAttributeValues: { ":kind": "settlement" },
      }),
    );
    expect(listed.length).toBeGreaterThan(0);
    for (const row of [...(await scan("reviews", store)), ...listed]) {
      const text = JSON.stringify(row, (_, each: unknown) =>
        each instanceof Uint8Array ? Buffer.from(each).toString("latin1") : each,
      );
      expect(text).not.toContain(value);
      expect(text).not.toContain("Ada Brook");
      expect(text).not.toContain(event.id);
    }
  });

  it("names itself differently under another tenant's keys: its id cannot be guessed", async () => {
    const events = [saying(1)];
    const elsewhere = { ...engine, store: { ...store, vault: testVault("other") } };
    expect(await settleLater({ events }, elsewhere)).not.toBe(
      await settleLater({ events }, engine),
    );
  });
});

describe("what is no question", () => {
  it.each([
    ["nothing", undefined],
    ["a text", "settle this"],
    ["something with more to it", { events: [], more: true }],
    ["an event that is none", { events: [{ id: "evt_1" }] }],
    ["a change of a value that nobody knows", { retuned: [["[]", { contested: true }]] }],
    ["a decision without an author", { decisions: [{ id: "dec_1", at: minute(1) }] }],
  ])("is refused: %s", (_, stored) => {
    expect(() => decodeQuestion(stored)).toThrow();
  });
});
