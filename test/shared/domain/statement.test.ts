import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  claimsPerEventMax,
  CustomerEvent,
  extrasPerEventMax,
  identifiersPerEventMax,
  tagsPerEventMax,
  valueLengthMax,
} from "#shared/domain/event.ts";
import { fieldRegistry } from "#shared/domain/fields.ts";
import { CustomField } from "#shared/domain/policy.ts";
import { type Statement, type StatementContext, toEvent } from "#shared/domain/statement.ts";

const context: StatementContext = {
  channel: "website",
  trust: "signed",
  receivedAt: new Date("2026-03-01T08:00:00.250Z"),
  fields: fieldRegistry({ customFields: [] }),
  phoneRegion: "CN",
};

function statementOf(stated: Partial<Statement>): Statement {
  return {
    businessId: "sub-1",
    content: {},
    origin: "contact",
    kind: "submission",
    claims: [],
    ...stated,
  };
}

/** Throws where the event does not fit its schema. */
function eventOf(stated: Partial<Statement>, other: Partial<StatementContext> = {}): CustomerEvent {
  return CustomerEvent.parse(toEvent(statementOf(stated), { ...context, ...other }));
}

const phone = (value: string, verified = false) => ({ field: "phone", value, verified });

describe("an event", () => {
  it("says where it comes from, when, and how far its sender is trusted", () => {
    const observedAt = new Date("2026-03-01T07:59:00Z");
    expect(eventOf({ observedAt })).toMatchObject({
      channel: "website",
      source: "website:contact",
      kind: "submission",
      trust: "signed",
      observedAt: "2026-03-01T07:59:00.000Z",
      receivedAt: "2026-03-01T08:00:00.250Z",
    });
  });

  it("is the same for the same content, whenever it is received", () => {
    const statement = { content: { phone: "139 0123 0045" }, claims: [phone("139 0123 0045")] };
    const again = eventOf(statement, { receivedAt: new Date("2026-03-02T00:00:00Z") });
    expect(again.id).toBe(eventOf(statement).id);
  });

  it("is another for an edited content, another submission, another channel", () => {
    const ids = [
      eventOf({ content: { name: "Ann" } }),
      eventOf({ content: { name: "Anne" } }),
      eventOf({ content: { name: "Ann" }, businessId: "sub-2" }),
      eventOf({ content: { name: "Ann" } }, { channel: "typeform" }),
    ].map((event) => event.id);
    expect(new Set(ids).size).toBe(4);
  });

  it("keeps its id when a normaliser gets better", () => {
    const content = { phone: "139 0123 0045" };
    expect(eventOf({ content, claims: [phone("139 0123 0045")] }).id).toBe(
      eventOf({ content, claims: [phone("+8613901230045")] }).id,
    );
  });

  it.each([
    ["broken", new Date("yesterday")],
    ["the zero of an empty column", new Date(0)],
    ["before that", new Date("0001-01-01T00:00:00Z")],
    ["past year 9999", new Date(8.64e15)],
    ["absent", undefined],
  ])("counts from receipt where the provider's time is %s", (_fact, observedAt) => {
    expect(eventOf(observedAt ? { observedAt } : {}).observedAt).toBe("2026-03-01T08:00:00.250Z");
  });

  it("has a source and a kind even where the provider names none", () => {
    expect(eventOf({ origin: " ", kind: "" })).toMatchObject({ source: "website:-", kind: "-" });
  });
});

