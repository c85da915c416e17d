/** The tables and pictures of the report on quality. */
import type { traceabilities } from "#shared/domain/quality/report.ts";
import { partWeights as weights, starsFrom } from "#shared/domain/quality/score.ts";
import type { Words } from "#shared/lambda/language.ts";

const traceable: Readonly<Record<(typeof traceabilities)[number], Words>> = {
  yes: { en: "yes", zh: "可追溯" },
  partly: { en: "partly", zh: "部分可追溯" },
  no: { en: "no", zh: "不可追溯" },
};

export const sourceWords = {
  traceableAs: traceable,
  caption: { en: "Sources, lowest score first", zh: "各来源，评分低者在前" },
  form: { en: "Captured by", zh: "采集形式" },
  score: { en: "Score", zh: "质量评分" },
  trend: { en: "Ten weeks", zh: "十周走势" },
  problem: { en: "Typical problem", zh: "典型问题" },
  traceable: { en: "Traceable", zh: "可追溯" },
  noProblem: { en: "none worth a fix", zh: "无明显问题" },
  omitted: (count: number): Words => ({
    en: `${count} more sources are left out: the smallest.`,
    zh: `另有 ${count} 个最小的来源未列出。`,
  }),
  none: { en: "No source has sent anything yet.", zh: "还没有来源发送数据。" },
};

export const trendWords = {
  intro: {
    en: "Each picture goes from 0 at the bottom to 100 at the top; a gap is a week without a score.",
    zh: "每图纵轴自下而上为 0 至 100；空缺表示该周没有评分。",
  },
  alt: (name: string, told = ""): Words => ({
    en: `Score of ${name} by week, oldest first: ${told}`,
    zh: `${name} 的每周评分，由远及近：${told}`,
  }),
  gap: { en: "none", zh: "无" },
  caption: { en: "Scores of each week, 0 to 100", zh: "每周评分（0 至 100）" },
};

export const heatWords = {
  missing: {
    en: "Missing: of every hundred events, so many leave the field out",
    zh: "缺失：每一百条数据中有多少条没有该字段",
  },
  invalid: {
    en: "Invalid: of every hundred values given, so many cannot be right",
    zh: "无效：每一百个填写值中有多少个不可能正确",
  },
  madeUp: {
    en: "Made up: of every hundred values given, so many look invented",
    zh: "疑似虚构：每一百个填写值中有多少个像是编造的",
  },
  madeUpNone: {
    en: "Made up: no value looks invented.",
    zh: "疑似虚构：没有值像是编造的。",
  },
  legend: { en: "Shades:", zh: "色阶：" },
  notAsked: { en: "– not asked for, or too few answers to show", zh: "– 未收集，或太少不显示" },
  none: { en: "There is nothing to show yet.", zh: "暂无可显示的数据。" },
  scroll: { en: "table, can be scrolled sideways", zh: "表格，可左右滚动" },
};

export const duplicateWords = {
  intro: {
    en: "Nothing is stored twice: what came before is recognised. Many repetitions still mean that a sender does not get our answer, or is set up twice.",
    zh: "重复数据不会入库。但重复过多说明发送方未收到我们的响应，或被配置了两次。",
  },
  caption: { en: "Deliveries that had come before, by source", zh: "各来源的重复投递" },
  share: { en: "Repeated", zh: "重复率" },
  known: { en: "Repeated deliveries", zh: "重复投递" },
  of: { en: "Of all deliveries", zh: "全部投递" },
  alt: (told: string): Words => ({
    en: `Share of repeated deliveries by source: ${told}`,
    zh: `各来源的重复投递比例：${told}`,
  }),
  none: { en: "Nothing came twice this week.", zh: "本周没有重复。" },
};

export const conflictWords = {
  intro: {
    en: "People of whom two channels say different things. One of the two is wrong, or out of date.",
    zh: "两个渠道对同一客户的说法不一致，其中之一有误或已过时。",
  },
  caption: { en: "Contradictions between two channels", zh: "两个渠道之间的矛盾" },
  channels: { en: "Channels", zh: "渠道" },
  and: { en: "and", zh: "与" },
  people: { en: "People they differ on", zh: "说法不一的客户" },
  of: { en: "People both know", zh: "双方都有的客户" },
  share: { en: "Differ", zh: "矛盾率" },
  notYet: {
    en: "Not known yet: the first weekly inspection has not ended.",
    zh: "尚无结果：首次每周检查还未完成。",
  },
  none: {
    en: "No two channels contradict each other on five people or more.",
    zh: "没有两个渠道在五位及以上客户上相互矛盾。",
  },
};

