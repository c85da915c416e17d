/** Alerts in words: what was seen, without anybody's data. */
import * as z from "zod";
import type { FieldRegistry } from "../field.ts";
import type { FieldFindingKind, FieldJump, Finding, FindingKind } from "./alert.ts";

export const Words = z.object({ en: z.string(), zh: z.string() });
export type Words = z.infer<typeof Words>;

type Reasons = {
  [Kind in FindingKind]: (
    finding: Extract<Finding, { kind: Kind }>,
    fields: FieldRegistry,
  ) => Words;
};

const reasons: Reasons = {
  silence: ({ source, quietDays, expected }) => ({
    en: `Nothing from ${source} for ${days(quietDays)}; about ${Math.round(expected)} events would be usual.`,
    zh: `${source} 已有 ${quietDays} 天没有数据，通常约有 ${Math.round(expected)} 条。`,
  }),
  "silence everywhere": ({ sources }) => ({
    en: `${sources} sources that usually send every day sent nothing.`,
    zh: `${sources} 个平时每天都有数据的来源全部没有数据。`,
  }),
  missing: ofFields,
  invalid: ofFields,
  "made-up": ofFields,
  contradictions: ofFields,
  duplicates: ({ source, share, usual, n }) => ({
    en: `${percent(share)} of ${n} deliveries from ${source} came again; ${percent(usual)} is usual.`,
    zh: `${source} 的 ${n} 次投递中有 ${percent(share)} 为重复，通常为 ${percent(usual)}。`,
  }),
  "clock ahead": ({ source, share, n }) => ({
    en: `${percent(share)} of ${n} events from ${source} say they happened in the future.`,
    zh: `${source} 的 ${n} 条数据中有 ${percent(share)} 的发生时间在未来。`,
  }),
  "clock offset": ({ source, n, seconds }) => ({
    en: `Nearly all of ${n} events from ${source} arrive ${hoursOf(seconds)} hours or more after they happened, always by about the same.`,
    zh: `${source} 的 ${n} 条数据几乎都在发生 ${hoursOf(seconds)} 小时以后到达，且延迟大致相同。`,
  }),
  "generic values": ({ count }) => ({
    en: `${counted(count, "value")} turned out to be shared by too many people, and no longer link anybody.`,
    zh: `有 ${count} 个标识值被过多的人共用，已不再用于关联。`,
  }),
  "review backlog": ({ count, oldestDays }) => ({
    en: `${count} reviews wait for an answer, the oldest for ${days(oldestDays)}.`,
    zh: `有 ${count} 条待办未处理，最久的已等待 ${oldestDays} 天。`,
  }),
  "dead letters": ({ count }) => ({
    en: `${counted(count, "delivery", "deliveries")} failed five times and wait in quarantine.`,
    zh: `有 ${count} 条投递连续失败五次，已进入隔离区。`,
  }),
  deadlines: ({ overdue, soon }) => ({
    en: `${counted(overdue, "request")} overdue, ${soon} due within a week.`,
    zh: `有 ${overdue} 项请求已逾期，${soon} 项一周内到期。`,
  }),
};

export function reasonOf(finding: Finding, fields: FieldRegistry): Words {
  // Each kind has its own: what the table's type says, TypeScript cannot follow through an index.
  const reason = reasons[finding.kind] as (finding: Finding, fields: FieldRegistry) => Words;
  return reason(finding, fields);
}

const saysOfFields: Record<FieldFindingKind, Words> = {
  missing: { en: "missing", zh: "缺失" },
  invalid: { en: "invalid", zh: "无效" },
  "made-up": { en: "made up by the look of it", zh: "疑似虚构" },
  contradictions: { en: "different from what another channel says", zh: "与其他渠道矛盾" },
};

function ofFields(
  finding: Extract<Finding, { kind: FieldFindingKind }>,
  registry: FieldRegistry,
): Words {
  const { kind, source, fields } = finding;
  const is = saysOfFields[kind];
  const label = (language: keyof Words, { field }: FieldJump): string =>
    registry.get(field)?.labels[language] ?? field;
  const en = fields.map(
    (each) => `${label("en", each)} ${percent(each.share)} (usually ${percent(each.usual)})`,
  );
  const zh = fields.map(
    (each) => `${label("zh", each)} ${percent(each.share)}（通常 ${percent(each.usual)}）`,
  );
  return {
    en: `From ${source}, ${is.en}: ${en.join(", ")}.`,
    zh: `${source} 的数据${is.zh}：${zh.join("、")}。`,
  };
}

export const percent = (share: number): string => `${Math.round(share * 100)}%`;

const hoursOf = (seconds: number): number => Math.round(seconds / 360) / 10;

const days = (count: number): string => counted(count, "day");

function counted(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}
