import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  attach,
  type AttachContext,
  type Changes,
  type Known,
  linksOf,
} from "#shared/domain/identity/attach.ts";
import type { CustomerEvent } from "#shared/domain/event.ts";
import { canonicalExport } from "#shared/domain/export.ts";
import {
  compareText,
  identifierText,
  type IdentifierType,
  type StatedIdentifier,
} from "#shared/domain/identifier.ts";
import { absorbedMax, type Person } from "#shared/domain/identity/person.ts";
import type { Policy } from "#shared/domain/policy.ts";
import { emptyRecord, type GoldenRecord, join, recordOf } from "#shared/domain/record.ts";
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
  return { ...folding, policy: { ...policy, ...other }, newId };
}

const nobody: Known = { people: [], owners: new Map() };
const saying = (serial: number, ...identifiers: StatedIdentifier[]) =>
  eventOf(serial, { identifiers });

/** Keeps in memory what the stores keep, and writes what `attach` decides. */
function createMemory(context: AttachContext = contextOf()) {
  const people = new Map<string, Person>();
  const into = new Map<string, string>();
  const owners = new Map<string, string>();
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
    for (const { identifier, personId } of changes.linked) {
      owners.set(identifierText(identifier), personId);
    }
    for (const { event, personId } of changes.attached) {
      events.set(personId, [...(events.get(personId) ?? []), event.id]);
    }
  };
  return {
    people,
    known(said: readonly CustomerEvent[]): Known {
      const texts = said.flatMap((event) => linksOf(event, context.policy).map(identifierText));
      const found = new Map(
        texts.flatMap((text) => {
          const owner = owners.get(text);
          return owner === undefined ? [] : [[text, rootOf(owner)] as const];
        }),
      );
      const roots = new Set(found.values());
      return { owners: found, people: [...roots].flatMap((id) => people.get(id) ?? []) };
    },
    deliver(...said: CustomerEvent[]): Changes {
      const changes = attach(said, this.known(said), context);
      write(changes);
      return changes;
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

describe("an event", () => {
  it("whose identifiers nobody has is a new person", () => {
    const { attached, people, linked, merged, consulted } = attach(
      [saying(1, phone(phoneOf(1)), email(emailOf(1)))],
      nobody,
      contextOf(),
    );
    expect(attached).toMatchObject([{ personId: "person-0001", contested: [] }]);
    expect(people).toMatchObject([{ id: "person-0001", version: 0, absorbed: [] }]);
    expect(linked.map(({ identifier }) => identifier.value)).toEqual([phoneOf(1), emailOf(1)]);
    expect([merged, consulted]).toEqual([[], []]);
  });

  it("whose identifier somebody has becomes theirs, and brings its others along", () => {
    const memory = createMemory();
    const [first] = memory.deliver(saying(1, phone(phoneOf(1)))).attached;
    const changes = memory.deliver(saying(2, phone(phoneOf(1)), email(emailOf(1))));
    expect(changes.attached).toMatchObject([{ personId: first?.personId, contested: [] }]);
    expect(changes.people).toMatchObject([{ version: 1, record: { events: 2 } }]);
    expect(changes.linked).toMatchObject([{ identifier: { value: emailOf(1) } }]);
    expect(identifiersIn(memory)).toEqual([[emailOf(1), phoneOf(1)]]);
  });

  it("that says nothing new of a known person links nothing and leaves its shape", () => {
    const memory = createMemory();
    const [first] = memory.deliver(saying(1, phone(phoneOf(1)))).people;
    const changes = memory.deliver(saying(2, phone(phoneOf(1))));
    expect(changes.linked).toEqual([]);
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
    expect(changes).toMatchObject({ linked: [], attached: [{ contested: [] }] });
    expect(identifiersIn(memory)).toEqual([[], []]);
  });

  it("never links by what the tenant has blocked", () => {
    const blockedValues = [{ type: "phone" as const, value: phoneOf(1) }];
    const memory = createMemory(contextOf({ blockedValues }));
    memory.deliver(saying(1, phone(phoneOf(1))));
    memory.deliver(saying(2, phone(phoneOf(1)), email(emailOf(2))));
    expect(memory.people.size).toBe(2);
  });

  it("tries what is proved before what is claimed, then the stronger type", () => {
    const said = saying(
      1,
      email(emailOf(1)),
      phone(phoneOf(1)),
      nationalId(nationalIdOf(1)),
      email(emailOf(2), true),
      openid("oMadeUp1", true),
    );
    expect(linksOf(said, policy).map(({ value }) => value)).toEqual([
      "oMadeUp1",
      emailOf(2),
      nationalIdOf(1),
      phoneOf(1),
      emailOf(1),
    ]);
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
    expect(changes.linked).toEqual([]);
    expect(changes.people[0]?.shapeVersion).toBeGreaterThan(big?.shapeVersion ?? Infinity);
  });

  it("takes over whom the absorbed one had absorbed", () => {
    const memory = twoAndOne();
    memory.deliver(saying(4, phone(phoneOf(1)), email(emailOf(1))));
    for (const serial of [5, 6, 7, 8, 9]) memory.deliver(saying(serial, openid("oMadeUp1", true)));
    memory.deliver(saying(10, phone(phoneOf(1)), openid("oMadeUp1", true)));
    expect([...memory.people.values()]).toMatchObject([
      { absorbed: [expect.any(String), expect.any(String)], record: { events: 10 } },
    ]);
  });

  it("joins three at once", () => {
    const memory = twoAndOne();
    memory.deliver(saying(4, openid("oMadeUp1", true)));
    const said = [phone(phoneOf(1)), email(emailOf(1)), openid("oMadeUp1", true)];
    const changes = memory.deliver(saying(5, ...said));
    expect(changes.merged).toHaveLength(2);
    expect(memory.people.size).toBe(1);
  });

  it("is refused once too many ids are absorbed, and nobody is lost", () => {
    const memory = createMemory(contextOf({ limits: { ...policy.limits, email: 50, phone: 50 } }));
    let serial = 1;
    memory.deliver(saying(serial, openid("oMadeUp1", true)));
    const merge = (identifier: StatedIdentifier) => {
      memory.deliver(saying(++serial, identifier));
      return memory.deliver(saying(++serial, openid("oMadeUp1", true), identifier));
    };
    for (let count = 0; count < absorbedMax / 2; count++) {
      expect(merge(phone(phoneOf(count), true)).merged).toHaveLength(1);
      expect(merge(email(emailOf(count), true)).merged).toHaveLength(1);
    }
    const refused = merge(unionid("oUnion1", true));
    expect(refused).toMatchObject({
      merged: [],
      attached: [{ contested: [{ identifier: openid("oMadeUp1", true) }] }],
    });
    expect(memory.people.size).toBe(2);
  });
});

describe("a link that would break a limit is contested", () => {
  const kinds: [IdentifierType, number, (serial: number) => StatedIdentifier][] = [
    ["national-id", 1, (serial) => nationalId(nationalIdOf(serial))],
    ["wechat-unionid", 1, (serial) => unionid(`oUnion${serial}`, true)],
    ["wechat-openid", 1, (serial) => openid(`oOpen${serial}`, true)],
    ["external-id", 5, (serial) => account(`id${serial}`, true)],
    ["phone", 10, (serial) => phone(phoneOf(serial))],
    ["email", 10, (serial) => email(emailOf(serial))],
  ];

  it.each(kinds)("%s: %i of one namespace and no more", (type, most, identifierOf) => {
    // Something else that holds the person together, and that has no limit in reach.
    const anchor =
      type === "phone" ? email("anchor@brook.cn", true) : phone("+8613941799999", true);
    const memory = createMemory();
    for (let serial = 1; serial <= most; serial++) {
      const { attached } = memory.deliver(saying(serial, anchor, identifierOf(serial)));
      expect(attached).toMatchObject([{ contested: [] }]);
    }
    const { attached, linked } = memory.deliver(saying(99, anchor, identifierOf(99)));
    const strongerFirst = attached[0]?.contested[0]?.identifier;
    expect(attached[0]?.contested).toHaveLength(1);
    expect([anchor, identifierOf(99)]).toContainEqual(strongerFirst);
    // Whichever of the two was refused: no person holds more than the limit allows.
    for (const { record } of memory.people.values()) {
      const held = record.identifiers.filter((identifier) => identifier.type === type);
      expect(held.length).toBeLessThanOrEqual(most);
    }
    expect(linked.length).toBeLessThanOrEqual(1);
  });

  it("but not in another namespace: a person may have an openid per app", () => {
    const memory = createMemory();
    const other = { ...openid("oOther", true), namespace: "wx2e90d6a8134cf57b" };
    const said = [unionid("oUnion1", true), openid("oMadeUp1", true), other];
    expect(memory.deliver(saying(1, ...said)).attached).toMatchObject([{ contested: [] }]);
    expect(memory.people.size).toBe(1);
  });

  it("and the persons that it would have joined stay as they are", () => {
    const memory = createMemory();
    memory.deliver(saying(1, nationalId(nationalIdOf(1)), phone(phoneOf(1))));
    memory.deliver(saying(2, nationalId(nationalIdOf(2)), email(emailOf(2))));
    const [holder, other] = [...memory.people.values()];
    const changes = memory.deliver(saying(3, phone(phoneOf(1)), email(emailOf(2))));
    expect(changes).toMatchObject({
      attached: [
        {
          personId: holder?.id,
          contested: [{ identifier: email(emailOf(2)), ownerId: other?.id }],
        },
      ],
      merged: [],
      linked: [],
      // Nothing of it changes, but it decided: it must still be as it was read.
      consulted: [{ id: other?.id, version: other?.version }],
    });
    expect(memory.people.get(other?.id ?? "")).toEqual(other);
    expect(changes.people[0]?.shapeVersion).toBeGreaterThan(holder?.shapeVersion ?? Infinity);
  });

  it("and its event is kept, with all that it says, by the person whom it does reach", () => {
    const memory = createMemory();
    memory.deliver(saying(1, nationalId(nationalIdOf(1)), phone(phoneOf(1))));
    memory.deliver(
      eventOf(2, {
        identifiers: [nationalId(nationalIdOf(2)), phone(phoneOf(1))],
        claims: claims({ jobTitle: "Buyer" }),
      }),
    );
    const [, second] = [...memory.people.values()];
    expect(identifiersIn(memory)).toEqual([[nationalIdOf(1), phoneOf(1)], [nationalIdOf(2)]]);
    expect(second?.record.slots["jobTitle"]?.values).toEqual({ jobTitle: "Buyer" });
  });
});

describe("a claimed link", () => {
  function twoVerified() {
    const memory = createMemory();
    memory.deliver(saying(1, unionid("oUnion1", true), phone(phoneOf(1))));
    memory.deliver(saying(2, openid("oOpen2", true), email(emailOf(2))));
    return memory;
  }

  it("may not fuse two persons who have both proved who they are", () => {
    const memory = twoVerified();
    const { attached, merged } = memory.deliver(saying(3, phone(phoneOf(1)), email(emailOf(2))));
    expect(attached).toMatchObject([{ contested: [{ identifier: email(emailOf(2)) }] }]);
    expect(merged).toEqual([]);
    expect(memory.people.size).toBe(2);
  });

  it("may not fuse them either where the event itself proves one of the two", () => {
    const memory = twoVerified();
    const { attached } = memory.deliver(saying(3, openid("oOpen2", true), phone(phoneOf(1))));
    expect(attached).toMatchObject([{ contested: [{ identifier: phone(phoneOf(1)) }] }]);
    expect(memory.people.size).toBe(2);
  });

  it("may attach an event to a person who has proved who they are", () => {
    const memory = twoVerified();
    const { attached } = memory.deliver(saying(3, phone(phoneOf(1)), email(emailOf(3))));
    expect(attached).toMatchObject([{ contested: [] }]);
    expect(memory.people.size).toBe(2);
  });

  it("may fuse a person who has proved it with one who has not", () => {
    const memory = createMemory();
    memory.deliver(saying(1, unionid("oUnion1", true), phone(phoneOf(1))));
    memory.deliver(saying(2, email(emailOf(2))));
    memory.deliver(saying(3, phone(phoneOf(1)), email(emailOf(2))));
    expect(memory.people.size).toBe(1);
  });

  it("once it is proved, fuses them", () => {
    const memory = twoVerified();
    memory.deliver(saying(3, phone(phoneOf(1), true), openid("oOpen2", true)));
    expect(memory.people.size).toBe(1);
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

/** What the specification says where no guard refuses: components, each the fold of its events. */
function components(events: readonly CustomerEvent[]): string {
  const groups: { texts: Set<string>; events: CustomerEvent[] }[] = [];
  for (const event of events) {
    const texts = event.identifiers.map(identifierText);
    const touched = groups.filter((group) => texts.some((text) => group.texts.has(text)));
    const joined = {
      texts: new Set([...texts, ...touched.flatMap((group) => [...group.texts])]),
      events: [event, ...touched.flatMap((group) => group.events)],
    };
    for (const group of touched) groups.splice(groups.indexOf(group), 1);
    groups.push(joined);
  }
  return canonicalExport(
    groups.map((group) => ({
      record: group.events
        .map((event): GoldenRecord => recordOf(event, event.identifiers, folding))
        .reduce(join, emptyRecord),
      eventIds: group.events.map(({ id }) => id),
    })),
  );
}

describe("a batch", () => {
  it("comes to what its events come to one by one", () => {
    fc.assert(
      fc.property(anyEvents, (events) => {
        const [together, alone] = [createMemory(), createMemory()];
        const batch = together.deliver(...events);
        const each = events.map((event) => alone.deliver(event));
        expect(together.export()).toBe(alone.export());
        const contested = (changes: readonly Changes[]) =>
          changes.flatMap(({ attached }) =>
            attached.map(({ event, contested: refused }) => [
              event.id,
              refused.map(({ identifier }) => identifier),
            ]),
          );
        expect(contested([batch])).toEqual(contested(each));
      }),
      { numRuns: 300 },
    );
  });

  it("in any order and any portions makes the connected components, where nothing is contested", () => {
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
        expect(memory.export()).toBe(components(events));
      }),
      { numRuns: 300 },
    );
  });

  it("writes each person once, and none that it made and absorbed itself", () => {
    const changes = attach(
      [
        saying(1, phone(phoneOf(1))),
        saying(2, email(emailOf(2))),
        saying(3, phone(phoneOf(1)), email(emailOf(2))),
      ],
      nobody,
      contextOf(),
    );
    expect(changes.people).toHaveLength(1);
    expect(changes.people[0]).toMatchObject({ version: 0, absorbed: [], record: { events: 3 } });
    expect(changes.merged).toEqual([]);
    const root = changes.people[0]?.id;
    expect(changes.attached.map(({ personId }) => personId)).toEqual([root, root, root]);
    expect(changes.linked.map(({ personId }) => personId)).toEqual([root, root]);
  });

  it("keeps the order of its events, so that a refused write tells which one it was", () => {
    fc.assert(
      fc.property(anyEvents, (events) => {
        const { attached } = attach(events, nobody, contextOf());
        expect(attached.map(({ event }) => event.id)).toEqual(events.map(({ id }) => id));
      }),
    );
  });

  it("leaves every identifier with one owner who holds it, and nobody over a limit", () => {
    fc.assert(
      fc.property(anyEvents, (events) => {
        const memory = createMemory();
        for (const event of events) memory.deliver(event);
        const held = identifiersIn(memory).flat();
        expect(new Set(held).size).toBe(held.length);
        const { owners, people } = memory.known(events);
        for (const [text, id] of owners) {
          const owner = people.find((person) => person.id === id);
          expect(owner?.record.identifiers.map(identifierText)).toContain(text);
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
      fc.property(anyEvents, (events) => {
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
