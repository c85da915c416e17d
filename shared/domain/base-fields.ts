/** The fields every tenant has: what forms, shops, chats, callers and campaigns say about a customer. */
import type { Field } from "./field.ts";
import type { IdentifierType } from "./identifier.ts";
import { normaliseCompany } from "./normalise/company.ts";
import { normaliseCountry } from "./normalise/country.ts";
import { normaliseDate } from "./normalise/date.ts";
import { normaliseEmail } from "./normalise/email.ts";
import { normaliseGender } from "./normalise/gender.ts";
import { normaliseLanguage } from "./normalise/language.ts";
import { normaliseFullName, normaliseNamePart, normaliseNickname } from "./normalise/name.ts";
import { normaliseNationalId } from "./normalise/national-id.ts";
import type { Normaliser } from "./normalise/normalised.ts";
import { normalisePhone } from "./normalise/phone.ts";
import { normaliseNote, normaliseText } from "./normalise/text.ts";
import { normaliseUrl } from "./normalise/url.ts";

type Kind = Omit<Field, "name" | "labels" | "weight">;

const personalText: Kind = { normalise: normaliseText, pii: "personal" };
const plainText: Kind = { normalise: normaliseText, pii: "none" };
const namePart: Kind = { normalise: normaliseNamePart, pii: "personal", group: "name" };
const place: Kind = { normalise: normaliseText, pii: "none", group: "address" };
/** Narrow enough to find the house. */
const home: Kind = { ...place, pii: "personal" };
const campaign: Kind = {
  normalise: normaliseText,
  pii: "none",
  group: "campaign",
  perVisit: true,
};
/** What somebody wanted that day. */
const wish: Kind = { ...personalText, perVisit: true };
/** Query strings carry whatever a page puts there, names and addresses included. */
const visit: Kind = { ...campaign, normalise: normaliseUrl, pii: "personal" };

type Row = readonly [name: string, en: string, zh: string, weight: number, kind: Kind];

/** Weights are relative: to reach a customer is worth most, then to know whom one reaches. */
const rows: readonly Row[] = [
  ["fullName", "Full name", "姓名", 4, { ...namePart, normalise: normaliseFullName }],
  ["familyName", "Family name", "姓", 1, namePart],
  ["givenName", "Given name", "名", 1, namePart],
  ["nickname", "Nickname", "昵称", 1, { normalise: normaliseNickname, pii: "personal" }],

  ["phone", "Phone", "电话", 5, identifying("phone", normalisePhone)],
  ["email", "E-mail", "电子邮箱", 5, identifying("email", normaliseEmail)],
  [
    "nationalId",
    "National ID",
    "身份证号",
    2,
    { ...identifying("national-id", normaliseNationalId), pii: "sensitive" },
  ],
  ["wechatId", "WeChat ID", "微信号", 2, personalText],

  ["birthday", "Birthday", "生日", 2, { normalise: normaliseDate, pii: "personal" }],
  ["gender", "Gender", "性别", 1, { normalise: normaliseGender, pii: "personal" }],
  ["language", "Language", "语言", 1, { normalise: normaliseLanguage, pii: "none" }],

  ["company", "Company", "公司", 3, { normalise: normaliseCompany, pii: "personal" }],
  ["jobTitle", "Job title", "职位", 2, plainText],
  ["department", "Department", "部门", 1, plainText],
  ["industry", "Industry", "行业", 1, plainText],
  ["website", "Website", "网站", 1, { normalise: normaliseUrl, pii: "personal" }],

  ["country", "Country", "国家/地区", 1, { ...place, normalise: normaliseCountry }],
  ["province", "Province", "省份", 1, place],
  ["city", "City", "城市", 2, place],
  ["district", "District", "区县", 1, place],
  ["street", "Street", "街道地址", 1, home],
  ["postalCode", "Postal code", "邮政编码", 1, home],

  ["utmSource", "Campaign source", "广告来源", 2, campaign],
  ["utmMedium", "Campaign medium", "广告媒介", 1, campaign],
  ["utmCampaign", "Campaign", "广告活动", 1, campaign],
  ["utmTerm", "Campaign keyword", "广告关键词", 0, campaign],
  ["utmContent", "Campaign content", "广告内容", 0, campaign],
  ["landingPage", "Landing page", "落地页", 1, visit],
  ["referrer", "Referrer", "来源页面", 1, visit],
  ["scene", "Scan scene", "扫码场景", 1, campaign],

  ["interest", "Interest", "意向", 2, wish],
  ["budget", "Budget", "预算", 1, wish],
  ["note", "Note", "备注", 1, { ...wish, normalise: normaliseNote }],
];

function identifying(identifier: IdentifierType, normalise: Normaliser): Kind {
  return { normalise, pii: "personal", identifier };
}

export const baseFields: readonly Field[] = rows.map(([name, en, zh, weight, kind]) => ({
  name,
  labels: { en, zh },
  weight,
  ...kind,
}));
