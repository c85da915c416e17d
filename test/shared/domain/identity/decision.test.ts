import { describe, expect, it } from "vitest";
import {
  Decision,
  namedEvents,
  newestFirst,
  Ruling,
  subjectsMax,
  subjectsOf,
} from "#shared/domain/identity/decision.ts";
import { eventIdOf, minute } from "#test/fixtures/events.ts";

const event = (serial: number) => ({ event: eventIdOf(serial) });
const value = (name: string) => ({ identifier: `1.${name}` });
const decided = (ruling: Ruling, change: Partial<Decision> = {}): Decision =>
  Decision.parse({ id: "dec_1", at: minute(1), by: "steward", ruling, ...change });

describe("a ruling", () => {
  it.each<Ruling>([
    { kind: "same", subjects: [event(1), value("a")] },
    { kind: "different", leaving: [event(1)], staying: [value("a")] },
    { kind: "block", identifier: "1.a" },
    { kind: "lift", identifier: "1.a" },
  ])("is $kind", (ruling) => {
    expect(Ruling.parse(ruling)).toEqual(ruling);
  });

  it.each([
    ["of no kind", { subjects: [event(1)] }],
    ["of another kind", { kind: "erase", identifier: "1.a" }],
    ["about nobody", { kind: "same", subjects: [] }],
    ["with one side only", { kind: "different", leaving: [event(1)], staying: [] }],
    [
      "that names an event and a value in one",
      { kind: "same", subjects: [{ ...event(1), ...value("a") }] },
    ],
    ["that says more than it may", { kind: "block", identifier: "1.a", because: "Ada Brook" }],
    [
      "about more than one decision can hold",
      { kind: "same", subjects: Array.from({ length: subjectsMax + 1 }, (_, n) => event(n)) },
    ],
  ])("is not one %s", (_, ruling) => {
    expect(Ruling.safeParse(ruling).success).toBe(false);
  });
});

describe("a decision", () => {
  const ruling: Ruling = { kind: "block", identifier: "1.a" };

  it.each([
    ["by nobody", { by: undefined }],
    ["at no time", { at: "yesterday" }],
    ["without an id", { id: undefined }],
  ])("is none %s", (_, change) => {
    const whole = { id: "dec_1", at: minute(1), by: "steward", ruling };
    expect(Decision.safeParse(whole).success).toBe(true);
    expect(Decision.safeParse({ ...whole, ...change }).success).toBe(false);
  });

  it("counts before what was decided earlier; of one moment, the greater id", () => {
    const [early, late] = [
      decided(ruling, { id: "dec_9" }),
      decided(ruling, { id: "dec_1", at: minute(2) }),
    ];
    const twin = decided(ruling, { id: "dec_3", at: minute(2) });
    expect([early, late, twin].sort(newestFirst)).toEqual([twin, late, early]);
  });

  it("is about all subjects of either side, or about one value", () => {
    const { ruling: apart } = decided({
      kind: "different",
      leaving: [event(1), value("a")],
      staying: [event(2)],
    });
    expect(subjectsOf(apart)).toEqual([event(1), value("a"), event(2)]);
    expect(subjectsOf(ruling)).toEqual([value("a")]);
  });

  it("names events one by one, and values not", () => {
    const named = namedEvents([
      decided({ kind: "same", subjects: [event(1), value("a")] }),
      decided({ kind: "different", leaving: [event(2)], staying: [event(1), value("b")] }),
      decided(ruling),
    ]);
    expect([...named].sort()).toEqual([eventIdOf(1), eventIdOf(2)]);
  });
});
