import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { CustomerEvent } from "#shared/domain/event.ts";
import { canonicalExport } from "#shared/domain/export.ts";
import {
  compareText,
  identifierText,
  type IdentifierType,
  type StatedIdentifier,
} from "#shared/domain/identifier.ts";
import { attach, type AttachContext, type Known } from "#shared/domain/identity/attach.ts";
import { type Changes, type IndexEntry, noEntry } from "#shared/domain/identity/changes.ts";
import { linksOf } from "#shared/domain/identity/evidence.ts";
import { absorbedMax, type Person } from "#shared/domain/identity/person.ts";
import { resolve } from "#shared/domain/identity/specification.ts";
import type { Policy } from "#shared/domain/policy.ts";
import {
  account,
  anyEvents,
  claims,
  email,
  emailOf,
  eventOf,
  folding,
  nationalId,
  nationalIdOf,
  openid,
  phone,
  phoneOf,
  policy,
  unionid,
} from "#test/fixtures/events.ts";

/** Ids in the order in which they were made. */
function contextOf(other: Partial<Policy> = {}): AttachContext {
  let made = 0;
  const newId = () => `person-${String(++made).padStart(4, "0")}`;
  const named = { keyOf: identifierText, markOf: identifierText };
  return { ...folding, ...named, policy: { ...policy, ...other }, newId };
}

const nobody: Known = { people: [], entries: new Map() };
const saying = (serial: number, ...identifiers: StatedIdentifier[]) =>
  eventOf(serial, { identifiers });
/** What an answer is: where there is none, the test is over. */
function plain(changes: Changes | undefined): Changes {
  if (changes === undefined) throw new Error("it is not plain whose this is");
  return changes;
}

/** Keeps in memory what the stores keep, and writes what `attach` decides. */
function createMemory(context: AttachContext = contextOf()) {
  const people = new Map<string, Person>();
  const into = new Map<string, string>();
  const entries = new Map<string, IndexEntry>();
  const events = new Map<string, string[]>();
  const rootOf = (id: string): string => {
    const next = into.get(id);
    return next === undefined ? id : rootOf(next);
  };
  const write = (changes: Changes): void => {
    for (const { id, into: root } of changes.merged) {
      people.delete(id);
      into.set(id, root);
    }
    for (const person of changes.people) {
      people.set(person.id, { ...person, version: person.version + 1 });
    }
    for (const entry of changes.entries) {
      entries.set(identifierText(entry.identifier), { ...entry, version: entry.version + 1 });
    }
    for (const { event, personId } of changes.attached) {
      events.set(personId, [...(events.get(personId) ?? []), event.id]);
    }
  };
  const known = (said: readonly CustomerEvent[]): Known => {
    const links = said.flatMap((event) => linksOf(event, context.policy));
    const found = new Map<string, IndexEntry>();
    for (const link of links) {
      const entry = entries.get(identifierText(link));
      if (entry === undefined) continue;
      const ownerId = entry.ownerId && rootOf(entry.ownerId);
      found.set(identifierText(link), { ...entry, ownerId });
    }
    const roots = new Set([...found.values()].map(({ ownerId = "" }) => ownerId));
    return { entries: found, people: [...roots].flatMap((id) => people.get(id) ?? []) };
  };
  return {
    people,
    known,
    /** Puts a row as somebody else left it. */
    mark(identifier: StatedIdentifier, change: Partial<IndexEntry>): void {
      const text = identifierText(identifier);
      entries.set(text, { ...(entries.get(text) ?? noEntry(identifier)), version: 1, ...change });
    },
    /** What is not plain changes nothing. */
    attempt(...said: CustomerEvent[]): Changes | undefined {
      const changes = attach(said, known(said), context);
      if (changes !== undefined) write(changes);
      return changes;
    },
    deliver(...said: CustomerEvent[]): Changes {
      return plain(this.attempt(...said));
    },
    export(): string {
      return canonicalExport(
        [...people.values()].map(({ id, record }) => ({
          record,
          eventIds: [...events].flatMap(([owner, ids]) => (rootOf(owner) === id ? ids : [])),
        })),
      );
    },
  };
}

