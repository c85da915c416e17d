import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Comparable } from "#shared/domain/duplicates/comparable.ts";
import { findings } from "#shared/domain/duplicates/finding.ts";
import { reviewScoreMin, scorePair } from "#shared/domain/duplicates/score.ts";
import { nationalId, openid, unionid } from "#test/fixtures/events.ts";
import { anyRecord, record } from "./made-up-people.ts";

type Values = Comparable["values"];

const scoreOf = (a: Values, b: Values) => scorePair(record(a), record(b)).score;
const saidOf = (a: Values, b: Values) =>
  scorePair(record(a), record(b)).evidence.map((each) => `${each.for ? "+" : "-"} ${each.en}`);

const name = { fullName: "王小明" };
const latin = { fullName: "Rosalind Achterberg" };
const birthday = { birthday: "1987-04-11" };
const company = { company: "溪流有限公司" };
const home = { street: "湖滨路18号", city: "苏州" };

describe("a pair worth a human's time", () => {
  it.each<[string, Values, Values]>([
    ["the same name and birthday", { ...name, ...birthday }, { fullName: "小明王", ...birthday }],
    ["the same name and company", { ...name, ...company }, { ...name, company: "溪流集团" }],
    [
      "a common name and the same company",
      { fullName: "李娜", ...company },
      { fullName: "李娜", ...company },
    ],
    ["the same name and house", { ...name, ...home }, { ...name, street: "湖滨路 18号" }],
    [
      "the same name and postal code",
      { ...name, postalCode: "215021" },
      { ...name, postalCode: "215021" },
    ],
    [
      "a slip in the name, the same birthday",
      { ...latin, ...birthday },
      { fullName: "Achterburg, Rosalind", ...birthday },
    ],
    [
      "day and month swapped in one house",
      { ...latin, ...birthday, ...home },
      { ...latin, birthday: "1987-11-04", ...home },
    ],
    [
      "a new family name, the same birthday and house",
      { ...latin, ...birthday, ...home },
      { fullName: "Rosalind Quist", ...birthday, ...home },
    ],
    ["the same WeChat ID", { wechatId: "quist_87" }, { wechatId: "Quist_87" }],
    [
      "the same name, an almost equal e-mail address",
      { ...latin, email: "r.achterberg@brook.cn" },
      { ...latin, email: "r.achterburg@brook.cn" },
    ],
  ])("has %s", (_, a, b) => {
    expect(scoreOf(a, b)).toBeGreaterThanOrEqual(reviewScoreMin);
  });
});

describe("a pair not worth it", () => {
  it.each<[string, Values, Values]>([
    ["nothing to compare", name, company],
    ["the same name alone", latin, latin],
    ["the same name and city", { ...name, city: "苏州" }, { ...name, city: "苏州市" }],
    ["the same company alone", company, company],
    ["the same birthday alone", birthday, birthday],
    ["the same house alone", home, home],
    ["the same phone alone", { phone: "+8613941700013" }, { phone: "+8613941700013" }],
    [
      "a common name and company but different genders",
      { fullName: "李娜", ...company, gender: "female" },
      { fullName: "李娜", ...company, gender: "male" },
    ],
    [
      "the same name and company but different birthdays",
      { ...name, ...company, ...birthday },
      { ...name, ...company, birthday: "1963-08-30" },
    ],
    [
      "sisters in one house",
      { fullName: "Rosalind Achterberg", ...birthday, ...home },
      { fullName: "Ottilie Achterberg", birthday: "1990-10-27", ...home },
    ],
    [
      "initials and birthday alone",
      { fullName: "Rosalind Achterberg", ...birthday },
      { fullName: "Rafael Aznar", ...birthday },
    ],
    [
      "the same name and street of two towns",
      { ...name, street: "人民路1号", city: "苏州", postalCode: "215021" },
      { ...name, street: "人民路1号", city: "南通", postalCode: "226001" },
    ],
    [
      "empty texts",
      { fullName: "", birthday: "", street: "" },
      { fullName: "", birthday: "", street: "" },
    ],
  ])("has %s", (_, a, b) => {
    expect(scoreOf(a, b)).toBeLessThan(reviewScoreMin);
  });

  it("has different national ids, whatever else agrees", () => {
    const all = {
      ...latin,
      ...birthday,
      ...home,
      ...company,
      gender: "female",
      wechatId: "quist_87",
      phone: "+8613941700013",
      email: "r.achterberg@brook.cn",
    };
    const one = record({ ...all, nationalId: "110105198704112358" });
    const other = record({ ...all, nationalId: "440524196308300012" });
    expect(scorePair(record(all), record(all)).score).toBe(1);
    const { score, evidence } = scorePair(one, other);
    expect(score).toBe(0);
    expect(evidence[0]).toEqual({ en: "Different national IDs", zh: "身份证号不同", for: false });
  });
});

