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
 * fate and changes nobody else's, so a person of thousands of events needs a handful of these. Those that
 * a decision names stand for themselves; and, once the links of a set say nothing any more, so does each
 * event that carries it: {@link withMute}.
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

/** What stands for events: what a decision names stands for itself. */
export function evidenceIn(
  events: readonly CustomerEvent[],
  { policy, decisions }: { policy: Policy; decisions: readonly Decision[] },
): Evidence[] {
  const named = namedEvents(decisions);
  return condense(
    events.map((event) => evidenceOf(event, policy)),
    ({ eventId }) => named.has(eventId),
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

/** Too many different people carry it, or a human blocked it. */
export type Silence = "generic" | "blocked";
type SilenceAt = (link: Identifier) => Silence | undefined;

/** By what it is linked: a value that many share says something only where it is alone. */
export function speakingLinks({ links }: Evidence, silenceAt: SilenceAt): StatedIdentifier[] {
  const audible = links.filter((link) => silenceAt(link) !== "blocked");
  return audible.length === 1 ? audible : audible.filter((link) => silenceAt(link) === undefined);
}

/**
 * With those events for which something else stood, and that have no link left: each is somebody by
 * itself, although it carries the very same as another.
 */
export function withMute(
  evidence: readonly Evidence[],
  events: readonly Evidence[],
  silenceAt: SilenceAt,
): Evidence[] {
  const standing = new Set(evidence.map(({ eventId }) => eventId));
  const missing = events.filter(
    (each) => !standing.has(each.eventId) && speakingLinks(each, silenceAt).length === 0,
  );
  return [...evidence, ...missing].sort(compareEvidence);
}

/** Whether it can be linked by one value that many share, and by nothing else. */
export function sharesAll({ links }: Evidence, silenceAt: SilenceAt): boolean {
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
