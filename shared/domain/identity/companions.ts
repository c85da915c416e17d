/** When a value stops saying who somebody is: it came along with too many different others. */
import { type Identifier, IdentifierType } from "../identifier.ts";
import type { Policy } from "../policy.ts";

/**
 * Of one value: kind → marks of the different values of that kind that events carried beside it.
 * Only ever grows, and no further than needed to know that there are too many.
 */
export type Companions = Readonly<Record<string, readonly string[]>>;

/** A value may meet this many more different values of one kind than one person may hold of it. */
const genericMargin = 4;

interface Counting {
  limits: Policy["limits"];
  /** Tells values of one kind apart, and need not say more. */
  markOf: (identifier: Identifier) => string;
}

/** With the other identifiers of one event; the same object where none of them is new. */
export function meet(
  companions: Companions,
  { own, links }: { own: Identifier; links: readonly Identifier[] },
  { limits, markOf }: Counting,
): Companions {
  let met = companions;
  const ownKind = kindOf(own);
  for (const other of links) {
    const kind = kindOf(other);
    if (kind === ownKind) continue;
    const known = met[kind] ?? [];
    if (known.length > mostOf(other.type, limits)) continue;
    const mark = markOf(other);
    if (!known.includes(mark)) met = { ...met, [kind]: [...known, mark] };
  }
  return met;
}

/** Whether one person could not have carried all of these. */
export function isCrowded(companions: Companions, limits: Policy["limits"]): boolean {
  return Object.entries(companions).some(([kind, marks]) => {
    const type = IdentifierType.parse(kind.split(" ", 1)[0]);
    return marks.length > mostOf(type, limits);
  });
}

const mostOf = (type: IdentifierType, limits: Policy["limits"]): number =>
  limits[type] + genericMargin;

/** Values of one kind are limited together: type and namespace. */
export function kindOf({ type, namespace }: Pick<Identifier, "type" | "namespace">): string {
  return `${type} ${namespace}`;
}
