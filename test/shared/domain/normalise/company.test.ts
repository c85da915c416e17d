import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { companyKey, normaliseCompany } from "#shared/domain/normalise/company.ts";

describe("a company's name", () => {
  it("is shown with its legal form", () => {
    expect(normaliseCompany(" 杭州溪流（集团）有限公司 ")).toEqual({
      valid: true,
      value: "杭州溪流(集团)有限公司",
    });
    expect(normaliseCompany("Brook & Sons Ltd.")).toEqual({
      valid: true,
      value: "Brook & Sons Ltd.",
    });
  });

  it.each(["n/a", "无", "---", "!?", "a".repeat(201)])("is not %j", (raw) => {
    expect(normaliseCompany(raw)).toEqual({ valid: false });
  });
});

describe("a company's key", () => {
  it.each([
    [
      "杭州溪流",
      [
        "杭州溪流有限公司",
        "杭州溪流有限责任公司",
        "杭州溪流股份有限公司",
        "杭州溪流集团",
        "杭州溪流（集团）股份有限公司",
        "杭州 溪流 公司",
        "(杭州)溪流控股集團有限公司",
      ],
    ],
    [
      "brook",
      [
        "Brook",
        "BROOK Inc.",
        "brook, inc",
        "Brook Ltd",
        "Brook Limited",
        "Brook LLC",
        "Brook GmbH",
        "Brook GmbH & Co. KG",
        "Brook Co., Ltd.",
        "Brook Co.Ltd",
        "Brook Corp.",
        "Brook Corporation",
        "Brook S.A.",
        "Brook S.à r.l.".replace("à r", "a.r"),
        "「Brook」 PLC",
        "Ｂｒｏｏｋ",
        "Brook B.V.",
      ],
    ],
    ["brook上海", ["Brook (上海) 有限公司", "Brook 上海 Co., Ltd."]],
    ["abcpumps", ["A.B.C. Pumps", "ABC Pumps", "abc-pumps"]],
  ])("is %s for every spelling", (key, names) => {
    for (const name of names) expect(companyKey(name), name).toBe(key);
  });

  it.each([
    ["Brook", "Brooks"],
    ["杭州溪流有限公司", "苏州溪流有限公司"],
    ["杭州溪流有限公司", "杭州溪流有限公司上海分公司"],
    ["Brook Pumps", "Brook Pipes"],
  ])("tells %s from %s", (one, other) => {
    expect(companyKey(one)).not.toBe(companyKey(other));
  });

  it.each([
    ["有限公司", "有限公司"],
    ["集团公司", "集团公司"],
    ["Limited", "limited"],
    ["Co. Ltd", "co"],
    ["公司 S.A.", "sa"],
    ["T ¨", "\u1e97"],
    ["***", "***"],
  ])("of the odd name %j is %j", (name, key) => {
    expect(companyKey(name)).toBe(key);
  });

  it("is empty only for an empty name, and is its own key", () => {
    const forms = fc.constantFrom(
      ..."公司 有限 集团 股份 Ltd. Inc 公 司 S.A. ( ） · İ a 溪".split(" "),
      " ",
    );
    const names = fc.oneof(
      fc.string({ unit: "grapheme" }),
      fc.string({ unit: "binary" }),
      fc.array(forms).map((parts) => parts.join("")),
    );
    fc.assert(
      fc.property(names, (name) => {
        const key = companyKey(name);
        expect(companyKey(key)).toBe(key);
        if (normaliseCompany(name).valid) expect(key).not.toBe("");
      }),
      { numRuns: 2_000 },
    );
  });
});
