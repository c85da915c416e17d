import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { CustomerEvent } from "#shared/domain/event.ts";
import { canonicalExport } from "#shared/domain/export.ts";
import { identifierText } from "#shared/domain/identifier.ts";
import { resolve } from "#shared/domain/identity/specification.ts";
import {
  anyEvents,
  claims,
  email,
  emailOf,
  eventOf,
  folding,
  nationalId,
  nationalIdOf,
  openid,
  phone,
  phoneOf,
  policy,
  unionid,
} from "#test/fixtures/events.ts";

const context = { ...folding, policy };
const exportOf = (events: readonly CustomerEvent[]) =>
  canonicalExport(resolve({ events }, context).people);
const groups = (events: readonly CustomerEvent[]) =>
  resolve({ events }, context)
    .people.map(({ eventIds }) => eventIds.map((id) => Number(id.slice(4))))
    .sort(([a = 0], [b = 0]) => a - b);

describe("without contradiction", () => {
  it("people are what shared identifiers connect, however far apart", () => {
    const chain = [
      eventOf(1, { identifiers: [phone(phoneOf(1))] }),
      eventOf(2, { identifiers: [phone(phoneOf(1)), email(emailOf(1))] }),
      eventOf(3, { identifiers: [email(emailOf(1)), openid("oOne", true)] }),
      eventOf(4, { identifiers: [phone(phoneOf(2))] }),
    ];
    expect(groups(chain)).toEqual([[1, 2, 3], [4]]);
  });

  it("a unionid that arrives late joins the openids of two apps", () => {
    const other = { ...openid("oTwo", true), namespace: "wxotherapp" };
    const events = [
      eventOf(1, { identifiers: [openid("oOne", true)] }),
      eventOf(2, { identifiers: [other] }),
      eventOf(3, { identifiers: [openid("oOne", true), unionid("uAll", true)] }),
      eventOf(4, { identifiers: [other, unionid("uAll", true)] }),
    ];
    expect(groups(events.slice(0, 3))).toEqual([[1, 3], [2]]);
    expect(groups(events)).toEqual([[1, 2, 3, 4]]);
  });

  it("the same bare openid in two apps is two people", () => {
    const other = { ...openid("oSame", true), namespace: "wxotherapp" };
    const events = [
      eventOf(1, { identifiers: [openid("oSame", true)] }),
      eventOf(2, { identifiers: [other] }),
    ];
    expect(groups(events)).toEqual([[1], [2]]);
  });

  it("who has no usable identifier is a person of their own", () => {
    const blocked = email("test@test.com");
    const events = [
      eventOf(1),
      eventOf(2),
      ...[3, 4].map((n) => eventOf(n, { identifiers: [blocked] })),
    ];
    expect(groups(events)).toEqual([[1], [2], [3], [4]]);
  });
});

describe("a guard", () => {
  it("keeps two national ids apart: two people, and one contested phone", () => {
    const family = [
      eventOf(1, { identifiers: [phone(phoneOf(1)), nationalId(nationalIdOf(1))] }),
      eventOf(2, { identifiers: [phone(phoneOf(1)), nationalId(nationalIdOf(2))] }),
    ];
    const { contested } = resolve({ events: family }, context);
    expect(groups(family)).toEqual([[1], [2]]);
    expect(contested.map(({ identifier }) => identifier)).toEqual([
      { ...phone(phoneOf(1)), why: "limit" },
    ]);
  });

  it("lets what somebody typed fuse nobody who proved who they are", () => {
    const proved = [
      eventOf(1, { identifiers: [phone(phoneOf(1), true)] }),
      eventOf(2, { identifiers: [email(emailOf(1), true)] }),
    ];
    const typed = eventOf(3, { identifiers: [phone(phoneOf(1)), email(emailOf(1))] });
    const verified = eventOf(4, {
      identifiers: [phone(phoneOf(1), true), email(emailOf(1), true)],
    });
    expect(groups([...proved, typed])).toEqual([[1, 3], [2]]);
    expect(groups([...proved, typed, verified])).toEqual([[1, 2, 3, 4]]);
  });

  it("lets what somebody typed be added to one who proved who they are", () => {
    const events = [
      eventOf(1, { identifiers: [phone(phoneOf(1), true)] }),
      eventOf(2, { identifiers: [phone(phoneOf(1)), email(emailOf(1))] }),
    ];
    expect(groups(events)).toEqual([[1, 2]]);
  });
});

describe("a value on too many different people", () => {
  const shopPhone = phone(phoneOf(1));
  const customers = (count: number) =>
    Array.from({ length: count }, (_, n) =>
      eventOf(n + 1, { identifiers: [shopPhone, nationalId(nationalIdOf(n))] }),
    );

  it("is generic beyond the limit and four more, and joins no strangers", () => {
    const most = policy.limits["national-id"] + 4;
    expect(resolve({ events: customers(most) }, context).generic.size).toBe(0);
    const { generic, contested, people } = resolve({ events: customers(most + 1) }, context);
    expect([...generic]).toEqual([identifierText(shopPhone)]);
    expect(contested).toEqual([]);
    expect(people).toHaveLength(most + 1);
  });

  it("still links events that carry nothing else", () => {
    const bare = [101, 102].map((n) => eventOf(n, { identifiers: [shopPhone] }));
    expect(groups([...customers(6), ...bare])).toEqual([[1], [2], [3], [4], [5], [6], [101, 102]]);
  });
});

describe("order", () => {
  const mixed = [
    eventOf(1, { identifiers: [phone(phoneOf(1), true)], claims: claims({ city: "Suzhou" }) }),
    eventOf(2, { identifiers: [email(emailOf(1))], claims: claims({ city: "Wuxi" }) }),
    eventOf(3, { identifiers: [phone(phoneOf(1)), email(emailOf(1))] }),
    eventOf(4, { identifiers: [email(emailOf(1), true), nationalId(nationalIdOf(1))] }),
    eventOf(5, { identifiers: [phone(phoneOf(1)), nationalId(nationalIdOf(2))] }),
    eventOf(6, { identifiers: [] }),
    eventOf(7, { identifiers: [openid("oOne", true), phone(phoneOf(2))] }),
  ];

  it("does not matter to any of 5,040 permutations of mixed and contradictory events", () => {
    const expected = exportOf(mixed);
    for (const permutation of permutations(mixed)) {
      if (exportOf(permutation) !== expected) expect(exportOf(permutation)).toBe(expected);
    }
  });

  it("does not matter to any events", () => {
    fc.assert(
      fc.property(
        anyEvents.chain((events) =>
          fc.tuple(
            fc.constant(events),
            fc.shuffledSubarray(events, { minLength: events.length, maxLength: events.length }),
          ),
        ),
        ([events, shuffled]) => {
          expect(exportOf(shuffled)).toBe(exportOf(events));
        },
      ),
    );
  });
});

function* permutations<Item>(items: readonly Item[]): Generator<Item[]> {
  if (items.length === 0) yield [];
  for (const [at, first] of items.entries()) {
    for (const rest of permutations(items.toSpliced(at, 1))) yield [first, ...rest];
  }
}
