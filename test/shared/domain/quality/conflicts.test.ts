import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { correctionChannel, type CustomerEvent } from "#shared/domain/event.ts";
import { addConflicts, conflictsOf } from "#shared/domain/quality/conflicts.ts";
import { anyEvents, claim, claims, eventOf, folding, minute } from "#test/fixtures/events.ts";

const { fields } = folding;
let serial = 0;
const told = (channel: string, values: Record<string, string>, at = (serial += 1)) =>
  eventOf((serial += 1), { channel, claims: claims(values), observedAt: minute(at) });
const found = (...events: CustomerEvent[]) =>
  conflictsOf(events, fields).map(({ channels, field, people, of }) => [
    channels.join(" "),
    field,
    `${people}/${of}`,
  ]);

describe("a pair of channels", () => {
  it("contradicts itself where both say something else, and agrees in any spelling", () => {
    expect(
      found(
        told("website", { city: "Suzhou", company: "River Instruments Co., Ltd" }),
        told("shopify", { city: "Hangzhou", company: "RIVER INSTRUMENTS" }),
      ),
    ).toEqual([
      ["shopify website", "city", "1/1"],
      ["shopify website", "company", "0/1"],
    ]);
  });

  it("is every two of those that say something", () => {
    expect(
      found(
        told("website", { city: "Suzhou" }),
        told("shopify", { city: "Suzhou" }),
        told("typeform", { city: "Xi'an" }),
      ),
    ).toEqual([
      ["shopify typeform", "city", "1/1"],
      ["shopify website", "city", "0/1"],
      ["typeform website", "city", "1/1"],
    ]);
  });

  it("is compared by the latest word of each", () => {
    const events = [
      told("website", { city: "Suzhou" }, 9),
      told("website", { city: "Xi'an" }, 1),
      told("shopify", { city: "Suzhou" }, 5),
    ];
    expect(found(...events)).toEqual([["shopify website", "city", "0/1"]]);
    expect(found(...events.toReversed())).toEqual([["shopify website", "city", "0/1"]]);
  });
});

describe("no conflict is", () => {
  it.each([
    [
      "what one channel says alone",
      [told("website", { city: "A" }), told("website", { city: "B" })],
    ],
    [
      "what is invalid",
      [
        told("website", { city: "A" }),
        eventOf(900, { channel: "shopify", claims: [claim("city", "B", { valid: false })] }),
      ],
    ],
    [
      "what was taken back",
      [
        told("website", { city: "A" }),
        eventOf(901, { channel: "shopify", claims: [claim("city", "", { removed: true })] }),
      ],
    ],
    [
      "what each visit is asked anew",
      [told("website", { note: "A" }), told("shopify", { note: "B" })],
    ],
    [
      "what staff correct",
      [told("website", { city: "A" }), told(correctionChannel, { city: "B" })],
    ],
  ])("%s", (_, events) => {
    expect(found(...events)).toEqual([]);
  });
});

it("conflicts add up, whoever's they are, in any order", () => {
  fc.assert(
    fc.property(fc.array(anyEvents, { maxLength: 4 }), (people) => {
      const each = people.map((events) => conflictsOf(events, fields));
      const sum = addConflicts(each.flat());
      expect(addConflicts(each.toReversed().flat())).toEqual(sum);
      expect(addConflicts([...addConflicts(each.flat()), ...sum]).map(({ of }) => of)).toEqual(
        sum.map(({ of }) => 2 * of),
      );
      for (const {
        people: some,
        of,
        channels: [a, b],
      } of sum) {
        expect(some).toBeLessThanOrEqual(of);
        expect(a < b).toBe(true);
      }
    }),
  );
});
