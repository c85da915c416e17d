/** What humans decide, on the embedded DynamoDB: persons come together and apart, and nothing is lost. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { CustomerEvent } from "#shared/domain/event.ts";
import { emptyRecord, join, recordOf } from "#shared/domain/record.ts";
import { erase } from "#shared/engine/erase.ts";
import { type EngineContext, resolve } from "#shared/engine/resolve.ts";
import { settle } from "#shared/engine/settle.ts";
import {
  type Judged,
  keepApart,
  placesOf,
  split,
  takeBack,
  tune,
  unite,
} from "#shared/engine/steward.ts";
import { subjectsOf } from "#shared/domain/identity/decision.ts";
import { readDecisions } from "#shared/stores/decisions.ts";
import { readAllEvents } from "#shared/stores/event-lists.ts";
import { findOwner } from "#shared/stores/identifier-index.ts";
import { readPeople, readRoots } from "#shared/stores/people.ts";
import { engineOn } from "#test/fixtures/deliver.ts";
import {
  claims,
  email,
  emailOf,
  eventOf,
  folding,
  nationalId,
  nationalIdOf,
  phone,
  phoneOf,
} from "#test/fixtures/events.ts";
import { interrupted } from "#test/fixtures/settlements.ts";
import { startStores, type TestStores } from "#test/fixtures/stores.ts";

let stores: TestStores;
let context: EngineContext;
beforeAll(async () => {
  stores = await startStores();
  context = { ...engineOn(stores.store), jitter: Math.random };
});
afterAll(() => stores.stop());

const steward = { by: "steward@brook.cn" };
let serial = 0;

/** Events about nobody whom another test knows. */
const said = (...identifiers: CustomerEvent["identifiers"]): CustomerEvent => {
  serial += 1;
  return eventOf(serial, { identifiers, claims: claims({ city: `City ${serial}` }) });
};
const deliver = async (...events: readonly CustomerEvent[]): Promise<void> => {
  for (const event of events) {
    expect(await resolve([event], context)).toMatchObject({ kind: "resolved", added: 1 });
  }
};
const placeOf = async ({ id }: CustomerEvent): Promise<string> => {
  const [place = ""] = await placesOf([id], context);
  return place;
};
const rootOf = async (event: CustomerEvent) => {
  const id = await placeOf(event);
  const root = (await readRoots([id], stores.store)).get(id);
  if (root === undefined) throw new Error("the event is nobody's");
  return root.person;
};

/** As the API does it, or else the consumer. */
async function carryOut(judged: Judged, engine = context): Promise<void> {
  if (judged.kind !== "decided") throw new Error(`it is ${judged.kind}`);
  if (judged.settlement !== undefined) await settle(judged.settlement, engine);
}

/** Each side is the fold of its own events, and they can all be opened. */
async function expectFolded(...events: readonly CustomerEvent[]): Promise<void> {
  const person = await rootOf(events[0] ?? said());
  const stored = await readAllEvents(person, stores.store);
  expect(stored?.map(({ id }) => id).sort()).toEqual(events.map(({ id }) => id).sort());
  const folded = events.map((event) => recordOf(event, [], folding)).reduce(join, emptyRecord);
  const { identifiers } = person.record;
  expect(person.record).toEqual({ ...folded, identifiers });
}

