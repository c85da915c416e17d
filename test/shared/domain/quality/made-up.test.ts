import { describe, expect, it } from "vitest";
import { isMadeUp } from "#shared/domain/quality/made-up.ts";
import { folding, policy } from "#test/fixtures/events.ts";

const context = { ...folding, policy };
const is = (field: string, value: string) => isMadeUp({ field, value }, context);

describe("a value looks made up", () => {
  it.each([
    ["phone", "+8613888888888"],
    ["phone", "+8613800138000"],
    ["email", "test@test.com"],
    ["email", "someone@example.com"],
    ["nationalId", "11010519491231002X"],
    ["fullName", "Test"],
    ["fullName", "张三"],
    ["fullName", "aaaa"],
    ["givenName", "啊啊啊"],
  ])("as %s %s", (field, value) => {
    expect(is(field, value)).toBe(true);
  });

  it("where the tenant says so", () => {
    const strict = { ...policy, blockedValues: [{ type: "phone" as const, value: "13911112222" }] };
    const claim = { field: "phone", value: "+8613911112222" };
    expect(isMadeUp(claim, { ...context, policy: strict })).toBe(true);
    expect(isMadeUp(claim, context)).toBe(false);
  });
});

describe("a value does not look made up", () => {
  it.each([
    ["phone", "+8613906332836"],
    ["email", "ann@ann-brook.com"],
    ["email", "info@brook.cn"],
    ["email", "webmaster@brook.cn"],
    ["fullName", "丽丽"],
    ["fullName", "Aa Bee"],
    ["fullName", "Testa Rossa"],
    ["city", "Test"],
    ["note", "aaaa"],
  ])("as %s %s", (field, value) => {
    expect(is(field, value)).toBe(false);
  });
});