export const timeWords = {
  intro: {
    en: "From when something happened until it could be used here. The bar goes from where half of it was there to where nearly all of it was (95 of 100).",
    zh: "从事情发生到在此可用的时间。色条从一半数据可用，到 95% 的数据可用。",
  },
  caption: { en: "How soon the data of each source can be used", zh: "各来源的数据多久可用" },
  half: { en: "Half within", zh: "一半在此内" },
  most: { en: "95 of 100 within", zh: "95% 在此内" },
  timely: { en: "Within nine minutes", zh: "九分钟内" },
  of: { en: "Events", zh: "数据（条）" },
  alt: (told: string): Words => ({
    en: `Time until data can be used, by source: ${told}`,
    zh: `各来源数据的可用时间：${told}`,
  }),
  none: { en: "There is nothing to show yet.", zh: "暂无可显示的数据。" },
};

export const mixWords = {
  intro: {
    en: "New events of each week. All pictures have one scale, so their heights compare.",
    zh: "每周新增数据。各图刻度相同，高度可直接比较。",
  },
  alt: (name: string, told = ""): Words => ({
    en: `New events of ${name} by week, oldest first: ${told}`,
    zh: `${name} 每周新增数据，由远及近：${told}`,
  }),
  caption: { en: "New events by week and channel", zh: "各渠道每周新增数据" },
  none: { en: "There is nothing to show yet.", zh: "暂无可显示的数据。" },
};

export const numberWords = {
  caption: { en: "Every source and channel in the week", zh: "本周各来源与渠道" },
  channelNamed: (name: string): Words => ({ en: `Channel: ${name}`, zh: `渠道：${name}` }),
  open: { en: "Show all numbers", zh: "显示全部数字" },
  events: (count: string): Words => ({ en: `${count} events`, zh: `${count} 条` }),
  received: { en: "Deliveries", zh: "投递" },
  new: { en: "New", zh: "新增" },
  known: { en: "Repeated", zh: "重复" },
  newPeople: { en: "New people", zh: "新客户" },
  quarantined: { en: "Not understood", zh: "未能识别" },
  missing: { en: "Missing", zh: "缺失" },
  conformity: { en: "Valid", zh: "有效" },
  consistency: { en: "Agree with others", zh: "与其他渠道一致" },
  timeliness: { en: "In time", zh: "及时" },
  diversity: { en: "Known elsewhere too", zh: "多渠道客户" },
  traceability: { en: "Traceable", zh: "可追溯" },
  ageDays: { en: "Days since the last", zh: "距上次（天）" },
  day: { en: "Last day", zh: "最近一天" },
  weekly: { en: "Week", zh: "本周" },
  month: { en: "Four weeks", zh: "四周" },
  scoresCaption: { en: "Scores by length of time, with events", zh: "不同时长的评分及数据条数" },
};

export const methodWords = {
  score: (version: number): Words => ({
    en: `The score goes from 0 to 100. It weighs how complete values are (${weights.completeness}), how many are valid (${weights.conformity}), how many agree with other channels (${weights.consistency}), whether they can be traced back (${weights.traceability}), come in time (${weights.timeliness}) and come once (${weights.uniqueness}). Few events score lower, since little is proven by them. Formula ${version}.`,
    zh: `评分为 0 至 100，综合完整（${weights.completeness}）、有效（${weights.conformity}）、与其他渠道一致（${weights.consistency}）、可追溯（${weights.traceability}）、及时（${weights.timeliness}）和不重复（${weights.uniqueness}）。数据少则评分低，因为依据不足。公式版本 ${version}。`,
  }),
  stars: {
    en: `Two, three, four and five stars begin at ${starsFrom.join(", ")}.`,
    zh: `${starsFrom.join("、")} 分起分别为两、三、四、五星。`,
  },
  customers: {
    en: "Customers are counted by what they sent: who came twice in the week counts twice.",
    zh: "客户数按提交次数计算，一周内来两次计两次。",
  },
  inspected: { en: "Last inspection", zh: "最近一次检查" },
  inspection: (people: string, events = ""): Words => ({
    en: `${people} people and ${events} events were counted again from the records.`,
    zh: `已根据记录重新核对 ${people} 位客户、${events} 条数据。`,
  }),
  difference: (added: string, surplus = ""): Words => ({
    en: `The counters lacked ${added} and were given them; they have ${surplus} too many, as where people were erased.`,
    zh: `计数缺少 ${added} 条，已补上；多出 ${surplus} 条，例如因客户被删除。`,
  }),
  notInspected: {
    en: "No weekly inspection has ended yet.",
    zh: "还没有完成过每周检查。",
  },
  generated: { en: "Counted", zh: "统计时间" },
  days: { en: "Days are those of UTC.", zh: "日期按 UTC 计算。" },
};
