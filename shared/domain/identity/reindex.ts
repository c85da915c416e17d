/** How the index follows when persons change: owners, flags, edges, and the questions that arise. */
import { canonicalJson } from "../canonical-json.ts";
import { bare, type Identifier, identifierText } from "../identifier.ts";
import type { Assignment } from "./assign.ts";
import { type Changes, type Edge, type IndexEntry, noEntry, silenceOf } from "./changes.ts";
import { carriesUnlinked, type Person } from "./person.ts";
import type { Neighbourhood } from "./rearrange.ts";
import { subjectsOf } from "./decision.ts";

interface Reindexing {
  people: readonly Person[];
  assignment: Assignment;
  neighbourhood: Neighbourhood;
  contests: ReadonlyMap<string, "refused" | "decided">;
  keyOf: (identifier: Identifier) => string;
  /** As the news left them, owners and disputes not yet brought up to date. */
  entries: ReadonlyMap<string, IndexEntry>;
}

export function reindex(
  reindexing: Reindexing,
): Pick<Changes, "entries" | "relied" | "edges" | "loosened" | "reviews"> {
  const { neighbourhood, entries, people, assignment, contests } = reindexing;
  const owners = new Map(
    people.flatMap(({ id, record }) =>
      record.identifiers.map((identifier) => [identifierText(identifier), id] as const),
    ),
  );
  const { edges, loosened } = edgesOf(reindexing);
  const carried = new Set([...edges, ...loosened].map((edge) => identifierText(edge.identifier)));
  const changed: IndexEntry[] = [];
  const relied: IndexEntry[] = [];
  const reviews: Changes["reviews"][number][] = [];
  for (const [text, entry] of entries) {
    const before = neighbourhood.entries.get(text) ?? noEntry(entry.identifier);
    const after = {
      ...entry,
      ownerId: owners.get(text),
      contested: contests.get(text),
      decisions: decisionsNaming(entry.identifier, reindexing),
    };
    // A row that still names who was merged leads to the right person: it is re-pointed later.
    const leadsTo = before.ownerId && assignment.finalId(before.ownerId);
    const still = { ...before, ownerId: leadsTo };
    // Whoever decides about a contested value has read who carries it, and must learn of anybody new.
    const isJoined = carried.has(text) && silenceOf(after) === undefined;
    if (isJoined || canonicalJson(after) !== canonicalJson(still)) changed.push(after);
    else if (before.contested !== undefined || silenceOf(before)) relied.push(before);
    reviews.push(...questions(before, after));
  }
  return { entries: changed, relied, reviews, edges, loosened };
}

function decisionsNaming(
  identifier: Identifier,
  { neighbourhood, keyOf }: Reindexing,
): readonly string[] {
  if (neighbourhood.decisions.length === 0) return [];
  const key = keyOf(identifier);
  return neighbourhood.decisions
    .filter(({ ruling }) =>
      subjectsOf(ruling).some((each) => "identifier" in each && each.identifier === key),
    )
    .map(({ id }) => id)
    .sort();
}

function questions(before: IndexEntry, after: IndexEntry): Changes["reviews"][number][] {
  const { identifier } = after;
  const contested = [before, after].map(({ contested: state }) => state === "refused");
  // What never links does not say too little: while it is blocked, nobody needs to be asked.
  const generic = [before, after].map((entry) => silenceOf(entry) === "generic");
  const changes = (kind: "contested-link" | "generic-value", [was, is]: boolean[]) =>
    was === is ? [] : [{ kind, identifier, open: is ?? false }];
  return [...changes("contested-link", contested), ...changes("generic-value", generic)];
}

/** An edge leads from an identifier to whose events carry it unlinked, through merges as well. */
function edgesOf({ people, neighbourhood, assignment }: Reindexing) {
  const edges: Edge[] = [];
  const loosened: Edge[] = [];
  const after = new Map(people.map((person) => [person.id, person]));
  const ledTo = new Set(
    neighbourhood.members.flatMap(({ person }) =>
      person.unlinked.map((each) => edgeText(each, assignment.finalId(person.id))),
    ),
  );
  for (const { id: personId, unlinked } of people) {
    for (const identifier of unlinked.map(bare)) {
      if (!ledTo.has(edgeText(identifier, personId))) edges.push({ identifier, personId });
    }
  }
  for (const { person } of [...neighbourhood.members, ...(neighbourhood.erased ?? [])]) {
    const next = after.get(assignment.finalId(person.id));
    // An edge keeps the id under which it was written, whoever has absorbed that since.
    const personIds = [person.id, ...person.absorbed, ...person.former];
    for (const identifier of person.unlinked.map(bare)) {
      if (next !== undefined && carriesUnlinked(next, identifier)) continue;
      loosened.push(...personIds.map((personId) => ({ identifier, personId })));
    }
  }
  return { edges, loosened };
}

function edgeText(identifier: Identifier, personId: string): string {
  return `${personId} ${identifierText(identifier)}`;
}
