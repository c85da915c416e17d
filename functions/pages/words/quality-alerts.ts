/** Alerts, and what one can do about them. */
import type { Words } from "#shared/lambda/language.ts";

export const alertWords = {
  none: {
    en: "Nothing out of the ordinary: no source is silent, and nothing became worse.",
    zh: "一切正常：没有来源中断，也没有指标变差。",
  },
  noneEver: { en: "There was no alert yet.", zh: "还没有过提醒。" },
  which: { en: "Which alerts", zh: "显示哪些提醒" },
  open: { en: "Open", zh: "未处理" },
  all: { en: "All", zh: "全部" },
  since: { en: "since", zh: "始于" },
  next: { en: "Next:", zh: "下一步：" },
  samples: { en: "Look at:", zh: "示例：" },
  acknowledged: { en: "known since", zh: "已知悉" },
  muted: { en: "not told again until", zh: "静默至" },
  act: { en: "Note or silence", zh: "知悉或静默" },
  actNamed: (reason: string): Words => ({
    en: `Note or silence: ${reason}`,
    zh: `知悉或静默：${reason}`,
  }),
  acknowledge: { en: "I know about it", zh: "我已知悉" },
  acknowledgeHint: {
    en: "It is told again only after it was gone for a day.",
    zh: "消失一天后再次出现时才会重新提醒。",
  },
  mute: { en: "Do not tell until the end of", zh: "静默至（当日结束）" },
  muteHint: {
    en: "For a holiday, or a campaign that has ended. Until then it is not told, whatever happens.",
    zh: "适用于节假日或已结束的活动，期间无论如何都不再提醒。",
  },
  muteSend: { en: "Silence it", zh: "静默" },
  unmute: { en: "Tell again", zh: "恢复提醒" },
  dayMissing: {
    en: "Nothing was changed. Choose a day from today on, a year from now at most.",
    zh: "未作更改。请选择今天起一年以内的日期。",
  },
  doneAcknowledge: { en: "It is noted that you know.", zh: "已记录您已知悉。" },
  doneMute: { en: "It is silent until that day is over.", zh: "已静默至该日结束。" },
  doneUnmute: { en: "It is told again.", zh: "已恢复提醒。" },
  mayNot: {
    en: "A steward or an administrator can note or silence these.",
    zh: "数据管家或管理员可以知悉或静默这些提醒。",
  },
};

/** What each kind is called. */
export const alertKinds = {
  silence: { en: "Silent source", zh: "来源中断" },
  "silence everywhere": { en: "Silence everywhere", zh: "全部中断" },
  missing: { en: "More missing", zh: "缺失增多" },
  invalid: { en: "More invalid", zh: "无效增多" },
  "made-up": { en: "Made up", zh: "疑似虚构" },
  contradictions: { en: "Contradictions", zh: "相互矛盾" },
  duplicates: { en: "More sent twice", zh: "重复增多" },
  "clock ahead": { en: "Clock ahead", zh: "时钟偏快" },
  "clock offset": { en: "Clock behind", zh: "时钟偏差" },
  "generic values": { en: "Shared values", zh: "多人共用" },
  "review backlog": { en: "Reviews waiting", zh: "待办积压" },
  "dead letters": { en: "Failed deliveries", zh: "投递失败" },
  deadlines: { en: "Requests due", zh: "请求到期" },
} as const satisfies Record<string, Words>;
