/** From what was read to what should be written: the short way, or the whole neighbourhood anew. */
import type { CustomerEvent } from "#shared/domain/event.ts";
import type { Identifier } from "#shared/domain/identifier.ts";
import { attach, type AttachContext } from "#shared/domain/identity/attach.ts";
import type { Changes } from "#shared/domain/identity/changes.ts";
import { linksOf } from "#shared/domain/identity/evidence.ts";
import { type Drop, screenAll } from "#shared/domain/identity/late.ts";
import {
  type Member,
  type Neighbourhood,
  rearrange,
  type Retuned,
  type Stamping,
} from "#shared/domain/identity/rearrange.ts";
import { namedEvents } from "#shared/domain/identity/decision.ts";
import { completeEvidence, evidenceOf } from "#shared/domain/identity/evidence.ts";
import { type Bounds, explore, type Start } from "./explore.ts";
import type { Approved } from "./settlement.ts";
import type { StalePointer } from "#shared/stores/identifier-index.ts";
import { distinct, load } from "./load.ts";
import type { NotLoaded, Reader } from "./reader.ts";

/** New events, what a human decided, who is to be erased, or several of these. */
export interface Question extends Omit<Start, "identifiers" | "retuned" | "erased"> {
  events: readonly CustomerEvent[];
  /** Beside those that the events carry. */
  identifiers?: readonly Identifier[];
  retuned?: Retuned;
  erasure?: Erasing;
}

/** Whom to erase, and what to stamp beside what they hold. */
export interface Erasing extends Stamping {
  people: readonly Approved[];
}

export interface DecideContext extends AttachContext {
  reader: Reader;
  bounds: Bounds;
}

export type Decided =
  | { kind: "decided"; changes: Changes; stale: readonly StalePointer[] }
  /** These events are stored already: leave them out. */
  | { kind: "duplicate"; eventIds: readonly string[] }
  /** These were erased, or may not come, before they arrived: that is to be written first. */
  | { kind: "late"; drops: readonly Drop[] }
  /** Who is to be erased is not any more who was approved. */
  | { kind: "reshaped"; personIds: readonly string[] }
  /** The neighbourhood is more than one transaction should read: it has to be settled apart. */
  | { kind: "too wide"; personIds: readonly string[] }
  | NotLoaded;

export async function decide(asked: Question, context: DecideContext): Promise<Decided> {
  const links = distinct(asked.events.flatMap((event) => linksOf(event, context.policy)));
  const loaded = await load(links, context.reader);
  if (loaded.kind !== "loaded") return loaded;
  const { known, stale } = loaded;
  const { passed: events, drops } = screenAll(asked.events, known.entries, context.policy);
  if (drops.length > 0) return { kind: "late", drops };
  const question = { ...asked, events };
  if (isPlain(question)) {
    const changes = attach(events, known, context);
    if (changes !== undefined) return { kind: "decided", changes, stale };
  }
  const stored = await context.reader.stored(events.map(({ id }) => id));
  if (stored.size > 0) return { kind: "duplicate", eventIds: [...stored] };
  const { identifiers: named = [], erasure } = question;
  const identifiers = [...links, ...named, ...(erasure?.identifiers ?? [])];
  return decideAnew({ ...question, identifiers }, context);
}

function isPlain({ personIds = [], decisions = [], ...asked }: Question): boolean {
  const { retuned, revoked, erasure } = asked;
  if (erasure !== undefined) return false;
  return personIds.length + decisions.length + (retuned?.size ?? 0) + (revoked?.size ?? 0) === 0;
}

async function decideAnew(
  { events, retuned, erasure, ...start }: Question & Pick<Start, "identifiers">,
  context: DecideContext,
): Promise<Decided> {
  const texts = new Set(retuned?.keys());
  const erased = erasure?.people ?? [];
  const explored = await explore({ ...start, retuned: texts, erased }, context);
  if (explored.kind !== "explored") return explored;
  const news = { events, retuned, ...(erasure && { erasure }) };
  const { neighbourhood, stale } = explored;
  for (let known = neighbourhood; ;) {
    const rearranged = rearrange(news, known, context);
    if (rearranged.kind === "rearranged") {
      return { kind: "decided", changes: rearranged.changes, stale };
    }
    const read = await readEvents(known, new Set(rearranged.personIds), context);
    if (!("members" in read)) return read;
    known = read;
  }
}

/**
 * With the events of those who come apart. Their record may be of a time with other decisions, or another
 * policy: what it has nothing for stands for itself, and so still others may come apart.
 */
async function readEvents(
  neighbourhood: Neighbourhood,
  personIds: ReadonlySet<string>,
  { reader, bounds, policy }: DecideContext,
): Promise<Neighbourhood | Extract<Decided, { kind: "too wide" | "busy" }>> {
  const members: Member[] = [];
  const named = namedEvents(neighbourhood.decisions);
  let left = bounds.eventsMax;
  for (const member of neighbourhood.members) {
    const { person } = member;
    const isRead = member.events !== undefined;
    if (isRead || personIds.has(person.id)) left -= person.record.events;
    if (isRead || !personIds.has(person.id)) {
      members.push(member);
      continue;
    }
    if (left < 0) {
      return { kind: "too wide", personIds: neighbourhood.members.map((each) => each.person.id) };
    }
    const events = await reader.events(person);
    if (events === undefined) return { kind: "busy" };
    const said = events.map((event) => evidenceOf(event, policy));
    members.push({ person, events, evidence: completeEvidence(member.evidence, said, named) });
  }
  return { ...neighbourhood, members };
}
