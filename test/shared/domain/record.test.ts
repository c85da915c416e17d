import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { CustomerEvent } from "#shared/domain/event.ts";
import { canonicalExport } from "#shared/domain/export.ts";
import { emptyRecord, type GoldenRecord, join, recordOf } from "#shared/domain/record.ts";
import { recordValueLengthMax } from "#shared/domain/survivorship.ts";
import {
  anyEvents,
  claim,
  claims,
  email,
  emailOf,
  eventIdOf,
  eventOf,
  folding,
  minute,
  phone,
  phoneOf,
} from "#test/fixtures/events.ts";

const recordOfEvent = (event: CustomerEvent) => recordOf(event, event.identifiers, folding);

function fold(events: readonly CustomerEvent[], context = folding): GoldenRecord {
  return events
    .map((event) => recordOf(event, event.identifiers, context))
    .reduce(join, emptyRecord);
}

const exported = (record: GoldenRecord) => canonicalExport([{ record, eventIds: [] }]);

/** Three records of disjoint events. */
const threeRecords = anyEvents.map((events) => {
  const third = Math.ceil(events.length / 3);
  return [events.slice(0, third), events.slice(third, 2 * third), events.slice(2 * third)].map(
    (part) => fold(part),
  ) as [GoldenRecord, GoldenRecord, GoldenRecord];
});

describe("the join of records", () => {
  it("is commutative", () => {
    fc.assert(
      fc.property(threeRecords, ([a, b]) => {
        expect(join(a, b)).toEqual(join(b, a));
      }),
    );
  });

  it("is associative", () => {
    fc.assert(
      fc.property(threeRecords, ([a, b, c]) => {
        expect(join(join(a, b), c)).toEqual(join(a, join(b, c)));
      }),
    );
  });

  it("is idempotent, but for the count of events", () => {
    fc.assert(
      fc.property(threeRecords, ([a]) => {
        expect({ ...join(a, a), events: a.events }).toEqual(a);
      }),
    );
  });

  it("leaves a record alone that is joined with nothing", () => {
    fc.assert(
      fc.property(threeRecords, ([a]) => {
        expect(join(a, emptyRecord)).toEqual(a);
        expect(join(emptyRecord, a)).toEqual(a);
      }),
    );
  });

  it("gives one record for every order and every grouping of the same events", () => {
    const shuffled = anyEvents.chain((events) =>
      fc.tuple(
        fc.constant(events),
        fc.shuffledSubarray(events, { minLength: events.length }),
        fc.nat(events.length),
      ),
    );
    fc.assert(
      fc.property(shuffled, ([events, order, cut]) => {
        const grouped = join(fold(order.slice(cut)), fold(order.slice(0, cut)));
        expect(exported(grouped)).toBe(exported(fold(events)));
      }),
      { numRuns: 300 },
    );
  });

  it("gives one record for all 720 orders of six events that disagree about everything", () => {
    const records = disagreeing.map(recordOfEvent);
    const expected = exported(records.reduce(join, emptyRecord));
    for (const order of permutations(records)) {
      expect(exported(order.reduce(join, emptyRecord))).toBe(expected);
    }
  });
});

const disagreeing: readonly CustomerEvent[] = [
  eventOf(1, {
    claims: claims({ fullName: "Ada Brook", city: "Suzhou", street: "Lakeside 1" }),
    consents: [{ purpose: "email", granted: true }],
    tags: [{ tag: "vip", present: true }],
    identifiers: [phone(phoneOf(1))],
  }),
  eventOf(2, {
    claims: [claim("fullName", "Ada B."), claim("phone", phoneOf(1), { verified: true })],
    consents: [{ purpose: "email", granted: false }],
    identifiers: [phone(phoneOf(1), true), email(emailOf(1))],
  }),
  // The same moment as the one before.
  eventOf(3, {
    observedAt: minute(2),
    claims: claims({ fullName: "Ada Brooke", city: "Wuxi" }),
    consents: [{ purpose: "email", granted: true }],
    tags: [{ tag: "vip", present: false }],
    extras: { seat: "1" },
  }),
  eventOf(4, {
    trust: "staff",
    observedAt: minute(0),
    claims: claims({ fullName: "Ada Brook-Li" }),
  }),
  eventOf(5, {
    channel: "shopify",
    claims: [claim("city", "???", { valid: false }), claim("note", "", { removed: true })],
    extras: { seat: "2" },
  }),
  eventOf(6, { claims: claims({ note: "call back" }), tags: [{ tag: "vip", present: true }] }),
];