describe("a claim", () => {
  it("is normalised", () => {
    expect(
      eventOf({ claims: [phone("139 0123 0045"), { field: "birthday", value: "1990/1/2" }] })
        .claims,
    ).toEqual([
      { field: "phone", value: "+8613901230045", valid: true, verified: false },
      { field: "birthday", value: "1990-01-02", valid: true, verified: false },
    ]);
  });

  it("may be sent as a number or as a truth value", () => {
    const customFields = [
      CustomField.parse({ name: "member", kind: "boolean", labels: { en: "Member", zh: "会员" } }),
    ];
    const fields = fieldRegistry({ customFields });
    const claims = [
      { field: "phone", value: 13901230045 },
      { field: "member", value: true },
    ];
    expect(eventOf({ claims }, { fields }).claims.map((claim) => claim.value)).toEqual([
      "+8613901230045",
      "true",
    ]);
  });

  it("that fails is kept as it was sent, for quality to count, and proves nothing", () => {
    expect(
      eventOf({ claims: [{ field: "email", value: " ann(at)brook.cn ", verified: true }] }).claims,
    ).toEqual([{ field: "email", value: "ann(at)brook.cn", valid: false, verified: false }]);
  });

  it.each([undefined, null, "", "  ", "\u200b", "\r\n"])(
    "is none where the value is %j",
    (value) => {
      expect(eventOf({ claims: [{ field: "city", value }] }).claims).toEqual([]);
    },
  );

  it("may say that a value is gone", () => {
    expect(eventOf({ claims: [{ field: "phone", value: null, removed: true }] })).toMatchObject({
      claims: [{ field: "phone", value: "", valid: true, removed: true }],
      identifiers: [],
    });
  });

  it("keeps the lines of a note", () => {
    const [note] = eventOf({ claims: [{ field: "note", value: "Call back\r\nafter six" }] }).claims;
    expect(note?.value).toBe("Call back\nafter six");
  });

  it("never exceeds its bound, nor ends in half a character", () => {
    const [note] = eventOf({
      claims: [{ field: "note", value: "😀".repeat(valueLengthMax) }],
    }).claims;
    expect(note?.value.length).toBeLessThanOrEqual(valueLengthMax);
    expect(note?.value.isWellFormed()).toBe(true);
    // One character that compatibility writes as eighteen.
    const [grown] = eventOf({
      claims: [{ field: "note", value: "\ufdfa".repeat(valueLengthMax) }],
    }).claims;
    expect(grown?.value.length).toBeLessThanOrEqual(valueLengthMax);
  });

  it("of a field nobody registered is a mistake of the channel", () => {
    expect(() => eventOf({ claims: [{ field: "shoeSize", value: "42" }] })).toThrow(
      /no field "shoeSize"/,
    );
  });

  describe("said twice", () => {
    const gone = { field: "phone", value: "", removed: true };
    const winner = (...claims: Statement["claims"]) =>
      eventOf({ claims }).claims.map(({ value }) => value);

    it("is the first of two that are as good", () => {
      expect(winner(phone("13901230045"), phone("13901230046"))).toEqual(["+8613901230045"]);
    });

    it("is the valid one rather than the first", () => {
      expect(winner(phone("12"), phone("13901230046"))).toEqual(["+8613901230046"]);
    });

    it("is the proved one rather than the first", () => {
      expect(winner(phone("13901230045"), phone("13901230046", true))).toEqual(["+8613901230046"]);
    });

    it("is a value rather than its removal, and a removal rather than nonsense", () => {
      expect(winner(gone, phone("13901230045"))).toEqual(["+8613901230045"]);
      expect(winner(phone("12"), gone)).toEqual([""]);
    });
  });
});

describe("an identifier", () => {
  it("is every valid identifying field, in the order links are tried", () => {
    const claims = [
      { field: "email", value: "Ann@Brook.cn" },
      phone("13901230045", true),
      { field: "nationalId", value: "11010519491231002x" },
    ];
    expect(eventOf({ claims }).identifiers).toEqual([
      { type: "phone", namespace: "", value: "+8613901230045", verified: true },
      { type: "national-id", namespace: "CN", value: "11010519491231002X", verified: false },
      { type: "email", namespace: "", value: "ann@brook.cn", verified: false },
    ]);
  });

  it("is never an invalid claim", () => {
    expect(
      eventOf({ claims: [phone("12"), { field: "email", value: "ann" }] }).identifiers,
    ).toEqual([]);
  });

  it("may be no field at all", () => {
    const openid = {
      type: "wechat-openid",
      namespace: "wxMadeUp",
      value: " oMadeUp ",
      verified: true,
    } as const;
    expect(eventOf({ identifiers: [openid] }).identifiers).toEqual([
      { ...openid, value: "oMadeUp" },
    ]);
  });

  it.each([
    ["a bare openid", { type: "wechat-openid", namespace: "", value: "oMadeUp" }],
    ["a shop's id without the shop", { type: "external-id", namespace: " ", value: "7" }],
    ["an empty value", { type: "external-id", namespace: "shop", value: "\u200b" }],
    [
      "a value that cannot be stored",
      { type: "external-id", namespace: "shop", value: "7".repeat(501) },
    ],
    [
      "a namespace that cannot be stored",
      { type: "external-id", namespace: "s".repeat(201), value: "7" },
    ],
  ] as const)("is not %s", (_fact, identifier) => {
    expect(eventOf({ identifiers: [{ ...identifier, verified: true }] }).identifiers).toEqual([]);
  });

  it("stated twice is one, verified if either proves it", () => {
    const id = { type: "external-id", namespace: "shop", value: "7" } as const;
    for (const order of [
      [true, false],
      [false, true],
    ]) {
      const identifiers = order.map((verified) => ({ ...id, verified }));
      expect(eventOf({ identifiers }).identifiers).toEqual([{ ...id, verified: true }]);
    }
  });

  it("is kept up to the bound, the strongest first", () => {
    const identifiers = Array.from({ length: identifiersPerEventMax + 5 }, (_, n) => ({
      type: "external-id" as const,
      namespace: "shop",
      value: `c${n}`,
      verified: false,
    }));
    const event = eventOf({ identifiers, claims: [phone("13901230045", true)] });
    expect(event.identifiers).toHaveLength(identifiersPerEventMax);
    expect(event.identifiers[0]?.type).toBe("phone");
  });
});

