/** Goes on through all people where the last run stopped, as far as this one may read. */
import { bornAt } from "#shared/domain/identity/person-id.ts";
import { addConflicts } from "#shared/domain/quality/conflicts.ts";
import { sumUp } from "#shared/domain/quality/tally.ts";
import { errorName } from "#shared/lambda/log.ts";
import { isTransient, SpentError } from "#shared/stores/errors.ts";
import { type FoundPerson, pageOfPeople, readPeople } from "#shared/stores/people.ts";
import { readFindings } from "#shared/stores/quality-findings.ts";
import { keepProgress, type KeptProgress } from "#shared/stores/quality-inspection.ts";
import type { Run } from "./handler.ts";
import { lookAt, type Looked, nothingSeen } from "./look-at.ts";

/** What this run has found, and how far it came. */
interface Slice {
  progress: KeptProgress;
  after: string | undefined;
  found: Looked[];
  skipped: number;
}

/** All of what one run finds is kept in one write, or found again by the next one. */
export async function readOn(last: KeptProgress, run: Run): Promise<KeptProgress | undefined> {
  const { store, now, newHeap } = run;
  const before = await readFindings(last, store);
  const slice: Slice = { progress: last, after: last.after, found: [], skipped: 0 };
  const isWhole = await lookAround(slice, run);
  const { found, after } = slice;
  const sum = (part: "people" | "events"): number =>
    found.reduce((all, each) => all + each[part], last[part]);
  const { after: _, ...progress } = last;
  const next = {
    ...progress,
    people: sum("people"),
    events: sum("events"),
    skipped: last.skipped + slice.skipped,
    ...(isWhole
      ? { step: "read" as const, readAt: now().toISOString() }
      : after !== undefined && { after }),
  };
  const findings = {
    counted: sumUp([...before.counted, ...found.flatMap(({ counted }) => counted)]),
    conflicts: addConflicts([...before.conflicts, ...found.flatMap(({ conflicts }) => conflicts)]),
  };
  return keepProgress({ last, next, findings, heap: newHeap() }, store);
}

/** Whether nobody is left. */
async function lookAround(slice: Slice, run: Run): Promise<boolean> {
  try {
    return await turnPages(slice, run);
  } catch (error) {
    if (error instanceof SpentError) return false;
    if (!isTransient(error)) throw error;
    run.log({ outcome: "interrupted", error: errorName(error) });
    return false;
  }
}

/** Merged ids as well: their events keep the place where they were stored, and are counted there. */
const states = ["active", "merged"];

async function turnPages(slice: Slice, run: Run): Promise<boolean> {
  const { store, limits, isOver } = run;
  for (;;) {
    const { after } = slice;
    const page = await pageOfPeople({ after, limit: limits.peoplePerPage, states }, store);
    const people = await readTogether(page.ids, run);
    for (const id of page.ids) {
      if (isOver()) return false;
      slice.found.push(await lookSafely(id, people.get(id), { slice, run }));
      slice.after = id;
    }
    if (page.next === undefined) return true;
    slice.after = page.next;
  }
}

/** One who cannot be read keeps all of a call from being read: then nobody is known yet, and each is read alone. */
async function readTogether(
  ids: readonly string[],
  { store }: Run,
): Promise<ReadonlyMap<string, FoundPerson>> {
  try {
    return await readPeople(ids, store);
  } catch (error) {
    if (isTransient(error) || error instanceof SpentError) throw error;
    return new Map();
  }
}

/**
 * Who came into being after the inspection began may consist of what was looked at under another name.
 * Who is more than a whole run may read is never looked at, so that the others are.
 */
async function lookSafely(
  id: string,
  known: FoundPerson | undefined,
  { slice, run }: { slice: Slice; run: Run },
): Promise<Looked> {
  const { begunAt, from, to } = slice.progress;
  if (bornAt(id) >= Date.parse(begunAt)) return nothingSeen;
  try {
    const found = known ?? (await readPeople([id], run.store)).get(id);
    if (found === undefined) return nothingSeen;
    const looked = await lookAt({ id, found, from, to }, run);
    if (looked !== undefined) return looked;
  } catch (error) {
    if (isTransient(error) || (error instanceof SpentError && slice.found.length > 0)) throw error;
    run.log({ outcome: "not inspected", person: id, error: errorName(error) });
    run.findings.push(error instanceof Error ? error : new Error(String(error)));
  }
  slice.skipped += 1;
  return nothingSeen;
}
