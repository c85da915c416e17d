/** Brings events to their persons: read, decide, write; again, where somebody else was faster. */
import { setTimeout as sleep } from "node:timers/promises";
import type { CustomerEvent } from "#shared/domain/event.ts";
import { type Identifier, identifierText } from "#shared/domain/identifier.ts";
import type { Changes } from "#shared/domain/identity/changes.ts";
import type { Person } from "#shared/domain/identity/person.ts";
import type { FoldContext } from "#shared/domain/record.ts";
import type { Policy } from "#shared/domain/policy.ts";
import type { Drop } from "#shared/domain/identity/late.ts";
import { commit } from "#shared/stores/commit.ts";
import { commitDrop } from "#shared/stores/drop.ts";
import { isTransient } from "#shared/stores/errors.ts";
import { repoint } from "#shared/stores/identifier-index.ts";
import type { Store } from "#shared/stores/tables.ts";
import { decide } from "./decide.ts";
import type { Bounds } from "./explore.ts";
import { asOf, asOfNow, type Commissioned, commissionOf, settleLater } from "./settlement.ts";
import { readStore } from "./store-reader.ts";

export interface EngineContext extends FoldContext {
  store: Store;
  policy: Policy;
  newId: () => string;
  now: () => Date;
  /** Uniform in [0, 1): spreads those who collided. */
  jitter: () => number;
  /** Told of every commit, with the stored roots as they were before it. */
  onCommitted?: ((changes: Changes, before: ReadonlyMap<string, Person>) => void) | undefined;
  /** Told of everybody whom a settlement was about that somebody else had decided. */
  onSettled?: ((personIds: readonly string[]) => void) | undefined;
  /** Told of events that were in the store already. */
  onKnown?: ((eventIds: readonly string[]) => void) | undefined;
}

/** How many events became part of a person now, how many already were, and how many came too late. */
interface Counts {
  added: number;
  duplicates: number;
  dropped: number;
  settlements: readonly string[];
}

export type Resolved =
  | (Counts & { kind: "resolved" })
  /** Contention, or a person who is being worked on: send the events again, later. */
  | (Counts & { kind: "postponed"; events: readonly CustomerEvent[] });

const attemptsMax = 8;
const firstPauseMs = 10;
const pauseMsMax = 500;

/** What is read and written at once, while others wait for it; what is more is settled apart. */
const bounds: Bounds = { peopleMax: 30, eventsMax: 500 };

/** Events of one group: those that share an identifier or a person. Throws on what no retry mends. */
export async function resolve(
  group: readonly CustomerEvent[],
  context: EngineContext,
): Promise<Resolved> {
  const work: CustomerEvent[][] = [[...group]];
  const settlements: string[] = [];
  let added = 0;
  let duplicates = 0;
  let dropped = 0;
  let attempt = 0;
  for (let events = work.pop(); events !== undefined; events = work.pop()) {
    if (events.length === 0) continue;
    const outcome = await askOnce({ events }, context);
    if (outcome.kind === "committed") {
      added += events.length;
      attempt = 0;
    } else if (outcome.kind === "duplicate") {
      const known = new Set(outcome.eventIds);
      duplicates += known.size;
      context.onKnown?.(outcome.eventIds);
      work.push(events.filter(({ id }) => !known.has(id)));
    } else if (outcome.kind === "dropped") {
      const gone = new Set(outcome.eventIds);
      dropped += gone.size;
      work.push(events.filter(({ id }) => !gone.has(id)));
    } else if (outcome.kind === "too large") {
      const middle = Math.ceil(events.length / 2);
      work.push(events.slice(middle), events.slice(0, middle));
    } else if (outcome.kind === "settling") {
      settlements.push(outcome.id);
      added += 1;
    } else {
      attempt += 1;
      work.push(events);
      if (attempt === attemptsMax) {
        return { kind: "postponed", events: work.flat(), added, duplicates, dropped, settlements };
      }
      await pause(attempt, context);
    }
  }
  return { kind: "resolved", added, duplicates, dropped, settlements };
}