describe("two persons that a human joins", () => {
  it("are one, and come apart again when the decision is taken back, with events in between and after", async () => {
    const [mobile, mail] = [phone(phoneOf(1_001)), email(emailOf(1_001))];
    const [a, b] = [said(mobile), said(mail)];
    await deliver(a, b);
    const [idA, idB] = [await placeOf(a), await placeOf(b)];
    const judged = await unite([idA, idB], steward, context);
    expect(judged.kind).toBe("decided");
    expect(await placeOf(a)).toBe(await placeOf(b));
    const [onA, onB] = [said(mobile), said(mail)];
    await deliver(onA, onB);
    await expectFolded(a, b, onA, onB);

    expect(await unite([idA, idB], steward, context)).toEqual({ kind: "nothing to do" });
    const decision = judged.kind === "decided" ? judged.decision : "";
    expect(await takeBack(decision, steward, context)).toMatchObject({ kind: "decided" });
    expect(await takeBack(decision, steward, context)).toEqual({ kind: "nothing to do" });
    expect(await placeOf(a)).not.toBe(await placeOf(b));
    const later = said(mail);
    await deliver(later);
    await expectFolded(a, onA);
    await expectFolded(b, onB, later);

    // Both old ids still answer, and say what happened.
    const found = await readPeople([idA, idB], stores.store);
    const kinds = new Set([found.get(idA)?.kind, found.get(idB)?.kind]);
    expect(kinds).toEqual(new Set(["living", "merged"]));
    const [one, other] = [await rootOf(a), await rootOf(b)];
    expect(one.parted).toContain(other.id);
    expect(other.parted).toContain(one.id);
    expect((await unite([one.id, other.id], steward, context)).kind).toBe("decided");
    await expectFolded(a, b, onA, onB, later);
  });

  it("may have two national ids, if a human says so; a third is still somebody else's", async () => {
    const shared = phone(phoneOf(1_010));
    const ids = [1_010, 1_011, 1_012].map((n) => nationalId(nationalIdOf(n)));
    const [a, b, c] = ids.map((id) => said(id, shared));
    if (!a || !b || !c) throw new Error("three events");
    await deliver(a, b);
    expect(await placeOf(a)).not.toBe(await placeOf(b));
    await unite([await placeOf(a), await placeOf(b)], steward, context);
    expect(await placeOf(a)).toBe(await placeOf(b));
    await deliver(c);
    expect(await placeOf(c)).not.toBe(await placeOf(a));
    const { record } = await rootOf(a);
    expect(record.identifiers.filter(({ type }) => type === "national-id")).toHaveLength(2);
  });
});

describe("a part of a person that a human sends away", () => {
  it.each(["first", "last"] as const)(
    "by its events leaves with what only it has; later events follow; a merge works again: the %s",
    async (which) => {
      const base = 1_100 + (which === "first" ? 0 : 10);
      const [shared, mail] = [phone(phoneOf(base)), email(emailOf(base))];
      const events = [said(shared), said(shared, mail), said(mail), said(shared)];
      await deliver(...events);
      const id = await placeOf(events[0] ?? said());
      const leaving = which === "first" ? events[0] : events[2];
      if (leaving === undefined) throw new Error("four events");
      const part = { events: [leaving.id] };
      expect(await split({ personId: id, part }, steward, context)).toMatchObject({
        kind: "decided",
      });
      const staying = events.filter((event) => event !== leaving);
      await expectFolded(...staying);
      await expectFolded(leaving);
      expect(await split({ personId: id, part }, steward, context)).toEqual({
        kind: "nothing to do",
      });

      const after = said(shared, mail);
      await deliver(after);
      await expectFolded(...staying, after);
      await unite([await placeOf(leaving), await placeOf(after)], steward, context);
      await expectFolded(...events, after);
    },
  );

  it("by an identifier takes with it whatever carries it, now and later", async () => {
    const [shared, mail] = [phone(phoneOf(1_130)), email(emailOf(1_130))];
    const events = [said(shared), said(shared, mail), said(mail)];
    const [first, both, mailed] = events;
    if (!first || !both || !mailed) throw new Error("three events");
    await deliver(...events);
    const personId_ = await placeOf(first);
    await split({ personId: personId_, part: { identifier: mail } }, steward, context);
    const late = said(mail, shared);
    await deliver(late);
    await expectFolded(first);
    await expectFolded(both, mailed, late);
    expect((await findOwner(shared, stores.store))?.person.id).toBe(await placeOf(first));
  });

  it("gets a key of its own, and so does the part that stays", async () => {
    const shared = phone(phoneOf(1_140));
    const events = [said(shared), said(shared)];
    await deliver(...events);
    const [stays, leaves] = events;
    if (!stays || !leaves) throw new Error("two events");
    const id = await placeOf(stays);
    const keyOf = async (person: string) => {
      const found = (await readPeople([person], stores.store)).get(person);
      return found?.kind === "living" ? found.key.secret.export().toString("hex") : "";
    };
    const before = await keyOf(id);
    await split({ personId: id, part: { events: [leaves.id] } }, steward, context);
    const keys = [before, await keyOf(await placeOf(stays)), await keyOf(await placeOf(leaves))];
    expect(new Set(keys).size).toBe(3);
  });

  it("is refused where nothing would be left, or where the events are another's", async () => {
    const [a, b] = [said(phone(phoneOf(1_150))), said(phone(phoneOf(1_151)))];
    await deliver(a, b);
    const person = { personId: await placeOf(a) };
    const asked = async (events: string[]) =>
      split({ ...person, part: { events } }, steward, context);
    expect(await asked([a.id])).toEqual({ kind: "refused", reason: "nobody would be left" });
    expect(await asked([b.id])).toEqual({ kind: "refused", reason: "not this person's event" });
    const part = { identifier: phone(phoneOf(1_159)) };
    expect(await split({ ...person, part }, steward, context)).toEqual({
      kind: "refused",
      reason: "nobody carries it",
    });
    expect(await split({ personId: "nobody", part }, steward, context)).toEqual({
      kind: "refused",
      reason: "unknown person",
    });
  });
});

