import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { CustomerEvent } from "#shared/domain/event.ts";
import {
  type Identifier,
  identifierText,
  type StatedIdentifier,
} from "#shared/domain/identifier.ts";
import type { AttachContext } from "#shared/domain/identity/attach.ts";
import { type Changes, type IndexEntry, noEntry } from "#shared/domain/identity/changes.ts";
import type { Decision, Ruling } from "#shared/domain/identity/decision.ts";
import { evidenceOf, linksOf } from "#shared/domain/identity/evidence.ts";
import { absorbedMax, newPerson, type Person } from "#shared/domain/identity/person.ts";
import {
  type Member,
  type Neighbourhood,
  type News,
  rearrange,
} from "#shared/domain/identity/rearrange.ts";
import { emptyRecord, join, joinIdentifiers, recordOf } from "#shared/domain/record.ts";
import {
  anyEvents,
  email,
  emailOf,
  eventIdOf,
  eventOf,
  folding,
  minute,
  nationalId,
  nationalIdOf,
  openid,
  phone,
  phoneOf,
  policy,
  unionid,
} from "#test/fixtures/events.ts";

const saying = (serial: number, ...identifiers: StatedIdentifier[]) =>
  eventOf(serial, { identifiers });
const [home, work] = [phone(phoneOf(1)), email(emailOf(1))];
const [first, second] = [nationalId(nationalIdOf(1)), nationalId(nationalIdOf(2))];

function contextOf(): AttachContext {
  let made = 0;
  const named = { keyOf: identifierText, markOf: identifierText };
  return { ...folding, ...named, policy, newId: () => `new-${++made}` };
}

/** A stored root whom all of its events' identifiers point at. */
function member(
  id: string,
  events: readonly CustomerEvent[],
  change: Partial<Person> = {},
): Member {
  const record = events
    .map((event) => recordOf(event, linksOf(event, policy), folding))
    .reduce(join, emptyRecord);
  const identifiers = events.reduce(
    (held: readonly StatedIdentifier[], event) => joinIdentifiers(held, linksOf(event, policy)),
    [],
  );
  return {
    person: { ...newPerson(id), version: 3, record: { ...record, identifiers }, ...change },
    evidence: events.map((event) => evidenceOf(event, policy)),
    events,
  };
}
/** As it is before its events were read. */
const unread = ({ person, evidence }: Member): Member => ({ person, evidence });

function neighbourhoodOf(
  members: readonly Member[],
  {
    decisions = [],
    marked = [],
  }: {
    decisions?: readonly Decision[];
    marked?: readonly (readonly [Identifier, Partial<IndexEntry>])[];
  } = {},
): Neighbourhood {
  const entries = new Map<string, IndexEntry>();
  for (const { person } of members) {
    for (const { type, namespace, value } of person.record.identifiers) {
      const identifier = { type, namespace, value };
      const entry = { ...noEntry(identifier), version: 1, ownerId: person.id };
      entries.set(identifierText(identifier), entry);
    }
  }
  for (const [{ type, namespace, value }, change] of marked) {
    const identifier = { type, namespace, value };
    const text = identifierText(identifier);
    entries.set(text, { ...noEntry(identifier), version: 1, ...entries.get(text), ...change });
  }
  return { members, entries, decisions };
}

const decision = (ruling: Ruling): Decision => ({ id: "dec_1", at: minute(1), by: "bo", ruling });

function changesOf(news: Partial<News>, neighbourhood: Neighbourhood): Changes {
  const rearranged = rearrange({ events: [], ...news }, neighbourhood, contextOf());
  if (rearranged.kind !== "rearranged") throw new Error("it needs events that were not read");
  return rearranged.changes;
}

const entryIn = ({ entries }: Changes, identifier: Identifier) =>
  entries.find((entry) => identifierText(entry.identifier) === identifierText(identifier));
const personIn = ({ people }: Changes, id: string) => people.find((person) => person.id === id);
const heldBy = (person: Person | undefined) =>
  person?.record.identifiers.map(({ value }) => value).sort();

