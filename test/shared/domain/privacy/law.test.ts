/** What each law asks for can be read in both languages, and looked up. */
import { describe, expect, it } from "vitest";
import { Law, laws } from "#shared/domain/privacy/law.ts";

describe.each(Law.options)("%s", (law) => {
  const { name, endsOnWorkingDay: _, ...facts } = laws[law];

  it("has a name in English and in Chinese", () => {
    expect(name.en).toMatch(/^[ -~]+$/);
    expect(name.zh).toMatch(/\p{Script=Han}/u);
  });

  it.each(Object.entries(facts))("says in both languages, and where: %s", (_name, fact) => {
    expect(fact.en).not.toMatch(/\p{Script=Han}/u);
    expect(fact.zh).toMatch(/\p{Script=Han}/u);
    expect(fact.source).toMatch(/(art\.|§) ?\d|《/);
  });

  it("gives in all, once extended, more time than before, in the same unit", () => {
    const { answer, extension } = laws[law];
    const { count = Infinity, unit = answer.period.unit } = extension.period ?? {};
    expect(count).toBeGreaterThan(answer.period.count);
    expect(unit).toBe(answer.period.unit);
  });
});

it("counts a pause for a doubtful identity under the GDPR alone, and a hold under none", () => {
  const grounds = Law.options.map((law) => laws[law].pauses.grounds);
  expect(grounds).toEqual([["identity"], [], []]);
});
