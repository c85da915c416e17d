/** Once an hour: what the counters say, as a report; what somebody should look into, as alerts. */
import { fieldRegistry } from "#shared/domain/fields.ts";
import { addDays, dayOf } from "#shared/domain/quality/calendar.ts";
import { reportOf } from "#shared/domain/quality/report-of.ts";
import { sumUp } from "#shared/domain/quality/tally.ts";
import { readCounted } from "#shared/stores/quality.ts";
import { readInspectionSummary } from "#shared/stores/quality-inspection.ts";
import { putReport } from "#shared/stores/quality-report.ts";
import type { QualityStore } from "#shared/stores/tables.ts";
import { raiseAlerts, tellAlerts, viewsOf } from "./alerts.ts";
import { channelWords, type MetricsPorts, type Run } from "./run.ts";
import { announceWeek, keepWeek } from "./week.ts";

/** The oldest of ten weeks is judged by the eight before it; and a copy may be of last week. */
const daysRead = 7 * (10 + 8 + 1);
/** Read side by side: eight queries a day. */
const daysAtOnce = 12;

/**
 * The same however often it runs: of each day a cause is told once, the report replaces the one before.
 * What is told comes last, so that a topic out of reach leaves a report to be read.
 */
export function createMetrics({ now, store: open, ...ports }: MetricsPorts) {
  const fields = fieldRegistry(ports.tenant.policy);
  return async (): Promise<void> => {
    const at = now().toISOString();
    const today = dayOf(at);
    const store = await open();
    const run: Run = {
      ...ports,
      fields,
      store,
      inspected: await readInspectionSummary(store),
      at,
      today,
      lastDay: addDays(today, -1),
    };
    const counted = await countedUntil(run.lastDay, run.store);
    await raiseAlerts(counted, run);
    const report = reportOf({
      counted,
      generatedAt: at,
      lastDay: run.lastDay,
      fields,
      channelWords,
      alerts: await viewsOf({ from: run.lastDay, to: today }, run),
      inspected: run.inspected,
    });
    await putReport(report, run.store);
    await keepWeek(counted, run);
    const told = await tellAlerts(run);
    await announceWeek(run);
    const { sources, omitted } = report;
    ports.log({
      outcome: "measured",
      day: run.lastDay,
      sources: sources.length + omitted,
      alerts: told,
    });
  };
}

async function countedUntil(lastDay: string, store: QualityStore) {
  const days = Array.from({ length: daysRead }, (_, at) => addDays(lastDay, -at));
  const counted = [];
  for (let at = 0; at < days.length; at += daysAtOnce) {
    const some = days.slice(at, at + daysAtOnce).map((day) => readCounted(day, store));
    counted.push(...(await Promise.all(some)).flat());
  }
  return sumUp(counted);
}