describe("persons whom nothing keeps apart any more", () => {
  const big = member("big", [saying(1, home), saying(2, home), saying(3, home)]);
  const small = member("small", [saying(4, work)]);
  const bridge = saying(5, { ...home, verified: true }, work);

  it("become one: who has most of the events keeps the id, whichever comes first", () => {
    for (const members of [
      [big, small],
      [small, big],
    ]) {
      const changes = changesOf({ events: [bridge] }, neighbourhoodOf(members));
      expect(changes.merged).toEqual([{ id: "small", version: 3, into: "big" }]);
      expect(changes.people).toMatchObject([
        { id: "big", version: 3, absorbed: ["small"], record: { events: 5 } },
      ]);
      expect(changes.attached).toEqual([{ event: bridge, personId: "big" }]);
    }
  });

  it("need no event to be read or moved: they stay under their own keys", () => {
    const changes = changesOf({ events: [bridge] }, neighbourhoodOf([unread(big), unread(small)]));
    expect([changes.moved, changes.rekeyed, changes.keyless]).toEqual([[], [], []]);
  });

  it("change the shape of who remains, by which an approval knows", () => {
    const [root] = changesOf({ events: [bridge] }, neighbourhoodOf([big, small])).people;
    expect(root?.shapeVersion).toBe(2);
  });

  it("are not told apart by rows that still name the absorbed one: these follow later", () => {
    // The two values have met before, so nothing but the owner would change.
    const met = [
      [home, { companions: { "email ": [identifierText(work)] } }],
      [work, { companions: { "phone ": [identifierText(home)] } }],
    ] as const;
    const changes = changesOf({ events: [bridge] }, neighbourhoodOf([big, small], { marked: met }));
    expect(entryIn(changes, work)).toBeUndefined();
  });

  it("become one by a human's word as well", () => {
    const together = decision({
      kind: "same",
      subjects: [{ event: eventIdOf(1) }, { event: eventIdOf(4) }],
    });
    const changes = changesOf({}, neighbourhoodOf([big, small], { decisions: [together] }));
    expect(changes.people).toMatchObject([
      { id: "big", absorbed: ["small"], disputed: { decisions: ["dec_1"] } },
    ]);
    expect(changes.reviews).toEqual([]);
  });

  it("with more absorbed ids than one may have are brought under one key", () => {
    const absorbed = Array.from({ length: absorbedMax }, (_, at) => `gone-${at}`);
    const full = { ...big, person: { ...big.person, absorbed } };
    const asked = rearrange(
      { events: [bridge] },
      neighbourhoodOf([unread(full), unread(small)]),
      contextOf(),
    );
    expect(asked).toEqual({ kind: "events needed", personIds: ["big", "small"] });
    const changes = changesOf({ events: [bridge] }, neighbourhoodOf([full, small]));
    expect(changes.moved.map(({ personId }) => personId)).toEqual(Array(4).fill("big"));
    expect(changes.rekeyed).toEqual(["big"]);
    expect(changes.keyless.toSorted()).toEqual([...absorbed, "small"].sort());
    expect(personIn(changes, "big")).toMatchObject({ absorbed: [], record: { events: 5 } });
    expect(personIn(changes, "big")?.former).toHaveLength(absorbedMax + 1);
  });
});

