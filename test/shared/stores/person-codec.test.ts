import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { evidenceOf } from "#shared/domain/identity/evidence.ts";
import { partition } from "#shared/domain/identity/partition.ts";
import { emptyRecord, join, recordOf } from "#shared/domain/record.ts";
import { identifierText } from "#shared/domain/identifier.ts";
import {
  decodePerson,
  encodePerson,
  type SealedPerson,
  StoredPerson,
} from "#shared/stores/person-codec.ts";
import {
  anyEvents,
  email,
  emailOf,
  eventOf,
  folding,
  nationalId,
  nationalIdOf,
  phone,
  phoneOf,
  policy,
} from "#test/fixtures/events.ts";

/** As it comes back from the store. */
const stored = (person: SealedPerson) =>
  decodePerson(StoredPerson.parse(JSON.parse(JSON.stringify(encodePerson(person)))));

const nobody: SealedPerson = {
  record: emptyRecord,
  unlinked: [],
  absorbed: [],
  former: [],
  parted: [],
};

const ids = fc.array(fc.uuid(), { maxLength: 3 });
/** Whoever comes of these events, with what was refused to them, and why they are disputed. */
const anyPeople = fc
  .tuple(anyEvents, ids, ids, ids, fc.option(ids, { nil: undefined }))
  .map(([events, absorbed, former, parted, decisions]) =>
    partition(
      events.map((event) => evidenceOf(event, policy)),
      {
        limits: policy.limits,
        decisions: [],
        keyOf: identifierText,
        silence: ({ value }) => (value === phoneOf(1) ? "generic" : undefined),
      },
    ).map(({ evidence, identifiers, unlinked }): SealedPerson => {
      const record = events
        .filter(({ id }) => evidence.some(({ eventId }) => eventId === id))
        .map((event) => recordOf(event, [], folding))
        .reduce(join, emptyRecord);
      const disputed = decisions && { evidence, decisions };
      return {
        record: { ...record, identifiers },
        unlinked,
        absorbed,
        former,
        parted,
        ...(disputed && { disputed }),
      };
    }),
  );

describe("a person", () => {
  it("comes back as it was stored, with all that who it is rests on", () => {
    fc.assert(
      fc.property(anyPeople, (people) => {
        expect(people.map(stored)).toEqual(people);
      }),
      { numRuns: 300 },
    );
  });

  it("of whom nothing is disputed or refused costs no byte for it", () => {
    const [plain] = [{ ...nobody, record: recordOf(eventOf(1), [], folding) }];
    expect(Object.keys(encodePerson(plain))).toEqual(["r"]);
    expect(stored(plain)).toEqual(plain);
  });

  it("names each identifier once, however many events carry it", () => {
    const events = [1, 2, 3, 4].map((serial) =>
      eventOf(serial, { identifiers: [phone(phoneOf(7)), email(emailOf(7), serial > 2)] }),
    );
    const evidence = events.map((event) => evidenceOf(event, policy));
    const identifiers = [phone(phoneOf(7)), email(emailOf(7), true)];
    const record = { ...emptyRecord, identifiers };
    const encoded = encodePerson({ ...nobody, record, disputed: { evidence, decisions: [] } });
    expect(JSON.stringify(encoded).split(phoneOf(7))).toHaveLength(2);
    expect(JSON.stringify(encoded).split(emailOf(7))).toHaveLength(2);
  });

  it("that was decided about, and has no event with a link, is still decided about", () => {
    const evidence = [evidenceOf(eventOf(1), policy)];
    const decided = { ...nobody, disputed: { evidence, decisions: ["dec_1"] } };
    expect(stored(decided)).toEqual(decided);
  });
});

describe("refused as a stored person", () => {
  const event = eventOf(1, { identifiers: [phone(phoneOf(1))] });
  const disputed = { evidence: [evidenceOf(event, policy)], decisions: [] };
  const whole = encodePerson({
    ...nobody,
    record: { ...emptyRecord, identifiers: [phone(phoneOf(1))] },
    unlinked: [{ ...nationalId(nationalIdOf(1)), why: "limit" }],
    disputed,
  });

  it("is nobody to begin with, so that each of the following is refused for its own sake", () => {
    expect(StoredPerson.safeParse(whole).success).toBe(true);
  });

  it("is one whose evidence links what the person does not know", () => {
    expect(() => encodePerson({ ...nobody, disputed })).toThrow(RangeError);
  });

  it("is one whose evidence links what is not there", () => {
    const broken = StoredPerson.parse({ ...whole, e: [["evt_1", 0, [99]]] });
    expect(() => decodePerson(broken)).toThrow(RangeError);
  });

  it.each([
    ["without a record", { r: undefined }],
    ["with a reason that nobody has", { u: [["phone", "", "1", 0, "whim"]] }],
    ["with evidence of no time", { e: [["evt_1", "yesterday", [0]]] }],
    ["with a link that is no position", { e: [["evt_1", 0, [0.5]]] }],
  ])("is one %s", (_, change) => {
    expect(StoredPerson.safeParse({ ...whole, ...change }).success).toBe(false);
  });
});
