/** The long way: who is who in a whole neighbourhood is asked anew, and what follows from the answer. */
import { canonicalJson } from "../canonical-json.ts";
import type { CustomerEvent } from "../event.ts";
import { bare, type Identifier, identifierText } from "../identifier.ts";
import { assign, type Assignment } from "./assign.ts";
import type { AttachContext } from "./attach.ts";
import {
  type Changes,
  type ErasedPerson,
  type IndexEntry,
  noEntry,
  silenceOf,
  type Stamp,
} from "./changes.ts";
import { isCrowded, meet } from "./companions.ts";
import { type Decision, namedEvents } from "./decision.ts";
import {
  compareEvidence,
  type Evidence,
  evidenceOf,
  linkSetOf,
  speakingLinks,
  withMute,
} from "./evidence.ts";
import { later } from "./late.ts";
import { type Cluster, contestsOf, partition, type Rules } from "./partition.ts";
import type { Person } from "./person.ts";
import { refold } from "./refold.ts";
import { reindex } from "./reindex.ts";

/** Everything that a refused or a new link could change. */
export interface Neighbourhood {
  /** Those who stay. */
  members: readonly Member[];
  /** Those who are erased: of what they held, the others keep what they carry themselves. */
  erased?: readonly ErasedPerson[];
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
  erasure?: Stamping | undefined;
}

/** What an erasure leaves, beside those who go. */
export interface Stamping extends Stamp {
  /** Stamped even if nobody holds them: what the request named. */
  identifiers: readonly Identifier[];
  /** Nobody may come back under what is stamped, either. */
  suppress: boolean;
}

export type Retuned = ReadonlyMap<string, Partial<Pick<IndexEntry, "blocked" | "lifted">>>;

export function rearrange(
  { events, retuned = new Map(), erasure }: News,
  neighbourhood: Neighbourhood,
  context: AttachContext,
): Rearranged {
  const { decisions } = neighbourhood;
  const news = events.map((event) => evidenceOf(event, context.policy));
  const entries = meetNews(news, { ...neighbourhood, retuned }, context);
  const silence = (identifier: Identifier) => {
    const entry = entries.get(identifierText(identifier));
    return entry && silenceOf(entry);
  };
  const named = namedEvents(decisions);
  const isMute = (each: Evidence) =>
    !named.has(each.eventId) && speakingLinks(each, silence).length === 0;
  const members = neighbourhood.members.map((member) => apart(member, silence, context));
  const clusters = partition([...members.flatMap(({ evidence }) => evidence), ...news], {
    limits: context.policy.limits,
    decisions,
    keyOf: context.keyOf,
    silence,
  }).sort((a, b) => compareEvidence(earliest(a), earliest(b)));
  const assignment = assign(clusters, members, context.newId);
  const unread = members.filter(
    ({ person, evidence, events: read }) =>
      read === undefined &&
      (assignment.rewritten.has(person.id) ||
        (evidence.length < person.record.events && evidence.some(isMute))),
  );
  if (unread.length > 0) {
    return { kind: "events needed", personIds: unread.map(({ person }) => person.id) };
  }
  const stamped = erasure ? stampedEntries(erasure, { neighbourhood, entries }) : new Map();
  const all = new Map([...entries, ...stamped]);
  const known = { ...neighbourhood, members };
  const work = { events, clusters, assignment, neighbourhood: known, entries: all, context };
  return { kind: "rearranged", changes: changesOf(work) };
}

/** Where its events were read: what nothing links any more stands for itself. */
function apart(member: Member, silence: Rules["silence"], { policy }: AttachContext): Member {
  const { events, evidence } = member;
  if (events === undefined) return member;
  const said = events.map((event) => evidenceOf(event, policy));
  return { ...member, evidence: withMute(evidence, said, silence) };
}

/** The new events' identifiers get to know each other; what is missing gets an entry. */
function meetNews(
  news: readonly Evidence[],
  { members, entries, erased = [], retuned }: Neighbourhood & { retuned: Retuned },
  { policy, markOf }: AttachContext,
): Map<string, IndexEntry> {
  const { limits } = policy;
  const known = new Map<string, IndexEntry>();
  const old = members.flatMap(({ evidence }) => evidence);
  // Whom a value met through those who go, it has not met: it meets the others anew.
  // What has met too many has met them, whoever is gone.
  const forgetful = new Set(erased.flatMap(({ person }) => textsOf(person)));
  for (const { links } of [...old, ...news]) {
    for (const link of links) {
      const text = identifierText(link);
      if (known.has(text)) continue;
      const entry = entries.get(text) ?? noEntry(bare(link));
      const forgets = forgetful.has(text) && !isCrowded(entry.companions, limits);
      const met = forgets ? { companions: {} } : {};
      known.set(text, tuned({ ...entry, ...met, ...retuned.get(text) }, limits));
    }
  }
  const meeting = old.filter(({ links }) =>
    links.some((link) => forgetful.has(identifierText(link))),
  );
  for (const { links } of [...meeting, ...news]) {
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

const textsOf = ({ record, unlinked }: Person): string[] =>
  [...record.identifiers, ...unlinked].map((each) => identifierText(each));

/** Once generic, a value stays so until a human lifts it. */
export function tuned<Entry extends Pick<IndexEntry, "generic" | "lifted" | "companions">>(
  entry: Entry,
  limits: AttachContext["policy"]["limits"],
): Entry {
  const generic = !entry.lifted && (entry.generic || isCrowded(entry.companions, limits));
  return generic === entry.generic ? entry : { ...entry, generic };
}

/**
 * What only those who go carried, and what the request named beside. What many share is nobody's: it is
 * not stamped, and leads to nobody any more.
 */
function stampedEntries(
  { identifiers, suppress, at, until, by }: Stamping,
  { neighbourhood, entries }: Pick<Work, "neighbourhood" | "entries">,
): Map<string, IndexEntry> {
  const people = (neighbourhood.erased ?? []).map(({ person }) => person);
  const carried = people.flatMap(({ record, unlinked }) => [...record.identifiers, ...unlinked]);
  const gone = new Set(people.flatMap(({ id, absorbed, former }) => [id, ...absorbed, ...former]));
  const stamped = new Map<string, IndexEntry>();
  for (const each of [...carried, ...identifiers]) {
    const text = identifierText(each);
    const entry = neighbourhood.entries.get(text) ?? noEntry(bare(each));
    const lives = entries.has(text) || (entry.ownerId !== undefined && !gone.has(entry.ownerId));
    if (lives) continue;
    if (silenceOf(entry) !== undefined) {
      if (entry.ownerId !== undefined) stamped.set(text, entry);
      continue;
    }
    stamped.set(text, {
      ...entry,
      companions: {},
      erased: later(entry.erased, { at, until, by }),
      suppressed: entry.suppressed || suppress,
    });
  }
  return stamped;
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
    erased: neighbourhood.erased ?? [],
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