describe("a link that a guard refuses", () => {
  const ada = member("ada", [saying(1, first, home)]);
  const bao = member("bao", [saying(2, second, work)]);
  const contradiction = saying(3, home, work);
  const changes = changesOf({ events: [contradiction] }, neighbourhoodOf([ada, bao]));

  it("leaves its event with the person whom the stronger link reaches", () => {
    expect(changes.attached).toEqual([{ event: contradiction, personId: "ada" }]);
    expect(changes.merged).toEqual([]);
    expect(personIn(changes, "ada")).toMatchObject({
      record: { events: 2 },
      unlinked: [{ ...work, why: "limit" }],
    });
  });

  it("makes both disputed, with the evidence by which it can be asked again", () => {
    expect(personIn(changes, "ada")?.disputed).toEqual({
      evidence: [saying(1, first, home), contradiction].map((event) => evidenceOf(event, policy)),
      decisions: [],
    });
    expect(personIn(changes, "bao")?.disputed?.evidence).toEqual(bao.evidence);
  });

  it("leaves the one it was refused to as they are, but for that", () => {
    const after = personIn(changes, "bao");
    expect(after).toEqual({ ...bao.person, disputed: after?.disputed });
  });

  it("marks the row, draws an edge and opens a question", () => {
    expect(entryIn(changes, work)).toMatchObject({ ownerId: "bao", contested: "refused" });
    const { type, namespace, value } = work;
    const identifier = { type, namespace, value };
    expect(changes.edges).toEqual([{ identifier, personId: "ada" }]);
    expect(changes.reviews).toEqual([{ kind: "contested-link", identifier, open: true }]);
  });

  it("changes the shape of the person who did not get it", () => {
    expect(personIn(changes, "ada")?.shapeVersion).toBe(2);
    expect(personIn(changes, "bao")?.shapeVersion).toBe(1);
  });

  /** What the world is after it. */
  const after = (): Neighbourhood => ({
    ...neighbourhoodOf(
      [
        {
          person: { ...(personIn(changes, "ada") ?? newPerson("")), version: 4 },
          events: [...(ada.events ?? []), contradiction],
          evidence: [...ada.evidence, evidenceOf(contradiction, policy)],
        },
        { ...bao, person: { ...(personIn(changes, "bao") ?? newPerson("")), version: 4 } },
      ],
      {
        marked: changes.entries.map((entry) => [
          entry.identifier,
          { ...entry, version: entry.version + 1 },
        ]),
      },
    ),
  });

  it("moves its row on with whoever comes to carry it, for those who have read who does", () => {
    const holder = member("holder", [saying(1, home, first)]);
    const third = nationalId(nationalIdOf(3));
    const marked = [[home, { contested: "refused", version: 7 }]] as const;
    const news = { events: [saying(9, home, third)] };
    const changes = changesOf(news, neighbourhoodOf([holder], { marked }));
    expect(changes.edges).toMatchObject([{ identifier: { value: home.value } }]);
    expect(entryIn(changes, home)).toMatchObject({ contested: "refused", version: 7 });
    expect(changes.relied.map(({ identifier }) => identifier.value)).not.toContain(home.value);
  });

  it("once more is no second question: who is not written must still be as they were read", () => {
    const again = changesOf({ events: [saying(4, home, work)] }, after());
    expect(again).toMatchObject({ reviews: [], edges: [], loosened: [], entries: [] });
    expect(again.people.map(({ id }) => id)).toEqual(["ada"]);
    expect(again.consulted.map(({ id }) => id)).toEqual(["bao"]);
    expect(again.relied.map(({ identifier }) => identifier.value)).toEqual([work.value]);
  });

  it("closes its question where it is gone: its person is named on neither side any more", () => {
    const apart = decision({
      kind: "different",
      leaving: [{ event: eventIdOf(3) }],
      staying: [{ event: eventIdOf(2) }, { event: eventIdOf(1) }],
    });
    const settled = changesOf({}, { ...after(), decisions: [apart] });
    expect(entryIn(settled, work)).toMatchObject({ ownerId: "bao", contested: "decided" });
    expect(settled.reviews).toMatchObject([{ kind: "contested-link", open: false }]);
    expect(settled.loosened).toMatchObject([
      { identifier: { value: work.value }, personId: "ada" },
    ]);
    expect(personIn(settled, "new-1")).toMatchObject({ record: { events: 1 } });
  });

  it("that would fuse two national ids stays refused, whoever proves the weaker ones", () => {
    const proved = saying(4, { ...home, verified: true }, { ...work, verified: true });
    const again = changesOf({ events: [proved] }, after());
    expect(again.merged).toEqual([]);
  });
});

