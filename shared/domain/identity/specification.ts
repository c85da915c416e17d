/** Who is who, said in one place: of all events at once, whatever the order they came in. */
import type { CustomerEvent } from "../event.ts";
import { compareText, type Identifier, identifierText } from "../identifier.ts";
import type { Policy } from "../policy.ts";
import { emptyRecord, type FoldContext, type GoldenRecord, join, recordOf } from "../record.ts";
import { type Companions, isCrowded, meet } from "./companions.ts";
import type { Decision } from "./decision.ts";
import { type Evidence, evidenceOf, linksOf } from "./evidence.ts";
import { isBy, without } from "./late.ts";
import { type Cluster, isContested, partition, type Unlinked } from "./partition.ts";

export interface SpecificationContext extends FoldContext {
  policy: Policy;
}

/** Somebody's deletion: what was known of them up to a moment is gone, whenever it arrives. */
export interface Erasure {
  at: string;
  /** Texts of the identifiers that were stamped with that moment. */
  identifiers: readonly string[];
  /** Those among them that may not come back later either. */
  suppressed: readonly string[];
  /** Texts of values that had met too many others by then: they have, whoever is gone. */
  crowded?: readonly string[];
}

export interface Inputs {
  events: readonly CustomerEvent[];
  decisions?: readonly Decision[];
  erasures?: readonly Erasure[];
}

export interface Resolution {
  people: readonly SpecifiedPerson[];
  /** Links that a guard refused. */
  contested: readonly { eventId: string; identifier: Unlinked }[];
  /** Texts of the values that too many different people carry. */
  generic: ReadonlySet<string>;
}

export interface SpecifiedPerson {
  record: GoldenRecord;
  unlinked: readonly Unlinked[];
  eventIds: readonly string[];
}

/** What the incremental engine must come to. Decisions name identifiers by their text here. */
export function resolve(
  { events: received, decisions = [], erasures = [] }: Inputs,
  context: SpecificationContext,
): Resolution {
  const { policy } = context;
  const events = withoutErased(received, erasures, policy);
  const named = (kind: "block" | "lift") =>
    new Set(decisions.flatMap(({ ruling }) => (ruling.kind === kind ? [ruling.identifier] : [])));
  const [blocked, lifted] = [named("block"), named("lift")];
  const evidence = events.map((event) => evidenceOf(event, policy));
  const left = erasures.flatMap((erasure) => erasure.crowded ?? []);
  const crowded = [...genericValues(evidence, policy), ...left];
  const generic = new Set(crowded.filter((text) => !lifted.has(text) && !blocked.has(text)));
  const clusters = partition(evidence, {
    limits: policy.limits,
    decisions,
    keyOf: identifierText,
    silence(identifier) {
      const text = identifierText(identifier);
      if (blocked.has(text)) return "blocked";
      return generic.has(text) ? "generic" : undefined;
    },
  });
  const byId = new Map(events.map((event) => [event.id, event]));
  return {
    people: clusters.map((cluster) => personOf(cluster, byId, context)),
    contested: clusters.flatMap(contestedOf),
    generic,
  };
}

/** Values whose events carry more different values of one other kind than any one person would. */
function genericValues(evidence: readonly Evidence[], policy: Policy): Set<string> {
  const met = new Map<string, Companions>();
  for (const { links } of evidence) {
    for (const own of links) {
      const text = identifierText(own);
      const counting = { limits: policy.limits, markOf: identifierText };
      met.set(text, meet(met.get(text) ?? {}, { own, links }, counting));
    }
  }
  const crowded = [...met].filter(([, companions]) => isCrowded(companions, policy.limits));
  return new Set(crowded.map(([text]) => text));
}

function contestedOf({ evidence, unlinked }: Cluster): Resolution["contested"] {
  return unlinked.filter(isContested).flatMap((identifier) => {
    const text = identifierText(identifier);
    const carries = (link: Identifier): boolean => identifierText(link) === text;
    const carriers = evidence.filter(({ links }) => links.some(carries));
    return carriers.map(({ eventId }) => ({ eventId, identifier }));
  });
}

/**
 * Without what erasures removed: events up to their moment that carry a stamped identifier, unless
 * another of their identifiers belongs to somebody who lives; then only the stamped values go.
 */
function withoutErased(
  events: readonly CustomerEvent[],
  erasures: readonly Erasure[],
  policy: Policy,
): readonly CustomerEvent[] {
  if (erasures.length === 0) return events;
  const stripped = events.map((event) => strip(event, erasures, policy));
  const textsOf = (event: CustomerEvent): string[] =>
    linksOf(event, policy).map((link) => identifierText(link));
  const living = new Set(stripped.flatMap(({ event, late }) => (late ? [] : textsOf(event))));
  return stripped
    .filter(({ event, late, refused }) => {
      if (refused) return false;
      return !late || textsOf(event).some((text) => living.has(text));
    })
    .map(({ event }) => event);
}

interface Stripped {
  event: CustomerEvent;
  /** It carried what was erased, and is as old as that. */
  late: boolean;
  /** All that it carried is suppressed. */
  refused: boolean;
}

function strip(event: CustomerEvent, erasures: readonly Erasure[], policy: Policy): Stripped {
  const stamps = new Set(
    erasures.flatMap(({ at, identifiers }) => (isBy(event, { at }) ? identifiers : [])),
  );
  const suppressed = new Set(erasures.flatMap((erasure) => erasure.suppressed));
  const links = linksOf(event, policy);
  const gone = links.filter((link) => {
    const text = identifierText(link);
    return stamps.has(text) || suppressed.has(text);
  });
  return {
    event: gone.length === 0 ? event : without(event, gone, policy),
    late: gone.some((link) => stamps.has(identifierText(link))),
    refused: gone.length > 0 && gone.length === links.length,
  };
}

function personOf(
  { evidence, identifiers, unlinked }: Cluster,
  events: ReadonlyMap<string, CustomerEvent>,
  context: FoldContext,
): SpecifiedPerson {
  const folded = evidence
    .flatMap(({ eventId }) => events.get(eventId) ?? [])
    .map((event) => recordOf(event, [], context))
    .reduce(join, emptyRecord);
  const eventIds = evidence.map(({ eventId }) => eventId).sort(compareText);
  return { record: { ...folded, identifiers }, unlinked, eventIds };
}
