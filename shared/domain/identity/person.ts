/** A person as the engine works with it: the record and what guards its changes. */
import {
  type Identifier,
  identifierText,
  type IdentifierType,
  type StatedIdentifier,
} from "../identifier.ts";
import type { Policy } from "../policy.ts";
import type { GoldenRecord } from "../record.ts";

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

/**
 * Whether the holders of these identifiers may become one: at most so many values of one type and
 * namespace, or as many as one of them holds already. A limit that was lowered stops growth; it
 * does not turn away who is above it.
 */
export function withinLimits(
  holders: readonly (readonly Identifier[])[],
  limits: Policy["limits"],
): boolean {
  const joined = countByKind(holders.flat());
  const held = holders.map(countByKind);
  return [...joined].every(([kind, { type, values }]) => {
    const most = Math.max(limits[type], ...held.map((each) => each.get(kind)?.values.size ?? 0));
    return values.size <= most;
  });
}

function countByKind(identifiers: readonly Identifier[]) {
  const kinds = new Map<string, { type: IdentifierType; values: Set<string> }>();
  for (const { type, namespace, value } of identifiers) {
    const kind = `${type} ${namespace}`;
    const counted = kinds.get(kind) ?? { type, values: new Set<string>() };
    counted.values.add(value);
    kinds.set(kind, counted);
  }
  return kinds;
}

export function holdsVerified(identifiers: readonly StatedIdentifier[]): boolean {
  return identifiers.some(({ verified }) => verified);
}
