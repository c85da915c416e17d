/** Whom each of a person's events meets: what was known, before it came, of whoever it points at. */
import type { CustomerEvent } from "../event.ts";
import { compareText, type Identifier, identifierText } from "../identifier.ts";
import { linksOf } from "../identity/evidence.ts";
import type { Policy } from "../policy.ts";
import { type FoldContext, type GoldenRecord, join, recordOf } from "../record.ts";

export interface Meeting {
  event: CustomerEvent;
  /** What the records said that it points at, joined; undefined of somebody new. */
  met: GoldenRecord | undefined;
}

export interface MeetingContext extends FoldContext {
  policy: Policy;
}

/**
 * In the order of receipt. Events that nothing links yet do not meet, though they are of one person
 * later: so it is the same whether they come in one batch, in several, or are replayed all at once.
 * `known`: records that there were before; `identifiers`: those that point at the person in the end.
 */
export function meetings(
  events: readonly CustomerEvent[],
  { known, identifiers }: { known: readonly GoldenRecord[]; identifiers: readonly Identifier[] },
  context: MeetingContext,
): Meeting[] {
  const pointing = new Set(identifiers.map(identifierText));
  const parts = new Map<string, GoldenRecord>();
  const keep = (part: GoldenRecord): void => {
    for (const identifier of part.identifiers) parts.set(identifierText(identifier), part);
  };
  known.forEach(keep);
  const inOrder = events.toSorted(byReceipt);
  return inOrder.map((event, at) => {
    const links = linksOf(event, context.policy).filter((each) =>
      pointing.has(identifierText(each)),
    );
    const found = new Set(links.flatMap((each) => parts.get(identifierText(each)) ?? []));
    const [first, ...others] = found;
    const met = first && others.reduce(join, first);
    if (at < inOrder.length - 1) {
      const own = recordOf(event, links, context);
      keep(met === undefined ? own : join(met, own));
    }
    return { event, met };
  });
}

function byReceipt(a: CustomerEvent, b: CustomerEvent): number {
  return compareText(a.receivedAt, b.receivedAt) || compareText(a.id, b.id);
}
