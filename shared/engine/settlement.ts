/** What is too much for one transaction: settled apart, step by step, while others wait for nobody. */
import { hash } from "node:crypto";
import * as z from "zod";
import { canonicalJson } from "#shared/domain/canonical-json.ts";
import { CustomerEvent } from "#shared/domain/event.ts";
import { bare, Identifier } from "#shared/domain/identifier.ts";
import { type Changes, isStamped, type Stamp } from "#shared/domain/identity/changes.ts";
import { Decision } from "#shared/domain/identity/decision.ts";
import type { Policy } from "#shared/domain/policy.ts";
import type { Commission } from "#shared/stores/commit.ts";
import type { LedgerEntry } from "#shared/stores/ledger.ts";
import { keepSettlement } from "#shared/stores/settlements.ts";
import type { Store } from "#shared/stores/tables.ts";
import type { Vault } from "#shared/vault/vault.ts";
import type { Question } from "./decide.ts";
import type { EngineContext } from "./resolve.ts";

/** Somebody who is to be erased: only as they were when that was approved, where a human approved it. */
export const Approved = z.strictObject({
  id: z.string(),
  shapeVersion: z.int().exactOptional(),
});
export type Approved = z.infer<typeof Approved>;

/** Whom to erase, and under which name that is recorded; as of when, is known when it is done. */
export interface Erasure {
  /** Of the request, or of whatever else asks for it. */
  id: string;
  people: readonly Approved[];
  /** Stamped even if nobody holds them. */
  identifiers: readonly Identifier[];
  /** Nobody may come back under what is stamped. */
  suppress: boolean;
}

/** A question, and what is to be recorded with its answer. */
export interface Commissioned extends Omit<Question, "erasure"> {
  erasure?: Erasure | undefined;
  /** A decision about a value, carried out by `retuned`. */
  tuning?: Decision | undefined;
  /** The decision that is taken back. */
  revocation?: { id: string; by: string } | undefined;
}

/** What is empty is left out. */
const StoredQuestion = z.strictObject({
  events: z.array(CustomerEvent).default([]),
  identifiers: z.array(Identifier).exactOptional(),
  personIds: z.array(z.string()).exactOptional(),
  decisions: z.array(Decision).exactOptional(),
  retuned: z
    .array(
      z.tuple([
        z.string(),
        z.strictObject({
          blocked: z.boolean().exactOptional(),
          lifted: z.boolean().exactOptional(),
        }),
      ]),
    )
    .exactOptional(),
  revoked: z.array(z.string()).exactOptional(),
  tuning: Decision.exactOptional(),
  revocation: z.strictObject({ id: z.string(), by: z.string() }).exactOptional(),
  erasure: z
    .strictObject({
      id: z.string(),
      people: z.array(Approved),
      identifiers: z.array(Identifier),
      suppress: z.boolean(),
    })
    .exactOptional(),
});
type StoredQuestion = z.input<typeof StoredQuestion>;

/**
 * Keeps the question durably; answers the id under which `settle` takes it up. Asked twice while it is
 * open, it is one settlement.
 */
export async function settleLater(
  commissioned: Commissioned,
  { store, now }: Pick<EngineContext, "store" | "now">,
): Promise<string> {
  const question = encode(commissioned);
  const id = settlementOf(commissioned, store);
  await keepSettlement({ id, question, at: now().toISOString() }, store);
  return id;
}

/** Under which id a question is settled: the same question, the same id. */
export const settlementOf = (commissioned: Commissioned, { vault }: Pick<Store, "vault">): string =>
  settlementId(encode(commissioned), vault);

/** Keyed: a question may name identifiers, which a bare hash would give away. */
function settlementId({ events = [], ...others }: StoredQuestion, vault: Vault): string {
  const text = canonicalJson({ ...others, events: events.map(({ id }) => id).sort() });
  const keyed = vault.eventKey(`settlement ${text}`);
  return `set_${hash("sha256", keyed, "base64url").slice(0, 27)}`;
}

function encode(commissioned: Commissioned): StoredQuestion {
  const { events, identifiers, personIds, decisions, retuned, revoked } = commissioned;
  const { tuning, revocation, erasure } = commissioned;
  return {
    ...some("events", events),
    ...some("identifiers", identifiers),
    ...some("personIds", personIds),
    ...some("decisions", decisions),
    ...some("retuned", retuned),
    ...some("revoked", revoked),
    ...(tuning && { tuning }),
    ...(revocation && { revocation }),
    ...(erasure && {
      erasure: {
        ...erasure,
        people: [...erasure.people],
        identifiers: erasure.identifiers.map(bare),
      },
    }),
  };
}

function some<Name extends string, Item>(name: Name, items: Iterable<Item> = []) {
  const list = [...items];
  return (list.length > 0 ? { [name]: list } : {}) as Partial<Record<Name, Item[]>>;
}

/** Throws a `ZodError` where it is no question of ours. */
export function decodeQuestion(stored: unknown): Commissioned {
  const { retuned, revoked, ...question } = StoredQuestion.parse(stored);
  return {
    ...question,
    ...(retuned && { retuned: new Map(retuned) }),
    ...(revoked && { revoked: new Set(revoked) }),
  };
}

/** What is asked now: an erasure stamps what it erases with the moment at which that is decided. */
export interface Asked extends Omit<Commissioned, "erasure"> {
  erasure?: Erasure & Stamp;
}

export function asOfNow(
  { erasure, ...others }: Commissioned,
  { now, policy }: Pick<EngineContext, "now" | "policy">,
): Asked {
  if (erasure === undefined) return others;
  return { ...others, erasure: { ...erasure, ...asOf(now(), policy), by: erasure.id } };
}

/** From when to when an erasure is remembered that happens at a moment. */
export function asOf(
  now: Date,
  { tombstoneYears }: Pick<Policy, "tombstoneYears">,
): Omit<Stamp, "by"> {
  const until = new Date(now);
  until.setUTCFullYear(until.getUTCFullYear() + tombstoneYears);
  return { at: now.toISOString(), until: until.toISOString() };
}

/** What is written, and what is recorded with it. */
export function commissionOf(
  { decisions: [decision] = [], tuning, revocation, erasure }: Asked,
  decided: Pick<Commission, "changes" | "keys">,
  { now, store }: Pick<EngineContext, "now" | "store">,
): Commission {
  return {
    ...decided,
    at: now().toISOString(),
    decision: decision ?? tuning,
    revoked: revocation,
    erasure: erasure && ledgerEntryOf(erasure, decided.changes, store),
  };
}

function ledgerEntryOf(
  { id, at, until, suppress }: Erasure & Stamp,
  { erased, entries }: Changes,
  { vault }: Pick<Store, "vault">,
): LedgerEntry {
  return {
    id,
    at,
    until,
    suppress,
    people: erased.flatMap(({ person }) => [person.id, ...person.absorbed, ...person.former]),
    keys: erased.reduce((sum, { person }) => sum + 1 + person.absorbed.length, 0),
    identifiers: entries
      .filter((entry) => isStamped(entry, { at }))
      .map(({ identifier }) => vault.identifierKey(identifier)),
    events: erased.flatMap(({ eventKeys }) => eventKeys),
  };
}
