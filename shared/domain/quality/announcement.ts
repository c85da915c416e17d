/** What is said when the report of a week is ready. */
import type { Report } from "./report.ts";
import type { Language } from "./alert-view.ts";
import type { Words } from "./words.ts";

/** The first of what there is to fix. */
const fixesMax = 3;

export function announcementOf(report: Report, languages: readonly Language[]): string {
  return languages
    .flatMap((language) => [
      headline(report)[language],
      ...report.fixes.slice(0, fixesMax).map(({ words }) => words[language]),
    ])
    .join("\n");
}

function headline({ week: { from, to }, tenant: { week } }: Report): Words {
  const { score, new: events = 0 } = (week?.kind === "shown" ? week.metrics : undefined) ?? {};
  const en = score ? `, score ${score.score} of 100` : "";
  const zh = score ? `，得分 ${score.score}（满分 100）` : "";
  return {
    en: `The report on quality of ${from} to ${to} is ready: ${events} events${en}.`,
    zh: `${from} 至 ${to} 的质量报告已生成：${events} 条数据${zh}。`,
  };
}