describe("the score", () => {
  const likely = { ...latin, ...company };

  it.each<[string, Values, Values]>([
    ["birthdays", birthday, { birthday: "1963-08-30" }],
    ["genders", { gender: "male" }, { gender: "female" }],
    ["companies", company, { company: "Brook Inc." }],
    ["WeChat IDs", { wechatId: "quist_87" }, { wechatId: "xiaoming-wang" }],
    ["addresses", home, { street: "山塘街204号", city: "上海" }],
  ])("falls with different %s", (_, a, b) => {
    const rest = { ...latin, ...company, ...b };
    expect(scoreOf({ ...rest, ...a }, rest)).toBeLessThan(scoreOf(rest, rest));
  });

  it("falls with different logins of one platform, not of two", () => {
    const login = (value: string, namespace = "xiliu") => ({ ...unionid(value), namespace });
    const of = (...pair: [Comparable["identifiers"], Comparable["identifiers"]]) =>
      scorePair({ values: likely, identifiers: pair[0] }, { values: likely, identifiers: pair[1] })
        .score;
    const alone = of([], []);
    expect(of([login("u1")], [login("u2")])).toBeLessThan(alone);
    expect(of([openid("o1")], [openid("o2")])).toBeLessThan(alone);
    expect(of([login("u1")], [login("u2", "other")])).toBe(alone);
    expect(of([login("u1")], [openid("o2")])).toBe(alone);
  });

  it("compares national ids of one country only", () => {
    const passport = { ...nationalId("X1234567"), namespace: "SE" };
    const pair = scorePair(
      record(likely, [passport]),
      record(likely, [nationalId("110105198704112358")]),
    );
    expect(pair).toEqual(scorePair(record(likely), record(likely)));
  });

  it("does not fall with another phone or e-mail address: people have several", () => {
    const pair = scoreOf(
      { ...latin, ...birthday, phone: "+8613941700013", email: "r@brook.cn" },
      { ...latin, ...birthday, phone: "+442079460018", email: "ottilie@quist.se" },
    );
    expect(pair).toBe(scoreOf({ ...latin, ...birthday }, { ...latin, ...birthday }));
  });

  it("is the same whichever record comes first", () => {
    fc.assert(
      fc.property(anyRecord, anyRecord, (a, b) => {
        expect(scorePair(a, b)).toEqual(scorePair(b, a));
      }),
      { numRuns: 3_000 },
    );
  });

  it("is a probability", () => {
    fc.assert(
      fc.property(anyRecord, anyRecord, (a, b) => {
        const { score } = scorePair(a, b);
        expect(score).toBeGreaterThanOrEqual(0);
        expect(score).toBeLessThanOrEqual(1);
      }),
    );
  });

  it("finds nothing against a record in the record itself", () => {
    fc.assert(
      fc.property(anyRecord, (a) => {
        expect(scorePair(a, a).evidence.filter((each) => !each.for)).toEqual([]);
      }),
    );
  });
});

