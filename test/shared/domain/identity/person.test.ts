import { describe, expect, it } from "vitest";
import type { StatedIdentifier } from "#shared/domain/identifier.ts";
import { holds, holdsVerified, type Person, withinLimits } from "#shared/domain/identity/person.ts";
import { emptyRecord } from "#shared/domain/record.ts";
import {
  account,
  email,
  nationalId,
  openid,
  phone,
  phoneOf,
  policy,
} from "#test/fixtures/events.ts";

const { limits } = policy;
const personWith = (...identifiers: StatedIdentifier[]): Person => ({
  id: "0190-person",
  version: 1,
  shapeVersion: 1,
  record: { ...emptyRecord, identifiers },
  absorbed: [],
});

describe("a person holds", () => {
  const person = personWith(openid("oMadeUp1", true), phone(phoneOf(1)));

  it("what its record lists, whoever proved it", () => {
    expect(holds(person, phone(phoneOf(1), true))).toBe(true);
    expect(holds(person, openid("oMadeUp1"))).toBe(true);
  });

  it.each([
    ["another value", phone(phoneOf(2))],
    ["the value under another type", email(phoneOf(1))],
    ["the value in another namespace", { ...openid("oMadeUp1"), namespace: "wx0" }],
  ])("not %s", (_, identifier) => {
    expect(holds(person, identifier)).toBe(false);
  });
});

describe("limits", () => {
  const phones = (count: number) => Array.from({ length: count }, (_, at) => phone(phoneOf(at)));

  it("allow as many values of a kind as the tenant says", () => {
    expect(withinLimits([phones(limits.phone)], limits)).toBe(true);
    expect(withinLimits([[]], limits)).toBe(true);
  });

  it("that were lowered stop growth, and turn nobody away", () => {
    const above = phones(limits.phone + 2);
    expect(withinLimits([above, phones(1)], limits)).toBe(true);
    expect(withinLimits([above, [phone("+8613900000001")]], limits)).toBe(false);
  });

  it("refuse one more", () => {
    const [first, ...others] = phones(limits.phone + 1).map((each) => [each]);
    expect(withinLimits([first ?? [], others.flat()], limits)).toBe(false);
    expect(withinLimits([[nationalId("a")], [nationalId("b")]], limits)).toBe(false);
  });

  it("count a value once, however often it stands there", () => {
    expect(withinLimits([[nationalId("a")], [nationalId("a", true)]], limits)).toBe(true);
  });

  it("are counted by namespace: five accounts in each of two shops", () => {
    const inShop = (namespace: string, count: number) =>
      Array.from({ length: count }, (_, at) => ({ ...account(`id${at}`), namespace }));
    expect(withinLimits([inShop("a", 5), inShop("b", 5)], limits)).toBe(true);
    expect(
      withinLimits([[...inShop("a", 5), ...inShop("b", 5)], inShop("b", 6).slice(5)], limits),
    ).toBe(false);
  });

  it("keep namespaces apart that only look alike when they are glued to their type", () => {
    const odd = [
      { ...openid("1"), namespace: 'wx","x' },
      { ...openid("2"), namespace: "wx" },
    ];
    expect(
      withinLimits(
        odd.map((each) => [each]),
        limits,
      ),
    ).toBe(true);
  });
});

describe("a person has proved who they are", () => {
  it("by one verified identifier", () => {
    expect(holdsVerified([phone(phoneOf(1)), openid("oMadeUp1", true)])).toBe(true);
  });

  it("not by what anybody may have typed", () => {
    expect(holdsVerified([phone(phoneOf(1)), nationalId("a")])).toBe(false);
    expect(holdsVerified([])).toBe(false);
  });
});
