/** What the quality demo prints, in English or Chinese. */
import { styleText } from "node:util";
import type { AlertView, Report } from "#shared/domain/quality/report.ts";
import type { Words } from "#shared/domain/quality/words.ts";
import type { Lived, Week } from "./live.ts";
import { sources } from "./sources.ts";
import { weeks } from "./traffic.ts";
import { type Found, isRight, type Verdict } from "./verdict.ts";

export type Say = (words: Words) => string;

/** What goes on is told every day; here only what is new. `known`: causes of earlier weeks, and then of this one. */
export function weekLine(
  { number, deliveries, alerts }: Week,
  known: Set<string>,
  say: Say,
): string {
  const week = String(number + 1).padStart(2);
  const head = say({
    en: `Week ${week}  ${deliveries} deliveries, ${alerts.length} ${alerts.length === 1 ? "alert" : "alerts"}`,
    zh: `第 ${week} 周  ${deliveries} 次投递，${alerts.length} 条告警`,
  });
  const fresh = alerts.filter(({ kind, source = "" }) => {
    const cause = `${kind} ${source}`;
    return !known.has(cause) && known.add(cause);
  });
  const lines = fresh.map((alert) => `         ${styleText("yellow", alertLine(alert, say))}`);
  return [head, ...lines].join("\n");
}

export interface Ended {
  verdict: Verdict;
  report: Report;
  lived: Lived;
  seconds: number;
}

const fixesShown = 10;

export function closing({ verdict, report, lived, seconds }: Ended, say: Say): string {
  const { found, falseAlarms } = verdict;
  const right = isRight(verdict);
  const healthy = sources.length - found.length;
  return [
    heading({ en: "What was planted, and whether it was found", zh: "预设的故障是否被发现" }, say),
    ...found.map((each) => foundLines(each, say)),
    "",
    falseAlarms.length === 0
      ? mark(
          true,
          say({
            en: `No alert about the ${healthy} healthy sources, and none about the others but for what is wrong there.`,
            zh: `${healthy} 个正常来源没有任何告警，也没有其他误报。`,
          }),
        )
      : falseAlarms.map((alert) => mark(false, alertLine(alert, say))).join("\n"),
    heading(
      {
        en: "What to fix this week, most customers first",
        zh: "本周应修复的问题，按影响客户数排序",
      },
      say,
    ),
    ...report.fixes
      .slice(0, fixesShown)
      .map(({ words }, at) => `${String(at + 1).padStart(3)}  ${say(words)}`),
    "",
    styleText(
      "bold",
      say({
        en: `${weeks} weeks, ${sources.length} sources, ${lived.deliveries} deliveries in ${Math.round(seconds)} s: ${right ? "all of it found, nobody accused" : "not as it should be"}`,
        zh: `${weeks} 周、${sources.length} 个来源、${lived.deliveries} 次投递，用时 ${Math.round(seconds)} 秒：${right ? "故障全部找到，无一误报" : "结果不符合预期"}`,
      }),
    ),
  ].join("\n");
}

function foundLines({ fault, alert, listed }: Found, say: Say): string {
  const source = sources.find(({ name }) => name === fault.source);
  const title = `${styleText("bold", fault.source)}  ${source ? say(source.words) : ""}`;
  const told = alert ? alertLine(alert, say) : say({ en: "no alert", zh: "没有告警" });
  const inReport = listed
    ? say({ en: `in the report: ${listed.en}`, zh: `报告：${listed.zh}` })
    : say({ en: "not in the report", zh: "报告中没有" });
  return [
    mark(alert !== undefined && listed !== undefined, `${title}: ${say(fault.words)}`),
    styleText("dim", `      ${told}`),
    styleText("dim", `      ${inReport}`),
  ].join("\n");
}

const alertLine = ({ day, reason }: AlertView, say: Say): string => `${day}  ${say(reason)}`;

const heading = (words: Words, say: Say): string => `\n${styleText("bold", say(words))}`;

const mark = (isRight: boolean, text: string): string =>
  isRight ? `  ${styleText("green", "✓")} ${text}` : `  ${styleText("red", "✗")} ${text}`;
