/** What humans decide about identity, in the words of the specification. */
import type { CustomerEvent } from "#shared/domain/event.ts";
import { compareText, type Identifier, identifierText } from "#shared/domain/identifier.ts";
import {
  type Decision,
  type Ruling,
  type Subject,
  subjectsMax,
} from "#shared/domain/identity/decision.ts";
import { compareEvidence, condense, evidenceOf } from "#shared/domain/identity/evidence.ts";
import type { Person } from "#shared/domain/identity/person.ts";
import {
  decisionId,
  readDecisions,
  readSubjects,
  revocationWrite,
} from "#shared/stores/decisions.ts";
import { readAllEvents } from "#shared/stores/event-lists.ts";
import { findEvents } from "#shared/stores/events.ts";
import { readRoots } from "#shared/stores/people.ts";
import { writeAll } from "#shared/stores/transact.ts";
import { type EngineContext, rule, ruleApart, type Ruled } from "./resolve.ts";
import { carriedAs } from "./carried.ts";
import { untuneByKey } from "./untune.ts";

/** Who decides. */
export interface Steward {
  by: string;
}

export type Judged =
  | { kind: "decided"; decision: string; settlement?: string }
  /** It is so already. */
  | { kind: "nothing to do" }
  | { kind: "refused"; reason: Refusal }
  /** Somebody is being worked on: try again. */
  | { kind: "busy" };

export type Refusal =
  | "unknown person"
  | "not this person's event"
  | "nobody would be left"
  | "nobody carries it"
  | "unknown decision";

/** These persons are one. */
export async function unite(
  ids: readonly string[],
  steward: Steward,
  context: EngineContext,
): Promise<Judged> {
  const people = await rootsOf(ids, context);
  if (people === undefined) return { kind: "refused", reason: "unknown person" };
  if (people.length < 2) return { kind: "nothing to do" };
  const each = Math.floor(subjectsMax / people.length);
  const anchored = await Promise.all(people.map((person) => anchorsOf(person, each, context)));
  if (anchored.includes(undefined)) return { kind: "busy" };
  const subjects = anchored.flatMap((anchors) => anchors ?? []);
  return judge({ kind: "same", subjects }, steward, context);
}

/** The first of these persons is not the second; what both carry stays with the second. */
export async function keepApart(
  [leaves, stays]: readonly [string, string],
  steward: Steward,
  context: EngineContext,
): Promise<Judged> {
  const people = await rootsOf([leaves, stays], context);
  const [leaving, staying] = people ?? [];
  if (leaving === undefined) return { kind: "refused", reason: "unknown person" };
  if (staying === undefined) return { kind: "refused", reason: "nobody would be left" };
  const sides = await Promise.all(
    [leaving, staying].map((person) => anchorsOf(person, subjectsMax, context)),
  );
  const [left, right] = sides;
  if (left === undefined || right === undefined) return { kind: "busy" };
  return judge({ kind: "different", leaving: left, staying: right }, steward, context);
}

/** Which part of a person is somebody else. */
export type Part = { events: readonly string[] } | { identifier: Identifier };

/** A part of a person's events was never this person's. */
export async function split(
  { personId, part }: { personId: string; part: Part },
  steward: Steward,
  context: EngineContext,
): Promise<Judged> {
  const [person] = (await rootsOf([personId], context)) ?? [];
  if (person === undefined) return { kind: "refused", reason: "unknown person" };
  const events = await readAllEvents(person, context.store);
  if (events === undefined) return { kind: "busy" };
  const leaves = leavesBy(part);
  const staying = anchors(
    events.filter((event) => !leaves(event)),
    subjectsMax,
    context,
  );
  if (staying.length === 0) return { kind: "refused", reason: "nobody would be left" };
  const leaving = events.filter(leaves);
  if ("events" in part && leaving.length !== new Set(part.events).size) {
    const places = await placesOf(part.events, context);
    const gone = places.length > 0 && places.every((id) => person.parted.includes(id));
    if (gone) return { kind: "nothing to do" };
    return { kind: "refused", reason: "not this person's event" };
  }
  if (leaving.length === 0) return { kind: "refused", reason: "nobody carries it" };
  const named: Subject[] =
    "events" in part
      ? leaving
          .map(({ id }) => id)
          .sort(compareText)
          .map((event) => ({ event }))
      : [{ identifier: context.store.vault.identifierKey(part.identifier) }];
  return judge({ kind: "different", leaving: named, staying }, steward, context);
}

