import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fieldRegistry } from "#shared/domain/fields.ts";
import { identifierTypes } from "#shared/domain/identifier.ts";
import { maskIdentifier, maskValue } from "#shared/domain/mask.ts";
import { nationalIds } from "./normalise/made-up.ts";

const fields = fieldRegistry({ customFields: [] });
const masked = (name: string, value: string) => maskValue(fields.get(name), value);

describe("what a viewer sees", () => {
  it.each([
    ["city", "杭州", "杭州"],
    ["utmSource", "newsletter", "newsletter"],
    ["fullName", "李明", "李***"],
    ["fullName", "Ann Example", "A***"],
    ["givenName", "E\u0301mile", "E\u0301***"],
    ["familyName", "李", "***"],
    ["familyName", "👩‍👩‍👧", "***"],
    ["phone", "+8613901230045", "+86 *** 45"],
    ["phone", "+85251234567", "+852 *** 67"],
    ["phone", "call me at 13901230045", "***"],
    ["email", "ann@brook.com.cn", "a***@***.cn"],
    ["email", "ann at brook. 13901230045", "***"],
    ["nationalId", "11010519491231004X", "***"],
    ["birthday", "1990-01-02", "***"],
    ["gender", "female", "***"],
    ["company", "Brook Ltd", "***"],
    ["landingPage", "https://brook.cn/?email=ann@brook.cn", "***"],
    ["note", "call Ann", "***"],
    ["noSuchField", "anything", "***"],
  ])("of %s %j is %j", (name, value, shown) => {
    expect(masked(name, value)).toBe(shown);
  });

  it.each([
    ["phone", "+8613901230045", "+86 *** 45"],
    ["email", "ann@brook.cn", "a***@***.cn"],
    ["national-id", "11010519491231004X", "***"],
    ["wechat-openid", "oMadeUpOpenid", "***"],
    ["wechat-unionid", "oMadeUpUnionid", "***"],
    ["external-id", "4711", "***"],
  ] as const)("of the identifier %s %s is %s", (type, value, shown) => {
    expect(maskIdentifier({ type, namespace: "", value })).toBe(shown);
  });

  it("never contains the value, unless the field is plain", () => {
    const values = fc
      .oneof(
        fc.string({ unit: "grapheme", minLength: 1 }),
        fc.string({
          unit: fc.constantFrom("a", "*", "@", ".", "+", "1", " ", "张"),
          minLength: 1,
          maxLength: 6,
        }),
        fc.emailAddress(),
        nationalIds,
        fc.integer({ min: 0, max: 999_999_999 }).map((n) => `+8613${String(n).padStart(9, "0")}`),
      )
      // Hiding stars behind stars hides nothing.
      .filter((value) => !/^\**$/.test(value));
    const guarded = [...fields.values()].filter((field) => field.pii !== "none");
    fc.assert(
      fc.property(values, (value) => {
        for (const field of guarded)
          expect(maskValue(field, value), field.name).not.toContain(value);
        for (const type of identifierTypes) {
          expect(maskIdentifier({ type, namespace: "", value }), type).not.toContain(value);
        }
        expect(maskValue(undefined, value)).not.toContain(value);
      }),
      { numRuns: 1_000 },
    );
  });

  it("is as wide for a long value as for a short one", () => {
    expect(masked("fullName", "Ann")).toBe(masked("fullName", `A${"n".repeat(100)}`));
    expect(masked("email", "ann@a.cn")).toBe(masked("email", `a${"n".repeat(60)}@brook.cn`));
  });
});
