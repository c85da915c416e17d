/** Whom the lane of possible duplicates should look at, gathered by whoever writes persons. */
import { comparableOf } from "#shared/domain/duplicates/comparable.ts";
import { compositeKeysOf } from "#shared/domain/duplicates/composite-key.ts";
import type { Changes } from "#shared/domain/identity/changes.ts";
import type { Person } from "#shared/domain/identity/person.ts";
import { type CandidateQueue, sendCandidates } from "./candidate-messages.ts";
import { errorName, type Log } from "./log.ts";
import { findEvent } from "#shared/stores/events.ts";
import type { Store } from "#shared/stores/tables.ts";

export interface Candidates {
  /** After a commit, with the stored persons as they were, by id. */
  onCommitted(
    changes: Pick<Changes, "people" | "merged" | "erased">,
    before: ReadonlyMap<string, Person>,
  ): void;
  /** After a settlement, with everybody it was about: what they were before, nobody kept. */
  onSettled(personIds: Iterable<string>): void;
  /** An event that was handed over before: it may have been committed then, and nobody told. */
  onReturned(eventId: string): void;
  /** Never throws: events that are safe must not fail for a hint that is lost. */
  send(): Promise<void>;
}

export interface CandidatesPorts {
  queue: CandidateQueue;
  store: Store;
  log: Log;
}

export function collectCandidates({ queue, store, log }: CandidatesPorts): Candidates {
  const personIds = new Set<string>();
  const returned = new Set<string>();
  return {
    onCommitted({ people, merged, erased }, before) {
      // Who is part of another now has left rows and reviews that say so no longer.
      for (const { id } of merged) personIds.add(id);
      for (const { person } of erased) personIds.add(person.id);
      for (const person of people) {
        if (likenessOf(person) !== likenessOf(before.get(person.id))) personIds.add(person.id);
      }
    },
    onSettled(ids) {
      for (const id of ids) personIds.add(id);
    },
    onReturned: (eventId) => returned.add(eventId),
    async send() {
      try {
        for (const eventId of returned) {
          const found = await findEvent(eventId, store);
          if (found.kind === "stored") personIds.add(found.personId);
        }
        await sendCandidates([...personIds], queue);
      } catch (error) {
        log({ outcome: "candidates lost", people: [...personIds], error: errorName(error) });
      }
    },
  };
}

/** Whom a person may be taken for, and what humans ruled on that: the same text, the same answer. */
function likenessOf(person: Person | undefined): string {
  const keys = person ? compositeKeysOf(comparableOf(person.record).values) : [];
  return JSON.stringify([keys, person?.parted ?? [], person?.disputed?.decisions ?? []]);
}