describe("a refused link that is proved later", () => {
  it("fuses the two after all; mark, edge and question are gone", () => {
    const ada = member("ada", [saying(1, unionid("uAda", true), home)]);
    const bao = member("bao", [saying(2, openid("oBao", true), work)]);
    const typed = saying(3, home, work);
    const refused = changesOf({ events: [typed] }, neighbourhoodOf([ada, bao]));
    expect(personIn(refused, "ada")?.unlinked).toMatchObject([
      { value: work.value, why: "claimed" },
    ]);
    const withTyped = {
      ...ada,
      person: personIn(refused, "ada") ?? ada.person,
      evidence: [...ada.evidence, evidenceOf(typed, policy)],
    };
    const withDispute = { ...bao, person: personIn(refused, "bao") ?? bao.person };
    const world = neighbourhoodOf([withTyped, withDispute], {
      marked: refused.entries.map((entry) => [entry.identifier, entry]),
    });
    const proved = saying(4, unionid("uAda", true), openid("oBao", true));
    const changes = changesOf({ events: [proved] }, world);
    expect(changes.people).toMatchObject([{ id: "ada", unlinked: [], absorbed: ["bao"] }]);
    expect(changes.people[0]?.disputed).toBeUndefined();
    expect(entryIn(changes, work)).toMatchObject({ contested: undefined });
    expect(changes.reviews).toMatchObject([{ kind: "contested-link", open: false }]);
    expect(changes.loosened).toMatchObject([{ personId: "ada" }]);
    expect(changes.edges).toEqual([]);
  });
});

describe("a person who comes apart", () => {
  const said = [saying(1, unionid("uOne", true), home), saying(2, home, work), saying(3, work)];
  const whole = member("whole", said, { absorbed: ["old"], shapeVersion: 5 });
  /** Whoever answers the phone proves it: nothing proves that who typed it is the same. */
  const proof = saying(4, { ...home, verified: true });
  const changes = changesOf({ events: [proof] }, neighbourhoodOf([whole]));

  it("is not taken apart before its events were read", () => {
    expect(rearrange({ events: [proof] }, neighbourhoodOf([unread(whole)]), contextOf())).toEqual({
      kind: "events needed",
      personIds: ["whole"],
    });
  });

  it("keeps its id where most of it is; the others get a new one", () => {
    expect(heldBy(personIn(changes, "whole"))).toEqual([home.value, work.value].sort());
    expect(personIn(changes, "whole")?.record.events).toBe(3);
    expect(heldBy(personIn(changes, "new-1"))).toEqual(["uOne"]);
    expect(personIn(changes, "new-1")).toMatchObject({ version: 0, record: { events: 1 } });
  });

  it("has all of its events sealed anew, each with whom it goes to", () => {
    expect(changes.moved).toEqual([
      { event: said[0], personId: "new-1" },
      { event: said[1], personId: "whole" },
      { event: said[2], personId: "whole" },
    ]);
    expect(changes.rekeyed).toEqual(["whole"]);
    // What it had absorbed holds no event any more: its key is of no use to anybody.
    expect(changes.keyless).toEqual(["old"]);
    expect(personIn(changes, "whole")).toMatchObject({ absorbed: [], former: ["old"] });
  });

  it("is told of on both sides, and none of them has the shape that it had", () => {
    expect(personIn(changes, "whole")).toMatchObject({ parted: ["new-1"], shapeVersion: 6 });
    expect(personIn(changes, "new-1")).toMatchObject({ parted: ["whole"] });
  });

  it("leaves each row with whom its identifier points at now", () => {
    expect(entryIn(changes, unionid("uOne"))?.ownerId).toBe("new-1");
    expect(entryIn(changes, home)).toMatchObject({ ownerId: "whole", contested: "refused" });
    expect(changes.edges).toMatchObject([{ identifier: { value: home.value }, personId: "new-1" }]);
  });

  it("by a human's word leaves no question", () => {
    const pair = member("pair", [saying(1, home), saying(2, home), saying(3, home)]);
    const apart = decision({
      kind: "different",
      leaving: [{ event: eventIdOf(2) }],
      staying: [{ event: eventIdOf(1) }],
    });
    const split = changesOf({}, neighbourhoodOf([pair], { decisions: [apart] }));
    expect(split.reviews).toEqual([]);
    expect(personIn(split, "pair")).toMatchObject({ record: { events: 2 } });
    expect(personIn(split, "new-1")).toMatchObject({
      record: { events: 1, identifiers: [] },
      unlinked: [{ ...home, why: "decided" }],
      disputed: { decisions: ["dec_1"] },
    });
    expect(entryIn(split, home)).toMatchObject({ ownerId: "pair", contested: "decided" });
  });

  it("may give a part to somebody else at the same moment", () => {
    const other = member("other", [saying(5, first), saying(6, first), saying(7, first)]);
    const mixed = member("mixed", [saying(1, home), saying(2, home), saying(3, work)]);
    // One who was never linked by anything but a human.
    const moves = [
      decision({ kind: "same", subjects: [{ event: eventIdOf(3) }, { event: eventIdOf(5) }] }),
    ];
    const moved = changesOf({}, neighbourhoodOf([mixed, other], { decisions: moves }));
    expect(moved.moved).toContainEqual({ event: saying(3, work), personId: "other" });
    expect(personIn(moved, "other")).toMatchObject({ record: { events: 4 } });
    expect(personIn(moved, "mixed")).toMatchObject({ record: { events: 2 }, parted: ["other"] });
    expect(moved.merged).toEqual([]);
  });
});

