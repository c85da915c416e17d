/** Looks whether anything of an erasure is there, and erases it again: after it, after a restore, at the end. */
import { batchGet, type Key, type Row } from "#shared/stores/batch-get.ts";
import { erasedRow } from "#shared/stores/erased.ts";
import { listEventKeys } from "#shared/stores/event-lists.ts";
import { tombstoneRow } from "#shared/stores/events.ts";
import { restampWrite, isStampedRow, ownerRow } from "#shared/stores/identifier-index.ts";
import type { LedgerEntry } from "#shared/stores/ledger.ts";
import type { Store } from "#shared/stores/tables.ts";
import { writeAll } from "#shared/stores/transact.ts";
import { put, remove } from "#shared/stores/writes.ts";

/** What should not be there: names as the ledger has them, nothing of what they say. */
export interface Remains {
  people: readonly string[];
  /** Ids of persons whose data key is there. */
  keys: readonly string[];
  events: readonly string[];
  /** Rows that do not remember the erasure, or lead to who was erased. */
  identifiers: readonly string[];
}

export const sizeOf = (remains: Remains): number =>
  Object.values(remains).reduce((sum, names: readonly string[]) => sum + names.length, 0);

/**
 * Strongly consistent, row by row. What only the list of events names is found by that: it may be late,
 * so that what was moved to somebody else in time is not taken from them.
 */
export async function inspect(entry: LedgerEntry, store: Store): Promise<Remains> {
  const { people, keys, events, index } = store.tables;
  const ids = entry.people.map((id) => ({ id }));
  const listed = await Promise.all(entry.people.map((id) => listEventKeys(id, store)));
  const eventKeys = [...new Set([...entry.events, ...listed.flat()])];
  const erased = new Set(entry.people);
  const found = {
    people: await read(people, ids, store),
    keys: await read(keys, ids, store),
    events: await read(
      events,
      eventKeys.map((k) => ({ k })),
      store,
    ),
    identifiers: await read(
      index,
      entry.identifiers.map((k) => ({ k, s: ownerRow })),
      store,
    ),
  };
  const stubs = idsOf(found.people.filter(({ st }) => st === "erased"));
  const eventRows = new Map(found.events.map((row) => [row["k"], row]));
  const named = new Set(entry.events);
  const isLeft = (k: string): boolean => {
    const { gone, p } = eventRows.get(k) ?? {};
    return gone === undefined && (named.has(k) || erased.has(String(p)));
  };
  const stamped = new Set(
    found.identifiers
      .filter((row) => isStampedRow(row, { at: entry.at, erased }))
      .map(({ k }) => k),
  );
  return {
    people: entry.people.filter((id) => !stubs.has(id)),
    keys: [...idsOf(found.keys)],
    events: eventKeys.filter(isLeft),
    identifiers: entry.identifiers.filter((k) => !stamped.has(k)),
  };
}

async function read(table: string, keys: readonly Key[], store: Store): Promise<Row[]> {
  return (await batchGet(store, { [table]: keys }))[table] ?? [];
}

const idsOf = (rows: readonly Row[]): Set<string> => new Set(rows.map(({ id }) => String(id)));

/** Erases again what there is, by the ledger alone; answers what there was. Safe at any time. */
export async function replay(entry: LedgerEntry, store: Store): Promise<Remains> {
  const remains = await inspect(entry, store);
  const { tables } = store;
  const { at, until } = entry;
  const writes = [
    ...remains.identifiers.map((k) => restampWrite(k, { ...entry, by: entry.id }, store)),
    ...remains.events.map((k) => put(tables.events, tombstoneRow(k, { at, until, why: "erased" }))),
    ...remains.keys.map((id) => remove(tables.keys, { id })),
    ...remains.people.map((id) => put(tables.people, erasedRow(id))),
  ];
  await writeAll(writes, store);
  return remains;
}
