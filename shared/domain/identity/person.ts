/** A person as the engine works with it: the record and what guards its changes. */
import { type Identifier, identifierText } from "../identifier.ts";
import { emptyRecord, type GoldenRecord } from "../record.ts";
import type { Evidence } from "./evidence.ts";
import type { Unlinked } from "./partition.ts";

export interface Person {
  /** UUIDv7, never derived from an identifier. */
  id: string;
  /** Rises with every write; 0 = not stored yet. */
  version: number;
  /** Rises with merge, split, a new identifier, a contested change: what an approval is bound to. */
  shapeVersion: number;
  record: GoldenRecord;
  /** Identifiers that its events carry but that do not point at it. */
  unlinked: readonly Unlinked[];
  /** Ids that were merged into this one; their events keep their own keys. */
  absorbed: readonly string[];
  /** Ids that were merged into this one and have no events left: they only lead here. */
  former: readonly string[];
  /** Whom it was parted from, latest last, {@link partingsMax} at most. */
  parted: readonly string[];
  /** Ids of requests for as long as which nobody may use or see the data; kept through any change. */
  restrictedBy: readonly string[];
  /**
   * Present where a link of it, or of somebody it touches, was refused or decided: then who it is
   * depends on more than what it holds. Absent, everything that links it says the same.
   */
  disputed?: Dispute | undefined;
}

/** What the question needs beside the record: the evidence, condensed, and what humans decided. */
export interface Dispute {
  evidence: readonly Evidence[];
  /** Ids of decisions. */
  decisions: readonly string[];
}

/** More absorbed ids than this and one transaction, or one page of events, would no longer hold them. */
export const absorbedMax = 50;
export const partingsMax = 20;

export function newPerson(id: string): Person {
  return {
    id,
    version: 0,
    shapeVersion: 1,
    record: emptyRecord,
    unlinked: [],
    absorbed: [],
    former: [],
    parted: [],
    restrictedBy: [],
  };
}

export function holds(person: Person, identifier: Identifier): boolean {
  return includes(person.record.identifiers, identifier);
}

/** Whether its events carry the identifier, though it does not point at the person. */
export function carriesUnlinked(person: Person, identifier: Identifier): boolean {
  return includes(person.unlinked, identifier);
}

function includes(identifiers: readonly Identifier[], identifier: Identifier): boolean {
  const text = identifierText(identifier);
  return identifiers.some((each) => identifierText(each) === text);
}

/** Stored before new, more events before fewer: what moves is the smaller part. */
export function survivesOver(a: Person, b: Person): boolean {
  if (a.version > 0 !== b.version > 0) return a.version > 0;
  if (a.record.events !== b.record.events) return a.record.events > b.record.events;
  return a.id < b.id;
}