type Memory = ReturnType<typeof createMemory>;
const identifiersIn = ({ people }: Memory) =>
  [...people.values()].map(({ record }) => record.identifiers.map(({ value }) => value));
const ownedIn = ({ entries }: Changes) =>
  entries.map(({ identifier, ownerId }) => [identifier.value, ownerId]);

describe("an event", () => {
  it("whose identifiers nobody has is a new person", () => {
    const changes = plain(
      attach([saying(1, phone(phoneOf(1)), email(emailOf(1)))], nobody, contextOf()),
    );
    const id = "person-0001";
    expect(changes.attached).toMatchObject([{ personId: id }]);
    expect(changes.people).toMatchObject([{ id, version: 0, absorbed: [], unlinked: [] }]);
    expect(ownedIn(changes)).toEqual([
      [phoneOf(1), id],
      [emailOf(1), id],
    ]);
    expect([changes.merged, changes.consulted, changes.relied, changes.edges]).toEqual([
      [],
      [],
      [],
      [],
    ]);
  });

  it("whose identifier somebody has becomes theirs, and brings its others along", () => {
    const memory = createMemory();
    const [first] = memory.deliver(saying(1, phone(phoneOf(1)))).attached;
    const changes = memory.deliver(saying(2, phone(phoneOf(1)), email(emailOf(1))));
    expect(changes.attached).toMatchObject([{ personId: first?.personId }]);
    expect(changes.people).toMatchObject([{ version: 1, record: { events: 2 } }]);
    expect(ownedIn(changes)).toContainEqual([emailOf(1), first?.personId]);
    expect(identifiersIn(memory)).toEqual([[emailOf(1), phoneOf(1)]]);
  });

  it("that says nothing new of a known person touches no row of the index and leaves its shape", () => {
    const memory = createMemory();
    const said = [phone(phoneOf(1)), email(emailOf(1))];
    const [first] = memory.deliver(saying(1, ...said)).people;
    const changes = memory.deliver(saying(2, ...said));
    expect(changes.entries).toEqual([]);
    expect(changes.people[0]?.shapeVersion).toBe(first?.shapeVersion);
  });

  it("that brings an identifier changes the shape of its person", () => {
    const memory = createMemory();
    const [first] = memory.deliver(saying(1, phone(phoneOf(1)))).people;
    const [second] = memory.deliver(saying(2, phone(phoneOf(1)), email(emailOf(1)))).people;
    expect(second?.shapeVersion).toBeGreaterThan(first?.shapeVersion ?? Infinity);
  });

  it("without identifiers is a person of its own, each time", () => {
    const memory = createMemory();
    memory.deliver(eventOf(1, { claims: claims({ fullName: "Ada Brook" }) }));
    memory.deliver(eventOf(2, { claims: claims({ fullName: "Ada Brook" }) }));
    expect(memory.people.size).toBe(2);
  });

  it.each([
    ["a role mailbox", email("noreply@brook.cn")],
    ["a reserved domain", email("ada@mail.example")],
    ["a run of digits", phone("+8611111111111")],
    ["no value at all", account("null")],
  ])("never links by %s", (_, identifier) => {
    const memory = createMemory();
    const [changes] = [
      memory.deliver(saying(1, identifier)),
      memory.deliver(saying(2, identifier)),
    ];
    expect(memory.people.size).toBe(2);
    expect(changes).toMatchObject({ entries: [], edges: [] });
    expect(identifiersIn(memory)).toEqual([[], []]);
  });

  it("never links by what the tenant has blocked", () => {
    const blockedValues = [{ type: "phone" as const, value: phoneOf(1) }];
    const memory = createMemory(contextOf({ blockedValues }));
    memory.deliver(saying(1, phone(phoneOf(1))));
    memory.deliver(saying(2, phone(phoneOf(1)), email(emailOf(2))));
    expect(memory.people.size).toBe(2);
  });

  it("links by what the tenant promoted: the same name and birthday, if it says so", () => {
    const said = { claims: claims({ fullName: "Ada Brook", birthday: "1988-04-11" }) };
    const strict = createMemory(contextOf({ promotedKeys: ["name-birthday"] }));
    const loose = createMemory();
    for (const memory of [strict, loose]) {
      memory.deliver(eventOf(1, said));
      memory.deliver(eventOf(2, said));
    }
    expect([strict.people.size, loose.people.size]).toEqual([1, 2]);
  });
});

