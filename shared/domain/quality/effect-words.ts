/** What became of last week's fixes, in words. */
import type { FieldRegistry } from "../field.ts";
import type { Effect, FixKind } from "./fixes.ts";
import { percent, type Words } from "./words.ts";

const says: Readonly<Record<FixKind, Words>> = {
  missing: { en: "missing", zh: "缺失" },
  invalid: { en: "invalid", zh: "无效" },
  "made-up": { en: "made up by the look of it", zh: "疑似虚构" },
  contradictions: { en: "contradicting another channel", zh: "与其他渠道矛盾" },
  "not understood": { en: "not understood", zh: "未能识别" },
};

export function effectInWords({ fix, now, outcome, spared }: Effect, fields: FieldRegistry): Words {
  const { en, zh } = fields.get(fix.what)?.labels ?? { en: fix.what, zh: fix.what };
  const before = percent(fix.share);
  const change =
    now === undefined
      ? { en: `${before} last week, nothing to compare with`, zh: `上周 ${before}，本周无可比数据` }
      : { en: `${before} → ${percent(now.share)}`, zh: `${before} → ${percent(now.share)}` };
  const judged: Readonly<Record<Effect["outcome"], Words>> = {
    better: {
      en: `better: ${spared} customers were spared`,
      zh: `已改善：${spared} 位客户免受影响`,
    },
    worse: { en: "worse", zh: "恶化" },
    unchanged: { en: "unchanged", zh: "无变化" },
    "too few to tell": { en: "too few to tell", zh: "样本太少，无法判断" },
  };
  return {
    en: `${en} on ${fix.source}, ${says[fix.kind].en}: ${change.en}, ${judged[outcome].en}.`,
    zh: `${fix.source} 的${zh}${says[fix.kind].zh}：${change.zh}，${judged[outcome].zh}。`,
  };
}
