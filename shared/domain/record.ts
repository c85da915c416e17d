/** The golden record: a join-semilattice, so that order, batching and repetition cannot change it. */
import { hash } from "node:crypto";
import { canonicalJson } from "./canonical-json.ts";
import { type Claim, type CustomerEvent, effectiveAt } from "./event.ts";
import type { FieldRegistry } from "./field.ts";
import {
  compareText,
  type Identifier,
  identifierText,
  type StatedIdentifier,
} from "./identifier.ts";
import { tierOf } from "./policy.ts";
import type { Policy, Tier } from "./policy.ts";

/** Which event said it, and when: what lineage shows of a winner. */
export interface Origin {
  eventId: string;
  channel: string;
  source: string;
  observedAt: string;
  receivedAt: string;
}

/** The winning claims of one field, or of the fields that move together. */
export interface Slot {
  /** Field → value; empty where the winner says that there is none. */
  values: Readonly<Record<string, string>>;
  valid: boolean;
  verified: boolean;
  tier: Tier;
  origin: Origin;
  /** Digests of the other valid values that were seen, {@link rivalsMax} at most: who has none is unrivalled. */
  rivals: readonly string[];
}

/** Latest word on one consent, one tag, one extra. */
export interface Latest<Value> {
  value: Value;
  origin: Origin;
}

export interface GoldenRecord {
  /** By field, or by group of fields. */
  slots: Readonly<Record<string, Slot>>;
  identifiers: readonly StatedIdentifier[];
  consents: Readonly<Record<string, Latest<boolean>>>;
  tags: Readonly<Record<string, Latest<boolean>>>;
  extras: Readonly<Record<string, Latest<string>>>;
  channels: readonly string[];
  /** How many events were folded; joined records never share one. */
  events: number;
}

/** Beyond this many a count only says that there are many. */
export const rivalsMax = 15;
const latestPerPersonMax = 100;

export const emptyRecord: GoldenRecord = {
  slots: {},
  identifiers: [],
  consents: {},
  tags: {},
  extras: {},
  channels: [],
  events: 0,
};

export interface FoldContext {
  fields: FieldRegistry;
  policy: Pick<Policy, "tiers">;
}

/** The record of one event alone. `links` are those of its identifiers that really link. */
export function recordOf(
  event: CustomerEvent,
  links: readonly StatedIdentifier[],
  context: FoldContext,
): GoldenRecord {
  const origin: Origin = {
    eventId: event.id,
    channel: event.channel,
    source: event.source,
    observedAt: effectiveAt(event),
    receivedAt: event.receivedAt,
  };
  const latest = <Value>(entries: readonly (readonly [string, Value])[]) =>
    Object.fromEntries(entries.map(([key, value]) => [key, { value, origin }]));
  // Two answers of one event on one thing: the no is written last.
  const carefully = (entries: readonly (readonly [string, boolean])[]) =>
    latest(entries.toSorted(([, a], [, b]) => Number(b) - Number(a)));
  return {
    slots: slotsOf(event, origin, context),
    identifiers: [...links].sort(compareIdentifiers),
    consents: carefully(event.consents.map(({ purpose, granted }) => [purpose, granted])),
    tags: carefully(event.tags.map(({ tag, present }) => [tag, present])),
    extras: latest(Object.entries(event.extras)),
    channels: [event.channel],
    events: 1,
  };
}

/** Commutative, associative and, but for the count of events, idempotent. */
export function join(a: GoldenRecord, b: GoldenRecord): GoldenRecord {
  return {
    slots: joinBy(a.slots, b.slots, joinSlots),
    identifiers: joinIdentifiers(a.identifiers, b.identifiers),
    consents: joinLatest(a.consents, b.consents, compareAnswers),
    tags: joinLatest(a.tags, b.tags, compareAnswers),
    extras: joinLatest(a.extras, b.extras, compareTold),
    channels: joinChannels(a.channels, b.channels),
    events: a.events + b.events,
  };
}

function joinChannels(a: readonly string[], b: readonly string[]): readonly string[] {
  const others = b.filter((channel) => !a.includes(channel));
  return others.length === 0 ? a : [...a, ...others].sort(compareText);
}

function slotsOf(
  event: CustomerEvent,
  origin: Origin,
  context: FoldContext,
): GoldenRecord["slots"] {
  const claimsBySlot = Map.groupBy(
    event.claims,
    ({ field }) => context.fields.get(field)?.group ?? field,
  );
  const slots: Record<string, Slot> = {};
  for (const [name, claims] of claimsBySlot) {
    const valid = claims.filter((claim) => claim.valid);
    const told = valid.length > 0 ? valid : claims;
    slots[name] = slotOf(told, origin, tierOf(context.policy, event, told));
  }
  return slots;
}

