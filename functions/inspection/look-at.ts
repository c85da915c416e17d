/** Looks at one row of people: what was stored under its id is counted, beside all of the person it is of now. */
import type { CustomerEvent } from "#shared/domain/event.ts";
import { dayOf } from "#shared/domain/quality/calendar.ts";
import { conflictsOf } from "#shared/domain/quality/conflicts.ts";
import { recount } from "#shared/domain/quality/recount.ts";
import type { Counted } from "#shared/domain/quality/tally.ts";
import type { Conflict } from "#shared/domain/quality/report.ts";
import { listEventKeys, readAllEvents } from "#shared/stores/event-lists.ts";
import { type FoundPerson, type LivingPerson, readRoots } from "#shared/stores/people.ts";
import type { Run } from "./handler.ts";

export interface Looked {
  people: number;
  events: number;
  counted: readonly Counted[];
  conflicts: readonly Conflict[];
}

export const nothingSeen: Looked = { people: 0, events: 0, counted: [], conflicts: [] };

export interface LookedAt {
  id: string;
  found: FoundPerson;
  /** Days of receipt that are counted, first and last. */
  from: string;
  to: string;
}

/**
 * Events keep the id that they were stored under when persons merge: so each is counted once, whoever
 * merges while the inspection goes on. Undefined of whom it may not, or cannot, look at now: restricted,
 * being worked on, or not listed yet.
 */
export async function lookAt(asked: LookedAt, run: Run): Promise<Looked | undefined> {
  const { id, found } = asked;
  if (found.kind === "living") {
    const isAlone = found.person.absorbed.length === 0;
    const places = isAlone ? undefined : new Set(await listEventKeys(id, run.store));
    return lookAtPerson({ ...asked, root: found, places }, run);
  }
  if (found.kind !== "merged") return nothingSeen;
  const places = new Set(await listEventKeys(id, run.store));
  const root = places.size > 0 ? (await readRoots([id], run.store)).get(id) : undefined;
  if (root === undefined) return nothingSeen;
  const looked = await lookAtPerson({ ...asked, root, places }, run);
  return looked && { ...looked, people: 0, conflicts: [] };
}

interface Looking extends LookedAt {
  root: LivingPerson;
  /** Where the events stand that are counted; undefined: all of the person's. */
  places: ReadonlySet<string> | undefined;
}

async function lookAtPerson(
  { root, places, from, to }: Looking,
  { store, context }: Run,
): Promise<Looked | undefined> {
  const { person, state } = root;
  if (state !== "active" || person.restrictedBy.length > 0) return undefined;
  const events = await readAllEvents(person, store);
  if (events === undefined) return undefined;
  const isCounted = ({ id, receivedAt }: CustomerEvent): boolean =>
    dayOf(receivedAt) >= from &&
    dayOf(receivedAt) <= to &&
    (places?.has(store.vault.eventKey(id)) ?? true);
  return {
    people: 1,
    events: events.filter(isCounted).length,
    counted: recount({ person, events, isCounted }, context),
    conflicts: conflictsOf(events, context.fields),
  };
}
