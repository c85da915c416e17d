import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { clockAheadMs, CustomerEvent, effectiveAt } from "#shared/domain/event.ts";
import { claim, eventOf, minute, phone } from "#test/fixtures/events.ts";

const moments = fc
  .date({
    min: new Date("1971-01-01T00:00:00Z"),
    max: new Date("9998-12-31T00:00:00Z"),
    noInvalidDate: true,
  })
  .map((date) => date.toISOString());

describe("when an event counts as observed", () => {
  it.each([
    ["when its sender says", minute(3), minute(3)],
    [
      "even where that is before it was received, by years",
      "2019-01-01T00:00:00.000Z",
      "2019-01-01T00:00:00.000Z",
    ],
    ["even where that is a little later", minute(12), minute(12)],
    ["up to five minutes later", minute(15), minute(15)],
    ["and never later than those", minute(16), minute(15)],
    ["however far ahead the clock is", "2099-01-01T00:00:00.000Z", minute(15)],
  ])("%s", (_, observedAt, expected) => {
    expect(effectiveAt({ observedAt, receivedAt: minute(10) })).toBe(expected);
  });

  it("is the smaller of the two bounds, always", () => {
    fc.assert(
      fc.property(moments, moments, (observedAt, receivedAt) => {
        const latest = Date.parse(receivedAt) + clockAheadMs;
        expect(Date.parse(effectiveAt({ observedAt, receivedAt }))).toBe(
          Math.min(Date.parse(observedAt), latest),
        );
      }),
    );
  });
});

describe("an event", () => {
  it("is what its schema says", () => {
    const said = eventOf(1, {
      identifiers: [phone("+8613941700013")],
      claims: [claim("city", "苏州")],
    });
    expect(CustomerEvent.parse(said)).toEqual(said);
  });

  it.each([
    ["an id that is none of ours", { id: "evt_short" }],
    ["a time without milliseconds", { observedAt: "2026-03-01T08:00:00Z" }],
    ["a time of another zone", { observedAt: "2026-03-01T08:00:00.000+08:00" }],
    ["a trust that nobody has", { trust: "blind" }],
    [
      "more identifiers than may link",
      { identifiers: Array.from({ length: 21 }, () => phone("1")) },
    ],
    ["an identifier without a value", { identifiers: [phone("")] }],
    ["an identifier of no type", { identifiers: [{ ...phone("1"), type: "fax" }] }],
    ["a value of any length", { claims: [claim("note", "x".repeat(2_001))] }],
    [
      "more extras than anybody reads",
      { tags: Array.from({ length: 51 }, (_, at) => ({ tag: String(at), present: true })) },
    ],
  ])("is refused with %s", (_, change) => {
    expect(CustomerEvent.safeParse({ ...eventOf(1), ...change }).success).toBe(false);
  });
});
