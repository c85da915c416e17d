/** How the catalogue calls what a channel's file says in one word, in both languages. */
import type { CatalogueLine, Channel, Confirmation } from "#shared/channels/channel.ts";

export const languages = ["en", "zh"] as const;
export type Language = (typeof languages)[number];

export function textIn(language: Language, line: CatalogueLine): string {
  return typeof line === "string" ? line : line[language];
}

type Words<Key extends string> = Readonly<Record<Key, Readonly<Record<Language, string>>>>;

export const trusts: Words<Channel["trust"]> = {
  signed: { en: "signed", zh: "签名" },
  weak: { en: "weak", zh: "弱" },
  token: { en: "token", zh: "令牌" },
};

export const confirmations: Words<Confirmation> = {
  "published vector": { en: "published vector", zh: "公开的测试向量" },
  "provider's document": { en: "provider's document", zh: "平台文档" },
  unconfirmed: { en: "unconfirmed: off by default", zh: "未经确认，默认关闭" },
};
