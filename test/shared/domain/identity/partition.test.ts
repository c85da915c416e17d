import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  type Identifier,
  identifierText,
  type StatedIdentifier,
} from "#shared/domain/identifier.ts";
import type { Decision, Ruling, Subject } from "#shared/domain/identity/decision.ts";
import { type Evidence, evidenceOf, type Silence } from "#shared/domain/identity/evidence.ts";
import { partition, type Rules } from "#shared/domain/identity/partition.ts";
import {
  account,
  anyEvents,
  email,
  emailOf,
  eventIdOf,
  eventOf,
  minute,
  nationalId,
  nationalIdOf,
  openid,
  phone,
  phoneOf,
  policy,
  unionid,
} from "#test/fixtures/events.ts";

const carrying = (serial: number, ...identifiers: StatedIdentifier[]): Evidence =>
  evidenceOf(eventOf(serial, { identifiers }), policy);

/** Decisions in the order in which they were taken. */
const rulesOf = (
  rulings: readonly Ruling[] = [],
  silenced: readonly (readonly [Identifier, Silence])[] = [],
): Rules => {
  const silences = new Map(silenced.map(([each, why]) => [identifierText(each), why]));
  return {
    limits: policy.limits,
    decisions: rulings.map((ruling, at): Decision => ({
      id: `dec_${at}`,
      at: minute(at),
      by: "steward",
      ruling,
    })),
    keyOf: identifierText,
    silence: (identifier) => silences.get(identifierText(identifier)),
  };
};

/** Serials of the events of each person, and what each carries without holding it, with the reason. */
function peopleOf(evidence: readonly Evidence[], rules = rulesOf()) {
  return partition(evidence, rules)
    .map((cluster) => ({
      events: cluster.evidence.map(({ eventId }) => Number(eventId.slice(4))).sort((a, b) => a - b),
      unlinked: cluster.unlinked.map(({ value, why }) => [value, why]),
    }))
    .sort((a, b) => (a.events[0] ?? 0) - (b.events[0] ?? 0));
}
const groupsOf = (evidence: readonly Evidence[], rules = rulesOf()) =>
  peopleOf(evidence, rules).map(({ events }) => events);

const event = (serial: number): Subject => ({ event: eventIdOf(serial) });
const value = (identifier: Identifier): Subject => ({ identifier: identifierText(identifier) });
const same = (...subjects: Subject[]): Ruling => ({ kind: "same", subjects });
const different = (leaving: Subject[], staying: Subject[]): Ruling => ({
  kind: "different",
  leaving,
  staying,
});

const [home, work] = [phone(phoneOf(1)), email(emailOf(1))];
const [first, second] = [nationalId(nationalIdOf(1)), nationalId(nationalIdOf(2))];

describe("a guard", () => {
  it("refuses the second national id: two persons, and what they shared is the earlier one's", () => {
    const family = [carrying(1, first, home), carrying(2, second, home)];
    const expected = [
      { events: [1], unlinked: [] },
      { events: [2], unlinked: [[home.value, "limit"]] },
    ];
    expect(peopleOf(family)).toEqual(expected);
    expect(peopleOf(family.toReversed())).toEqual(expected);
  });

  it("refuses within one event as well: the later value of two is not the person's", () => {
    expect(peopleOf([carrying(1, first, second)])).toEqual([
      { events: [1], unlinked: [[second.value, "limit"]] },
    ]);
  });

  it("lets nothing typed fuse two who have both proved who they are", () => {
    const proved = [
      carrying(1, unionid("uOne", true), home),
      carrying(2, openid("oTwo", true), work),
    ];
    expect(peopleOf([...proved, carrying(3, home, work)])).toEqual([
      { events: [1, 3], unlinked: [[work.value, "claimed"]] },
      { events: [2], unlinked: [] },
    ]);
  });

  it("takes what is proved before what is typed, whenever it came", () => {
    const claimed = [carrying(1, home, first), carrying(2, home, second)];
    const proved = carrying(3, { ...home, verified: true }, { ...second, verified: true });
    expect(groupsOf([...claimed, proved])).toEqual([[1], [2, 3]]);
  });

  it("takes the stronger type first: the weaker link is the one refused", () => {
    const shop = account("id1");
    const events = [carrying(1, home, first), carrying(2, shop, second), carrying(3, shop, home)];
    expect(peopleOf(events)).toEqual([
      { events: [1], unlinked: [] },
      { events: [2, 3], unlinked: [[home.value, "limit"]] },
    ]);
  });

  it("refuses a value to whom it would break, and lets everybody else have it", () => {
    const three = [carrying(1, first, home), carrying(2, second, home), carrying(3, home, work)];
    expect(groupsOf(three)).toEqual([[1, 3], [2]]);
  });
});

