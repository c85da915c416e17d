/** Who wins when sources disagree: total orders, so that the winner depends on nobody's arrival. */
import { hash } from "node:crypto";
import { canonicalJson } from "./canonical-json.ts";
import { compareText } from "./identifier.ts";
import type { Tier } from "./policy.ts";

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

/** Beyond this many a count only says that there are many. */
export const rivalsMax = 15;
const latestPerPersonMax = 50;

/**
 * Of a value in a record; the event keeps it whole. With every field, extra and identifier this long
 * a record still fits an item of 400 KB, and nobody can make another's record expensive.
 */
export const recordValueLengthMax = 500;

export function joinSlots(a: Slot, b: Slot): Slot {
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

export function compareTold(a: Latest<string>, b: Latest<string>): number {
  return compareOrigins(a.origin, b.origin);
}

/** At the same moment the more careful answer counts as later: withdrawn, removed. */
export function compareAnswers(a: Latest<boolean>, b: Latest<boolean>): number {
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
export function joinLatest<Value>(
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

/** 36 bits tell a person's few values apart; the digest is only ever stored inside the sealed record. */
function digest(values: Readonly<Record<string, string>>): string {
  return hash("sha256", canonicalJson(values), "base64url").slice(0, 6);
}

export function joinBy<Value>(
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
