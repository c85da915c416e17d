/** What to fix, and what fixing did. */
import type { Outcome } from "#shared/domain/quality/fixes.ts";
import type { Words } from "#shared/lambda/language.ts";

const outcomes: Readonly<Record<Outcome, Words>> = {
  better: { en: "better", zh: "改善" },
  worse: { en: "worse", zh: "变差" },
  unchanged: { en: "unchanged", zh: "无明显变化" },
  "too few to tell": { en: "too few to tell", zh: "数据太少，无法判断" },
};

export const fixWords = {
  outcomes,
  order: {
    en: "In the order of how many customers it would help. Begin at the top.",
    zh: "按受益客户数排列，请从第一项开始。",
  },
  customers: (count: number): Words => ({
    en: count === 1 ? "customer" : "customers",
    zh: "位客户",
  }),
  more: (count: number): Words => ({ en: `${count} more`, zh: `另有 ${count} 项` }),
  nothingToFix: {
    en: "Nothing that would help five customers or more.",
    zh: "没有影响五位及以上客户的问题。",
  },
  noEffects: {
    en: "The week before there was nothing to fix, or nothing was known yet.",
    zh: "前一周没有需要改进的事项，或尚无数据。",
  },
  noChange: {
    en: "Nothing changed by more than chance would explain.",
    zh: "没有超出偶然范围的变化。",
  },
  noChangeOf: (count: number): Words => ({
    en: `${count} without a change that can be told from chance`,
    zh: `另有 ${count} 项没有明显变化`,
  }),
};
