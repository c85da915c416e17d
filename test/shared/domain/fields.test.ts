import { describe, expect, it } from "vitest";
import { fieldRegistry } from "#shared/domain/fields.ts";
import { CustomField } from "#shared/domain/policy.ts";

const base = fieldRegistry({ customFields: [] });
const context = { phoneRegion: "CN" };

function custom(name: string, kind: CustomField["kind"] = "text"): CustomField {
  return CustomField.parse({ name, kind, labels: { en: name, zh: name }, weight: 3 });
}

describe("the base fields", () => {
  it("are built once", () => {
    expect(fieldRegistry({ customFields: [] })).toBe(base);
  });

  it("have names that claims and custom fields can carry", () => {
    for (const [name, field] of base) {
      expect(name).toBe(field.name);
      expect(name).toMatch(/^[a-z][a-zA-Z0-9]{0,59}$/);
    }
  });

  it("have a label of their own in each language", () => {
    for (const language of ["en", "zh"] as const) {
      const labels = [...base.values()].map((field) => field.labels[language]);
      expect(new Set(labels).size).toBe(base.size);
    }
  });

  it("identify by phone, e-mail and national id alone", () => {
    const identifying = [...base.values()].filter((field) => field.identifier !== undefined);
    expect(identifying.map((field) => [field.name, field.identifier])).toEqual([
      ["phone", "phone"],
      ["email", "email"],
      ["nationalId", "national-id"],
    ]);
  });

  it("move together as name, address and campaign", () => {
    const groups = Object.groupBy(base.values(), (field) => field.group ?? "alone");
    expect(groups.name?.map((field) => field.name)).toEqual([
      "fullName",
      "familyName",
      "givenName",
    ]);
    expect(groups.address?.map((field) => field.name)).toEqual([
      "country",
      "province",
      "city",
      "district",
      "street",
      "postalCode",
    ]);
    expect(groups.campaign?.map((field) => field.name)).toEqual([
      "utmSource",
      "utmMedium",
      "utmCampaign",
      "utmTerm",
      "utmContent",
      "landingPage",
      "referrer",
      "scene",
    ]);
  });

  it("never call plain what leads to a person", () => {
    const plain = [...base.values()]
      .filter((field) => field.pii === "none")
      .map((field) => field.name);
    for (const name of [
      "fullName",
      "nickname",
      "phone",
      "email",
      "wechatId",
      "birthday",
      "company",
      "street",
      "landingPage",
      "note",
    ]) {
      expect(plain).not.toContain(name);
    }
    expect(base.get("nationalId")?.pii).toBe("sensitive");
  });

  it("keep the lines of a note and of nothing else", () => {
    const twoLines = "first\nsecond";
    expect(base.get("note")?.normalise(twoLines, context)).toEqual({
      valid: true,
      value: twoLines,
    });
    expect(base.get("street")?.normalise(twoLines, context)).toEqual({
      valid: true,
      value: "first second",
    });
  });
});

describe("a tenant's own fields", () => {
  it("follow the base fields, with what the tenant says of them", () => {
    const registry = fieldRegistry({ customFields: [custom("petName")] });
    expect([...registry.keys()]).toEqual([...base.keys(), "petName"]);
    expect(registry.get("petName")).toMatchObject({
      pii: "personal",
      weight: 3,
      labels: { en: "petName" },
    });
    expect(base.has("petName")).toBe(false);
  });

  it.each([
    ["text", " x ", "x"],
    ["number", "1,000", "1000"],
    ["date", "1990/1/2", "1990-01-02"],
    ["boolean", "是", "true"],
  ] as const)("of kind %s are normalised as such", (kind, raw, value) => {
    const field = fieldRegistry({ customFields: [custom("mine", kind)] }).get("mine");
    expect(field?.normalise(raw, context)).toEqual({ valid: true, value });
  });

  it.each(["number", "date", "boolean"] as const)("of kind %s refuse anything else", (kind) => {
    const field = fieldRegistry({ customFields: [custom("mine", kind)] }).get("mine");
    expect(field?.normalise("something", context)).toEqual({ valid: false });
  });

  it("may not redefine a base field", () => {
    expect(() => fieldRegistry({ customFields: [custom("phone")] })).toThrow(
      '"phone" already exists',
    );
  });

  it("may not share a name", () => {
    expect(() => fieldRegistry({ customFields: [custom("mine"), custom("mine")] })).toThrow(
      '"mine" already exists',
    );
  });
});