function leavesBy(part: Part): (event: CustomerEvent) => boolean {
  if ("events" in part) return ({ id }) => part.events.includes(id);
  const text = identifierText(part.identifier);
  return ({ identifiers }) => identifiers.some((each) => identifierText(each) === text);
}

/**
 * A value never links, or links however many people carry it. Always settled apart: who comes to carry
 * a silent value leaves its row as it is, so that only a fence shows whether everybody was seen.
 */
export async function tune(
  { kind, identifier }: { kind: "block" | "lift"; identifier: Identifier },
  { by }: Steward,
  context: EngineContext,
): Promise<Judged> {
  const ruling = { kind, identifier: context.store.vault.identifierKey(identifier) };
  const tuning: Decision = {
    id: decisionId(ruling),
    at: context.now().toISOString(),
    by,
    ruling,
  };
  const retuned = new Map([
    [identifierText(identifier), kind === "block" ? { blocked: true } : { lifted: true }],
  ]);
  const asked = { events: [], identifiers: [identifier], retuned, tuning };
  return judgedBy(await ruleApart(asked, context), tuning.id);
}

/** Takes a decision back: everything becomes what it would be without it. */
export async function takeBack(
  id: string,
  { by }: Steward,
  context: EngineContext,
): Promise<Judged> {
  const [decision] = await readDecisions([id], context.store);
  if (decision === undefined) return { kind: "refused", reason: "unknown decision" };
  if (decision.status === "revoked") return { kind: "nothing to do" };
  const revocation = { id, by };
  const { ruling } = decision;
  if (ruling.kind === "same" || ruling.kind === "different") {
    const personIds = await readSubjects(decision, context.store);
    const revoked = new Set([id]);
    const ruled = await rule({ events: [], personIds, revoked, revocation }, context);
    return judgedBy(ruled, id);
  }
  let identifier = await carriedAs(ruling, context);
  if (identifier === undefined) {
    if (!(await untuneByKey(ruling, context))) return { kind: "busy" };
    // Who came to carry it until then is found now; who comes later finds it as it is without the decision.
    identifier = await carriedAs(ruling, context);
  }
  if (identifier === undefined) {
    const at = context.now().toISOString();
    await writeAll([revocationWrite({ ...revocation, at }, context.store)], context.store);
    return { kind: "decided", decision: id };
  }
  const change = ruling.kind === "block" ? { blocked: false } : { lifted: false };
  const retuned = new Map([[identifierText(identifier), change]]);
  const asked = { events: [], identifiers: [identifier], retuned, revocation };
  return judgedBy(await ruleApart(asked, context), id);
}

/** Where these events are now: ids of roots. */
export async function placesOf(
  eventIds: readonly string[],
  { store }: Pick<EngineContext, "store">,
): Promise<string[]> {
  const places = await findEvents(eventIds, store);
  const roots = await readRoots([...new Set(places)], store);
  return [...new Set([...roots.values()].map(({ person }) => person.id))];
}

async function judge(ruling: Ruling, { by }: Steward, context: EngineContext): Promise<Judged> {
  const id = decisionId(ruling);
  const [known] = await readDecisions([id], context.store);
  if (known?.status === "standing") return { kind: "nothing to do" };
  const decision: Decision = { id, at: context.now().toISOString(), by, ruling };
  const ruled = await rule({ events: [], decisions: [decision] }, context);
  return judgedBy(ruled, id);
}

function judgedBy(ruled: Ruled | undefined, decision: string): Judged {
  return ruled === undefined ? { kind: "busy" } : { kind: "decided", decision, ...ruled };
}

/** Each root once, in the order of their ids; undefined where one of the ids is nobody's. */
async function rootsOf(
  ids: readonly string[],
  { store }: EngineContext,
): Promise<Person[] | undefined> {
  const roots = await readRoots(ids, store);
  if (ids.some((id) => !roots.has(id))) return undefined;
  const people = new Map(ids.flatMap((id) => roots.get(id)?.person ?? []).map((p) => [p.id, p]));
  return [...people.values()];
}

/** Events that stand for all of a person's: one of each set of links. */
async function anchorsOf(
  person: Person,
  most: number,
  context: EngineContext,
): Promise<Subject[] | undefined> {
  const events = await readAllEvents(person, context.store);
  return events && anchors(events, most, context);
}

function anchors(
  events: readonly CustomerEvent[],
  most: number,
  { policy }: EngineContext,
): Subject[] {
  return condense(
    events.map((event) => evidenceOf(event, policy)),
    () => false,
  )
    .sort(compareEvidence)
    .slice(0, most)
    .map(({ eventId }) => ({ event: eventId }));
}
