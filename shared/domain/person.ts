/** A person as the engine works with it: the record and what guards its changes. */
import { type Identifier, identifierText, type StatedIdentifier } from "./identifier.ts";
import type { Policy } from "./policy.ts";
import type { GoldenRecord } from "./record.ts";

export interface Person {
  /** UUIDv7, never derived from an identifier. */
  id: string;
  /** Rises with every write; 0 = not stored yet. */
  version: number;
  /** Rises with merge, split, a new identifier, a contested change: what an approval is bound to. */
  shapeVersion: number;
  record: GoldenRecord;
  /** Ids that were merged into this one; their events keep their own keys. */
  absorbed: readonly string[];
}

/** More absorbed ids than this and one transaction, or one page of events, would no longer hold them. */
export const absorbedMax = 50;

export function holds(person: Person, identifier: Identifier): boolean {
  const text = identifierText(identifier);
  return person.record.identifiers.some((held) => identifierText(held) === text);
}

/** Whether one person may hold all of these: at most so many values of one type and namespace. */
export function withinLimits(
  identifiers: readonly Identifier[],
  limits: Policy["limits"],
): boolean {
  const values = new Map<string, Set<string>>();
  for (const { type, namespace, value } of identifiers) {
    const kind = JSON.stringify([type, namespace]);
    const seen = values.get(kind) ?? new Set();
    values.set(kind, seen.add(value));
    if (seen.size > limits[type]) return false;
  }
  return true;
}

export function holdsVerified(identifiers: readonly StatedIdentifier[]): boolean {
  return identifiers.some(({ verified }) => verified);
}
