/** Whether the product found what was planted, all of it, and nothing else. */
import type { AlertView, Report } from "#shared/domain/quality/report.ts";
import { addDays } from "#shared/domain/quality/calendar.ts";
import { percent, type Words } from "#shared/domain/quality/words.ts";
import { type Fault, faults } from "./faults.ts";

export interface Shown {
  report: Report;
  /** All that were ever raised. */
  alerts: readonly AlertView[];
  /** Day 0 of the traffic. */
  firstDay: string;
}

export interface Found {
  fault: Fault;
  /** Of the first alert that names it under its source; undefined where none does. */
  alert: AlertView | undefined;
  /** How the report of the last week names it under its source; undefined where it does not. */
  listed: Words | undefined;
}

export interface Verdict {
  found: Found[];
  /** About a source, but of nothing that was planted there. */
  falseAlarms: AlertView[];
}

export function judge({ report, alerts, firstDay }: Shown): Verdict {
  const explains = (fault: Fault, { source, kind, day }: AlertView): boolean =>
    source === fault.source && kind === fault.alert && day >= addDays(firstDay, fault.fromDay);
  const byDay = alerts.toSorted((a, b) => (a.day < b.day ? -1 : Number(a.day > b.day)));
  return {
    found: faults.map((fault) => ({
      fault,
      alert: byDay.find((alert) => explains(fault, alert)),
      listed: listedIn(report, fault),
    })),
    falseAlarms: byDay.filter(
      (alert) => alert.source !== undefined && !faults.some((fault) => explains(fault, alert)),
    ),
  };
}

export function isRight({ found, falseAlarms }: Verdict): boolean {
  return found.every(({ alert, listed }) => alert && listed) && falseAlarms.length === 0;
}

/** Half of all deliveries came again; half of all events are as late as no healthy source's. */
const repeatedMin = 0.4;
const lateSecondsMin = 2 * 3_600;

function listedIn(report: Report, { source, alert, listed }: Fault): Words | undefined {
  const own = <Row extends { source?: string | undefined }>(rows: readonly Row[]): Row[] =>
    rows.filter((row) => row.source === source);
  if (listed === "duplicates") {
    const row = own(report.duplicates).find(({ share }) => share >= repeatedMin);
    return row && duplicatesInWords(row);
  }
  if (listed === "timeliness") {
    const row = own(report.timeliness).find(({ halfSeconds }) => halfSeconds >= lateSecondsMin);
    return row && timelinessInWords(row);
  }
  if (listed === "alerts") {
    return own(report.alerts).find(({ kind }) => kind === alert)?.reason;
  }
  const fixes = own(report.fixes).filter(({ kind }) => kind === listed.fix);
  const found = listed.fields.map((field) => fixes.find(({ what }) => what === field)?.words);
  return found.every((words) => words !== undefined) ? found[0] : undefined;
}

const duplicatesInWords = ({ known, n, share }: Report["duplicates"][number]): Words => ({
  en: `${known} of ${n} deliveries (${percent(share)}) had come before.`,
  zh: `${n} 次投递中有 ${known} 次（${percent(share)}）为重复。`,
});

const timelinessInWords = ({ timely, halfSeconds }: Report["timeliness"][number]): Words => ({
  en: `${percent(timely.share)} in time, half of them within ${hours(halfSeconds)} hours only.`,
  zh: `及时率 ${percent(timely.share)}，半数数据在 ${hours(halfSeconds)} 小时内才到达。`,
});

const hours = (seconds: number): string => (seconds / 3_600).toFixed(1);