describe("an event that leads to several persons", () => {
  function twoAndOne() {
    const memory = createMemory();
    memory.deliver(saying(1, phone(phoneOf(1))), saying(2, phone(phoneOf(1))));
    memory.deliver(saying(3, email(emailOf(1))));
    return memory;
  }

  it("makes them one: the one with more events keeps its id, the other is named as absorbed", () => {
    const memory = twoAndOne();
    const [big, small] = [...memory.people.values()];
    const changes = memory.deliver(saying(4, phone(phoneOf(1)), email(emailOf(1))));
    expect(changes.people).toMatchObject([
      { id: big?.id, absorbed: [small?.id], record: { events: 4 } },
    ]);
    expect(changes.merged).toEqual([{ id: small?.id, version: 1, into: big?.id }]);
    expect(changes.people[0]?.shapeVersion).toBeGreaterThan(big?.shapeVersion ?? Infinity);
  });

  it("takes over whom the absorbed one had absorbed", () => {
    const memory = twoAndOne();
    memory.deliver(saying(4, phone(phoneOf(1)), email(emailOf(1))));
    for (const serial of [5, 6, 7, 8, 9]) memory.deliver(saying(serial, openid("oMadeUp1")));
    memory.deliver(saying(10, phone(phoneOf(1)), openid("oMadeUp1")));
    expect([...memory.people.values()]).toMatchObject([
      { absorbed: [expect.any(String), expect.any(String)], record: { events: 10 } },
    ]);
  });

  it("joins three at once", () => {
    const memory = twoAndOne();
    memory.deliver(saying(4, openid("oMadeUp1")));
    const said = [phone(phoneOf(1)), email(emailOf(1)), openid("oMadeUp1")];
    const changes = memory.deliver(saying(5, ...said));
    expect(changes.merged).toHaveLength(2);
    expect(memory.people.size).toBe(1);
  });

  it("is not plain any more once too many ids are absorbed: their events must be moved", () => {
    const memory = createMemory(contextOf({ limits: { ...policy.limits, email: 50, phone: 50 } }));
    let serial = 1;
    memory.deliver(saying(serial, openid("oMadeUp1", true)));
    const merge = (identifier: StatedIdentifier) => {
      memory.deliver(saying(++serial, identifier));
      return memory.attempt(saying(++serial, openid("oMadeUp1", true), identifier));
    };
    for (let count = 0; count < absorbedMax / 2; count++) {
      expect(merge(phone(phoneOf(count), true))?.merged).toHaveLength(1);
      expect(merge(email(emailOf(count), true))?.merged).toHaveLength(1);
    }
    expect(merge(unionid("oUnion1", true))).toBeUndefined();
    expect(memory.people.size).toBe(2);
  });
});

