/** Every hour a part, every week a whole: looks at all records, and gives the counters what they lack. */
import { fieldRegistry } from "#shared/domain/fields.ts";
import type { Policy } from "#shared/domain/policy.ts";
import { addDays, dayOf, daysBetween, windowDays } from "#shared/domain/quality/calendar.ts";
import type { MeetingContext } from "#shared/domain/quality/meetings.ts";
import type { Log } from "#shared/lambda/log.ts";
import type { EventsStore } from "#shared/stores/events.ts";
import {
  keepProgress,
  type KeptProgress,
  readProgress,
} from "#shared/stores/quality-inspection.ts";
import { noFindings } from "#shared/stores/quality-findings.ts";
import { meterReads } from "#shared/stores/read-meter.ts";
import type { QualityStore } from "#shared/stores/tables.ts";
import type { RandomBytes } from "#shared/vault/seal.ts";
import { addDifferences, compare } from "./reconcile.ts";
import { readOn } from "./read-on.ts";

export type InspectionStore = EventsStore & QualityStore;

export interface InspectionLimits {
  /** Of one run, in read units: an hour costs no more, however many people there are. */
  readUnitsMax: number;
  peoplePerPage: number;
  /** Well within the function's timeout: what was found has to be kept. */
  workMsMax: number;
  /** From reading an event to comparing: longer than the consumer takes from its commit to its counters. */
  settledMs: number;
}

const defaultLimits: InspectionLimits = {
  readUnitsMax: 50_000,
  peoplePerPage: 50,
  workMsMax: 200_000,
  settledMs: 15 * 60_000,
};

export interface InspectionPorts {
  policy: Policy;
  /** Made anew for each run: keys are read with it. */
  store: () => Promise<InspectionStore>;
  limits?: Partial<InspectionLimits>;
  now: () => Date;
  random: RandomBytes;
  log: Log;
}

/** What every step of a run needs. */
export interface Run {
  store: InspectionStore;
  context: MeetingContext;
  limits: InspectionLimits;
  now: () => Date;
  /** Nothing is begun any more: the next run goes on. */
  isOver: () => boolean;
  newHeap: () => string;
  /** What a human has to look at, told when the rest is done. */
  findings: Error[];
  log: Log;
}

/**
 * At least once, and in parts: after any crash the next run goes on from what was kept last. What
 * cannot be read of one person holds up no other; it throws at the end, so that somebody looks.
 */
export function createInspection(ports: InspectionPorts) {
  const fields = fieldRegistry(ports.policy);
  const limits = { ...defaultLimits, ...ports.limits };
  const { policy, now, random, log } = ports;
  return async (): Promise<void> => {
    const begun = now().getTime();
    const bare = await ports.store();
    const meter = meterReads(bare.database, limits.readUnitsMax);
    const run: Run = {
      store: { ...bare, database: meter.database },
      context: { fields, policy },
      limits,
      now,
      isOver: () => now().getTime() - begun >= limits.workMsMax,
      newHeap: () => random(9).toString("base64url"),
      findings: [],
      log,
    };
    const progress = await goOn(run);
    if (progress !== undefined) {
      const { inspection, step, people, events, skipped, added, surplus } = progress;
      const units = meter.spentUnits();
      const found = { inspection, step, people, events, skipped, added, surplus };
      log({ outcome: "inspected", ...found, units });
    }
    const [finding] = run.findings;
    if (finding !== undefined) throw finding;
  };
}

/** One step a run. Undefined where there is nothing to do, or another run is at it. */
async function goOn(run: Run): Promise<KeptProgress | undefined> {
  const { store, now, limits } = run;
  const last = await readProgress(store);
  const progress = isDue(last, now()) ? await begin(last, run) : last;
  switch (progress?.step) {
    case "reading":
      return readOn(progress, run);
    case "read": {
      const readMs = Date.parse(progress.readAt ?? progress.begunAt);
      if (now().getTime() - readMs < limits.settledMs) return progress;
      const compared = await compare(progress, run);
      return compared && addDifferences(compared, run);
    }
    case "adding":
      return addDifferences(progress, run);
    case "done":
    case undefined:
      return undefined;
  }
}

/**
 * A week after the last one began, once that has come to its end; and in place of one that has taken so
 * long that none of the days that it looks at is looked at any more.
 */
function isDue(last: KeptProgress | undefined, now: Date): boolean {
  if (last === undefined) return true;
  const days = daysBetween(last.inspection, dayOf(now.toISOString()));
  return days >= (last.step === "done" ? windowDays.week : windowDays.month);
}

/** Days that are over, four weeks of them: later ones are still being counted. */
function begin(last: KeptProgress | undefined, { store, now, newHeap }: Run) {
  const begunAt = now().toISOString();
  const inspection = dayOf(begunAt);
  const next = {
    inspection,
    begunAt,
    from: addDays(inspection, -windowDays.month),
    to: addDays(inspection, -1),
    step: "reading" as const,
    people: 0,
    events: 0,
    skipped: 0,
    added: 0,
    surplus: 0,
  };
  return keepProgress({ last, next, findings: noFindings, heap: newHeap() }, store);
}
