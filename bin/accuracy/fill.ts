/** How much each mapped field had to say: what is missing or refused cannot join anything. */
import type { CustomerEvent } from "#shared/domain/event.ts";
import type { FieldRegistry } from "#shared/domain/field.ts";
import type { IdentifierType, StatedIdentifier } from "#shared/domain/identifier.ts";
import { blockedReason } from "#shared/domain/identity/blocked.ts";
import type { Policy } from "#shared/domain/policy.ts";
import { type Mapping, mappedFields } from "./mapping.ts";

export interface Fill {
  /** A field, or type and namespace of an identifier that is none. */
  name: string;
  /** Events that say anything here. */
  filled: number;
  /** Of these, the ones whose value the normaliser refused. */
  invalid: number;
  /** Of these, the ones with a value that may link nobody, such as `noreply@`. */
  blocked: number;
}

interface Known {
  mapping: Mapping;
  fields: FieldRegistry;
  policy: Policy;
}

export function fillOf(events: readonly CustomerEvent[], known: Known): Fill[] {
  const { mapping, fields, policy } = known;
  const ofFields = mappedFields(mapping).map((name): Fill => {
    const type = fields.get(name)?.identifier;
    const claims = events.flatMap(
      (event) => event.claims.find(({ field }) => field === name) ?? [],
    );
    return {
      name,
      filled: claims.length,
      invalid: claims.filter(({ valid }) => !valid).length,
      blocked: type === undefined ? 0 : count(events, isBlocked({ type }, policy)),
    };
  });
  const kinds = Map.groupBy(
    Object.values(mapping.identifiers),
    ({ type, namespace }) => `${type} ${namespace}`,
  );
  const ofIdentifiers = [...kinds].flatMap(([name, [kind]]): Fill[] => {
    if (kind === undefined) return [];
    const filled = count(events, isOf(kind));
    return [{ name, filled, invalid: 0, blocked: count(events, isBlocked(kind, policy)) }];
  });
  return [...ofFields, ...ofIdentifiers];
}

interface Kind {
  type: IdentifierType;
  /** Undefined: any. */
  namespace?: string;
}

type Test = (identifier: StatedIdentifier) => boolean;

function isOf({ type, namespace }: Kind): Test {
  return (identifier) =>
    identifier.type === type && (namespace === undefined || identifier.namespace === namespace);
}

function isBlocked(kind: Kind, policy: Policy): Test {
  const isOfKind = isOf(kind);
  return (identifier) => isOfKind(identifier) && blockedReason(identifier, policy) !== undefined;
}

function count(events: readonly CustomerEvent[], test: Test): number {
  return events.filter(({ identifiers }) => identifiers.some(test)).length;
}
