import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { CustomerEvent } from "#shared/domain/event.ts";
import { compareText } from "#shared/domain/identifier.ts";
import { emptyRecord, type GoldenRecord, join, recordOf } from "#shared/domain/record.ts";
import { rivalsMax } from "#shared/domain/survivorship.ts";
import {
  claim,
  claims,
  eventIdOf,
  eventOf,
  folding,
  minute,
  policy,
} from "#test/fixtures/events.ts";

/** Survivorship as records show it. */
function fold(events: readonly CustomerEvent[], context = folding): GoldenRecord {
  return events.map((event) => recordOf(event, [], context)).reduce(join, emptyRecord);
}

/** The value that survives of two claims on one field, whichever comes first. */
function survivor(field: string, [a, b]: [CustomerEvent, CustomerEvent], context = folding) {
  const either = fold([a, b], context).slots[field];
  expect(fold([b, a], context).slots[field]).toEqual(either);
  return either;
}

describe("of two values of a field survives", () => {
  const early = eventOf(1, { claims: claims({ company: "Brook Ltd" }) });
  const late = eventOf(2, { claims: claims({ company: "Brook Group" }) });

  it("the one observed later", () => {
    expect(survivor("company", [early, late])?.values).toEqual({ company: "Brook Group" });
  });

  it("the one observed later, even if it was received earlier", () => {
    const delayed = eventOf(3, { ...early, observedAt: minute(0), receivedAt: minute(9) });
    expect(survivor("company", [delayed, late])?.values).toEqual({ company: "Brook Group" });
  });

  it("the greater event id, at the same moment", () => {
    const same = eventOf(3, { observedAt: minute(2), claims: claims({ company: "Third Ltd" }) });
    expect(survivor("company", [late, same])?.origin.eventId).toBe(eventIdOf(3));
  });

  it("the valid one, however late and trusted the invalid one is", () => {
    const invalid = eventOf(9, {
      trust: "staff",
      claims: [claim("company", "???", { valid: false, verified: true })],
    });
    expect(survivor("company", [early, invalid])).toMatchObject({
      values: { company: "Brook Ltd" },
      valid: true,
    });
  });

  it("an invalid one where nobody gave a valid one, and it says so", () => {
    const invalid = eventOf(9, { claims: [claim("company", "???", { valid: false })] });
    expect(fold([invalid]).slots["company"]).toMatchObject({
      values: { company: "???" },
      valid: false,
    });
  });

  it.each([
    ["staff's", eventOf(1, { trust: "staff", claims: claims({ company: "Brook Ltd" }) })],
    ["a verified", eventOf(1, { claims: [claim("company", "Brook Ltd", { verified: true })] })],
  ])("%s value, although a channel spoke later", (_, trusted) => {
    expect(survivor("company", [trusted, late])).toMatchObject({
      values: { company: "Brook Ltd" },
      tier: "high",
    });
  });

  it("a live channel's, although an import spoke later", () => {
    const context = {
      ...folding,
      policy: { ...policy, tiers: { import: { "*": "low" as const } } },
    };
    const imported = eventOf(9, { channel: "import", claims: claims({ company: "Old Brook" }) });
    expect(survivor("company", [early, imported], context)?.values).toEqual({
      company: "Brook Ltd",
    });
  });

  it("nothing, where the later one says that there is none", () => {
    const removed = eventOf(3, { claims: [claim("company", "", { removed: true })] });
    expect(survivor("company", [late, removed])?.values).toEqual({});
  });

  it("the value, where the removal is older", () => {
    const removed = eventOf(0, { claims: [claim("company", "", { removed: true })] });
    expect(survivor("company", [early, removed])?.values).toEqual({ company: "Brook Ltd" });
  });
});

describe("consents and tags", () => {
  const consent = (serial: number, granted: boolean, at = serial) =>
    eventOf(serial, { observedAt: minute(at), consents: [{ purpose: "email", granted }] });
  const tag = (serial: number, present: boolean, at = serial) =>
    eventOf(serial, { observedAt: minute(at), tags: [{ tag: "vip", present }] });
  const granted = (...events: CustomerEvent[]) => fold(events).consents["email"]?.value;
  const present = (...events: CustomerEvent[]) => fold(events).tags["vip"]?.value;

  it("hold the latest word on each", () => {
    expect(granted(consent(1, false), consent(2, true))).toBe(true);
    expect(granted(consent(2, false), consent(1, true))).toBe(false);
    expect(present(tag(1, false), tag(2, true))).toBe(true);
    expect(present(tag(2, false), tag(1, true))).toBe(false);
  });

  it("at the same moment are withdrawn and removed, whichever id is greater", () => {
    for (const [yes, no] of [
      [1, 2],
      [2, 1],
    ] as const) {
      expect(granted(consent(yes, true, 3), consent(no, false, 3))).toBe(false);
      expect(granted(consent(no, false, 3), consent(yes, true, 3))).toBe(false);
      expect(present(tag(yes, true, 3), tag(no, false, 3))).toBe(false);
      expect(present(tag(no, false, 3), tag(yes, true, 3))).toBe(false);
    }
  });

  it("are withdrawn and removed where one event says both", () => {
    for (const order of [
      [true, false],
      [false, true],
    ]) {
      const both = eventOf(1, {
        consents: order.map((granted) => ({ purpose: "email", granted })),
        tags: order.map((present) => ({ tag: "vip", present })),
      });
      expect(granted(both)).toBe(false);
      expect(present(both)).toBe(false);
    }
  });

  it("of other purposes and names are none of theirs", () => {
    const other = eventOf(5, { consents: [{ purpose: "sms", granted: false }] });
    expect(fold([consent(1, true), other]).consents).toMatchObject({
      email: { value: true },
      sms: { value: false },
    });
  });
});