function* permutations<Item>(items: readonly Item[]): Generator<Item[]> {
  if (items.length === 0) yield [];
  for (const [at, item] of items.entries()) {
    for (const rest of permutations(items.toSpliced(at, 1))) yield [item, ...rest];
  }
}

describe("fields of a group", () => {
  const suzhou = eventOf(1, { claims: claims({ city: "Suzhou", street: "Lakeside 1" }) });

  it("come from one event together: a later city takes the older street away", () => {
    const wuxi = eventOf(2, { claims: claims({ city: "Wuxi" }) });
    expect(fold([suzhou, wuxi]).slots["address"]?.values).toEqual({ city: "Wuxi" });
    expect(fold([wuxi, suzhou]).slots["address"]?.values).toEqual({ city: "Wuxi" });
  });

  it("do not take other groups with them", () => {
    const named = eventOf(2, { claims: claims({ fullName: "Ada Brook" }) });
    const { slots } = fold([suzhou, named]);
    expect(slots["address"]?.values).toEqual({ city: "Suzhou", street: "Lakeside 1" });
    expect(slots["name"]?.values).toEqual({ fullName: "Ada Brook" });
  });

  it("leave out their invalid members where others are valid", () => {
    const half = eventOf(2, {
      claims: [claim("city", "Wuxi"), claim("postalCode", "??", { valid: false })],
    });
    expect(fold([half]).slots["address"]).toMatchObject({ values: { city: "Wuxi" }, valid: true });
  });
});

describe("lineage", () => {
  it("names the channel, the source, the event and both times of the winner", () => {
    const said = eventOf(4, { receivedAt: minute(7), claims: claims({ jobTitle: "Buyer" }) });
    expect(fold([said]).slots["jobTitle"]?.origin).toEqual({
      eventId: eventIdOf(4),
      channel: "website",
      source: "website:contact",
      observedAt: minute(4),
      receivedAt: minute(7),
    });
  });

  it("believes a clock that runs ahead for five minutes only", () => {
    const ahead = eventOf(1, { observedAt: minute(90), receivedAt: minute(10) });
    const said = { ...ahead, claims: claims({ jobTitle: "Buyer" }) };
    expect(fold([said]).slots["jobTitle"]?.origin.observedAt).toBe(minute(15));
  });
});

describe("a long answer", () => {
  const long = "长".repeat(1_999);
  const said = eventOf(1, { claims: claims({ note: long }), extras: { story: long } });

  it("is cut short in the record; its event keeps the whole of it", () => {
    const { slots, extras } = fold([said]);
    const short = long.slice(0, recordValueLengthMax);
    expect(slots["note"]?.values).toEqual({ note: short });
    expect(extras["story"]?.value).toBe(short);
    expect(said.claims[0]?.value).toBe(long);
  });

  it("that differs only beyond the cut is no rival of itself", () => {
    const other = eventOf(2, { claims: claims({ note: `${long}!` }) });
    expect(fold([said, other]).slots["note"]?.rivals).toEqual([]);
  });

  it("is never cut through the middle of a character", () => {
    const faces = eventOf(1, { claims: claims({ note: `x${"😀".repeat(400)}` }) });
    expect(fold([faces]).slots["note"]?.values["note"]?.isWellFormed()).toBe(true);
  });
});

describe("identifiers of a record", () => {
  it("stand once each, verified if any event proves them", () => {
    const claimed = eventOf(1, { identifiers: [phone(phoneOf(1)), email(emailOf(1))] });
    const proved = eventOf(2, { identifiers: [phone(phoneOf(1), true)] });
    for (const order of [
      [claimed, proved],
      [proved, claimed],
    ]) {
      expect(fold(order).identifiers).toEqual([email(emailOf(1)), phone(phoneOf(1), true)]);
    }
  });

  it("are those that link, not all that the event states", () => {
    const event = eventOf(1, { identifiers: [phone(phoneOf(1))] });
    expect(recordOf(event, [], folding).identifiers).toEqual([]);
  });
});