describe("it is not plain whose an event is", () => {
  const kinds: [IdentifierType, number, (serial: number) => StatedIdentifier][] = [
    ["national-id", 1, (serial) => nationalId(nationalIdOf(serial))],
    ["wechat-unionid", 1, (serial) => unionid(`oUnion${serial}`)],
    ["wechat-openid", 1, (serial) => openid(`oOpen${serial}`)],
    ["external-id", 5, (serial) => account(`id${serial}`)],
    ["phone", 10, (serial) => phone(phoneOf(serial))],
    ["email", 10, (serial) => email(emailOf(serial))],
  ];

  it.each(kinds)("where one person would have more of %s than %i", (type, most, identifierOf) => {
    const anchor = type === "phone" ? email("anchor@brook.cn") : phone("+8613941799999");
    const memory = createMemory();
    for (let serial = 1; serial <= most; serial++) {
      memory.deliver(saying(serial, anchor, identifierOf(serial)));
    }
    const before = memory.export();
    expect(memory.attempt(saying(99, anchor, identifierOf(99)))).toBeUndefined();
    expect(memory.export()).toBe(before);
  });

  it("but not in another namespace: a person may have an openid per app", () => {
    const memory = createMemory();
    const other = { ...openid("oOther", true), namespace: "wx2e90d6a8134cf57b" };
    memory.deliver(saying(1, unionid("oUnion1", true), openid("oMadeUp1", true), other));
    expect(memory.people.size).toBe(1);
  });

  it("where what somebody typed would fuse two who have both proved who they are", () => {
    const memory = createMemory();
    memory.deliver(saying(1, unionid("oUnion1", true), phone(phoneOf(1))));
    memory.deliver(saying(2, openid("oOpen2", true), email(emailOf(2))));
    expect(memory.attempt(saying(3, phone(phoneOf(1)), email(emailOf(2))))).toBeUndefined();
    expect(memory.attempt(saying(4, openid("oOpen2", true), phone(phoneOf(1))))).toBeUndefined();
  });

  it("where something typed holds together what an event now proves", () => {
    const memory = createMemory();
    memory.deliver(saying(1, unionid("oUnion1", true), phone(phoneOf(1))));
    // Whoever answers that phone may be somebody else than who typed it.
    expect(memory.attempt(saying(2, phone(phoneOf(1), true)))).toBeUndefined();
  });

  it("but what is typed may be added to who has proved it, and join who has not", () => {
    const memory = createMemory();
    memory.deliver(saying(1, unionid("oUnion1", true), phone(phoneOf(1))));
    memory.deliver(saying(2, phone(phoneOf(1)), email(emailOf(1))));
    memory.deliver(saying(3, email(emailOf(2))));
    memory.deliver(saying(4, phone(phoneOf(1)), email(emailOf(2))));
    expect(memory.people.size).toBe(1);
  });

  it("and what is proved fuses those who both proved it", () => {
    const memory = createMemory();
    memory.deliver(saying(1, unionid("oUnion1", true)));
    memory.deliver(saying(2, openid("oOpen2", true)));
    memory.deliver(saying(3, unionid("oUnion1", true), openid("oOpen2", true)));
    expect(memory.people.size).toBe(1);
  });

  it.each([
    ["one of its identifiers is contested", { contested: "refused" as const }],
    ["a human decided about one of them", { contested: "decided" as const }],
    ["a decision names one of them", { decisions: ["dec_1"] }],
  ])("where %s", (_, change) => {
    const memory = createMemory();
    memory.deliver(saying(1, phone(phoneOf(1))));
    memory.mark(phone(phoneOf(1)), change);
    expect(memory.attempt(saying(2, phone(phoneOf(1)), email(emailOf(1))))).toBeUndefined();
    expect(memory.attempt(saying(3, email(emailOf(1))))).toBeDefined();
  });

  it("where its person is disputed, whichever identifier leads there", () => {
    const memory = createMemory();
    const [owner] = memory.deliver(saying(1, phone(phoneOf(1)), email(emailOf(1)))).people;
    if (owner === undefined) throw new Error("nobody came of it");
    const disputed = { evidence: [], decisions: [] };
    memory.people.set(owner.id, { ...owner, version: 1, disputed });
    expect(memory.attempt(saying(2, phone(phoneOf(1))))).toBeUndefined();
    expect(memory.attempt(saying(3, email(emailOf(1))))).toBeUndefined();
  });

  it("and one such event makes its batch so", () => {
    const memory = createMemory();
    memory.deliver(saying(1, nationalId(nationalIdOf(1)), phone(phoneOf(1))));
    const batch = [
      saying(2, phone(phoneOf(1))),
      saying(3, nationalId(nationalIdOf(2)), phone(phoneOf(1))),
    ];
    expect(memory.attempt(...batch)).toBeUndefined();
    expect(memory.attempt(...batch.slice(0, 1))).toBeDefined();
  });
});

