/** What a comparison of two records may find: how often it is so, and how a steward is told. */

export interface Finding {
  /** Share of pairs of records of one customer of which this is found. */
  ofSame: number;
  /** Share of pairs of records of two customers of which this is found. */
  ofOthers: number;
  en: string;
  zh: string;
}

/**
 * The m and u of Fellegi and Sunter (A Theory for Record Linkage, 1969), set by judgement and not
 * trained: there is nothing to train on before the first steward has decided. Orders of magnitude
 * matter, digits do not. A slip or a change (name, house, employer) is taken to be in every tenth to
 * third record of one customer, by how often people move, marry, mistype and change jobs.
 */
export const findings = {
  /** One in 30,000 pairs of strangers: names cluster, whole names much less than family names. */
  sameName: { ofSame: 0.77, ofOthers: 1 / 30_000, en: "Same name", zh: "姓名相同" },
  /** The shorter, the fewer there are to share: taken to be ten times as common. */
  sameShortName: {
    ofSame: 0.77,
    ofOthers: 1 / 3_000,
    en: "Same name, but a short one that many people have",
    zh: "姓名相同，但姓名较短，重名者多",
  },
  nearName: {
    ofSame: 0.12,
    ofOthers: 1 / 5_000,
    en: "Names differ by one letter",
    zh: "姓名仅差一个字母",
  },
  /** A family, or a woman before and after her wedding; families share addresses too, so it says little. */
  partOfName: {
    ofSame: 0.09,
    ofOthers: 1 / 50,
    en: "Part of the name is the same",
    zh: "姓名部分相同",
  },
  otherName: { ofSame: 0.02, ofOthers: 0.98, en: "Different names", zh: "姓名不同" },

  /** Some 55 years of birth among customers, 365 days each. */
  sameBirthday: { ofSame: 0.93, ofOthers: 1 / 20_000, en: "Same birthday", zh: "生日相同" },
  /** A hundred dates share two of year, month and day with a date; most of them other years. */
  nearBirthday: {
    ofSame: 0.05,
    ofOthers: 1 / 200,
    en: "Birthdays that one slip would explain",
    zh: "生日相近，可能是笔误",
  },
  otherBirthday: { ofSame: 0.02, ofOthers: 1, en: "Different birthdays", zh: "生日不同" },

  sameGender: { ofSame: 0.97, ofOthers: 0.5, en: "Same gender", zh: "性别相同" },
  /** Ticked wrongly, or guessed from a name by whoever typed it in. */
  otherGender: { ofSame: 0.03, ofOthers: 0.5, en: "Different genders", zh: "性别不同" },

  sameNationalId: {
    ofSame: 1,
    ofOthers: 1 / 1_000_000_000,
    en: "Same national ID",
    zh: "身份证号相同",
  },
  /** Never: the checksum has caught what was mistyped, and a person holds one. Nothing outweighs it. */
  otherNationalId: {
    ofSame: 0,
    ofOthers: 1,
    en: "Different national IDs",
    zh: "身份证号不同",
  },
  /** One login a person is the rule; a second account for work is the exception. */
  otherWechat: {
    ofSame: 1 / 20,
    ofOthers: 1,
    en: "Different WeChat logins",
    zh: "微信登录账号不同",
  },
  sameWechatId: { ofSame: 0.9, ofOthers: 1 / 1_000_000, en: "Same WeChat ID", zh: "微信号相同" },
  otherWechatId: { ofSame: 0.1, ofOthers: 1, en: "Different WeChat IDs", zh: "微信号不同" },

  /** One number would have made them one person, were it not a shop's, a family's or a dispute's. */
  samePhone: { ofSame: 0.1, ofOthers: 1 / 300, en: "Same phone number", zh: "电话相同" },
  /** A slip, or the next desk: companies have their numbers in a row. */
  nearPhone: {
    ofSame: 0.05,
    ofOthers: 1 / 1_000,
    en: "Phone numbers differ by one digit",
    zh: "电话仅差一位",
  },
  sameEmail: { ofSame: 0.1, ofOthers: 1 / 300, en: "Same e-mail address", zh: "电子邮箱相同" },
  nearEmail: {
    ofSame: 0.05,
    ofOthers: 1 / 10_000,
    en: "E-mail addresses differ by one character",
    zh: "电子邮箱仅差一个字符",
  },

  /** Customers of a thousand companies of one size; a few large ones make it less, small ones more. */
  sameCompany: { ofSame: 0.7, ofOthers: 1 / 1_000, en: "Same company", zh: "公司相同" },
  otherCompany: { ofSame: 0.3, ofOthers: 1, en: "Different companies", zh: "公司不同" },

  /** A house, of which there are more than any company has customers, but people live in blocks. */
  sameStreet: { ofSame: 0.5, ofOthers: 1 / 20_000, en: "Same street address", zh: "街道地址相同" },
  nearStreet: {
    ofSame: 0.15,
    ofOthers: 1 / 5_000,
    en: "Street addresses are almost the same",
    zh: "街道地址几乎相同",
  },
  samePostcode: { ofSame: 0.15, ofOthers: 1 / 400, en: "Same postal code", zh: "邮政编码相同" },
  /** Half of all customers are in a handful of cities. */
  sameCity: { ofSame: 0.1, ofOthers: 1 / 20, en: "Same city", zh: "城市相同" },
  otherAddress: { ofSame: 0.1, ofOthers: 0.95, en: "Different addresses", zh: "地址不同" },
} as const satisfies Record<string, Finding>;

export type FindingName = keyof typeof findings;

/** Bits of evidence, above zero for one customer and below zero for two; −∞ rules one customer out. */
export function bitsOf({ ofSame, ofOthers }: Finding): number {
  return Math.log2(ofSame / ofOthers);
}