describe("the evidence", () => {
  it("is told strongest first, for and against", () => {
    expect(
      saidOf(
        { ...latin, ...birthday, gender: "female", city: "苏州", ...company },
        { fullName: "Achterberg Rosalind", ...birthday, gender: "male", city: "上海", ...company },
      ),
    ).toEqual([
      "+ Same name",
      "+ Same birthday",
      "+ Same company",
      "- Different genders",
      "- Different addresses",
    ]);
  });

  it.each<[string, Values, Values]>([
    [
      "+ Same name, but a short one that many people have",
      { fullName: "李娜" },
      { fullName: "娜 李" },
    ],
    [
      "+ Same name, but a short one that many people have",
      { fullName: "Wang Wei" },
      { fullName: "Wei Wang" },
    ],
    ["+ Names differ by one letter", latin, { fullName: "Rosalinda Achterberg" }],
    ["+ Part of the name is the same", { fullName: "王小明" }, { fullName: "王晓明" }],
    ["- Different names", { fullName: "李娜" }, { fullName: "李敏" }],
    ["- Different names", { fullName: "Li Na" }, { fullName: "Li Ma" }],
    ["+ Birthdays that one slip would explain", birthday, { birthday: "1978-04-11" }],
    ["- Different birthdays", birthday, { birthday: "1987-10-12" }],
    [
      "+ Same national ID",
      { nationalId: "110105198704112358" },
      { nationalId: "110105198704112358" },
    ],
    [
      "+ Phone numbers differ by one digit",
      { phone: "+8613941700013" },
      { phone: "+8613941700031" },
    ],
    ["+ Same e-mail address", { email: "r@brook.cn" }, { email: "r@brook.cn" }],
    ["+ Street addresses are almost the same", home, { street: "湖滨路18号3栋201" }],
    [
      "+ Street addresses are almost the same",
      { street: "工业园区湖滨路18号" },
      { street: "湖滨路18号" },
    ],
    [
      "+ Street addresses are almost the same",
      { street: "18 Lakesid Rd" },
      { street: "18 Lakeside Road" },
    ],
    ["- Different addresses", { street: "18 Lakeside Road" }, { street: "118 Lakeside Road" }],
    ["- Different addresses", { street: "18 Lakeside Road" }, { street: "81 Lakeside Road" }],
    ["- Different addresses", { street: "Lakeside Road 1" }, { street: "Lakeside Road 12" }],
    ["- Different addresses", { street: "幸福小区三栋" }, { street: "幸福小区二栋" }],
    [
      "+ Same postal code",
      { postalCode: "2135", city: "Sydney" },
      { postalCode: "2135", city: "Strathfield" },
    ],
    [
      "+ Same street address",
      { street: "18 Lakeside Road", city: "Strathfield", postalCode: "2135" },
      { street: "18 Lakeside Road", city: "Strathfeld", postalCode: "2153" },
    ],
    [
      "- Different addresses",
      { street: "人民路18号", city: "苏州", postalCode: "215021" },
      { street: "人民路18号", city: "杭州", postalCode: "310002" },
    ],
    ["+ Birthdays that one slip would explain", birthday, { birthday: "1987-11-04" }],
    ["+ Birthdays that one slip would explain", birthday, { birthday: "1987-04-28" }],
    ["- Different birthdays", birthday, { birthday: "1988-04-12" }],
    ["+ Same city", { city: "苏州" }, { city: "苏州市" }],
  ])("says %j", (words, a, b) => {
    expect(saidOf(a, b)).toEqual([words]);
  });

  it.each<[string, Values, Values]>([
    ["names in two scripts", { fullName: "王小明" }, { fullName: "Wang Xiaoming" }],
    ["a name that says too little", { fullName: "王先生" }, { fullName: "王先生" }],
    ["birthdays that nobody knew", { birthday: "1990-01-01" }, { birthday: "1990-01-01" }],
    ["genders that nobody told", { gender: "unknown" }, { gender: "unknown" }],
    [
      "e-mail addresses that are numbered",
      { email: "sales1@brook.cn" },
      { email: "sales2@brook.cn" },
    ],
    ["companies that are none", { company: "个人" }, { company: "个人" }],
  ])("is silent about %s", (_, a, b) => {
    expect(saidOf(a, b)).toEqual([]);
  });

  it("is made of prepared sentences only, so no personal value ever appears in it", () => {
    const sentences = new Map<string, string>(
      Object.values(findings).map(({ en, zh }) => [en, zh]),
    );
    expect(sentences.size).toBe(Object.keys(findings).length);
    fc.assert(
      fc.property(anyRecord, anyRecord, (a, b) => {
        for (const { en, zh } of scorePair(a, b).evidence) expect(sentences.get(en)).toBe(zh);
      }),
      { numRuns: 2_000 },
    );
  });

  it("holds none of the values of either record", () => {
    const canary = fc.stringMatching(/^[a-z]{4,9}$/).map((text) => `zq${text}`);
    const canaries = fc
      .tuple(canary, canary, canary, canary, canary)
      .map(([given, family, company, street, city]) => ({
        fullName: `${given} ${family}`,
        company,
        street: `18 ${street}`,
        city,
        email: `${given}@${family}.cn`,
        wechatId: family,
      }));
    fc.assert(
      fc.property(canaries, canaries, (a, b) => {
        for (const other of [a, b]) {
          const told = JSON.stringify(scorePair(record(a), record(other))).toLowerCase();
          expect(told).not.toContain("zq");
        }
      }),
    );
  });
});
