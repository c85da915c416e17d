/** The long way: who is who in a whole neighbourhood is asked anew, and what follows from the answer. */
import { canonicalJson } from "../canonical-json.ts";
import type { CustomerEvent } from "../event.ts";
import { identifierText } from "../identifier.ts";
import { assign, type Assignment } from "./assign.ts";
import type { AttachContext } from "./attach.ts";
import { type Changes, type IndexEntry, noEntry, silenceOf } from "./changes.ts";
import { isCrowded, meet } from "./companions.ts";
import { type Decision, namedEvents } from "./decision.ts";
import { compareEvidence, type Evidence, evidenceOf, linkSetOf } from "./evidence.ts";
import { type Cluster, contestsOf, partition } from "./partition.ts";
import type { Person } from "./person.ts";
import { refold } from "./refold.ts";
import { reindex } from "./reindex.ts";

/** Everything that a refused or a new link could change. */
export interface Neighbourhood {
  members: readonly Member[];
  /** By identifier text; what is missing has no entry. */
  entries: ReadonlyMap<string, IndexEntry>;
  /** Those that stand. */
  decisions: readonly Decision[];
}

/** A root, with all that it knows of its events; the events themselves where they were read. */
export interface Member {
  person: Person;
  evidence: readonly Evidence[];
  events?: readonly CustomerEvent[] | undefined;
}

export type Rearranged =
  | { kind: "rearranged"; changes: Changes }
  /** These roots come apart: their events must be read first. */
  | { kind: "events needed"; personIds: readonly string[] };

export interface News {
  events: readonly CustomerEvent[];
  /** What a human decided about values, by identifier text. */
  retuned?: Retuned | undefined;
}

export type Retuned = ReadonlyMap<string, Partial<Pick<IndexEntry, "blocked" | "lifted">>>;

export function rearrange(
  { events, retuned = new Map() }: News,
  neighbourhood: Neighbourhood,
  context: AttachContext,
): Rearranged {
  const { members, decisions } = neighbourhood;
  const news = events.map((event) => evidenceOf(event, context.policy));
  const entries = meetNews(news, { ...neighbourhood, retuned }, context);
  const clusters = partition([...members.flatMap(({ evidence }) => evidence), ...news], {
    limits: context.policy.limits,
    decisions,
    keyOf: context.keyOf,
    silence(identifier) {
      const entry = entries.get(identifierText(identifier));
      return entry && silenceOf(entry);
    },
  }).sort((a, b) => compareEvidence(earliest(a), earliest(b)));
  const assignment = assign(clusters, members, context.newId);
  const unread = members.filter(
    ({ person, events: read }) => assignment.rewritten.has(person.id) && read === undefined,
  );
  if (unread.length > 0) {
    return { kind: "events needed", personIds: unread.map(({ person }) => person.id) };
  }
  const work = { events, clusters, assignment, neighbourhood, entries, context };
  return { kind: "rearranged", changes: changesOf(work) };
}

/** The new events' identifiers get to know each other; what is missing gets an entry. */
function meetNews(
  news: readonly Evidence[],
  { members, entries, retuned }: Neighbourhood & { retuned: Retuned },
  { policy, markOf }: AttachContext,
): Map<string, IndexEntry> {
  const { limits } = policy;
  const known = new Map<string, IndexEntry>();
  for (const { links } of [...members.flatMap(({ evidence }) => evidence), ...news]) {
    for (const link of links) {
      const text = identifierText(link);
      if (known.has(text)) continue;
      const { type, namespace, value } = link;
      const entry = entries.get(text) ?? noEntry({ type, namespace, value });
      known.set(text, tuned({ ...entry, ...retuned.get(text) }, limits));
    }
  }
  for (const { links } of news) {
    for (const link of links) {
      const text = identifierText(link);
      const entry = known.get(text);
      if (entry === undefined || entry.generic) continue;
      const counting = { limits, markOf };
      const companions = meet(entry.companions, { own: link, links }, counting);
      known.set(text, tuned({ ...entry, companions }, limits));
    }
  }
  return known;
}

/** Once generic, a value stays so until a human lifts it. */
function tuned(entry: IndexEntry, limits: AttachContext["policy"]["limits"]): IndexEntry {
  const generic = !entry.lifted && (entry.generic || isCrowded(entry.companions, limits));
  return generic === entry.generic ? entry : { ...entry, generic };
}

const earliest = ({ evidence }: Cluster): Evidence =>
  evidence.reduce((a, b) => (compareEvidence(a, b) <= 0 ? a : b));

interface Work {
  events: readonly CustomerEvent[];
  clusters: readonly Cluster[];
  assignment: Assignment;
  neighbourhood: Neighbourhood;
  entries: ReadonlyMap<string, IndexEntry>;
  context: AttachContext;
}

function changesOf(work: Work): Changes {
  const { assignment, neighbourhood, clusters } = work;
  const placeOf = placement(work);
  const placed = (event: CustomerEvent) => ({ event, personId: placeOf(event) });
  const moved = neighbourhood.members
    .filter(({ person }) => assignment.rewritten.has(person.id))
    .flatMap(({ events = [] }) => events.map(placed));
  const attached = work.events.map(placed);
  const contests = contestsOf(clusters);
  const people = refold({ ...work, contests, added: [...moved, ...attached] });
  const stored = new Map(neighbourhood.members.map(({ person }) => [person.id, person]));
  const changed = people.filter((person) => !isSame(person, stored.get(person.id)));
  const settled = new Set(changed.map(({ id }) => id));
  const rekeyed = people.filter(({ id }) => assignment.rewritten.has(id)).map(({ id }) => id);
  return {
    attached,
    people: changed,
    merged: assignment.merged,
    consulted: people.filter(({ id }) => !settled.has(id)),
    ...reindex({ ...work, people, contests, keyOf: work.context.keyOf }),
    moved,
    rekeyed,
    keyless: [...assignment.rewritten].flatMap((id) => [
      ...(rekeyed.includes(id) ? [] : [id]),
      ...(stored.get(id)?.absorbed ?? []),
    ]),
  };
}

/** Whose an event becomes: it follows the evidence that stands for it. */
function placement({ clusters, assignment, neighbourhood, context }: Work) {
  const named = namedEvents(neighbourhood.decisions);
  const standIns = new Map<string, string>();
  for (const cluster of clusters) {
    const id = assignment.idOf.get(cluster) ?? "";
    for (const each of cluster.evidence) {
      standIns.set(each.eventId, id);
      if (!named.has(each.eventId)) standIns.set(linkSetOf(each), id);
    }
  }
  return (event: CustomerEvent): string => {
    const alike = () => standIns.get(linkSetOf(evidenceOf(event, context.policy)));
    const personId = standIns.get(event.id) ?? alike();
    if (personId === undefined) throw new RangeError(`nothing stands for ${event.id}`);
    return personId;
  };
}

function isSame(person: Person, before: Person | undefined): boolean {
  if (before === undefined) return false;
  const said = ({ record, ...rest }: Person) => canonicalJson([rest, record]);
  return said(person) === said(before);
}
