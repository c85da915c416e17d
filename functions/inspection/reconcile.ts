/** The end of an inspection: the counters against what was found, and what they lack on its way to them. */
import { dayOf, daysFrom } from "#shared/domain/quality/calendar.ts";
import { peoplePerCellMin } from "#shared/domain/quality/metrics.ts";
import { reconcile } from "#shared/domain/quality/reconcile.ts";
import { noFindings, readFindings } from "#shared/stores/quality-findings.ts";
import { addDifference, readCounted } from "#shared/stores/quality.ts";
import { keepProgress, keepSummary, type KeptProgress } from "#shared/stores/quality-inspection.ts";
import type { Run } from "./handler.ts";

/** Written down before anything is added: whoever takes over adds the same, and nothing twice. */
export async function compare(last: KeptProgress, run: Run): Promise<KeptProgress | undefined> {
  const { store, newHeap } = run;
  const { counted: recounted, conflicts } = await readFindings(last, store);
  const counted = [];
  for (const day of daysFrom(last.from, last.to)) counted.push(...(await readCounted(day, store)));
  const { differences, added, surplus } = reconcile(counted, recounted);
  const next = { ...last, step: "adding" as const, added, surplus };
  const findings = { counted: differences, conflicts };
  return keepProgress({ last, next, findings, heap: newHeap() }, store);
}

const writesAtOnce = 10;

export async function addDifferences(
  last: KeptProgress,
  run: Run,
): Promise<KeptProgress | undefined> {
  const { store, now, newHeap, isOver } = run;
  const { inspection, people, events, added, surplus } = last;
  const { counted, conflicts } = await readFindings(last, store);
  for (let at = 0; at < counted.length; at += writesAtOnce) {
    if (isOver()) return last;
    const some = counted.slice(at, at + writesAtOnce);
    await Promise.all(some.map((difference) => addDifference(difference, inspection, store)));
  }
  const day = dayOf(now().toISOString());
  await keepSummary(
    {
      inspection: { day, people, events, added, surplus },
      // Of fewer people nobody is shown anything.
      conflicts: conflicts.filter(({ of }) => of >= peoplePerCellMin),
    },
    store,
  );
  const next = { ...last, step: "done" as const };
  return keepProgress({ last, next, findings: noFindings, heap: newHeap() }, store);
}
