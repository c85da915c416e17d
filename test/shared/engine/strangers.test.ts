/** What strangers share by accident, by a shop's habit or on purpose joins nobody; embedded DynamoDB. */
import { QueryCommand } from "@aws-sdk/lib-dynamodb";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { CustomerEvent } from "#shared/domain/event.ts";
import { identifierText, type StatedIdentifier } from "#shared/domain/identifier.ts";
import { type EngineContext, resolve } from "#shared/engine/resolve.ts";
import { placesOf } from "#shared/engine/steward.ts";
import { findOwner, readEntries } from "#shared/stores/identifier-index.ts";
import { readPeople } from "#shared/stores/people.ts";
import { identityReviewId, readQuestion } from "#shared/stores/reviews.ts";
import { reviewsByKind } from "#shared/stores/tables.ts";
import { engineOn } from "#test/fixtures/deliver.ts";
import {
  email,
  emailOf,
  eventOf,
  nationalId,
  nationalIdOf,
  openid,
  phone,
  phoneOf,
  unionid,
} from "#test/fixtures/events.ts";
import { startStores, type TestStores } from "#test/fixtures/stores.ts";

let stores: TestStores;
let context: EngineContext;
beforeAll(async () => {
  stores = await startStores();
  context = { ...engineOn(stores.store), jitter: Math.random };
});
afterAll(() => stores.stop());

let serial = 0;
const said = (...identifiers: readonly StatedIdentifier[]): CustomerEvent => {
  serial += 1;
  return eventOf(serial, { identifiers: [...identifiers] });
};
/** One after the other, each in a batch of its own; answers the write units of each. */
async function deliver(events: readonly CustomerEvent[]): Promise<number[]> {
  const units: number[] = [];
  for (const event of events) {
    stores.takeUnits();
    expect(await resolve([event], context)).toMatchObject({ kind: "resolved", added: 1 });
    units.push(stores.takeUnits().write);
  }
  return units;
}
const peopleOf = async (events: readonly CustomerEvent[]): Promise<number> => {
  const places: string[] = [];
  for (let at = 0; at < events.length; at += 50) {
    const ids = events.slice(at, at + 50).map(({ id }) => id);
    places.push(...(await placesOf(ids, context)));
  }
  return new Set(places).size;
};
const reviewOf = async (kind: "contested-link" | "generic-value", value: StatedIdentifier) =>
  readQuestion(identityReviewId(kind, stores.store.vault.identifierKey(value)), stores.store);

describe("a value that everybody types", () => {
  it("test@test.com joins none of a thousand sign-ups", async () => {
    const signUps = Array.from({ length: 1_000 }, () => said(email("test@test.com")));
    for (let at = 0; at < signUps.length; at += 25) {
      const batch = signUps.slice(at, at + 25);
      await Promise.all(batch.map((event) => resolve([event], context)));
    }
    expect(await peopleOf(signUps)).toBe(1_000);
    expect(await findOwner(email("test@test.com"), stores.store)).toBeUndefined();
  });
});

describe.each([
  [
    "the shop's phone on 200 customers with national ids of their own",
    phone(phoneOf(9_001)),
    nationalId,
    nationalIdOf,
  ],
  [
    "an agency's mailbox on 200 leads with phones of their own",
    email("info@riverside-agency.cn"),
    phone,
    phoneOf,
  ],
] as const)("%s", (...told) => {
  const [, shared, ofType, valueOf] = told;
  it("joins no strangers, becomes generic, asks once, and costs no more than before", async () => {
    const start = shared.type === "phone" ? 2_000 : 3_000;
    const leads = Array.from({ length: 200 }, (_, n) => said(ofType(valueOf(start + n)), shared));
    const units = await deliver(leads);
    expect(await peopleOf(leads)).toBe(200);
    const entry = (await readEntries([shared], stores.store)).get(identifierText(shared));
    expect(entry).toMatchObject({ generic: true, ownerId: undefined, contested: undefined });
    expect(await reviewOf("generic-value", shared)).toMatchObject({ status: "open", active: true });
    const contested = await reviewOf("contested-link", shared);
    expect(contested?.active ?? false).toBe(false);
    // Once it is known to be generic, a lead costs what a new person with one identifier costs, its
    // edge, and the check that the value still is generic.
    const late = units.slice(-100);
    expect(Math.max(...late)).toBe(Math.min(...late));
    expect(Math.max(...late)).toBeLessThanOrEqual(15);
  });
});

