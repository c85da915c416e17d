/** Who is who, said in one place: of all events at once, whatever the order they came in. */
import { linksOf } from "./attach.ts";
import type { CustomerEvent } from "./event.ts";
import {
  compareStated,
  compareText,
  type Identifier,
  identifierText,
  identifierTypes,
  type StatedIdentifier,
} from "./identifier.ts";
import { withinLimits } from "./person.ts";
import type { Policy } from "./policy.ts";
import { emptyRecord, type FoldContext, type GoldenRecord, join, recordOf } from "./record.ts";

export interface SpecificationContext extends FoldContext {
  policy: Policy;
}

export interface Resolution {
  people: readonly SpecifiedPerson[];
  /** Links that a guard refused. */
  contested: readonly Link[];
  /** Texts of the values that too many different people carry. */
  generic: ReadonlySet<string>;
}

export interface SpecifiedPerson {
  record: GoldenRecord;
  eventIds: readonly string[];
}

/** An event carries an identifier. */
export interface Link {
  event: CustomerEvent;
  identifier: StatedIdentifier;
}

/** A value may meet this many more different values of one kind than one person may hold of it. */
const genericMargin = 4;

/** What the incremental engine must come to. Written to be read: it looks at everything, often. */
export function resolve(
  events: readonly CustomerEvent[],
  context: SpecificationContext,
): Resolution {
  const links = events.flatMap((event) =>
    linksOf(event, context.policy).map((identifier) => ({ event, identifier })),
  );
  const generic = genericValues(events, context.policy);
  const clusters = new Map(events.map((event) => [event.id, singleEvent(event)]));
  const contested = links
    .filter(({ event, identifier }) => tiesPeople(identifier, { event, generic, context }))
    .sort(compareLinks)
    .filter((link) => !take(link, clusters, context.policy));
  return {
    people: [...new Set(clusters.values())].map((cluster) => personOf(cluster, context)),
    contested,
    generic,
  };
}

/** Values whose events carry more different values of one other kind than any one person would. */
function genericValues(events: readonly CustomerEvent[], policy: Policy): ReadonlySet<string> {
  const met = new Map<string, Map<string, { most: number; values: Set<string> }>>();
  for (const event of events) {
    const links = linksOf(event, policy);
    for (const { type, namespace, ...own } of links) {
      const text = identifierText({ type, namespace, ...own });
      const kinds = met.get(text) ?? new Map<string, { most: number; values: Set<string> }>();
      met.set(text, kinds);
      for (const other of links) {
        if (other.type === type && other.namespace === namespace) continue;
        const kind = JSON.stringify([other.type, other.namespace]);
        const most = policy.limits[other.type] + genericMargin;
        const { values } = kinds.get(kind) ?? { values: new Set<string>() };
        kinds.set(kind, { most, values: values.add(other.value) });
      }
    }
  }
  const texts = [...met].filter(([, kinds]) =>
    [...kinds.values()].some(({ most, values }) => values.size > most),
  );
  return new Set(texts.map(([text]) => text));
}

interface Tie {
  event: CustomerEvent;
  generic: ReadonlySet<string>;
  context: SpecificationContext;
}

/** A generic value says who somebody is only where nothing else does. */
function tiesPeople(identifier: Identifier, { event, generic, context }: Tie): boolean {
  return !generic.has(identifierText(identifier)) || linksOf(event, context.policy).length === 1;
}

/** Verified before claimed, strength, observed, event id, then the value itself. */
function compareLinks(a: Link, b: Link): number {
  const strength = ({ identifier }: Link) => identifierTypes.indexOf(identifier.type);
  return (
    Number(b.identifier.verified) - Number(a.identifier.verified) ||
    strength(a) - strength(b) ||
    compareText(a.event.observedAt, b.event.observedAt) ||
    compareText(a.event.id, b.event.id) ||
    compareStated(a.identifier, b.identifier)
  );
}

/** What belongs together so far. */
interface Cluster {
  events: readonly CustomerEvent[];
  identifiers: readonly StatedIdentifier[];
}

const singleEvent = (event: CustomerEvent): Cluster => ({ events: [event], identifiers: [] });

/** Joins what a link ties together, unless a guard refuses: whether it was taken. */
function take(
  { event, identifier }: Link,
  clusters: Map<string, Cluster>,
  policy: Policy,
): boolean {
  const text = identifierText(identifier);
  const mine = clusters.get(event.id) ?? singleEvent(event);
  const owner = [...clusters.values()].find(({ identifiers }) =>
    identifiers.some((held) => identifierText(held) === text),
  );
  const others = owner === undefined || owner === mine ? [] : [owner];
  const joined = {
    events: [...mine.events, ...others.flatMap(({ events }) => events)],
    identifiers: [
      ...mine.identifiers,
      ...others.flatMap(({ identifiers }) => identifiers),
      identifier,
    ],
  };
  const bothVerified = [mine, ...others].filter(isVerified).length === 2;
  if (bothVerified && !identifier.verified) return false;
  const held = [mine, ...others].map(({ identifiers }) => identifiers);
  if (!withinLimits([...held, [identifier]], policy.limits)) return false;
  for (const { id } of joined.events) clusters.set(id, joined);
  return true;
}

const isVerified = ({ identifiers }: Cluster): boolean =>
  identifiers.some(({ verified }) => verified);

function personOf({ events, identifiers }: Cluster, context: FoldContext): SpecifiedPerson {
  const links: GoldenRecord = { ...emptyRecord };
  const record = events
    .map((event) => recordOf(event, [], context))
    .reduce(
      join,
      identifiers.reduce(
        (held, each) => join(held, { ...emptyRecord, identifiers: [each] }),
        links,
      ),
    );
  return { record, eventIds: events.map(({ id }) => id).sort(compareText) };
}
