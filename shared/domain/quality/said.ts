/** What each channel said about one person, side by side. */
import { type Claim, type CustomerEvent, effectiveAt } from "../event.ts";
import { compareText } from "../identifier.ts";

/** One channel's word on a field, and by which event. */
export interface Said {
  event: CustomerEvent;
  claim: Claim;
}

/**
 * By field, then by channel, both in the order of their names: the latest word of each. `counts`: which
 * claims are words at all.
 */
export function saidByChannel(
  events: readonly CustomerEvent[],
  counts: (claim: Claim) => boolean = () => true,
): Map<string, Map<string, Said>> {
  const fields = new Map<string, Map<string, Said>>();
  for (const event of events.toSorted(byMoment)) {
    for (const claim of event.claims.filter(counts)) {
      const said = fields.get(claim.field) ?? new Map<string, Said>();
      fields.set(claim.field, said.set(event.channel, { event, claim }));
    }
  }
  const sorted = [...fields].map(
    ([field, said]) => [field, new Map([...said].sort(([a], [b]) => compareText(a, b)))] as const,
  );
  return new Map(sorted.sort(([a], [b]) => compareText(a, b)));
}

/** As survivorship orders what one tier says. */
function byMoment(a: CustomerEvent, b: CustomerEvent): number {
  return compareText(effectiveAt(a), effectiveAt(b)) || compareText(a.id, b.id);
}
