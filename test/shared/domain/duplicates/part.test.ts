import { describe, expect, it } from "vitest";
import { type PartName, partsOf } from "#shared/domain/duplicates/part.ts";

const part = (name: PartName, field: string) => (value: string) =>
  partsOf({ [field]: value })(name);
const birthday = part("birthday", "birthday");
const company = part("company", "company");
const house = part("house", "street");
const postcode = part("postcode", "postalCode");
const wechatId = part("wechatId", "wechatId");

describe("the same part", () => {
  it.each([
    [company, ["杭州溪流有限公司", "杭州溪流(集团)股份有限公司"]],
    [company, ["Brook Inc.", "BROOK"]],
    [house, ["18 Lakeside Road", "18, lakeside rd.", "18 LAKESIDE RD"]],
    [house, ["湖滨路18号3栋", "湖滨路 18号 3栋"]],
    [house, ["12 Avenue des Érables", "12 ave. des erables"]],
    [postcode, ["SW1A 2AA", "sw1a2aa"]],
    [wechatId, ["Quist_87", "quist_87"]],
  ])("comes of all spellings (%#)", (read, spellings) => {
    expect(new Set(spellings.map(read)).size).toBe(1);
    expect(spellings.map(read)).not.toContain(undefined);
  });
});

describe("no part", () => {
  it.each(["1990-01-01", "1970-01-01", "April 1987", ""])("comes of the birthday %j", (value) => {
    expect(birthday(value)).toBeUndefined();
  });

  it.each(["个人", "自由职业", "Freelance", "self-employed", "N/A", "1", "123", "溪", "有"])(
    "comes of the company %j",
    (value) => {
      expect(company(value)).toBeUndefined();
    },
  );

  it.each(["湖滨路", "Lakeside Road", "18", "18号", "---", ""])(
    "comes of the street %j",
    (value) => {
      expect(house(value)).toBeUndefined();
    },
  );

  it.each(["000000", "100000", "200000", "1", "--"])("comes of the postal code %j", (value) => {
    expect(postcode(value)).toBeUndefined();
  });

  it.each(["同手机", "same as phone", "abc", "13800000000", "87quist", "12345678"])(
    "comes of the WeChat ID %j",
    (value) => {
      expect(wechatId(value)).toBeUndefined();
    },
  );

  it("comes of what is too long for a key", () => {
    expect(company("溪".repeat(200))).toBeDefined();
    expect(company("溪".repeat(201))).toBeUndefined();
    expect(house(`${"湖".repeat(300)}18`)).toBeUndefined();
  });

  it("comes of a field that is not there", () => {
    const partOf = partsOf({});
    const all: PartName[] = [
      "name",
      "initials",
      "birthday",
      "company",
      "house",
      "postcode",
      "wechatId",
    ];
    expect(all.flatMap((name) => partOf(name) ?? [])).toEqual([]);
  });
});
