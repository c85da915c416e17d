/** What identity needs of an event: when it was observed, and which identifiers it carries. */
import type { CustomerEvent } from "../event.ts";
import {
  compareStated,
  compareText,
  type Identifier,
  identifierText,
  type StatedIdentifier,
} from "../identifier.ts";
import { promotedLinks } from "../duplicates/promotion.ts";
import type { Policy } from "../policy.ts";
import { blockedReason } from "./blocked.ts";
import { type Decision, namedEvents } from "./decision.ts";

export interface Evidence {
  eventId: string;
  observedAt: string;
  /** The identifiers by which it may be linked, in the order in which they are tried. */
  links: readonly StatedIdentifier[];
}

/** The identifiers by which an event may be linked to others: what the tenant blocks is left out. */
export function linksOf(
  { identifiers, claims }: Pick<CustomerEvent, "identifiers" | "claims">,
  policy: Policy,
): StatedIdentifier[] {
  const { promotedKeys } = policy;
  const promoted = promotedKeys.length > 0 ? promotedLinks(claims, promotedKeys) : [];
  return [...identifiers, ...promoted]
    .filter((identifier) => blockedReason(identifier, policy) === undefined)
    .sort(compareStated);
}

export function evidenceOf(event: CustomerEvent, policy: Policy): Evidence {
  return { eventId: event.id, observedAt: event.observedAt, links: linksOf(event, policy) };
}

/**
 * The earliest of each distinct set of links. A later event that carries the very same has the same
 * fate and changes nobody else's, so a person of thousands of events needs a handful of these. Some
 * stand for themselves: those that a decision names, and those that may be left without any link.
 */
export function condense(
  evidence: readonly Evidence[],
  standsAlone: (evidence: Evidence) => boolean,
): Evidence[] {
  const earliest = new Map<string, Evidence>();
  for (const each of evidence) {
    const key = standsAlone(each) ? each.eventId : linkSetOf(each);
    const known = earliest.get(key);
    if (known === undefined || compareEvidence(each, known) < 0) earliest.set(key, each);
  }
  return [...earliest.values()].sort(compareEvidence);
}

interface Standing {
  policy: Policy;
  decisions: readonly Decision[];
  retuned?: ReadonlySet<string> | undefined;
}

/** What stands for events: what a decision names, and what may be left without any link, stands for itself. */
export function evidenceIn(
  events: readonly CustomerEvent[],
  { policy, decisions, retuned }: Standing,
): Evidence[] {
  const named = namedEvents(decisions);
  return condense(
    events.map((event) => evidenceOf(event, policy)),
    ({ eventId, links }) =>
      named.has(eventId) || links.some((link) => retuned?.has(identifierText(link))),
  );
}

/** What stands for some events, and for whichever of them nothing did: a decision may name what was there. */
export function completeEvidence(
  evidence: readonly Evidence[],
  events: readonly Evidence[],
  named: ReadonlySet<string>,
): Evidence[] {
  const isNamed = ({ eventId }: Evidence): boolean => named.has(eventId);
  const standing = new Set(
    evidence.flatMap((each) => (isNamed(each) ? [each.eventId] : [each.eventId, linkSetOf(each)])),
  );
  const missing = events.filter(
    (each) => !standing.has(each.eventId) && !standing.has(linkSetOf(each)),
  );
  return [...evidence, ...condense(missing, isNamed)].sort(compareEvidence);
}

/** Whether it can be linked by one value that many share, and by nothing else. */
export function sharesAll(
  { links }: Evidence,
  silenceAt: (link: Identifier) => "blocked" | "generic" | undefined,
): boolean {
  const [only, ...others] = links.filter((link) => silenceAt(link) !== "blocked");
  return only !== undefined && others.length === 0 && silenceAt(only) === "generic";
}

/** One text per distinct set of links. */
export function linkSetOf({ links }: Pick<Evidence, "links">): string {
  return links.map((link) => `${link.verified ? "+" : "-"}${identifierText(link)}`).join("\n");
}

/** Observed first, then by event id. */
export function compareEvidence(a: Evidence, b: Evidence): number {
  return compareText(a.observedAt, b.observedAt) || compareText(a.eventId, b.eventId);
}
