/** Brings events to their persons: read, decide, write; again, where somebody else was faster. */
import { setTimeout as sleep } from "node:timers/promises";
import { attach, type AttachContext, linksOf } from "#shared/domain/identity/attach.ts";
import type { CustomerEvent } from "#shared/domain/event.ts";
import { commit } from "#shared/stores/commit.ts";
import { isTransient, TooLargeError } from "#shared/stores/errors.ts";
import { loadIdentities, repoint } from "#shared/stores/identifier-index.ts";
import type { Store } from "#shared/stores/tables.ts";

export interface ResolveContext extends AttachContext {
  store: Store;
  /** Uniform in [0, 1): spreads those who collided. */
  jitter: () => number;
}

/** How many events became part of a person now, and how many already were. */
export type Resolved =
  | { kind: "resolved"; added: number; duplicates: number }
  /** Contention, or a person who is being worked on: send the events again, later. */
  | { kind: "postponed"; events: readonly CustomerEvent[]; added: number; duplicates: number };

const attemptsMax = 8;
const firstPauseMs = 10;
const pauseMsMax = 500;

/** Events of one group: those that share an identifier or a person. Throws on what no retry mends. */
export async function resolve(
  group: readonly CustomerEvent[],
  context: ResolveContext,
): Promise<Resolved> {
  const work: CustomerEvent[][] = [[...group]];
  let added = 0;
  let duplicates = 0;
  let attempt = 0;
  for (let events = work.pop(); events !== undefined; events = work.pop()) {
    if (events.length === 0) continue;
    const outcome = await resolveOnce(events, context);
    if (outcome.kind === "committed") {
      added += events.length;
      attempt = 0;
    } else if (outcome.kind === "duplicate") {
      const known = new Set(outcome.eventIds);
      duplicates += known.size;
      work.push(events.filter(({ id }) => !known.has(id)));
    } else if (outcome.kind === "too large") {
      if (events.length === 1) throw new TooLargeError("one event does not fit a transaction");
      const middle = Math.ceil(events.length / 2);
      work.push(events.slice(middle), events.slice(0, middle));
    } else {
      attempt += 1;
      work.push(events);
      if (attempt === attemptsMax) {
        return { kind: "postponed", events: work.flat(), added, duplicates };
      }
      await sleep(context.jitter() * Math.min(pauseMsMax, firstPauseMs * 2 ** attempt));
    }
  }
  return { kind: "resolved", added, duplicates };
}

/** A store that is throttled or out of reach makes an event wait; only a fault of ours is a failure. */
async function resolveOnce(events: readonly CustomerEvent[], context: ResolveContext) {
  try {
    return await decideAndCommit(events, context);
  } catch (error) {
    if (isTransient(error)) return { kind: "busy" as const };
    throw error;
  }
}

async function decideAndCommit(events: readonly CustomerEvent[], context: ResolveContext) {
  const { store } = context;
  const identifiers = events.flatMap((event) => linksOf(event, context.policy));
  const loaded = await loadIdentities(identifiers, store);
  if (loaded.kind !== "loaded") return loaded;
  const changes = attach(events, loaded.known, context);
  const committed = await commit(changes, loaded.keys, store);
  if (committed.kind === "committed") {
    // What was committed stays so; whoever comes next finds the stale rows and tries again.
    await repoint(loaded.stale, store).catch(() => {});
  }
  return committed;
}