describe("a value that a human judges", () => {
  it("blocked, links nobody; unblocked, it links whoever carries it, also what came meanwhile", async () => {
    const shared = phone(phoneOf(1_200));
    const [a, b] = [said(shared, email(emailOf(1_201))), said(shared, email(emailOf(1_202)))];
    await deliver(a, b);
    expect(await placeOf(a)).toBe(await placeOf(b));
    const judged = await tune({ kind: "block", identifier: shared }, steward, context);
    await carryOut(judged);
    expect(await placeOf(a)).not.toBe(await placeOf(b));
    const meanwhile = said(shared, email(emailOf(1_203)));
    await deliver(meanwhile);
    expect(await placeOf(meanwhile)).not.toBe(await placeOf(a));
    await expectFolded(meanwhile);
    if (judged.kind !== "decided") throw new Error("it was not decided");
    await carryOut(await takeBack(judged.decision, steward, context));
    await expectFolded(a, b, meanwhile);
  });

  it("is unblocked for whoever comes to carry it at any moment of that", async () => {
    for (let n = 1, reached = true; reached; n += 3) {
      const own = 10_000 + n * 10;
      const shared = phone(phoneOf(own));
      const events = [said(shared), said(shared, email(emailOf(own)))];
      await deliver(...events);
      const judged = await tune({ kind: "block", identifier: shared }, steward, context);
      await carryOut(judged);
      const late = said(shared);
      reached = false;
      const slow = interrupted(stores.store, n, async () => {
        reached = true;
        await resolve([late], context);
      });
      if (judged.kind !== "decided") throw new Error("it was not decided");
      const back = await takeBack(judged.decision, steward, { ...context, store: slow });
      await carryOut(back, { ...context, store: slow });
      if (!reached) await resolve([late], context);
      // Who came behind the fence has had to wait, and comes again.
      await resolve([late], context);
      await carryOut(back);
      expect(await placeOf(late), `at call ${n}`).toBe(await placeOf(events[0] ?? late));
    }
  }, 60_000);
});

describe("a decision about a value that nobody carries any more", () => {
  /** Blocked while one person carried it, who was erased since. */
  async function blockedAndGone(serial: number) {
    const shared = phone(phoneOf(serial));
    const event = said(shared, email(emailOf(serial)));
    await deliver(event);
    const judged = await tune({ kind: "block", identifier: shared }, steward, context);
    await carryOut(judged);
    const people = [{ id: (await placeOf(event)) ?? "" }];
    const erasure = { id: `req_${serial}`, people, identifiers: [], suppress: false };
    expect(await erase(erasure, context)).toEqual({ kind: "erased" });
    if (judged.kind !== "decided") throw new Error("it was not decided");
    const moment = {
      observedAt: "2999-01-01T08:00:00.000Z",
      receivedAt: "2999-01-01T08:00:00.000Z",
    };
    const later = (n: number) => ({ ...said(shared, email(emailOf(serial + n))), ...moment });
    return { decision: judged.decision, later };
  }

  it("is taken back all the same: whoever comes is linked by it", async () => {
    const { decision, later } = await blockedAndGone(1_300);
    expect(await takeBack(decision, steward, context)).toEqual({ kind: "decided", decision });
    expect(await takeBack(decision, steward, context)).toEqual({ kind: "nothing to do" });
    const [a, b] = [later(1), later(2)];
    await deliver(a, b);
    expect(await placeOf(a)).toBe(await placeOf(b));
    await expectFolded(a, b);
  });

  it("is taken back for whoever comes to carry it at any moment of that", async () => {
    for (let n = 1, reached = true; reached; n++) {
      const { decision, later } = await blockedAndGone(20_000 + n * 10);
      const [a, b] = [later(1), later(2)];
      reached = false;
      const slow = interrupted(stores.store, n, async () => {
        reached = true;
        await resolve([a], context);
      });
      let back = await takeBack(decision, steward, { ...context, store: slow });
      if (back.kind === "busy") back = await takeBack(decision, steward, context);
      await carryOut(back);
      await resolve([a, b], context);
      expect(await placeOf(a), `at call ${n}`).toBe(await placeOf(b));
    }
  }, 60_000);
});

