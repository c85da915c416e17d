/** The report on quality: its title, its parts, and what is said in more than one of them. */
import type { Words } from "#shared/lambda/language.ts";

export const qualityWords = {
  menu: { en: "Quality", zh: "数据质量" },
  title: { en: "Data quality", zh: "数据质量" },
  titleKept: { en: "Data quality: a past week", zh: "数据质量：往期周报" },
  contents: { en: "On this page", zh: "本页内容" },
  current: { en: "Now", zh: "当前" },
  weeks: { en: "Which week", zh: "查看哪一周" },
  weekEnding: (day: string): Words => ({ en: `Week to ${day}`, zh: `截至 ${day} 的一周` }),
  noReport: {
    en: "There is no report yet. It is made every hour from what came on full days: look again tomorrow.",
    zh: "还没有报告。报告每小时根据完整的一天生成，请明天再看。",
  },
  noCopy: {
    en: "No copy was kept of that week: nothing came in it, or it is not over yet, or too long ago.",
    zh: "没有当周的副本：当周没有数据、尚未结束，或时间太久。",
  },
  kept: {
    en: "A copy that was kept of that week. Its alerts stand as they stood then.",
    zh: "这是当周留存的副本，提醒为当时的状态。",
  },
  source: { en: "Source", zh: "来源" },
  channel: { en: "Channel", zh: "渠道" },
  field: { en: "Field", zh: "字段" },
  period: { en: "Week", zh: "统计周期" },
  all: { en: "All sources together", zh: "全部来源" },
  hidden: { en: "hidden", zh: "不显示" },
  whyHidden: {
    en: "◌ hidden: fewer than five people are behind it, and nobody shall be recognised from a number. Sums leave it out where one could work it out.",
    zh: "◌ 不显示：背后不足五人，以免从数字中认出某人；可能被推算出来时，合计也不包含。",
  },
  nothing: { en: "nothing", zh: "无" },
  asTable: { en: "The numbers as a table", zh: "查看数据表" },
  ofFive: (stars: number): Words => ({
    en: `${stars} of 5 stars,`,
    zh: `${stars} 星（满分 5 星），`,
  }),
};

export const partTitles = {
  fixes: { en: "What to fix this week", zh: "本周优先改进" },
  effects: { en: "What last week's fixes did", zh: "上周改进的效果" },
  alerts: { en: "Alerts", zh: "提醒" },
  sources: { en: "Every source at a glance", zh: "各来源一览" },
  trends: { en: "Score, week by week", zh: "评分走势" },
  heat: { en: "Where values are missing or wrong", zh: "哪里缺失或有误" },
  duplicates: { en: "What was sent twice", zh: "重复发送" },
  conflicts: { en: "Where channels contradict each other", zh: "渠道之间的矛盾" },
  timeliness: { en: "How soon data can be used", zh: "多久可用" },
  mix: { en: "Which channels data comes through", zh: "数据来自哪些渠道" },
  numbers: { en: "All numbers of the week", zh: "本周全部数字" },
  method: { en: "How this is counted", zh: "计算方法" },
} as const satisfies Record<string, Words>;
export type Part = keyof typeof partTitles;