describe("what has no end is bounded", () => {
  const keysMax = 50;

  /** Many keys at few moments; several keys an event, so that the bound cuts through events. */
  const crowded = fc.uniqueArray(
    fc.record({
      serial: fc.nat(100_000),
      at: fc.nat(3),
      keys: fc.uniqueArray(fc.nat(180), { minLength: 4, maxLength: 20 }),
      yes: fc.boolean(),
    }),
    { minLength: 12, maxLength: 40, selector: ({ serial }) => serial },
  );
  const crowd = crowded.map((said) =>
    said.map(({ serial, at, keys, yes }) =>
      eventOf(serial, {
        observedAt: minute(at),
        extras: Object.fromEntries(keys.map((key) => [`question ${key}`, `answer ${serial}`])),
        tags: keys.map((key) => ({ tag: `tag ${key}`, present: yes })),
      }),
    ),
  );

  it("by recency, exactly: folding on gives what all at once would have given", () => {
    fc.assert(
      fc.property(crowd, fc.nat(40), (events, cut) => {
        const record = fold(events);
        const extras = latestAtOnce(events, ({ extras }) => Object.keys(extras));
        expect(Object.keys(record.extras).sort(compareText)).toEqual(extras);
        // Also where moments are equal, so that removals win and the bound cuts between them.
        const others = join(fold(events.slice(cut).reverse()), fold(events.slice(0, cut)));
        expect(others).toEqual(record);
        expect(Object.keys(record.tags).length).toBeLessThanOrEqual(keysMax);
      }),
      { numRuns: 60, endOnFailure: true },
    );
  });

  /** The names that the last fifty would have, had nothing been forgotten on the way. */
  function latestAtOnce(
    events: readonly CustomerEvent[],
    keysOf: (event: CustomerEvent) => string[],
  ): string[] {
    const latest = new Map<string, string>();
    for (const event of events) {
      for (const key of keysOf(event)) {
        const place = `${event.observedAt} ${event.id}`;
        if (place > (latest.get(key) ?? "")) latest.set(key, place);
      }
    }
    return [...latest]
      .sort(([keyA, a], [keyB, b]) => compareText(b, a) || compareText(keyA, keyB))
      .slice(0, keysMax)
      .map(([key]) => key)
      .sort(compareText);
  }
});

describe("rivals", () => {
  const company = (serial: number, name = `Company ${serial}`) =>
    eventOf(serial, { claims: claims({ company: name }) });
  const rivals = (...events: CustomerEvent[]) => fold(events).slots["company"]?.rivals.length;

  it("are the other values that lost, each once", () => {
    expect(rivals(company(1), company(2), company(3), company(4, "Company 2"))).toBe(2);
  });

  it("are none where all agree, or where one value lost and won again", () => {
    expect(rivals(company(1, "Brook"), company(2, "Brook"))).toBe(0);
    expect(rivals(company(1, "Brook"), company(2, "Other"), company(3, "Brook"))).toBe(1);
  });

  it("are no invalid values", () => {
    const invalid = eventOf(3, { claims: [claim("company", "???", { valid: false })] });
    expect(rivals(company(1), invalid)).toBe(0);
    expect(rivals(invalid, company(1))).toBe(0);
  });

  it("hold digests, never values", () => {
    expect(JSON.stringify(fold([company(1), company(2)]).slots["company"]?.rivals)).not.toContain(
      "Company",
    );
  });

  it("are counted to the bound and not beyond, in any order", () => {
    const serials = fc.uniqueArray(fc.nat(40), { minLength: 1, maxLength: 30 });
    const orders = serials.chain((all) =>
      fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length }), fc.nat(30)),
    );
    fc.assert(
      fc.property(orders, ([all, order, cut]) => {
        const records = order.map((serial) => fold([company(serial, `Company ${serial % 25}`)]));
        const left = records.slice(0, cut).reduce(join, emptyRecord);
        const right = records.slice(cut).reduce(join, emptyRecord);
        const others = new Set(all.map((serial) => serial % 25)).size - 1;
        expect(join(left, right).slots["company"]?.rivals).toHaveLength(
          Math.min(others, rivalsMax),
        );
      }),
      { numRuns: 300 },
    );
  });
});
