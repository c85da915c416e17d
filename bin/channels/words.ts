/** How the catalogue calls what a channel's file says in one word, in both languages. */
import type {
  CatalogueLine,
  Channel,
  ChannelGroup,
  Confirmation,
} from "#shared/channels/channel.ts";

export const languages = ["en", "zh"] as const;
export type Language = (typeof languages)[number];

export function textIn(language: Language, line: CatalogueLine): string {
  return typeof line === "string" ? line : line[language];
}

type Words<Key extends string> = Readonly<Record<Key, Readonly<Record<Language, string>>>>;

export const groups: Words<ChannelGroup> = {
  own: { en: "Your own programs", zh: "自有程序" },
  form: { en: "Forms", zh: "表单" },
  shop: { en: "Shops", zh: "商城" },
  system: { en: "Other systems", zh: "第三方系统" },
  chat: { en: "Work and chat platforms", zh: "办公与聊天平台" },
  call: { en: "Calls and service", zh: "电话与客服" },
  campaign: { en: "Campaigns and events", zh: "广告与活动" },
};

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
