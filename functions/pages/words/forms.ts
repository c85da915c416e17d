/** What every form may have to say. */
import type { Words } from "#shared/lambda/language.ts";

export const formWords = {
  optional: { en: "(optional)", zh: "（选填）" },
  mistakes: (count: number): Words => ({
    en: count === 1 ? "One thing to correct" : `${count} things to correct`,
    zh: `有 ${count} 处需要修改`,
  }),
  mistaken: { en: "To correct: ", zh: "需修改：" },
  notDone: { en: "This was not carried out", zh: "操作未执行" },
  pick: { en: "Choose …", zh: "请选择…" },
  zone: (zone: string): Words => ({
    en: `Days and times are those of ${zone}.`,
    zh: `日期和时间按 ${zone} 时区显示。`,
  }),
};
