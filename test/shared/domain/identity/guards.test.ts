import { describe, expect, it } from "vitest";
import { identifierText, type StatedIdentifier } from "#shared/domain/identifier.ts";
import { holdsVerified, isVouchedFor, withinLimits } from "#shared/domain/identity/guards.ts";
import {
  account,
  email,
  emailOf,
  nationalId,
  openid,
  phone,
  phoneOf,
  policy,
  unionid,
} from "#test/fixtures/events.ts";

const { limits } = policy;

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

describe("one event holds its persons together without asking anybody", () => {
  const ada = [unionid("uAda", true), phone(phoneOf(1))];
  const bao = [email(emailOf(2), true)];
  const typed = [phone(phoneOf(3))];
  const proving = (...identifiers: StatedIdentifier[]) =>
    new Set(identifiers.map((each) => identifierText(each)));

  it.each([
    ["nobody", [], proving()],
    ["who proved nothing, by what proves nothing", [typed, typed], proving()],
    ["one who proved it and others who did not", [ada, typed], proving()],
    ["all who proved it, each by what it proves", [ada, bao], proving(...bao, unionid("uAda"))],
    ["one who proved just that, whoever else did not", [ada, typed], proving(unionid("uAda"))],
    ["those who proved nothing, by what it proves", [typed, typed], proving(phone(phoneOf(1)))],
  ])("where they are %s", (_, holders, proved) => {
    expect(isVouchedFor(holders, proved)).toBe(true);
  });

  it.each([
    ["two proved it, and it proves nothing", [ada, bao], proving()],
    ["two proved it, and it proves only one of them", [ada, bao], proving(...bao)],
    ["one proved it, and it proves something else", [ada], proving(email(emailOf(9)))],
    ["it proves what its holder had only typed", [ada], proving(phone(phoneOf(1)))],
  ])("but not where %s", (_, holders, proved) => {
    expect(isVouchedFor(holders, proved)).toBe(false);
  });
});
