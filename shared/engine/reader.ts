/** What the engine reads, strongly consistent unless said otherwise. The stores implement it. */
import type { CustomerEvent } from "#shared/domain/event.ts";
import type { Identifier } from "#shared/domain/identifier.ts";
import type { IndexEntry } from "#shared/domain/identity/changes.ts";
import type { Decision } from "#shared/domain/identity/decision.ts";
import type { Person } from "#shared/domain/identity/person.ts";

export interface Reader {
  /**
   * By identifier text; their owners are as the rows name them, perhaps merged since. `busy`: a
   * settlement works on it.
   */
  entries(identifiers: readonly Identifier[]): Promise<ReadonlyMap<string, IndexEntry | "busy">>;
  /** Ids of the persons whose events carry one of these unlinked, perhaps merged since. */
  carriers(identifiers: readonly Identifier[]): Promise<readonly string[]>;
  /** Follows merges; an id that led nowhere is absent. */
  roots(ids: readonly string[]): Promise<ReadonlyMap<string, Root>>;
  /** Which of these ids say "gone": whoever they were was erased. */
  gone(ids: readonly string[]): Promise<ReadonlySet<string>>;
  /** Whether one of these roots is not any more as it was read here: looked up anew. */
  haveChanged(people: readonly Person[]): Promise<boolean>;
  /** All events of a root, or undefined where the list is not yet complete. */
  events(person: Person): Promise<readonly CustomerEvent[] | undefined>;
  /** Under which keys the store has them: like {@link events}, without opening any. */
  eventKeys(person: Person): Promise<readonly string[] | undefined>;
  /** Those of these decisions that stand. */
  decisions(ids: readonly string[]): Promise<readonly Decision[]>;
  /** Ids of the persons that a decision is about, perhaps merged since. */
  subjects(decision: Decision): Promise<readonly string[]>;
  /** Which of these events are stored already. */
  stored(eventIds: readonly string[]): Promise<ReadonlySet<string>>;
}

export interface Root {
  person: Person;
  /** Only active persons take events; the others make a writer wait. */
  state: "active" | "settling" | "erasing";
}

export type NotLoaded =
  /** Somebody is being settled or erased, or a list is not complete yet: come back later. */
  | { kind: "busy" }
  /** A row and its record disagree: read between two writes. Read again. */
  | { kind: "changed" };