describe("who carries nothing but what many share", () => {
  it("goes with those from whom no human keeps them apart, whoever else leaves", async () => {
    const shared = phone(phoneOf(1_250));
    const customers = Array.from({ length: 6 }, (_, n) => nationalId(nationalIdOf(1_250 + n)));
    await deliver(...customers.map((customer) => said(shared, customer)));
    const [a, b, c] = [said(shared), said(shared), said(shared)];
    await deliver(a, b, c);
    expect(await placesOf([a.id, b.id, c.id], context)).toHaveLength(1);
    const keepAway = async ({ id }: CustomerEvent, from: CustomerEvent) =>
      split({ personId: await placeOf(from), part: { events: [id] } }, steward, context);

    // Which of the others stays for all of them, is not said here: one of the two is left to go with the first.
    const first = await keepAway(a, b);
    const [decision] = await readDecisions(
      [first.kind === "decided" ? first.decision : ""],
      stores.store,
    );
    const named = JSON.stringify(decision?.ruling);
    const [stays, other] = named.includes(b.id) ? [b, c] : [c, b];
    expect(await keepAway(stays, other)).toMatchObject({ kind: "decided" });
    expect(await placeOf(a)).toBe(await placeOf(other));
    expect(await placeOf(a)).not.toBe(await placeOf(stays));
    const later = said(shared);
    await deliver(later);
    expect(await placeOf(later)).toBe(await placeOf(a));
  });
});

describe("whom a decision names, while others move them", () => {
  /** Four persons, joined two by two, and the pairs with each other. */
  async function joinedByTwos(own: number) {
    const one = (n: number) => said(phone(phoneOf(own + n)));
    const [a, b, c, d] = [one(0), one(1), one(2), one(3)];
    // Who has more to say stays; the others are somebody new once they are parted.
    await deliver(a, b, c, one(2), d);
    const decide = async (one: CustomerEvent, other: CustomerEvent) => {
      const judged = await unite([await placeOf(one), await placeOf(other)], steward, context);
      return judged.kind === "decided" ? judged.decision : "";
    };
    const pair = await decide(a, b);
    await decide(c, d);
    return { a, b, c, d, pair, all: await decide(a, c) };
  }

  it("are all parted when it is taken back, at whatever moment they come to be somebody else's", async () => {
    for (let n = 1, reached = true; reached; n += 1) {
      const { a, b, c, d, pair, all } = await joinedByTwos(20_000 + n * 10);
      reached = false;
      const slow = interrupted(stores.store, n, async () => {
        reached = true;
        await takeBack(all, steward, context);
      });
      await takeBack(pair, steward, { ...context, store: slow });
      if (!reached) await takeBack(all, steward, context);
      const places = await Promise.all([a, b, c, d].map(placeOf));
      expect(new Set(places).size, `at call ${n}`).toBe(3);
      expect(places[2]).toBe(places[3]);
    }
  }, 60_000);

  it("are all joined once it is taken, at whatever moment they come to be somebody else's", async () => {
    for (let n = 1, reached = true; reached; n += 1) {
      const own = 30_000 + n * 10;
      const { a, all } = await joinedByTwos(own);
      const e = said(phone(phoneOf(own + 5)));
      await deliver(e);
      reached = false;
      const slow = interrupted(stores.store, n, async () => {
        reached = true;
        await takeBack(all, steward, context);
      });
      const people = [await placeOf(a), await placeOf(e)];
      const judged = await unite(people, steward, { ...context, store: slow });
      if (!reached) await takeBack(all, steward, context);
      // Whose events are elsewhere by the time they are listed has to be asked about again.
      if (judged.kind === "busy") continue;
      if (judged.kind !== "decided") throw new Error(`it was ${judged.kind}`);
      const [decision] = await readDecisions([judged.decision], stores.store);
      const named = subjectsOf(decision?.ruling ?? { kind: "same", subjects: [] });
      const ids = named.flatMap((each) => ("event" in each ? [each.event] : []));
      expect(ids).toContain(e.id);
      expect(await placesOf(ids, context), `at call ${n}`).toHaveLength(1);
    }
  }, 60_000);
});

describe("a decision", () => {
  it("that nobody took cannot be taken back, and nobody can be kept apart from themselves", async () => {
    expect(await takeBack("dec_none", steward, context)).toEqual({
      kind: "refused",
      reason: "unknown decision",
    });
    const a = said(phone(phoneOf(1_300)));
    await deliver(a);
    const id = await placeOf(a);
    expect(await keepApart([id, id], steward, context)).toMatchObject({ kind: "refused" });
    expect(await unite([id, "nobody"], steward, context)).toMatchObject({ kind: "refused" });
  });
});
