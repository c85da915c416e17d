/** What can point at a person, in words, and how it is asked for. */
import type { IdentifierType } from "#shared/domain/identifier.ts";
import type { Words } from "#shared/lambda/language.ts";

export const identifierNames: Readonly<Record<IdentifierType, Words>> = {
  "national-id": { en: "National id", zh: "身份证件号码" },
  "wechat-unionid": { en: "WeChat unionid", zh: "微信 UnionID" },
  "wechat-openid": { en: "WeChat openid", zh: "微信 OpenID" },
  "external-id": { en: "Customer id of a shop or system", zh: "店铺或系统的客户编号" },
  phone: { en: "Phone", zh: "电话" },
  email: { en: "E-mail", zh: "电子邮箱" },
  composite: { en: "Name and birthday, or the like", zh: "姓名加生日等组合" },
};

export const identifierWords = {
  type: { en: "Kind", zh: "类型" },
  value: { en: "Value", zh: "内容" },
  valueHint: { en: "As you know it; spaces do not matter.", zh: "按您所知填写，空格不影响。" },
  namespace: { en: "Namespace", zh: "命名空间" },
  namespaceHint: {
    en: "For a national id the country (CN); for WeChat the app or open platform; for a shop or system its channel and account, such as hubspot:1234567.",
    zh: "身份证件填国家代码（CN）；微信填应用或开放平台账号；店铺或系统填渠道和账号，例如 hubspot:1234567。",
  },
  lacksValue: { en: "Say the value to look for.", zh: "请填写要查找的内容。" },
  lacksNamespace: {
    en: "This kind means nothing without its namespace: say which country, app or shop.",
    zh: "此类型须注明命名空间：请填写国家、应用或店铺。",
  },
  notOfType: {
    en: "This cannot be one of its kind. Look for a missing digit, sign or country code.",
    zh: "内容不符合该类型。请检查是否缺少数字、符号或国家代码。",
  },
  severalHint: {
    en: "More than one: separate them with commas.",
    zh: "如有多个，请用逗号分隔。",
  },
};
