/** From findings to alerts that people are told of: the row first, then the message, then that it was sent. */
import { holidaysAmong } from "#shared/domain/privacy/holidays.ts";
import { latestOfEach } from "#shared/domain/quality/alert.ts";
import { alertText, alertView, isOpen } from "#shared/domain/quality/alert-view.ts";
import { addDays } from "#shared/domain/quality/calendar.ts";
import { inspectDay } from "#shared/domain/quality/inspect-day.ts";
import type { AlertView } from "#shared/domain/quality/report.ts";
import { raise, type Raised } from "#shared/domain/quality/standing.ts";
import type { Counted } from "#shared/domain/quality/tally.ts";
import { inspectWaiting } from "#shared/domain/quality/waiting.ts";
import { publish } from "#shared/lambda/topic.ts";
import {
  alertsSince,
  type KeptStanding,
  markTold,
  putAlert,
  putStanding,
  readStandings,
} from "#shared/stores/quality-alerts.ts";
import { readWaiting } from "#shared/stores/quality-waiting.ts";
import type { Run } from "./run.ts";

/** Somebody may acknowledge a cause in between: then what is known of it is read anew. */
const attemptsMax = 3;

/** The counters are judged of the last full day, what waits as of today. */
export async function raiseAlerts(counted: readonly Counted[], run: Run): Promise<void> {
  const { lastDay, today, store, tenant } = run;
  const days = [lastDay, ...new Set(counted.map(({ day }) => day))];
  const holidays = holidaysAmong(days, tenant.privacy);
  const judged = [
    { day: lastDay, findings: inspectDay(counted, { day: lastDay, holidays }) },
    { day: today, findings: inspectWaiting(await readWaiting(lastDay, store), today) },
  ];
  for (const { day, findings } of judged) {
    let isKept = false;
    for (let attempt = 0; !isKept && attempt < attemptsMax; attempt++) {
      const known = await readStandings(store);
      const standings = new Map([...known].map(([cause, { standing }]) => [cause, standing]));
      isKept = await keepRaised(raise(findings, day, standings), known, run);
    }
  }
}

/** Alerts before standings: what a crash leaves in between is raised again, and is the same row. */
async function keepRaised(
  { alerts, standings }: Raised,
  known: ReadonlyMap<string, KeptStanding>,
  { store }: Run,
): Promise<boolean> {
  for (const alert of alerts) await putAlert(alert, store);
  let isKept = true;
  for (const [cause, standing] of standings) {
    const before = known.get(cause);
    if (before?.standing === standing) continue;
    const version = before?.version ?? 0;
    isKept = (await putStanding({ cause, standing, version }, store)) && isKept;
  }
  return isKept;
}

/** So far back a message is made up for that a topic out of reach has cost. */
const lateDays = 7;

/**
 * At least once: a crash before it is marked sends it again. What somebody knows of by now is not told. A
 * message that is refused holds up no other; it throws at the end. Answers how many.
 */
export async function tellAlerts(run: Run): Promise<number> {
  const { lastDay, today, tenant, fields, store, topic, log } = run;
  const untold = (await alertsSince(addDays(lastDay, -lateDays), store)).filter(
    ({ told }) => !told,
  );
  const known = await readStandings(store);
  let told = 0;
  let refused: unknown;
  for (const kept of untold) {
    const view = alertView(kept, known.get(kept.alert.cause)?.standing, fields);
    const { kind } = view;
    try {
      if (isOpen(view, today)) {
        const text = alertText(view, tenant.languages);
        await publish({ subject: `Tributary ${tenant.policy.tenant}: ${kind}`, text }, topic);
        log({ outcome: "alerted", kind, alert: kept.id });
        told += 1;
      }
      await markTold(kept.id, store);
    } catch (error) {
      refused ??= error;
    }
  }
  if (refused !== undefined) throw refused;
  return told;
}

/** What was found on these days, the latest of each cause, and nobody has acknowledged or muted. */
export async function viewsOf(
  { from, to }: { from: string; to: string },
  { store, fields, today }: Run,
): Promise<AlertView[]> {
  const found = (await alertsSince(from, store)).filter(({ alert }) => alert.day <= to);
  const known = await readStandings(store);
  return latestOfEach(found)
    .map((kept) => alertView(kept, known.get(kept.alert.cause)?.standing, fields))
    .filter((view) => isOpen(view, today));
}