describe("a value that does not say who somebody is", () => {
  const generic = rulesOf([], [[home, "generic"]]);
  const blocked = rulesOf([], [[home, "blocked"]]);

  it("where it is generic, links only those that carry nothing else", () => {
    const events = [carrying(1, home, work), carrying(2, home), carrying(3, home)];
    expect(peopleOf(events, generic)).toEqual([
      { events: [1], unlinked: [[home.value, "generic"]] },
      { events: [2, 3], unlinked: [] },
    ]);
  });

  it("where it is blocked, links nobody", () => {
    const events = [carrying(1, home), carrying(2, home), carrying(3, home, work)];
    expect(groupsOf(events, blocked)).toEqual([[1], [2], [3]]);
    expect(peopleOf(events, blocked).map(({ unlinked }) => unlinked)).toEqual(
      Array.from({ length: 3 }, () => [[home.value, "blocked"]]),
    );
  });

  it("and a blocked one beside it does not count as something else", () => {
    const rules = rulesOf(
      [],
      [
        [home, "generic"],
        [work, "blocked"],
      ],
    );
    expect(groupsOf([carrying(1, home, work), carrying(2, home)], rules)).toEqual([[1, 2]]);
  });
});

describe("who a human says is the same", () => {
  it("is one person, whether they share anything or not", () => {
    const strangers = [carrying(1, home), carrying(2, work), carrying(3, first)];
    expect(groupsOf(strangers, rulesOf([same(event(1), event(3))]))).toEqual([[1, 3], [2]]);
    expect(groupsOf(strangers, rulesOf([same(value(home), value(work))]))).toEqual([[1, 2], [3]]);
  });

  it("stays so with everybody who carries a value that was named, also those who come later", () => {
    const rules = rulesOf([same(value(home), value(work))]);
    expect(groupsOf([carrying(1, home), carrying(2, work), carrying(3, work)], rules)).toEqual([
      [1, 2, 3],
    ]);
  });

  it("may have two national ids: the human knows why, and both point at one person", () => {
    const events = [carrying(1, first, home), carrying(2, second, home)];
    const [joined, ...others] = partition(events, rulesOf([same(event(1), event(2))]));
    expect(others).toEqual([]);
    expect(joined).toMatchObject({ unlinked: [] });
    expect(joined?.identifiers.map(({ value: text }) => text)).toEqual(
      expect.arrayContaining([first.value, second.value, home.value]),
    );
  });

  it("may not have a third one that nobody vouched for", () => {
    const events = [
      carrying(1, first, home),
      carrying(2, second, home),
      carrying(3, nationalId(nationalIdOf(3)), home),
    ];
    const rules = rulesOf([same(event(1), event(2))]);
    expect(peopleOf(events, rules)).toEqual([
      { events: [1, 2], unlinked: [] },
      { events: [3], unlinked: [[home.value, "limit"]] },
    ]);
  });

  it("is vouched for across decisions that share a value", () => {
    const ids = [1, 2, 3].map((n) => nationalId(nationalIdOf(n)));
    const events = ids.map((id, at) => carrying(at + 1, id));
    const rules = rulesOf([same(event(1), event(2)), same(event(2), event(3))]);
    expect(peopleOf(events, rules)).toEqual([{ events: [1, 2, 3], unlinked: [] }]);
  });

  it("fuses two who both proved who they are, which nothing typed may do", () => {
    const proved = [carrying(1, unionid("uOne", true)), carrying(2, openid("oTwo", true))];
    expect(groupsOf(proved, rulesOf([same(event(1), event(2))]))).toEqual([[1, 2]]);
  });

  it("is nobody, where nothing that was named is there", () => {
    const rules = rulesOf([same(event(8), value(work))]);
    expect(groupsOf([carrying(1, home), carrying(2, first)], rules)).toEqual([[1], [2]]);
  });
});

describe("who a human says is different", () => {
  const couple = [carrying(1, home, work), carrying(2, home), carrying(3, work)];

  it("is taken out, and what is shared stays with those who stay", () => {
    const rules = rulesOf([different([event(1)], [event(2)])]);
    expect(peopleOf(couple, rules)).toEqual([
      { events: [1, 3], unlinked: [[home.value, "decided"]] },
      { events: [2], unlinked: [] },
    ]);
  });

  it("leaves what it shares although it came first and proved it", () => {
    const proved = carrying(1, { ...home, verified: true });
    const rules = rulesOf([different([event(1)], [event(2)])]);
    const [leaver, stayer] = partition([proved, carrying(2, home)], rules);
    expect(leaver).toMatchObject({ identifiers: [], unlinked: [{ value: home.value }] });
    expect(stayer?.identifiers).toEqual([home]);
  });

  it("takes with it what only it carries", () => {
    const rules = rulesOf([different([event(1), event(3)], [event(2)])]);
    const leaving = partition(couple, rules).find(({ evidence }) => evidence.length === 2);
    expect(leaving?.identifiers).toEqual([work]);
  });

  it("is told by a value, for all who carry it now or later", () => {
    const rules = rulesOf([different([value(work)], [event(2)])]);
    const events = [carrying(1, home, work), carrying(2, home), carrying(4, work)];
    expect(groupsOf(events, rules)).toEqual([[1, 4], [2]]);
  });

  it("cannot be told apart from itself: who is named on both sides stays", () => {
    const rules = rulesOf([different([event(1)], [event(1), event(2)])]);
    expect(groupsOf([carrying(1, home), carrying(2, home)], rules)).toEqual([[1, 2]]);
  });

  it("stays apart whatever links them, also through a third", () => {
    const rules = rulesOf([different([event(1)], [event(2)])]);
    const events = [
      carrying(1, first),
      carrying(2, unionid("uTwo", true)),
      carrying(3, { ...first, verified: true }, unionid("uTwo", true)),
    ];
    const groups = groupsOf(events, rules);
    expect(groups.find((group) => group.includes(1))).not.toContain(2);
  });
});

