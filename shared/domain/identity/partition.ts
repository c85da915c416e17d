/** Who is who among some events: links are taken in one order, and what a guard refuses is told. */
import {
  compareStated,
  compareText,
  type Identifier,
  identifierText,
  identifierTypes,
  type StatedIdentifier,
} from "../identifier.ts";
import type { Policy } from "../policy.ts";
import type { Decision } from "./decision.ts";
import { compareEvidence, type Evidence, type Silence, speakingLinks } from "./evidence.ts";
import { holdsVerified, withinLimits } from "./guards.ts";
import { applyDecisions, type Group, type Standing } from "./standing.ts";

export interface Rules {
  limits: Policy["limits"];
  /** Those that stand; blocked and lifted values are in `silence`. */
  decisions: readonly Decision[];
  /** How decisions name an identifier. */
  keyOf: (identifier: Identifier) => string;
  /** Why a value does not say who somebody is, if it does not. */
  silence: (identifier: Identifier) => Silence | undefined;
}

/** Why an identifier that a person's events carry does not point at that person. */
export type Unlinked = StatedIdentifier & { why: Silence | Refusal };

/** `limit` and `claimed`: a guard refused, a human may decide. `decided`: a human did. */
export type Refusal = "limit" | "claimed" | "decided";

/** The events of one person, and what points at it. */
export interface Cluster {
  evidence: readonly Evidence[];
  identifiers: readonly StatedIdentifier[];
  unlinked: readonly Unlinked[];
}

export const isContested = ({ why }: Pick<Unlinked, "why">): boolean =>
  why === "limit" || why === "claimed";

/** Identifiers whose links were refused to somebody, by text: whoever holds them is concerned too. */
export function contestsOf(clusters: readonly Cluster[]): Map<string, "refused" | "decided"> {
  const contests = new Map<string, "refused" | "decided">();
  for (const unlinked of clusters.flatMap((cluster) => cluster.unlinked)) {
    const text = identifierText(unlinked);
    if (isContested(unlinked)) contests.set(text, "refused");
    else if (unlinked.why === "decided" && !contests.has(text)) contests.set(text, "decided");
  }
  return contests;
}

/** Every event is in one cluster; no identifier points at two. */
export function partition(evidence: readonly Evidence[], rules: Rules): Cluster[] {
  // Decisions are carried out event by event: in what order must not depend on who read them.
  const standing = applyDecisions(evidence.toSorted(compareEvidence), rules);
  const board: Board = { rules, standing, holders: new Map(), refusals: new Map() };
  for (const link of linksInOrder(evidence, board)) take(link, board);
  return [...new Set(standing.groups.values())].map((group) => clusterOf(group, board));
}

interface Link {
  event: Evidence;
  identifier: StatedIdentifier;
  text: string;
  /** Named as leaving: what is shared goes to those who stay. */
  leaves: boolean;
}

interface Board {
  rules: Rules;
  standing: Standing;
  /** Identifier text → who holds it. */
  holders: Map<string, Group>;
  /** By group, as it was when its link was refused: groups only grow. */
  refusals: Map<string, Map<string, Refusal>>;
}

function linksInOrder(evidence: readonly Evidence[], { rules, standing }: Board): Link[] {
  const links = evidence.flatMap((event) =>
    speakingLinks(event, rules.silence).map((identifier) => ({
      event,
      identifier,
      text: identifierText(identifier),
      leaves: standing.leaving.has(event.eventId),
    })),
  );
  return links.sort(compareLinks);
}

/** Who stays before who leaves; verified before claimed, strength, observed, event id, the value. */
function compareLinks(a: Link, b: Link): number {
  const strength = ({ identifier }: Link) => identifierTypes.indexOf(identifier.type);
  return (
    Number(a.leaves) - Number(b.leaves) ||
    Number(b.identifier.verified) - Number(a.identifier.verified) ||
    strength(a) - strength(b) ||
    compareText(a.event.observedAt, b.event.observedAt) ||
    compareText(a.event.eventId, b.event.eventId) ||
    compareStated(a.identifier, b.identifier)
  );
}

/** Joins what a link ties together, unless something forbids it. */
function take({ event, identifier, text }: Link, board: Board): void {
  const { standing, holders } = board;
  const mine = standing.groupOf(event.eventId);
  const holder = holders.get(text);
  const owner = holder === undefined ? undefined : standing.rootOf(holder);
  const refusal = owner === mine ? undefined : refusalOf({ mine, owner, identifier }, board);
  if (refusal !== undefined) {
    const ofEvent = board.refusals.get(event.eventId) ?? new Map<string, Refusal>();
    board.refusals.set(event.eventId, ofEvent.set(text, refusal));
    return;
  }
  const joined = owner === undefined || owner === mine ? mine : standing.fuse(mine, owner);
  if (identifier.verified || !joined.held.has(text)) joined.held.set(text, identifier);
  holders.set(text, joined);
}

interface Attempt {
  mine: Group;
  owner: Group | undefined;
  identifier: StatedIdentifier;
}

function refusalOf({ mine, owner, identifier }: Attempt, board: Board): Refusal | undefined {
  const { standing, rules } = board;
  if (owner !== undefined && standing.areKeptApart(mine, owner)) return "decided";
  const held = [mine, ...(owner ? [owner] : [])].map((group) => [...group.held.values()]);
  const holders = [...held, [identifier]].map((each) => each.map(standing.vouched));
  if (!withinLimits(holders, rules.limits)) return "limit";
  // What somebody typed may add to a person, but not fuse two who have both proved who they are.
  if (owner !== undefined && !identifier.verified && held.every(holdsVerified)) return "claimed";
  return undefined;
}

function clusterOf(group: Group, board: Board): Cluster {
  const { rules } = board;
  const unlinked = new Map<string, Unlinked>();
  for (const { eventId, links } of group.members) {
    for (const link of links) {
      const text = identifierText(link);
      if (group.held.has(text)) continue;
      const why = rules.silence(link) ?? refusedTo(group, { eventId, text }, board);
      if (why === undefined) continue;
      const known = unlinked.get(text);
      const verified = link.verified || (known?.verified ?? false);
      // One refusal that a human may decide is enough to ask.
      const said = known !== undefined && isContested(known) ? known.why : why;
      unlinked.set(text, { ...link, verified, why: said });
    }
  }
  const inOrder = ([a]: [string, unknown], [b]: [string, unknown]): number => compareText(a, b);
  return {
    evidence: group.members,
    identifiers: [...group.held].sort(inOrder).map(([, identifier]) => identifier),
    unlinked: [...unlinked].sort(inOrder).map(([, identifier]) => identifier),
  };
}

/** Where a human keeps the two apart, that is the reason, whichever was found first. */
function refusedTo(
  group: Group,
  { eventId, text }: { eventId: string; text: string },
  { refusals, holders, standing }: Board,
): Refusal | undefined {
  const refusal = refusals.get(eventId)?.get(text);
  const holder = holders.get(text);
  if (refusal === undefined || holder === undefined) return refusal;
  return standing.areKeptApart(group, standing.rootOf(holder)) ? "decided" : refusal;
}
