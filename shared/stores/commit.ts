/** Writes what was decided, all of it or nothing, only if everything it rests on is still true. */
import { TransactionCanceledException } from "@aws-sdk/client-dynamodb";
import { TransactWriteCommand } from "@aws-sdk/lib-dynamodb";
import type { Changes } from "#shared/domain/identity/changes.ts";
import type { Decision } from "#shared/domain/identity/decision.ts";
import type { Person } from "#shared/domain/identity/person.ts";
import type { DataKey } from "#shared/vault/seal.ts";
import { destruction, tombstones } from "./erased.ts";
import { type LedgerEntry, ledgerWrites } from "./ledger.ts";
import { decisionWrite, revocationWrite } from "./decisions.ts";
import { eventRow } from "./events.ts";
import { entryRow } from "./identifier-index.ts";
import { mergedRow, personRow } from "./people.ts";
import { reviewWrite } from "./reviews.ts";
import type { Store } from "./tables.ts";
import {
  absent,
  check,
  edgeRemoval,
  edgeWrite,
  entryKey,
  keyOf,
  put,
  remove,
  sealedBytes,
  targetOf,
  unchanged,
  unchangedEntry,
  type Write,
} from "./writes.ts";

/** The service's limit. */
export const itemsPerTransactionMax = 100;
/** Below the service's 4 MB: our estimate leaves names and numbers out. */
const bytesPerTransactionMax = 3_000_000;

export type Committed =
  | { kind: "committed" }
  /** These events are already in the store: leave them out and decide again. */
  | { kind: "duplicate"; eventIds: readonly string[] }
  /** Somebody else wrote first: read again and decide again. */
  | { kind: "conflict" }
  /** More than one transaction holds: decide on fewer events at once. */
  | { kind: "too large" };

export interface Commission {
  changes: Changes;
  /** The data keys of the stored persons among them. */
  keys: ReadonlyMap<string, DataKey>;
  /** When it was decided: questions that arise carry it. */
  at: string;
  /** The human decision that this carries out, or takes back. */
  decision?: Decision | undefined;
  revoked?: { id: string; by: string } | undefined;
  erasure?: LedgerEntry | undefined;
}

export async function commit(commission: Commission, store: Store): Promise<Committed> {
  const writes = writesOf(commission, store);
  if (writes.length > itemsPerTransactionMax || bytesOf(writes) > bytesPerTransactionMax) {
    return { kind: "too large" };
  }
  if (writes.length === 0) return { kind: "committed" };
  if (contradictsItself(writes)) return { kind: "conflict" };
  try {
    await store.database.send(new TransactWriteCommand({ TransactItems: writes }));
    return { kind: "committed" };
  } catch (error) {
    if (!(error instanceof TransactionCanceledException)) throw error;
    return refusalOf(error, commission.changes);
  }
}

/**
 * What is read one after the other may contradict itself: an event that is new is somebody's already, or
 * somebody who lives is part of another. Then one item would be written twice.
 */
const contradictsItself = (writes: readonly Write[]): boolean =>
  new Set(writes.map(targetOf)).size < writes.length;

/** Events come first: their position tells which of them the store already has. */
function writesOf(commission: Commission, store: Store) {
  const { changes, keys: known, at, decision, revoked, erasure } = commission;
  const { tables } = store;
  const keys = new Map(known);
  const newKeys = keyedAnew(changes).map((person) => {
    const { key, wrapped } = store.vault.newDataKey("person", person.id);
    keys.set(person.id, key);
    const row = { id: person.id, w: wrapped };
    return put(tables.keys, row, person.version === 0 ? absent("id") : undefined);
  });
  const rowOf = (placed: Changes["attached"][number]) =>
    eventRow({ ...placed, key: keyOf(placed.personId, keys) }, store);
  return [
    ...changes.attached.map((each) => put(tables.events, rowOf(each), absent("k"))),
    ...changes.moved.map((each) => put(tables.events, rowOf(each))),
    ...changes.people.map((person) =>
      put(
        tables.people,
        personRow(person, keyOf(person.id, keys), store),
        person.version === 0 ? absent("id") : unchanged(person),
      ),
    ),
    ...newKeys,
    ...changes.keyless.map((id) => remove(tables.keys, { id })),
    ...changes.merged.map((each) => put(tables.people, mergedRow(each), unchanged(each))),
    ...changes.consulted.map(({ id, version }) =>
      check(tables.people, { id }, unchanged({ version })),
    ),
    ...changes.entries.map((each) =>
      put(tables.index, entryRow(each, store), unchangedEntry(each)),
    ),
    ...changes.relied.map(({ identifier, version }) =>
      check(tables.index, entryKey(identifier, store), unchangedEntry({ version })),
    ),
    ...changes.edges.map((edge) => edgeWrite(edge, store)),
    ...changes.loosened.map((edge) => edgeRemoval(edge, store)),
    ...changes.reviews.map((review) => reviewWrite(review, at, store)),
    ...(decision ? [decisionWrite(decision, store)] : []),
    ...(revoked ? [revocationWrite({ ...revoked, at }, store)] : []),
    ...(erasure ? ledgerWrites(erasure, store) : []),
    ...(erasure
      ? changes.erased.flatMap((each) => [
          ...tombstones(each, erasure, store),
          ...destruction(each, unchanged(each.person), store).flat(),
        ])
      : []),
  ];
}

/** New persons, and those who were parted from others: older copies stay unreadable to both. */
export function keyedAnew({ people, rekeyed }: Pick<Changes, "people" | "rekeyed">): Person[] {
  return people.filter(({ id, version }) => version === 0 || rekeyed.includes(id));
}

const bytesOf = (writes: readonly Write[]): number =>
  writes.reduce((bytes, write) => bytes + sealedBytes(write), 0);

/** Which writes the service refused, by position. Anything but a failed condition is a race. */
function refusalOf(error: TransactionCanceledException, { attached }: Changes): Committed {
  const reasons = error.CancellationReasons ?? [];
  const unexpected = reasons.find(
    ({ Code }) =>
      Code !== undefined &&
      !["None", "ConditionalCheckFailed", "TransactionConflict"].includes(Code),
  );
  if (
    unexpected?.Code === "ThrottlingError" ||
    unexpected?.Code === "ProvisionedThroughputExceeded"
  )
    return { kind: "conflict" };
  if (unexpected !== undefined) throw error;
  const duplicates = attached.filter((_, at) => reasons[at]?.Code === "ConditionalCheckFailed");
  return duplicates.length > 0
    ? { kind: "duplicate", eventIds: duplicates.map(({ event }) => event.id) }
    : { kind: "conflict" };
}