describe("a value about which a human decided", () => {
  const [ada, bao] = [saying(1, home, work), saying(2, home, email(emailOf(2)))];

  it("where it is blocked, links nobody any more: those it joined come apart", () => {
    const pair = member("pair", [ada, bao, saying(3, work)]);
    const retuned = new Map([[identifierText(home), { blocked: true }]]);
    const changes = changesOf({ retuned }, neighbourhoodOf([pair]));
    expect(entryIn(changes, home)).toMatchObject({ blocked: true, ownerId: undefined });
    expect(heldBy(personIn(changes, "pair"))).toEqual([work.value]);
    expect(heldBy(personIn(changes, "new-1"))).toEqual([emailOf(2)]);
    expect(changes.edges.map(({ personId }) => personId).sort()).toEqual(["new-1", "pair"]);
    expect(changes.reviews).toEqual([]);
  });

  it("where it is lifted, joins those who carry it, and is no question any more", () => {
    const unlinked = [{ ...home, why: "generic" as const }];
    const apart = [ada, bao].map((event, at) => {
      const { person, ...rest } = member(`p${at}`, [event]);
      const identifiers = person.record.identifiers.filter(({ type }) => type !== "phone");
      return {
        ...rest,
        person: { ...person, unlinked, record: { ...person.record, identifiers } },
      };
    });
    const retuned = new Map([[identifierText(home), { lifted: true }]]);
    const marked = [[home, { generic: true, ownerId: undefined }]] as const;
    const changes = changesOf({ retuned }, neighbourhoodOf(apart, { marked }));
    expect(changes.people).toMatchObject([{ id: "p0", absorbed: ["p1"], unlinked: [] }]);
    expect(entryIn(changes, home)).toMatchObject({ lifted: true, generic: false, ownerId: "p0" });
    expect(changes.reviews).toMatchObject([{ kind: "generic-value", open: false }]);
    expect(changes.loosened.map(({ personId }) => personId)).toEqual(["p0", "p1"]);
  });

  it.each([
    ["is blocked, asks nobody any more whether it says enough", true],
    ["is unblocked, asks again", false],
  ])("where a generic one %s", (_, blocked) => {
    const retuned = new Map([[identifierText(home), { blocked }]]);
    const marked = [[home, { generic: true, blocked: !blocked }]] as const;
    const changes = changesOf({ retuned }, neighbourhoodOf([member("p", [ada])], { marked }));
    expect(changes.reviews).toMatchObject([{ kind: "generic-value", open: !blocked }]);
  });

  it("where it came along with too many different others, is generic from now on", () => {
    const limit = policy.limits["national-id"] + 4;
    const marks = Array.from({ length: limit }, (_, n) =>
      identifierText(nationalId(nationalIdOf(n))),
    );
    const shop = member("shop", [saying(1, home), saying(2, home, nationalId(nationalIdOf(0)))]);
    const marked = [[home, { companions: { "national-id CN": marks } }]] as const;
    const news = { events: [saying(3, home, nationalId(nationalIdOf(99)))] };
    const changes = changesOf(news, neighbourhoodOf([shop], { marked }));
    expect(entryIn(changes, home)).toMatchObject({ generic: true });
    expect(changes.reviews).toMatchObject([{ kind: "generic-value", open: true }]);
    expect(changes.people).toHaveLength(3);
    // Who carries nothing else is still its person.
    expect(
      changes.people.filter(({ record }) =>
        record.identifiers.some(({ type }) => type === "phone"),
      ),
    ).toHaveLength(1);
  });
});