describe("a value that came along with another", () => {
  const shop = phone(phoneOf(1));

  it("remembers it, each once, and says so in its row", () => {
    const memory = createMemory();
    const first = memory.deliver(saying(1, shop, email(emailOf(1))));
    expect(first.entries.map(({ companions }) => companions)).toEqual([
      { "email ": [identifierText(email(emailOf(1)))] },
      { "phone ": [identifierText(shop)] },
    ]);
    const second = memory.deliver(saying(2, shop, email(emailOf(2))));
    expect(second.entries[0]).toMatchObject({
      identifier: { value: phoneOf(1) },
      version: 1,
      companions: { "email ": [1, 2].map((n) => identifierText(email(emailOf(n)))) },
    });
    expect(memory.deliver(saying(3, shop, email(emailOf(2)))).entries).toEqual([]);
  });

  it("is no plain case when it came along with too many, unless a human lifted it", () => {
    const most = policy.limits.email + 4;
    const attempt = (change: Partial<IndexEntry>, known: number) => {
      const memory = createMemory();
      const marks = Array.from({ length: known }, (_, n) => identifierText(email(emailOf(n))));
      memory.mark(shop, { companions: { "email ": marks }, ...change });
      return memory.attempt(saying(99, shop, email(emailOf(99))));
    };
    expect(attempt({}, most - 1)).toBeDefined();
    expect(attempt({}, most)).toBeUndefined();
    expect(attempt({ lifted: true }, most)).toBeDefined();
  });
});

describe("a generic value", () => {
  const shop = phone(phoneOf(1));
  function withShop(change: Partial<IndexEntry> = { generic: true }) {
    const memory = createMemory();
    memory.mark(shop, { version: 7, ...change });
    return memory;
  }

  it("links nobody who carries something else: it is unlinked, with an edge that leads there", () => {
    const memory = withShop();
    const changes = memory.deliver(saying(1, shop, email(emailOf(1))));
    const [{ id } = { id: "" }] = changes.people;
    expect(changes.people).toMatchObject([
      {
        record: { identifiers: [email(emailOf(1))] },
        unlinked: [{ ...shop, why: "generic" }],
      },
    ]);
    expect(changes.edges).toEqual([{ identifier: shop, personId: id }]);
    memory.deliver(saying(2, shop, email(emailOf(2))));
    expect(memory.people.size).toBe(2);
  });

  it("decides without being written: it must still be as it was read", () => {
    const changes = withShop().deliver(saying(1, shop, email(emailOf(1))));
    expect(changes.relied).toMatchObject([{ identifier: { value: phoneOf(1) }, version: 7 }]);
    expect(ownedIn(changes).map(([value]) => value)).toEqual([emailOf(1)]);
  });

  it("has one edge to a person, however many events carry it", () => {
    const memory = withShop();
    memory.deliver(saying(1, shop, email(emailOf(1))));
    const changes = memory.deliver(saying(2, shop, email(emailOf(1))));
    expect(changes.edges).toEqual([]);
    expect(changes.people[0]?.unlinked).toHaveLength(1);
  });

  it("links those who carry nothing else", () => {
    const memory = withShop();
    memory.deliver(saying(1, shop));
    memory.deliver(saying(2, shop));
    memory.deliver(saying(3, shop, email("noreply@brook.cn")));
    expect([...memory.people.values()]).toMatchObject([{ record: { events: 3 }, unlinked: [] }]);
  });

  it("that a human blocked links nobody at all, whether or not it is alone", () => {
    const memory = withShop({ blocked: true });
    memory.deliver(saying(1, shop));
    memory.deliver(saying(2, shop));
    memory.deliver(saying(3, shop, email(emailOf(1))));
    expect([...memory.people.values()]).toMatchObject(
      Array.from({ length: 3 }, () => ({ unlinked: [{ ...shop, why: "blocked" }] })),
    );
  });

  it("moves with its person in a merge, once", () => {
    const memory = withShop();
    memory.deliver(saying(1, shop, email(emailOf(1))), saying(2, shop, email(emailOf(2))));
    const changes = memory.deliver(saying(3, email(emailOf(1)), email(emailOf(2))));
    expect(changes.people).toMatchObject([{ unlinked: [shop] }]);
    // The edge of the absorbed one leads here as well.
    expect(changes.edges).toEqual([]);
  });
});

/** Events whose links no guard can refuse. */
const harmonious = anyEvents.map((events) =>
  events.map((event) => ({
    ...event,
    identifiers: event.identifiers
      .filter(({ type }) => type === "phone" || type === "email")
      .map((identifier) => ({ ...identifier, verified: true })),
  })),
);