describe("where two decisions contradict each other", () => {
  const pair = [carrying(1, home), carrying(2, work)];

  it("the later word counts", () => {
    const [together, apart] = [same(event(1), event(2)), different([event(1)], [event(2)])];
    expect(groupsOf(pair, rulesOf([together, apart]))).toEqual([[1], [2]]);
    expect(groupsOf(pair, rulesOf([apart, together]))).toEqual([[1, 2]]);
  });

  it("they count as they were taken, not as they are listed", () => {
    const rules = rulesOf([same(event(1), event(2)), different([event(1)], [event(2)])]);
    const reversed = { ...rules, decisions: rules.decisions.toReversed() };
    expect(groupsOf(pair, reversed)).toEqual([[1], [2]]);
  });

  it("and what the earlier one says of others still holds: they go with who was observed first", () => {
    const events = [...pair, carrying(3, first)];
    const rules = rulesOf([same(event(1), event(2), event(3)), different([event(1)], [event(2)])]);
    expect(groupsOf(events, rules)).toEqual([[1, 3], [2]]);
    expect(groupsOf(events.toReversed(), rules)).toEqual([[1, 3], [2]]);
  });
});

describe("whatever the events", () => {
  const evidenceOfAny = anyEvents.map((events) => events.map((each) => evidenceOf(each, policy)));
  const anySubjects = (evidence: readonly Evidence[]): fc.Arbitrary<Subject[]> => {
    const subjects = evidence.flatMap(({ eventId, links }): Subject[] => [
      { event: eventId },
      ...links.map((link) => value(link)),
    ]);
    return fc.array(fc.constantFrom(...subjects), { minLength: 1, maxLength: 4 });
  };
  const anyRulings = (evidence: readonly Evidence[]): fc.Arbitrary<Ruling[]> =>
    fc.array(
      fc.oneof(
        anySubjects(evidence).map((subjects) => same(...subjects)),
        fc
          .tuple(anySubjects(evidence), anySubjects(evidence))
          .map(([leaving, staying]) => different(leaving, staying)),
      ),
      { maxLength: 3 },
    );

  it("and decisions, the order in which they are listed does not matter", () => {
    const shuffled = evidenceOfAny.chain((evidence) =>
      fc.tuple(
        fc.constant(evidence),
        fc.shuffledSubarray(evidence, { minLength: evidence.length }),
        anyRulings(evidence),
      ),
    );
    fc.assert(
      fc.property(shuffled, ([evidence, order, rulings]) => {
        const rules = rulesOf(rulings);
        const reversed = { ...rules, decisions: rules.decisions.toReversed() };
        expect(peopleOf(order, reversed)).toEqual(peopleOf(evidence, rules));
      }),
      { numRuns: 2_000 },
    );
  });

  it("each is in one person, and no identifier points at two", () => {
    fc.assert(
      fc.property(evidenceOfAny, (evidence) => {
        const clusters = partition(evidence, rulesOf());
        const ids = clusters.flatMap((cluster) => cluster.evidence.map(({ eventId }) => eventId));
        expect(ids.sort()).toEqual(evidence.map(({ eventId }) => eventId).sort());
        const held = clusters.flatMap(({ identifiers }) =>
          identifiers.map((each) => identifierText(each)),
        );
        expect(new Set(held).size).toBe(held.length);
      }),
    );
  });

  it("what one carries is held or told with a reason, never both and never neither", () => {
    fc.assert(
      fc.property(evidenceOfAny, (evidence) => {
        for (const { evidence: own, identifiers, unlinked } of partition(evidence, rulesOf())) {
          const said = [...identifiers, ...unlinked].map((each) => identifierText(each));
          const carried = own.flatMap(({ links }) => links.map((link) => identifierText(link)));
          expect(said.sort()).toEqual([...new Set(carried)].sort());
        }
      }),
    );
  });
});
