/** What was decided, to be written whole or not at all. */
import type { CustomerEvent } from "../event.ts";
import type { Identifier } from "../identifier.ts";
import type { Companions } from "./companions.ts";
import type { Person } from "./person.ts";

/** What an erasure leaves on an identifier: what is as old as this and carries it, comes too late. */
export interface Stamp {
  /** The moment of the erasure, ISO 8601. */
  at: string;
  /** When the stamp itself is forgotten: it is about somebody, too. */
  until: string;
  /** The id of the erasure: who asks for the identifier again finds what became of it. */
  by: string;
}

/** What the index says of one identifier. */
export interface IndexEntry {
  identifier: Identifier;
  /** Rises with every write; 0 = there is no row. */
  version: number;
  /** The root that holds it. */
  ownerId: string | undefined;
  /** One of its links was refused by a guard, or is as a human decided. */
  contested: "refused" | "decided" | undefined;
  /** Too many different people carry it. */
  generic: boolean;
  /** A human said that it never links. */
  blocked: boolean;
  /** A human said that it links, however many carry it. */
  lifted: boolean;
  companions: Companions;
  /** Ids of decisions that name it: whoever carries it is concerned by them. */
  decisions: readonly string[];
  /** Somebody who held it was erased. */
  erased: Stamp | undefined;
  /** Nobody may come to hold it: it is taken out of whatever arrives. */
  suppressed: boolean;
}

export function noEntry(identifier: Identifier): IndexEntry {
  return {
    identifier,
    version: 0,
    ownerId: undefined,
    contested: undefined,
    generic: false,
    blocked: false,
    lifted: false,
    companions: {},
    decisions: [],
    erased: undefined,
    suppressed: false,
  };
}

export function silenceOf({ blocked, generic }: IndexEntry): "blocked" | "generic" | undefined {
  if (blocked) return "blocked";
  return generic ? "generic" : undefined;
}

/** Whether an erasure of that moment has stamped it; clocks differ, so that it may have a later stamp. */
export function isStamped({ ownerId, erased }: IndexEntry, { at }: Pick<Stamp, "at">): boolean {
  return ownerId === undefined && erased !== undefined && erased.at >= at;
}

/** An identifier that a person's events carry without its pointing at the person. */
export interface Edge {
  identifier: Identifier;
  personId: string;
}

/** A question that arose, or is none any more. */
export interface ReviewChange {
  kind: "contested-link" | "generic-value";
  identifier: Identifier;
  open: boolean;
}

export interface Changes {
  /** New events, and the root that each belongs to. */
  attached: readonly { event: CustomerEvent; personId: string }[];
  /** Roots as they become; versions are those that were read, 0 for new ones. */
  people: readonly Person[];
  /** Stored roots that became part of another. */
  merged: readonly { id: string; version: number; into: string }[];
  /** Stored roots that decided something without being written: they must still be as they were read. */
  consulted: readonly Person[];
  /** Index entries as they become, versions as they were read. */
  entries: readonly IndexEntry[];
  /** Entries that decided something without being written. */
  relied: readonly IndexEntry[];
  edges: readonly Edge[];
  /** Edges that say nothing true any more. */
  loosened: readonly Edge[];
  reviews: readonly ReviewChange[];
  /** Where persons come apart, what was sealed under a common key is sealed anew. */
  moved: readonly { event: CustomerEvent; personId: string }[];
  /** Stored persons that get a new key. */
  rekeyed: readonly string[];
  /** Ids whose keys nothing is sealed under any more. */
  keyless: readonly string[];
  /** Stored roots that are to be nowhere any more, with everything that they absorbed. */
  erased: readonly ErasedPerson[];
}

/** Somebody who goes, and under which keys the store has their events. */
export interface ErasedPerson {
  person: Person;
  eventKeys: readonly string[];
}
