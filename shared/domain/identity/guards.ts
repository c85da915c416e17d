/** What keeps persons apart, whatever links them. */
import {
  type Identifier,
  identifierText,
  type IdentifierType,
  type StatedIdentifier,
} from "../identifier.ts";
import type { Policy } from "../policy.ts";
import { kindOf } from "./companions.ts";

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
    const kind = kindOf({ type, namespace });
    const counted = kinds.get(kind) ?? { type, values: new Set<string>() };
    counted.values.add(value);
    kinds.set(kind, counted);
  }
  return kinds;
}

export function holdsVerified(identifiers: readonly StatedIdentifier[]): boolean {
  return identifiers.some(({ verified }) => verified);
}

/**
 * Whether no claimed link alone holds together two who have each proved who they are: of the verified
 * identifiers of every holder, and of those that an event proves, all must be one connected whole.
 */
export function isVouchedFor(
  holders: readonly (readonly StatedIdentifier[])[],
  proved: ReadonlySet<string>,
): boolean {
  const verified = holders
    .map((held) => held.filter((identifier) => identifier.verified))
    .filter((held) => held.length > 0);
  if (proved.size === 0) return verified.length <= 1;
  return verified.every((held) => held.some((each) => proved.has(identifierText(each))));
}
