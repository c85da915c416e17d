/** The golden record: a join-semilattice, so that order, batching and repetition cannot change it. */
import { type Claim, type CustomerEvent, effectiveAt } from "./event.ts";
import type { FieldRegistry } from "./field.ts";
import {
  compareText,
  type Identifier,
  identifierText,
  type StatedIdentifier,
} from "./identifier.ts";
import { clip } from "./normalise/text.ts";
import { type Policy, type Tier, tierOf } from "./policy.ts";
import {
  compareAnswers,
  compareTold,
  joinBy,
  joinLatest,
  joinSlots,
  type Latest,
  type Origin,
  recordValueLengthMax,
  type Slot,
} from "./survivorship.ts";

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
    extras: latest(
      Object.entries(event.extras).map(([key, value]) => [key, clip(value, recordValueLengthMax)]),
    ),
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
    claims
      .filter(({ removed }) => !removed)
      .map(({ field, value }) => [field, clip(value, recordValueLengthMax)]),
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

/** Each once, verified if any says so, in canonical order. */
export function joinIdentifiers(
  a: readonly StatedIdentifier[],
  b: readonly StatedIdentifier[],
): readonly StatedIdentifier[] {
  if (b.length === 0) return a;
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
