/** The parts that composite keys are made of: from normalised values to what spellings share. */
import { companyKey } from "../normalise/company.ts";
import { nameOf } from "./name-key.ts";
import { plainLetters } from "./plain-letters.ts";

/** Canonical field → normalised value. */
export type Values = Readonly<Record<string, string>>;

/** Longer than any name, company or house, so two parts always fit an identifier's value. */
const partLengthMax = 200;

export type PartName =
  | "name"
  | "initials"
  | "birthday"
  | "company"
  | "house"
  | "postcode"
  | "wechatId";

/** What a value says about who somebody is; undefined where it is missing or says too little. */
type Part = (values: Values) => string | undefined;

const parts: Record<Exclude<PartName, "name" | "initials">, Part> = {
  birthday: birthdayOf,
  company: companyOf,
  house: houseOf,
  postcode: postcodeOf,
  wechatId: wechatIdOf,
};

/** Of one record: reads each part once, and only when asked. */
export function partsOf(values: Values): (part: PartName) => string | undefined {
  const known = new Map<PartName, string | undefined>();
  return (part) => {
    if (!known.has(part)) read(part);
    return known.get(part);
  };

  function read(part: PartName): void {
    if (part !== "name" && part !== "initials") return keep(part, parts[part](values));
    const name = nameOf(values);
    keep("name", name?.key);
    keep("initials", name?.initials);
  }

  function keep(part: PartName, text: string | undefined): void {
    known.set(part, text !== undefined && text.length <= partLengthMax ? text : undefined);
  }
}

/** 1 January is what registers, forms and time zero write for "some day". */
export function birthdayOf({ birthday = "" }: Values): string | undefined {
  return /^\d{4}-\d{2}-\d{2}$/.test(birthday) && !birthday.endsWith("-01-01")
    ? birthday
    : undefined;
}

/** What people without an employer write, as company keys. */
const noCompany = new Set(
  (
    "freelance freelancer home individual na no none personal private retired self selfemployed " +
    "student test unemployed 个人 个体 个体户 个体工商户 私人 自由职业 自由职业者 自己 待业 学生 退休 测试"
  ).split(" "),
);

export function companyOf({ company = "" }: Values): string | undefined {
  const key = companyKey(company);
  const sound = Array.from(key).length > 1 && /\p{L}/u.test(key);
  return sound && !noCompany.has(key) ? key : undefined;
}

const abbreviations = new Map([
  ["apartment", "apt"],
  ["avenue", "ave"],
  ["boulevard", "blvd"],
  ["court", "ct"],
  ["crescent", "cres"],
  ["drive", "dr"],
  ["highway", "hwy"],
  ["lane", "ln"],
  ["place", "pl"],
  ["road", "rd"],
  ["square", "sq"],
  ["street", "st"],
  ["terrace", "tce"],
]);

/** A street address without spaces and punctuation; common English words as abbreviated. */
export function streetOf({ street = "" }: Values): string | undefined {
  const words = plainLetters(street).match(/[\p{L}\p{M}\p{N}]+/gu) ?? [];
  const text = words.map((word) => abbreviations.get(word) ?? word).join("");
  return text === "" ? undefined : text;
}

/** A street without a number has no door to knock at, a number alone no street. */
function houseOf(values: Values): string | undefined {
  const street = streetOf(values);
  return street !== undefined && /\p{N}/u.test(street) && /\p{L}{2}/u.test(street)
    ? street
    : undefined;
}

/** Not one digit over and over, and not the code of a whole Chinese province. */
export function postcodeOf({ postalCode = "" }: Values): string | undefined {
  const code = plainLetters(postalCode).replace(/[^\p{L}\p{N}]/gu, "");
  return code.length < 3 || /^(.)\1+$|^\d\d0000$/.test(code) ? undefined : code;
}

/** As WeChat allows it, or a phone number by which people let themselves be found; `同手机` is neither. */
export function wechatIdOf({ wechatId = "" }: Values): string | undefined {
  const id = wechatId.toLowerCase();
  if (/^[a-z][a-z\d_-]{5,19}$/.test(id)) return id;
  return /^1[3-9]\d{9}$/.test(id) && !/(\d)\1{7}/.test(id) ? id : undefined;
}