describe("where nothing that events carry says anything any more", () => {
  const alike = [saying(1, home, work), saying(2, home, work)];
  const [stands] = alike.map((event) => evidenceOf(event, policy));
  const both: Member = { ...member("both", alike), evidence: stands ? [stands] : [] };
  const marks = Array.from({ length: policy.limits["national-id"] + 4 }, (_, n) =>
    identifierText(nationalId(nationalIdOf(n))),
  );
  const marked = [
    [work, { generic: true, ownerId: undefined }],
    [home, { companions: { "national-id CN": marks } }],
  ] as const;
  const news = { events: [saying(3, home, nationalId(nationalIdOf(99)))] };

  it("each of them is somebody by itself, though one stood for the other", () => {
    const changes = changesOf(news, neighbourhoodOf([both], { marked }));
    expect(entryIn(changes, home)).toMatchObject({ generic: true });
    expect(changes.people.map(({ record }) => record.events)).toEqual([1, 1, 1]);
    expect(new Set(changes.moved.map(({ personId }) => personId)).size).toBe(2);
  });

  it("their person's events are read before that is known", () => {
    const rearranged = rearrange(news, neighbourhoodOf([unread(both)], { marked }), contextOf());
    expect(rearranged).toEqual({ kind: "events needed", personIds: ["both"] });
  });

  it("nothing is read where each event stands for itself already", () => {
    const alone = unread(member("alone", alike.slice(0, 1)));
    const { kind } = rearrange(news, neighbourhoodOf([alone], { marked }), contextOf());
    expect(kind).toBe("rearranged");
  });
});

describe("whatever the neighbourhood", () => {
  const pairs = fc.tuple(anyEvents, anyEvents).map(([stored, events]) => ({
    stored: stored.map((event, at) => ({ ...event, id: eventIdOf(50_000 + at) })),
    events,
  }));

  it("nobody changes where nothing is new", () => {
    fc.assert(
      fc.property(anyEvents, (events) => {
        // First everything as it should be, then once more.
        const built = changesOf({ events }, neighbourhoodOf([]));
        const ownOf = (id: string) =>
          built.attached.flatMap(({ event, personId }) => (personId === id ? [event] : []));
        const members = built.people.map((person): Member => {
          const own = ownOf(person.id);
          const evidence = own.map((event) => evidenceOf(event, policy));
          return { person: { ...person, version: 1 }, evidence, events: own };
        });
        const entries = new Map(
          built.entries.map((entry) => [
            identifierText(entry.identifier),
            { ...entry, version: 1 },
          ]),
        );
        const again = changesOf({}, { members, entries, decisions: [] });
        expect(again).toMatchObject({
          attached: [],
          merged: [],
          entries: [],
          edges: [],
          loosened: [],
          reviews: [],
          moved: [],
        });
        expect(again.people).toEqual([]);
      }),
    );
  });

  it("no event is lost, none is counted twice, and every identifier has at most one owner", () => {
    fc.assert(
      fc.property(pairs, ({ stored, events }) => {
        // As badly put together as can be: everything under one id.
        const heap = member("heap", stored, { unlinked: [] });
        const changes = changesOf({ events }, neighbourhoodOf([heap]));
        const counted = [...changes.people, ...changes.consulted].map(
          ({ record }) => record.events,
        );
        expect(counted.reduce((sum, count) => sum + count, 0)).toBe(stored.length + events.length);
        if (changes.moved.length > 0) {
          expect(changes.moved.map(({ event }) => event.id)).toEqual(stored.map(({ id }) => id));
        }
        const held = changes.people.flatMap(({ record }) =>
          record.identifiers.map((each) => identifierText(each)),
        );
        expect(new Set(held).size).toBe(held.length);
      }),
      { numRuns: 300 },
    );
  });
});