describe("what surrounds the claims", () => {
  it("keeps answers that no field takes, lists and objects as JSON", () => {
    const extras = { "Shoe  size": 42, Colours: ["red", "blue"], Parts: { a: 1 }, Vegan: false };
    expect(eventOf({ extras }).extras).toEqual({
      "Shoe size": "42",
      Colours: '["red","blue"]',
      Parts: '{"a":1}',
      Vegan: "false",
    });
  });

  it("drops empty answers and empty questions", () => {
    expect(eventOf({ extras: { a: null, b: undefined, c: " ", " ": "d" } }).extras).toEqual({});
  });

  it("never touches a prototype", () => {
    const extras = Object.fromEntries([
      ["__proto__", "x"],
      ["__pro\u200bto__", "y"],
      ["constructor", "z"],
    ]);
    // Before the schema, which would drop it as well.
    const event = toEvent(statementOf({ extras }), context);
    expect(Object.entries(event.extras)).toEqual([["constructor", "z"]]);
    expect(Object.getPrototypeOf(event.extras)).toBe(Object.prototype);
  });

  it("cleans tags and purposes, and drops empty ones", () => {
    const event = eventOf({
      tags: [
        { tag: " VIP\t", present: true },
        { tag: "", present: false },
      ],
      consents: [
        { purpose: " marketing", granted: false },
        { purpose: " ", granted: true },
      ],
    });
    expect(event.tags).toEqual([{ tag: "VIP", present: true }]);
    expect(event.consents).toEqual([{ purpose: "marketing", granted: false }]);
  });

  it("bounds everything that has no end", () => {
    const many = Array.from({ length: 200 }, (_, n) => n);
    const customFields = many.map((n) =>
      CustomField.parse({ name: `f${n}`, labels: { en: "f", zh: "f" } }),
    );
    const event = eventOf(
      {
        origin: "o".repeat(999),
        kind: "k".repeat(999),
        claims: many.map((n) => ({ field: `f${n}`, value: "x" })),
        tags: many.map((n) => ({ tag: `${n}${"t".repeat(999)}`, present: true })),
        consents: many.map((n) => ({ purpose: `${n}${"p".repeat(999)}`, granted: true })),
        extras: Object.fromEntries(many.map((n) => [`${n}${"q".repeat(999)}`, "a".repeat(9_999)])),
      },
      { fields: fieldRegistry({ customFields }) },
    );
    expect(event.claims).toHaveLength(claimsPerEventMax);
    expect(event.tags).toHaveLength(tagsPerEventMax);
    expect(event.consents).toHaveLength(20);
    expect(Object.keys(event.extras)).toHaveLength(extrasPerEventMax);
  });

  it("fits the schema, whatever a provider sends", () => {
    const text = fc.oneof(
      fc.string({ unit: "binary" }),
      fc.string({ unit: "grapheme", maxLength: 3_000 }),
    );
    const statements = fc.record({
      businessId: text,
      content: fc.jsonValue(),
      origin: text,
      kind: text,
      observedAt: fc.date({ noInvalidDate: false }),
      claims: fc.array(
        fc.record({
          field: fc.constantFrom(...context.fields.keys()),
          value: fc.oneof(text, fc.double(), fc.boolean(), fc.constant(null)),
          verified: fc.boolean(),
          removed: fc.boolean(),
        }),
      ),
      tags: fc.array(fc.record({ tag: text, present: fc.boolean() })),
      consents: fc.array(fc.record({ purpose: text, granted: fc.boolean() })),
      extras: fc.dictionary(text, fc.jsonValue()),
    });
    fc.assert(
      fc.property(statements, (statement) => {
        const event = eventOf(statement);
        expect(eventOf(statement)).toEqual(event);
      }),
      { numRuns: 300 },
    );
  });
});
