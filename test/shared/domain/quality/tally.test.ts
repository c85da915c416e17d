import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  addTallies,
  type Counted,
  emptyTally,
  fieldsOf,
  presentOf,
  quarantinedOf,
  sumUp,
  type Tally,
} from "#shared/domain/quality/tally.ts";
import { counted, tallyOf } from "./counting.ts";

const few = (values: readonly string[]) => fc.constantFrom(...values);
const count = fc.integer({ min: 1, max: 50 });

const anyTally: fc.Arbitrary<Tally> = fc.record({
  counts: fc.dictionary(few(["new", "known", "valid.email", "invalid.email", "lag.3"]), count),
  people: fc.array(few(Array.from("0123456789abcdef"))).map((marks) => new Set(marks)),
  samples: fc.dictionary(few(["invalid", "differs"]), few(["evt_a", "evt_b", "evt_c"])),
}) as fc.Arbitrary<Tally>;

const anyCounted: fc.Arbitrary<Counted[]> = fc.array(
  fc.record({
    source: few(["typeform:lT4Z3j", "shopify:tea", "website:-"]),
    day: few(["2026-03-01", "2026-03-02"]),
    tally: anyTally,
  }),
);

describe("tallies", () => {
  it("are a commutative monoid", () => {
    fc.assert(
      fc.property(anyTally, anyTally, anyTally, (a, b, c) => {
        expect(addTallies([a, emptyTally])).toEqual(a);
        expect(addTallies([a, b])).toEqual(addTallies([b, a]));
        expect(addTallies([addTallies([a, b]), c])).toEqual(addTallies([a, addTallies([b, c])]));
      }),
    );
  });

  it("are the same in any order, in any batches", () => {
    fc.assert(
      fc.property(anyCounted, fc.array(fc.nat()), (all, cuts) => {
        const shuffled = all.toSorted(
          (a, b) => (cuts[all.indexOf(a)] ?? 0) - (cuts[all.indexOf(b)] ?? 0),
        );
        const batches = [...Map.groupBy(shuffled, (each) => all.indexOf(each) % 3).values()];
        expect(sumUp(batches.flatMap(sumUp))).toEqual(sumUp(all));
      }),
    );
  });

  it("keep sources and days apart", () => {
    const rows = [
      counted("b:1", 1, { new: 1 }),
      counted("a:1", 1, { new: 2 }),
      counted("b:1", 1, { new: 4 }),
      counted("b:1", 0, { new: 8 }),
    ];
    expect(sumUp(rows).map(({ source, day, tally }) => [day, source, tally.counts])).toEqual([
      ["2026-01-05", "b:1", { new: 8 }],
      ["2026-01-06", "a:1", { new: 2 }],
      ["2026-01-06", "b:1", { new: 5 }],
    ]);
  });

  it("tell which fields were spoken of, and not which were only compared", () => {
    const tally = tallyOf({ "valid.email": 3, "invalid.email": 1, "invalid.phone": 2, new: 9 });
    expect(fieldsOf(tally)).toEqual(["email", "phone"]);
    expect([presentOf(tally, "email"), presentOf(tally, "city")]).toEqual([4, 0]);
  });

  it("tell why deliveries were kept, whatever the reason's words", () => {
    expect(quarantinedOf(tallyOf({ "quarantined.no answers. at all": 2, new: 1 }))).toEqual([
      { reason: "no answers. at all", count: 2 },
    ]);
  });
});
