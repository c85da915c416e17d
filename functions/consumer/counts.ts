/** What a batch tells of the quality of its sources: gathered while it is resolved, written once at its end. */
import type { CustomerEvent } from "#shared/domain/event.ts";
import { compareText } from "#shared/domain/identifier.ts";
import type { Changes } from "#shared/domain/identity/changes.ts";
import type { Person } from "#shared/domain/identity/person.ts";
import {
  arrivalsOf,
  countArrival,
  countKnown,
  countQuarantined,
} from "#shared/domain/quality/arrival.ts";
import type { MeetingContext } from "#shared/domain/quality/meetings.ts";
import { type Counted, sumUp } from "#shared/domain/quality/tally.ts";
import { errorName, type Log } from "#shared/lambda/log.ts";
import { addCounted } from "#shared/stores/quality.ts";
import type { QualityStore } from "#shared/stores/tables.ts";

/** One message with one event. */
export interface Delivery {
  messageId: string;
  event: CustomerEvent;
  /** Handed over before: whether it was committed then, nobody knows. */
  isReturned: boolean;
}

export interface Counts {
  onCommitted(
    changes: Pick<Changes, "attached" | "merged" | "people">,
    before: ReadonlyMap<string, Person>,
  ): void;
  /** Events that were in the store already. */
  onKnown(eventIds: readonly string[]): void;
  onQuarantined(delivery: { channel: string; reason: string; receivedAt: string }): void;
  /** Never throws: events that are safe must not come again because they could not be counted. */
  write(deliveries: readonly Delivery[], failed: ReadonlySet<string>): Promise<void>;
}

export interface CountsPorts extends MeetingContext {
  store: QualityStore;
  now: () => Date;
  jitter: () => number;
  log: Log;
}

export function collectCounts(ports: CountsPorts): Counts {
  const { store, now, jitter, log } = ports;
  const counted: Counted[] = [];
  const added = new Set<string>();
  const known = new Set<string>();
  return {
    onCommitted(changes, before) {
      for (const arrival of arrivalsOf(changes, before, ports)) {
        counted.push(countArrival(arrival, now(), ports));
        added.add(arrival.event.id);
      }
    },
    onKnown(eventIds) {
      for (const id of eventIds) known.add(id);
    },
    onQuarantined: (delivery) => void counted.push(countQuarantined(delivery)),
    async write(deliveries, failed) {
      const wereStored = (id: string): boolean => known.has(id) && !added.has(id);
      const repeated = repetitionsIn(deliveries, failed, wereStored);
      const all = sumUp([...counted, ...repeated.map((event) => countKnown(event, 1))]);
      const written = await Promise.allSettled(
        all.map((each) => addCounted(each, { ...store, jitter })),
      );
      for (const outcome of written) {
        if (outcome.status === "fulfilled") continue;
        log({ outcome: "counters lost", error: errorName(outcome.reason) });
      }
    },
  };
}

/**
 * Deliveries of what is there already. What comes back after a failure of ours is none: the source sent
 * it once. So an event that was committed just before a crash is neither new nor a repetition.
 */
function repetitionsIn(
  deliveries: readonly Delivery[],
  failed: ReadonlySet<string>,
  wereStored: (eventId: string) => boolean,
): CustomerEvent[] {
  return [...Map.groupBy(deliveries, ({ event }) => event.id)].flatMap(([id, copies]) => {
    if (copies.some(({ messageId }) => failed.has(messageId))) return [];
    const repeated = wereStored(id)
      ? copies.filter(({ isReturned }) => !isReturned)
      : copies.toSorted((a, b) => compareText(a.event.receivedAt, b.event.receivedAt)).slice(1);
    return repeated.map(({ event }) => event);
  });
}
