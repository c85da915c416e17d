import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { reconcile } from "#shared/domain/quality/reconcile.ts";
import {
  addTallies,
  type Counted,
  type Counter,
  countOf,
  emptyTally,
  entriesOf,
  type Tally,
} from "#shared/domain/quality/tally.ts";
import { counted, tallyOf } from "./counting.ts";

const source = "website:contact";
const cell = (counts: Tally["counts"], more: Partial<Tally> = {}): Counted => ({
  ...counted(source, 0, {}),
  tally: { ...tallyOf(counts, ""), ...more },
});
const difference = (mine: Counted[], theirs: Counted[]): Tally =>
  reconcile(mine, theirs).differences[0]?.tally ?? emptyTally;

describe("what the counters lack", () => {
  it("is added, with examples where they have none", () => {
    const mine = cell({ new: 2, "valid.city": 1 }, { samples: { invalid: "evt_1" } });
    const theirs = cell(
      { new: 5, "valid.city": 3, "invalid.phone": 1, "differs.city": 1 },
      { samples: { invalid: "evt_2", differs: "evt_3" } },
    );
    expect(reconcile([mine], [theirs])).toEqual({
      differences: [
        cell(
          { new: 3, "valid.city": 2, "invalid.phone": 1, "differs.city": 1 },
          { samples: { differs: "evt_3" } },
        ),
      ],
      added: 3,
      surplus: 0,
    });
  });

  it("is all of it where nothing was counted of the source", () => {
    const theirs = cell({ new: 2, "valid.city": 2 }, { people: new Set(["a"]) });
    expect(difference([], [theirs])).toEqual(theirs.tally);
  });

  it("is nothing where both say the same, and the inspection knows of no lateness", () => {
    const mine = cell({ new: 2, ids: 7, known: 4, waited: 9, "lag.3": 2 });
    expect(reconcile([mine], [cell({ new: 2, ids: 7 })])).toEqual({
      differences: [],
      added: 0,
      surplus: 0,
    });
  });

  it("adds no more people than there are: merged ones were counted under two ids", () => {
    const people = (mine: string, theirs: string): string =>
      [
        ...difference(
          [cell({ new: 1 }, { people: new Set(mine) })],
          [cell({ new: 2 }, { people: new Set(theirs) })],
        ).people,
      ].join("");
    expect(people("ab", "c")).toBe("");
    expect(people("a", "bcd")).toBe("bc");
    expect(people("", "bc")).toBe("bc");
  });
});

describe("what the counters have too much", () => {
  it("stays, and is told: people were erased", () => {
    const mine = cell({ new: 5, ids: 9, newPeople: 3, "valid.city": 5, "differs.city": 2 });
    expect(reconcile([mine], [cell({ new: 3, ids: 4, "valid.city": 3 })])).toEqual({
      differences: [],
      added: 0,
      surplus: 2,
    });
    expect(reconcile([mine], [])).toEqual({ differences: [], added: 0, surplus: 5 });
  });

  it("is told anew where each counted event is there, and met others", () => {
    const mine = cell({ new: 2, ids: 9, newPeople: 1, "agrees.city": 1, "valid.city": 2 });
    const theirs = cell({ new: 2, ids: 9, shared: 1, "differs.city": 1, "valid.city": 2 });
    expect(difference([mine], [theirs]).counts).toEqual({
      newPeople: -1,
      "agrees.city": -1,
      shared: 1,
      "differs.city": 1,
    });
  });

  it("stays where as many are there, but not the same: one was lost, and another one erased", () => {
    const mine = cell({ new: 1, ids: 9, "differs.city": 1 });
    expect(difference([mine], [cell({ new: 1, ids: 8 })])).toEqual(emptyTally);
  });

  it("keeps its meetings where some were lost and others erased: they would be more than the events", () => {
    const mine = cell({ new: 4, ids: 9, newPeople: 4, "valid.city": 4, "agrees.city": 4 });
    const theirs = cell({ new: 5, ids: 8, shared: 5, "valid.city": 5, "differs.city": 5 });
    expect(difference([mine], [theirs]).counts).toEqual({ new: 1, "valid.city": 1 });
  });
});

const meetingCounters = ["newPeople", "shared", "agrees.city", "differs.city"] as const;
/** Each event is of at most one new or shared person, and each valid claim agrees or differs at most. */
const anyTally = (ids: number) =>
  fc
    .array(
      fc.record({
        person: fc.constantFrom("newPeople" as const, "shared" as const, undefined),
        city: fc.constantFrom("agrees.city" as const, "differs.city" as const, undefined),
        isValid: fc.boolean(),
      }),
      { maxLength: 5 },
    )
    .map((events) => {
      const each = events.map(({ person, city, isValid }) => {
        const counts = {
          new: 1,
          ...(person && { [person]: 1 }),
          ...(isValid && { "valid.city": 1, ...(city && { [city]: 1 }) }),
        };
        return tallyOf(counts, "");
      });
      return cell({ ...addTallies(each).counts, ids });
    });

describe("whatever was counted and whatever is there", () => {
  it("nothing is lowered where another event was counted than is there", () => {
    fc.assert(
      fc.property(anyTally(1), anyTally(2), (mine, theirs) => {
        const { counts } = difference([mine], [theirs]);
        expect(entriesOf(counts).filter(([, by]) => by <= 0)).toEqual([]);
      }),
    );
  });

  it("nothing is lacking afterwards, and a second inspection finds nothing to add", () => {
    fc.assert(
      fc.property(anyTally(1), fc.nat(1).chain(anyTally), (mine, theirs) => {
        const after = addTallies([mine.tally, difference([mine], [theirs])]);
        for (const [counter, count] of entriesOf(theirs.tally.counts)) {
          if (counter === "ids" || meetingCounters.some((each) => each === counter)) continue;
          expect(countOf(after, counter)).toBeGreaterThanOrEqual(count);
        }
        expect(reconcile([{ ...mine, tally: after }], [theirs]).differences).toEqual([]);
      }),
    );
  });

  it("there are no more meetings than events, and all are as counted or all as recounted", () => {
    fc.assert(
      fc.property(anyTally(1), fc.nat(1).chain(anyTally), (mine, theirs) => {
        const after = addTallies([mine.tally, difference([mine], [theirs])]);
        const sum = (...of: Counter[]) => of.reduce((all, each) => all + countOf(after, each), 0);
        expect(sum("newPeople", "shared")).toBeLessThanOrEqual(sum("new"));
        expect(sum("agrees.city", "differs.city")).toBeLessThanOrEqual(sum("valid.city"));
        const met = (tally: Tally) => meetingCounters.map((counter) => countOf(tally, counter));
        expect([met(mine.tally), met(theirs.tally)]).toContainEqual(met(after));
      }),
    );
  });

  it("what is the same set of events says the same of all meetings afterwards", () => {
    fc.assert(
      fc.property(anyTally(1), anyTally(1), (mine, theirs) => {
        const after = addTallies([mine.tally, difference([mine], [theirs])]);
        for (const counter of meetingCounters) {
          expect(countOf(after, counter)).toBe(countOf(theirs.tally, counter));
        }
      }),
    );
  });
});
