/** On the first run of a week: keeps a copy of the report of the one before; then says that it is there. */
import { announcementOf } from "#shared/domain/quality/announcement.ts";
import { addDays, windowDays } from "#shared/domain/quality/calendar.ts";
import { reportOf } from "#shared/domain/quality/report-of.ts";
import type { Counted } from "#shared/domain/quality/tally.ts";
import { publish } from "#shared/lambda/topic.ts";
import {
  copyState,
  keepCopy,
  markAnnounced,
  readReport,
  weekEndOf,
} from "#shared/stores/quality-report.ts";
import { viewsOf } from "./alerts.ts";
import { channelWords, type Run } from "./run.ts";

/** Monday to Sunday. A week in which nothing came has no copy. */
export async function keepWeek(counted: readonly Counted[], run: Run): Promise<void> {
  const weekTo = lastWeekOf(run);
  if ((await copyState(weekTo, run.store)) === "none") await keepCopyOf(weekTo, counted, run);
}

/** The last day of the last week that is over. */
function lastWeekOf({ lastDay }: Run): string {
  const weekEnd = weekEndOf(lastDay);
  return weekEnd === lastDay ? lastDay : addDays(weekEnd, -windowDays.week);
}

async function keepCopyOf(weekTo: string, counted: readonly Counted[], run: Run): Promise<void> {
  const { at, fields, store, inspected } = run;
  const from = addDays(weekTo, 1 - windowDays.week);
  const report = reportOf({
    counted,
    generatedAt: at,
    lastDay: weekTo,
    fields,
    channelWords,
    alerts: await viewsOf({ from, to: weekTo }, run),
    inspected,
  });
  if (report.tenant.week !== undefined) await keepCopy(report, store);
}

export async function announceWeek(run: Run): Promise<void> {
  const { tenant, store, topic, log } = run;
  const weekTo = lastWeekOf(run);
  if ((await copyState(weekTo, store)) === "announced") return;
  const copy = await readReport(weekTo, store);
  if (copy === undefined) return;
  const subject = `Tributary ${tenant.policy.tenant}: report of the week to ${weekTo}`;
  await publish({ subject, text: announcementOf(copy, tenant.languages) }, topic);
  await markAnnounced(weekTo, store);
  log({ outcome: "announced", week: weekTo });
}
