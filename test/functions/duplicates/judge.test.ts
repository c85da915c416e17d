import { describe, expect, it } from "vitest";
import { judge } from "#functions/duplicates/judge.ts";
import { newPerson, type Person } from "#shared/domain/identity/person.ts";
import { recordOf } from "#shared/domain/record.ts";
import type { FoundPerson, LivingPerson } from "#shared/stores/people.ts";
import { testVault } from "#test/fixtures/stores.ts";
import { claims, eventOf, folding } from "#test/fixtures/events.ts";

const alike = { fullName: "Rosalind Achterberg", birthday: "1987-04-11" };
const { key } = testVault().newDataKey("person", "a");

function person(id: string, change: Partial<Person> = {}, values: object = alike): Person {
  const event = eventOf(1, { claims: claims({ ...values }) });
  return { ...newPerson(id), record: recordOf(event, [], folding), ...change };
}
const living = (found: Person, state: LivingPerson["state"] = "active"): FoundPerson => ({
  kind: "living",
  person: found,
  state,
  key,
});
const judged = (self: Person, ...others: readonly (readonly [string, FoundPerson])[]) => {
  const { alike: pairs, ...rest } = judge(self, new Map(others));
  return { alike: pairs.map(({ other }) => other.id), ...rest };
};
const decided = (...decisions: readonly string[]) => ({ disputed: { evidence: [], decisions } });

describe("whom a person may well be", () => {
  it("is whoever is alike enough, with the score, in one order", () => {
    const self = person("a");
    const others = new Map([
      ["c", living(person("c"))],
      ["b", living(person("b"))],
    ]);
    const { alike: pairs } = judge(self, others);
    expect(pairs.map(({ other }) => other.id)).toEqual(["b", "c"]);
    expect(pairs[0]?.score).toBeGreaterThan(0.9);
  });

  it("is also who was parted from, or ruled upon with, somebody else", () => {
    const self = person("a", { parted: ["x"], ...decided("dec_1") });
    const other = person("b", { parted: ["y"], ...decided("dec_2") });
    expect(judged(self, ["b", living(other)]).alike).toEqual(["b"]);
  });
});

describe("whom it is not", () => {
  const none = { alike: [], unlike: ["b"], gone: [] };

  it.each([
    ["says other things", person("b", {}, { fullName: "Oswin Quade", birthday: "1950-03-02" })],
    ["says nothing", person("b", {}, {})],
    ["was parted from it", person("b", { parted: ["a"] })],
    ["was ruled upon together with it", person("b", decided("dec_0", "dec_1"))],
  ])("is somebody who %s", (_, other) => {
    expect(judged(person("a", decided("dec_1")), ["b", living(other)])).toEqual(none);
  });

  it("is whom it was parted from, under any id that is part of it", () => {
    const self = person("a", { parted: ["old", "older"] });
    expect(judged(self, ["b", living(person("b", { absorbed: ["old"] }))])).toEqual(none);
    expect(judged(self, ["b", living(person("b", { former: ["older"] }))])).toEqual(none);
  });
});

describe("who is nobody any more", () => {
  it.each<[string, FoundPerson]>([
    ["merged", { kind: "merged", into: "c" }],
    ["erased", { kind: "erased" }],
    ["never there", { kind: "unknown" }],
  ])("is gone: %s", (_, found) => {
    expect(judged(person("a"), ["b", found])).toEqual({ alike: [], unlike: [], gone: ["b"] });
  });
});

it.each([living(person("b", { restrictedBy: ["req_1"] })), living(person("b"), "erasing")])(
  "who is restricted or being erased is not judged at all",
  (found) => {
    expect(judged(person("a"), ["b", found])).toEqual({ alike: [], unlike: [], gone: [] });
  },
);
