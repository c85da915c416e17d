/** How the kinds of senders are called: by how they capture customers. */
import type { Words } from "#shared/domain/quality/words.ts";
import type { ChannelGroup } from "./channel.ts";

export const groups: Readonly<Record<ChannelGroup, Words>> = {
  own: { en: "Your own programs", zh: "自有程序" },
  form: { en: "Forms", zh: "表单" },
  shop: { en: "Shops", zh: "商城" },
  system: { en: "Other systems", zh: "第三方系统" },
  chat: { en: "Work and chat platforms", zh: "办公与聊天平台" },
  call: { en: "Calls and service", zh: "电话与客服" },
  campaign: { en: "Campaigns and events", zh: "广告与活动" },
};