function slotOf(claims: readonly Claim[], origin: Origin, tier: Tier): Slot {
  const values = Object.fromEntries(
    claims.filter(({ removed }) => !removed).map(({ field, value }) => [field, value]),
  );
  const valid = claims.every((claim) => claim.valid);
  return {
    values,
    valid,
    verified: claims.some(({ verified }) => verified),
    tier,
    origin,
    rivals: [],
  };
}

/** 36 bits tell a person's few values apart; the digest is only ever stored inside the sealed record. */
function digest(values: Readonly<Record<string, string>>): string {
  return hash("sha256", canonicalJson(values), "base64url").slice(0, 6);
}

function joinSlots(a: Slot, b: Slot): Slot {
  const [winner, loser] = compareSlots(a, b) >= 0 ? [a, b] : [b, a];
  return { ...winner, rivals: joinRivals(winner, loser) };
}

/** All other values of both. Most events repeat what is known, so digests are made late. */
function joinRivals(winner: Slot, loser: Slot): readonly string[] {
  const same = sameValues(winner.values, loser.values);
  if (same && loser.rivals.length === 0) return winner.rivals;
  const rivals = new Set([...winner.rivals, ...loser.rivals]);
  if (loser.valid && !same) rivals.add(digest(loser.values));
  rivals.delete(digest(winner.values));
  return [...rivals].sort(compareText).slice(0, rivalsMax);
}

function sameValues(a: Slot["values"], b: Slot["values"]): boolean {
  const keys = Object.keys(a);
  return keys.length === Object.keys(b).length && keys.every((key) => a[key] === b[key]);
}

const tierRank: Record<Tier, number> = { low: 0, normal: 1, high: 2 };

/** The total order of survivorship: valid, tier, observed, event id. */
function compareSlots(a: Slot, b: Slot): number {
  return (
    Number(a.valid) - Number(b.valid) ||
    tierRank[a.tier] - tierRank[b.tier] ||
    compareOrigins(a.origin, b.origin)
  );
}

function compareOrigins(a: Origin, b: Origin): number {
  return compareText(a.observedAt, b.observedAt) || compareText(a.eventId, b.eventId);
}

type Order<Value> = (a: Latest<Value>, b: Latest<Value>) => number;

function compareTold(a: Latest<string>, b: Latest<string>): number {
  return compareOrigins(a.origin, b.origin);
}

/** At the same moment the more careful answer counts as later: withdrawn, removed. */
function compareAnswers(a: Latest<boolean>, b: Latest<boolean>): number {
  return (
    compareText(a.origin.observedAt, b.origin.observedAt) ||
    Number(b.value) - Number(a.value) ||
    compareOrigins(a.origin, b.origin)
  );
}

/**
 * The latest word on each key, bounded by recency. What falls out is earlier than all that stays, by
 * the very order that chooses between two words on one key: so folding on stays exact.
 */
function joinLatest<Value>(
  a: Readonly<Record<string, Latest<Value>>>,
  b: Readonly<Record<string, Latest<Value>>>,
  order: Order<Value>,
): Readonly<Record<string, Latest<Value>>> {
  const joined = joinBy(a, b, (mine, theirs) => (order(mine, theirs) >= 0 ? mine : theirs));
  const all = Object.entries(joined);
  if (all.length <= latestPerPersonMax) return joined;
  all.sort(([keyA, a], [keyB, b]) => order(b, a) || compareText(keyA, keyB));
  return Object.fromEntries(all.slice(0, latestPerPersonMax));
}

/** Each once, verified if any says so, in canonical order. */
export function joinIdentifiers(
  a: readonly StatedIdentifier[],
  b: readonly StatedIdentifier[],
): readonly StatedIdentifier[] {
  if (a.length === 0 || b.length === 0) return a.length === 0 ? b : a;
  const joined = new Map<string, StatedIdentifier>();
  for (const identifier of [...a, ...b]) {
    const text = identifierText(identifier);
    if (!joined.get(text)?.verified) joined.set(text, identifier);
  }
  return [...joined.values()].sort(compareIdentifiers);
}

function compareIdentifiers(a: Identifier, b: Identifier): number {
  return compareText(identifierText(a), identifierText(b));
}

function joinBy<Value>(
  a: Readonly<Record<string, Value>>,
  b: Readonly<Record<string, Value>>,
  join: (a: Value, b: Value) => Value,
): Readonly<Record<string, Value>> {
  const joined = { ...a };
  for (const key of Object.keys(b)) {
    const mine = Object.hasOwn(a, key) ? a[key] : undefined;
    const theirs = b[key];
    if (theirs !== undefined) joined[key] = mine === undefined ? theirs : join(mine, theirs);
  }
  return joined;
}