/** Done, or on its way under the id of its settlement. */
export interface Ruled {
  settlement?: string;
}

/** What a human decided: done, or to be settled apart; undefined where others kept being faster. */
export async function rule(
  commissioned: Commissioned,
  context: EngineContext,
): Promise<Ruled | undefined> {
  for (let attempt = 1; attempt <= attemptsMax; attempt++) {
    const outcome = await askOnce(commissioned, context);
    // It may have brought an event that somebody else has brought as well.
    if (outcome.kind === "committed" || outcome.kind === "duplicate") return {};
    if (outcome.kind === "settling") return { settlement: outcome.id };
    await pause(attempt, context);
  }
  return undefined;
}

/** What a human decided, where it has to be settled apart in any case. */
export async function ruleApart(
  commissioned: Commissioned,
  context: EngineContext,
): Promise<Ruled | undefined> {
  try {
    return { settlement: await settleLater(commissioned, context) };
  } catch (error) {
    if (isTransient(error)) return undefined;
    throw error;
  }
}

export async function pause(attempt: number, { jitter }: Pick<EngineContext, "jitter">) {
  await sleep(jitter() * Math.min(pauseMsMax, firstPauseMs * 2 ** attempt));
}

/** A store that is throttled or out of reach makes an event wait; only a fault of ours is a failure. */
export async function askOnce(commissioned: Commissioned, context: EngineContext) {
  try {
    const outcome = await decideAndCommit(commissioned, context);
    const isDivisible = commissioned.events.length > 1;
    if (outcome.kind !== "too large" || isDivisible) return outcome;
    return { kind: "settling" as const, id: await settleLater(commissioned, context) };
  } catch (error) {
    if (isTransient(error)) return { kind: "busy" as const };
    throw error;
  }
}

async function decideAndCommit(commissioned: Commissioned, context: EngineContext) {
  const { store } = context;
  const reader = readStore(store);
  const asked = asOfNow(commissioned, context);
  const decided = await decide(asked, { ...decideContext(context), reader, bounds });
  if (decided.kind === "late") return drop(decided.drops, context);
  if (decided.kind === "too wide") return { kind: "too large" as const };
  if (decided.kind !== "decided") return decided;
  const { changes } = decided;
  const commission = commissionOf(asked, { changes, keys: reader.keys }, context);
  const committed = await commit(commission, store);
  if (committed.kind === "committed") {
    context.onCommitted?.(changes, reader.people);
    // What was committed stays so; whoever comes next finds the stale rows and tries again.
    const written = new Set(changes.entries.map((each) => identifierText(each.identifier)));
    const stale = decided.stale.filter(
      ({ identifier }) => !written.has(identifierText(identifier)),
    );
    await repoint(stale, store).catch(() => {});
  }
  return committed;
}

/** Keeps the place of what comes too late, so that it is known when it comes again. */
export async function drop(drops: readonly Drop[], { store, policy, now }: EngineContext) {
  const stamp = asOf(now(), policy);
  for (const each of drops) {
    const dropped = await commitDrop(each, stamp, store);
    if (dropped.kind !== "dropped") return dropped;
  }
  return { kind: "dropped" as const, eventIds: drops.map(({ eventId }) => eventId) };
}

/** What pure decisions need of the world. */
export function decideContext({ store, policy, fields, newId }: EngineContext) {
  const keys = new Map<string, string>();
  const keyOf = (identifier: Identifier): string => {
    const text = identifierText(identifier);
    const known = keys.get(text) ?? store.vault.identifierKey(identifier);
    keys.set(text, known);
    return known;
  };
  // 48 bits tell apart the few values that one value meets.
  return { policy, fields, newId, keyOf, markOf: (each: Identifier) => keyOf(each).slice(-8) };
}
