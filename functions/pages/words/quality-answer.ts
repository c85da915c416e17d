/** The answer on top of the report on quality. */
import type { Words } from "#shared/lambda/language.ts";

const tooLittle = { en: "There is too little data to say.", zh: "数据太少，无法判断。" };

/** By stars, none to five. */
const trust: readonly Words[] = [
  tooLittle,
  {
    en: "Not yet: too much is missing or wrong, or there is too little to be sure.",
    zh: "尚不可信：缺失或错误过多，或数据太少。",
  },
  { en: "Hardly: much of it is missing or wrong.", zh: "较难信任：不少内容缺失或有误。" },
  { en: "With care: some of it is missing or wrong.", zh: "谨慎使用：部分内容缺失或有误。" },
  { en: "Mostly: nearly all of it is complete and right.", zh: "基本可信：绝大部分完整且正确。" },
  { en: "Yes: it is complete and right.", zh: "可信：数据完整且正确。" },
];

export const answerWords = {
  trust: (stars: number): Words => trust[stars] ?? tooLittle,
  label: { en: "The answer", zh: "结论" },
  question: { en: "Can we trust our data?", zh: "我们的数据可信吗？" },
  score: { en: "Score of all sources", zh: "总体评分" },
  ofHundred: { en: "of 100", zh: "满分 100" },
  events: { en: "New events this week", zh: "本周新增数据（条）" },
  sources: { en: "Sources that sent something", zh: "有数据的来源" },
  alerts: { en: "Alerts", zh: "提醒" },
  notShown: { en: "hidden", zh: "不显示" },
  worst: { en: "Worst this week:", zh: "本周最差：" },
  atScore: (score: number): Words => ({ en: ` (score ${score}).`, zh: `（${score} 分）。` }),
};
