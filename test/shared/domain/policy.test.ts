import { describe, expect, it } from "vitest";
import { Policy, tierOf } from "#shared/domain/policy.ts";

const minimal = { tenant: "acme", phoneRegion: "US" };

describe("a policy", () => {
  it("needs a name and a region: the rest has defaults", () => {
    expect(Policy.parse(minimal)).toEqual({
      ...minimal,
      customFields: [],
      limits: {
        "national-id": 1,
        "wechat-unionid": 1,
        "wechat-openid": 1,
        "external-id": 5,
        phone: 10,
        email: 10,
        composite: 5,
      },
      blockedValues: [],
      promotedKeys: [],
      tombstoneYears: 3,
      tiers: {},
    });
  });

  it("may change one limit and keep the others", () => {
    expect(Policy.parse({ ...minimal, limits: { phone: 3 } }).limits).toMatchObject({
      phone: 3,
      email: 10,
    });
  });

  it.each([
    ["a tenant that no resource can be named after", { tenant: "Acme Corp" }],
    ["a tenant of one letter", { tenant: "a" }],
    ["a region that is no country", { phoneRegion: "china" }],
    ["a limit of none", { limits: { phone: 0 } }],
    ["a limit without end", { limits: { phone: 51 } }],
    ["half a limit", { limits: { phone: 1.5 } }],
    ["a tier that there is none of", { tiers: { website: { "*": "highest" } } }],
    ["a blocked value of no type", { blockedValues: [{ type: "fax", value: "1" }] }],
    ["an empty blocked value", { blockedValues: [{ type: "phone", value: "" }] }],
    [
      "a custom field without a Chinese label",
      { customFields: [{ name: "x", labels: { en: "X" } }] },
    ],
    [
      "a custom field that is no name",
      { customFields: [{ name: "X y", labels: { en: "X", zh: "X" } }] },
    ],
  ])("refuses %s", (_, change) => {
    expect(Policy.safeParse({ ...minimal, ...change }).success).toBe(false);
  });
});

describe("the tier of a claim", () => {
  const tiers = {
    import: { "*": "low" as const, company: "normal" as const },
    crm: { company: "high" as const },
  };
  const tier = (
    channel: string,
    { field = "note", verified = false, trust = "signed" }: Partial<Record<string, unknown>> = {},
  ) =>
    tierOf({ tiers }, { channel, trust: String(trust) }, [
      { field: String(field), verified: verified === true },
    ]);

  it.each([
    ["a live channel's is normal", tier("website"), "normal"],
    ["the tenant's word on a channel holds", tier("import"), "low"],
    ["its word on a field stands above that", tier("import", { field: "company" }), "normal"],
    ["and on no other field", tier("crm"), "normal"],
    ["it may raise a field", tier("crm", { field: "company" }), "high"],
    ["staff stand above any setting", tier("import", { trust: "staff" }), "high"],
    ["what is proved does too", tier("import", { verified: true }), "high"],
    ["a signature alone does not", tier("import", { trust: "signed" }), "low"],
    ["the name of no channel is no setting", tier("toString"), "normal"],
  ])("%s", (_, found, expected) => {
    expect(found).toBe(expected);
  });
});
