import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  CompositeKeyName,
  compositeKeys,
  compositeKeysOf,
  PromotableKeyName,
} from "#shared/domain/duplicates/composite-key.ts";
import { Identifier } from "#shared/domain/identifier.ts";
import { anyValues } from "./made-up-people.ts";

const whole = {
  fullName: "王小明",
  birthday: "1987-04-11",
  company: "溪流有限公司",
  street: "湖滨路18号",
  postalCode: "215021",
  wechatId: "xiaoming-wang",
};
const namesOf = (values: Readonly<Record<string, string>>) =>
  compositeKeysOf(values).map(({ name }) => name);

describe("composite keys", () => {
  it("are all made of a record that says everything", () => {
    expect(namesOf(whole)).toEqual(CompositeKeyName.options);
  });

  it("are the same however the record is spelled", () => {
    const spelled = {
      familyName: "小明",
      givenName: "王",
      birthday: "1987-04-11",
      company: "溪流(集团)股份有限公司",
      street: "湖滨路 18号",
      postalCode: "215021",
      wechatId: "Xiaoming-Wang",
    };
    const orderless = CompositeKeyName.exclude(["initials-birthday", "initials-address"]).options;
    expect(compositeKeysOf(spelled, orderless)).toEqual(compositeKeysOf(whole, orderless));
  });

  it("are only those that were asked for", () => {
    expect(compositeKeysOf(whole, ["name-company"])).toEqual([
      { name: "name-company", value: JSON.stringify(["小明王", "溪流"]) },
    ]);
    expect(compositeKeysOf(whole, [])).toEqual([]);
  });

  it.each([
    ["Rosalind Achterberg", "Achterburg, Rosalind"],
    ["Rosalind Maria Achterberg", "Rosalind Achterberg"],
    ["王小明", "王晓明"],
  ])("bring %s and %s together by initials and birthday", (one, other) => {
    const keyOf = (fullName: string) =>
      compositeKeysOf({ fullName, birthday: "1987-04-11" }, ["initials-birthday"]);
    expect(keyOf(one)).toHaveLength(1);
    expect(keyOf(one)).toEqual(keyOf(other));
  });

  it.each([
    ["a name", { fullName: "王小明" }],
    ["a name and a city", { fullName: "王小明", city: "苏州" }],
    ["a family name and a birthday", { fullName: "王先生", birthday: "1987-04-11" }],
    ["a name and no real birthday", { fullName: "王小明", birthday: "1990-01-01" }],
    ["a name and a phone", { fullName: "王小明", phone: "+8613941700013" }],
    ["a company and a birthday", { company: "溪流有限公司", birthday: "1987-04-11" }],
    ["nothing", {}],
  ])("are not made of %s alone", (_, values) => {
    expect(namesOf(values)).toEqual([]);
  });

  it("keep apart what two parts say between them", () => {
    const keyOf = (fullName: string, company: string) =>
      compositeKeysOf({ fullName, company }, ["name-company"])[0]?.value;
    expect(keyOf("王小明", "溪流水泵")).not.toBe(keyOf("王小明溪", "流水泵"));
  });

  it("fit an identifier, whatever the values, and are the same every time", () => {
    fc.assert(
      fc.property(anyValues, (values) => {
        const keys = compositeKeysOf(values);
        for (const { value } of keys)
          expect(Identifier.shape.value.safeParse(value).success).toBe(true);
        expect(new Set(keys.map(({ name }) => name)).size).toBe(keys.length);
        expect(compositeKeysOf(Object.fromEntries(Object.entries(values).reverse()))).toEqual(keys);
      }),
      { numRuns: 1_000 },
    );
  });

  it("fit an identifier at their longest", () => {
    const [longest] = compositeKeysOf({ fullName: "𠮷野".repeat(66), company: "溪".repeat(200) });
    expect(longest?.name).toBe("name-company");
    expect(longest?.value.length).toBeGreaterThan(390);
    expect(Identifier.shape.value.safeParse(longest?.value).success).toBe(true);
  });

  it("have a name in English and in Chinese", () => {
    for (const { labels } of Object.values(compositeKeys)) {
      expect(labels.en).toMatch(/^[A-Z][\w ]+$/);
      expect(labels.zh).toMatch(/^\p{Script=Han}+$/u);
    }
  });
});

describe("a key that a tenant may promote", () => {
  it("is one of the composite keys", () => {
    for (const name of PromotableKeyName.options) expect(compositeKeys).toHaveProperty(name);
  });

  it.each([
    "initials-birthday",
    "initials-address",
    "birthday-address",
    "birthday-postcode",
    "name-postcode",
    "name",
    "name-city",
  ])("is not %s", (name) => {
    expect(PromotableKeyName.safeParse(name).success).toBe(false);
  });
});
