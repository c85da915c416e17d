import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { CustomerEvent } from "#shared/domain/event.ts";
import { canonicalExport, type Exportable } from "#shared/domain/export.ts";
import { emptyRecord, join, recordOf } from "#shared/domain/record.ts";
import {
  anyEvents,
  claim,
  claims,
  eventIdOf,
  eventOf,
  folding,
  minute,
  phone,
  phoneOf,
} from "#test/fixtures/events.ts";

function personOf(...events: CustomerEvent[]): Exportable {
  return {
    record: events
      .map((event) => recordOf(event, event.identifiers, folding))
      .reduce(join, emptyRecord),
    eventIds: events.map(({ id }) => id),
  };
}

const said = eventOf(1, {
  identifiers: [phone(phoneOf(1))],
  claims: claims({ city: "Suzhou", jobTitle: "Buyer" }),
  consents: [{ purpose: "email", granted: true }],
  tags: [{ tag: "vip", present: true }],
  extras: { seat: "12" },
});

describe("the canonical export", () => {
  it("names a person by its event ids, sorted", () => {
    const { record } = personOf(said);
    const line = canonicalExport([{ record, eventIds: [eventIdOf(9), eventIdOf(2)] }]);
    expect(JSON.parse(line)).toMatchObject({ events: [eventIdOf(2), eventIdOf(9)] });
  });

  it("holds fields with lineage, identifiers, consents, tags, extras, channels", () => {
    const lineage = {
      eventId: eventIdOf(1),
      channel: "website",
      source: "website:contact",
      observedAt: minute(1),
    };
    const slot = { valid: true, verified: false, tier: "normal", lineage, rivals: 0 };
    expect(JSON.parse(canonicalExport([personOf(said)]))).toEqual({
      events: [eventIdOf(1)],
      fields: {
        address: { ...slot, values: { city: "Suzhou" } },
        jobTitle: { ...slot, values: { jobTitle: "Buyer" } },
      },
      identifiers: [phone(phoneOf(1))],
      consents: { email: { value: true, lineage } },
      tags: { vip: { value: true, lineage } },
      extras: { seat: { value: "12", lineage } },
      channels: ["website"],
      count: 1,
    });
  });

  it("says nothing about when a run received something", () => {
    const later = { ...said, receivedAt: minute(30) };
    expect(canonicalExport([personOf(later)])).toBe(canonicalExport([personOf(said)]));
  });

  it("does not depend on the order of persons, nor of their events", () => {
    fc.assert(
      fc.property(anyEvents, anyEvents, (one, other) => {
        const forth = canonicalExport([personOf(...one), personOf(...other)]);
        const back = canonicalExport([
          personOf(...other.toReversed()),
          personOf(...one.toReversed()),
        ]);
        expect(back).toBe(forth);
      }),
    );
  });

  it.each([
    ["a value", { claims: claims({ city: "Wuxi", jobTitle: "Buyer" }) }],
    ["a field more", { claims: claims({ city: "Suzhou", jobTitle: "Buyer", note: "x" }) }],
    [
      "its validity",
      { claims: [claim("city", "Suzhou", { valid: false }), claim("jobTitle", "Buyer")] },
    ],
    ["what is proved", { identifiers: [phone(phoneOf(1), true)] }],
    ["an identifier", { identifiers: [phone(phoneOf(2))] }],
    ["a consent", { consents: [{ purpose: "email", granted: false }] }],
    ["a tag", { tags: [] }],
    ["an extra", { extras: { seat: "13" } }],
    ["when it was observed", { observedAt: minute(2), receivedAt: minute(2) }],
    ["its source", { source: "website:other" }],
  ])("is another where %s differs", (_, change) => {
    const other = personOf({ ...said, ...change });
    expect(canonicalExport([other])).not.toBe(canonicalExport([personOf(said)]));
  });

  it("is another where two events are one person or two", () => {
    const second = eventOf(2);
    expect(canonicalExport([personOf(said, second)])).not.toBe(
      canonicalExport([personOf(said), personOf(second)]),
    );
  });
});
