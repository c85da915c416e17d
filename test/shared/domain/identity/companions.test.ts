import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { identifierText, type StatedIdentifier } from "#shared/domain/identifier.ts";
import { type Companions, isCrowded, kindOf, meet } from "#shared/domain/identity/companions.ts";
import {
  account,
  email,
  emailOf,
  nationalId,
  nationalIdOf,
  openid,
  phone,
  phoneOf,
  policy,
} from "#test/fixtures/events.ts";

const { limits } = policy;
const counting = { limits, markOf: identifierText };
const shop = phone(phoneOf(1));
/** What the shop's phone met in these events, in this order. */
const metIn = (events: readonly StatedIdentifier[][]): Companions =>
  events.reduce<Companions>((met, links) => meet(met, { own: shop, links }, counting), {});
const alone = (identifiers: readonly StatedIdentifier[]) =>
  metIn(identifiers.map((identifier) => [shop, identifier]));
const emails = (count: number) => Array.from({ length: count }, (_, n) => email(emailOf(n)));
const nationalIds = (count: number) =>
  Array.from({ length: count }, (_, n) => nationalId(nationalIdOf(n)));

describe("a value meets", () => {
  it("what an event carries beside it, by kind", () => {
    const links = [shop, email(emailOf(1)), openid("oMadeUp1", true), account("id1")];
    expect(Object.keys(metIn([links])).sort()).toEqual(
      links
        .slice(1)
        .map((link) => kindOf(link))
        .sort(),
    );
  });

  it("the same one once, whether it is proved or typed", () => {
    const met = metIn([
      [shop, email(emailOf(1))],
      [shop, email(emailOf(1), true)],
    ]);
    expect(met).toEqual({ "email ": [identifierText(email(emailOf(1)))] });
  });

  it("neither itself nor others of its kind", () => {
    expect(metIn([[shop, phone(phoneOf(2))]])).toEqual({});
    expect(metIn([[shop]])).toEqual({});
  });

  it("nobody new, and is then the very same: nothing has to be written", () => {
    const met = alone(emails(2));
    expect(meet(met, { own: shop, links: [shop, ...emails(2)] }, counting)).toBe(met);
  });

  it("at most one more than are too many of a kind: its row stays small", () => {
    const met = alone(emails(500));
    expect(met["email "]).toHaveLength(limits.email + 5);
  });
});

describe("a value is crowded", () => {
  it.each([
    ["national id", nationalIds, limits["national-id"] + 4],
    ["e-mail", emails, limits.email + 4],
  ])("by one %s more than a person may have and four", (_, valuesOf, most) => {
    expect(isCrowded(alone(valuesOf(most)), limits)).toBe(false);
    expect(isCrowded(alone(valuesOf(most + 1)), limits)).toBe(true);
  });

  it("not by many kinds together, nor by many namespaces, each of which one person could have", () => {
    const apps = Array.from({ length: 40 }, (_, n) => ({
      ...openid(`oMadeUp${n}`),
      namespace: `wxapp${n}`,
    }));
    expect(isCrowded(alone([...emails(14), ...nationalIds(5), ...apps]), limits)).toBe(false);
  });

  it("not where it met nobody", () => {
    expect(isCrowded({}, limits)).toBe(false);
  });

  it("whatever the order in which it met them", () => {
    fc.assert(
      fc.property(
        fc.array(fc.subarray([...emails(16), ...nationalIds(6)], { maxLength: 6 }), {
          maxLength: 12,
        }),
        fc.array(fc.nat(), { minLength: 12, maxLength: 12 }),
        (events, ranks) => {
          const said = events.map((links) => [shop, ...links]);
          const shuffled = said
            .map((links, at) => ({ links, rank: ranks[at] ?? 0 }))
            .sort((a, b) => a.rank - b.rank)
            .map(({ links }) => links);
          expect(isCrowded(metIn(shuffled), limits)).toBe(isCrowded(metIn(said), limits));
        },
      ),
    );
  });

  it("and stays so: it never forgets whom it met", () => {
    fc.assert(
      fc.property(fc.array(fc.subarray(nationalIds(8), { minLength: 1 })), (events) => {
        let [met, crowded]: [Companions, boolean] = [{}, false];
        for (const links of events) {
          met = meet(met, { own: shop, links: [shop, ...links] }, counting);
          expect(isCrowded(met, limits) || !crowded).toBe(true);
          crowded = isCrowded(met, limits);
        }
      }),
    );
  });
});