describe("contradictions", () => {
  it("the phone of one and the e-mail of another: acknowledged, asked once, and no loop", async () => {
    const [mobile, mail] = [phone(phoneOf(4_001)), email(emailOf(4_001))];
    const a = said(nationalId(nationalIdOf(4_001)), mobile);
    const b = said(nationalId(nationalIdOf(4_002)), mail);
    await deliver([a, b]);
    const both = said(mobile, mail);
    await deliver([both]);
    expect(await peopleOf([a, b, both])).toBe(2);
    const reviews = await Promise.all(
      [mobile, mail].map((value) => reviewOf("contested-link", value)),
    );
    expect(reviews.filter((review) => review?.active)).toHaveLength(1);
    // Sent again it is a duplicate, and stays one.
    const again = await resolve([both], context);
    expect(again).toMatchObject({ kind: "resolved", added: 0, duplicates: 1 });
  });

  it("a stranger's form with a customer's e-mail and another customer's phone fuses nobody", async () => {
    const [mobile, mail] = [phone(phoneOf(4_011), true), email(emailOf(4_011), true)];
    const customers = [said(mobile), said(mail)];
    await deliver(customers);
    const typed = said({ ...mobile, verified: false }, { ...mail, verified: false });
    await deliver([typed]);
    expect(await peopleOf(customers)).toBe(2);
    expect(await peopleOf([...customers, typed])).toBe(2);
  });
});

describe("WeChat", () => {
  it("a unionid that comes late joins the openids of two apps", async () => {
    const [one, two] = [
      openid("oLateOne", true),
      { ...openid("oLateTwo", true), namespace: "wxb" },
    ];
    const follows = [said(one), said(two)];
    await deliver(follows);
    expect(await peopleOf(follows)).toBe(2);
    await deliver([said(one, unionid("uLate", true)), said(two, unionid("uLate", true))]);
    expect(await peopleOf(follows)).toBe(1);
  });

  it("equal bare openids of two apps are two people", async () => {
    const follows = [
      said(openid("oSame", true)),
      said({ ...openid("oSame", true), namespace: "wxb" }),
    ];
    await deliver(follows);
    expect(await peopleOf(follows)).toBe(2);
  });
});

it("fifty consumers at once with the same new identifier make exactly one person", async () => {
  const events = Array.from({ length: 50 }, () => said(phone(phoneOf(5_001))));
  let left = [...events];
  for (let round = 0; left.length > 0; round++) {
    expect(round).toBeLessThan(20);
    const outcomes = await Promise.all(left.map((event) => resolve([event], context)));
    left = left.filter((_, at) => outcomes[at]?.kind === "postponed");
  }
  expect(await peopleOf(events)).toBe(1);
  const owner = await findOwner(phone(phoneOf(5_001)), stores.store);
  expect(owner?.person.record.events).toBe(50);
  const people = await readPeople([owner?.person.id ?? ""], stores.store);
  expect([...people.values()].map(({ kind }) => kind)).toEqual(["living"]);
});

it("asks in the list of what waits, without saying about whom", async () => {
  const answer = await stores.store.database.send(
    new QueryCommand({
      TableName: stores.store.tables.reviews,
      IndexName: reviewsByKind,
      KeyConditionExpression: "kind = :kind",
      ExpressionAttributeValues: { ":kind": "generic-value" },
    }),
  );
  expect(answer.Items).toHaveLength(2);
  expect(JSON.stringify(answer.Items)).not.toMatch(/riverside|8613/);
});