const specified = (events: readonly CustomerEvent[]) =>
  canonicalExport(resolve({ events }, { ...folding, policy }).people);

describe("a batch", () => {
  it("comes to what the specification says, wherever it is plain", () => {
    let answered = 0;
    fc.assert(
      fc.property(anyEvents, fc.nat(8), (events, cut) => {
        const memory = createMemory();
        const portions = [events.slice(0, cut), events.slice(cut)];
        if (portions.some((portion) => memory.attempt(...portion) === undefined)) return;
        answered += 1;
        expect(memory.export()).toBe(specified(events));
      }),
      { numRuns: 1_000 },
    );
    // The other half contradicts itself.
    expect(answered).toBeGreaterThan(200);
  });

  it("comes to what its events come to one by one, as far as they are plain", () => {
    fc.assert(
      fc.property(anyEvents, (events) => {
        const alone = createMemory();
        const upTo = events.findIndex((event) => alone.attempt(event) === undefined);
        const together = createMemory();
        together.deliver(...(upTo < 0 ? events : events.slice(0, upTo)));
        expect(together.export()).toBe(alone.export());
      }),
      { numRuns: 300 },
    );
  });

  it("is plain in any order and any portions, where nothing is contested", () => {
    const portions = harmonious.chain((events) =>
      fc.tuple(
        fc.constant(events),
        fc.shuffledSubarray(events, { minLength: events.length }),
        fc.nat(events.length),
      ),
    );
    fc.assert(
      fc.property(portions, ([events, order, cut]) => {
        const memory = createMemory();
        memory.deliver(...order.slice(0, cut));
        memory.deliver(...order.slice(cut));
        expect(memory.export()).toBe(specified(events));
      }),
      { numRuns: 300 },
    );
  });

  it("writes each person once, and none that it made and absorbed itself", () => {
    const changes = plain(
      attach(
        [
          saying(1, phone(phoneOf(1))),
          saying(2, email(emailOf(2))),
          saying(3, phone(phoneOf(1)), email(emailOf(2))),
        ],
        nobody,
        contextOf(),
      ),
    );
    expect(changes.people).toHaveLength(1);
    expect(changes.people[0]).toMatchObject({ version: 0, absorbed: [], record: { events: 3 } });
    expect(changes.merged).toEqual([]);
    const root = changes.people[0]?.id;
    expect(changes.attached.map(({ personId }) => personId)).toEqual([root, root, root]);
    expect(changes.entries.map(({ ownerId }) => ownerId)).toEqual([root, root]);
  });

  it("keeps the order of its events, so that a refused write tells which one it was", () => {
    fc.assert(
      fc.property(harmonious, (events) => {
        const { attached } = plain(attach(events, nobody, contextOf()));
        expect(attached.map(({ event }) => event.id)).toEqual(events.map(({ id }) => id));
      }),
    );
  });

  it("leaves every identifier with one owner who holds it, and nobody over a limit", () => {
    fc.assert(
      fc.property(anyEvents, (events) => {
        const memory = createMemory();
        for (const event of events) memory.attempt(event);
        const held = identifiersIn(memory).flat();
        expect(new Set(held).size).toBe(held.length);
        const { entries, people } = memory.known(events);
        for (const [text, { ownerId }] of entries) {
          const owner = people.find((person) => person.id === ownerId);
          expect(owner?.record.identifiers.map((each) => identifierText(each))).toContain(text);
        }
        for (const { record } of people) {
          const ids = record.identifiers.filter(({ type }) => type === "national-id");
          expect(ids.length).toBeLessThanOrEqual(1);
        }
      }),
    );
  });

  it("loses no event and invents none", () => {
    fc.assert(
      fc.property(harmonious, (events) => {
        const memory = createMemory();
        memory.deliver(...events);
        const ids = memory.export().match(/evt_\d{27}(?=[",\]])/g) ?? [];
        expect([...new Set(ids)].sort(compareText)).toEqual(
          events.map(({ id }) => id).sort(compareText),
        );
        const counted = [...memory.people.values()].map(({ record }) => record.events);
        expect(counted.reduce((sum, count) => sum + count, 0)).toBe(events.length);
      }),
    );
  });
});
