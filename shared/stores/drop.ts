/** Writes down that an event came too late: a tombstone in its place, and stamps on what it carried. */
import type { Stamp } from "#shared/domain/identity/changes.ts";
import type { Drop } from "#shared/domain/identity/late.ts";
import { tombstoneRow } from "./events.ts";
import { entryRow } from "./identifier-index.ts";
import type { Store } from "./tables.ts";
import { transact } from "./transact.ts";
import { absent, check, entryKey, put, unchangedEntry } from "./writes.ts";

export type Dropped =
  | { kind: "dropped"; eventIds: readonly string[] }
  /** It is in the store already, as it is or as a tombstone. */
  | { kind: "duplicate"; eventIds: readonly string[] }
  /** Somebody else wrote first: read again and decide again. */
  | { kind: "conflict" };

export async function commitDrop(
  drop: Drop,
  stamp: Omit<Stamp, "by">,
  store: Store,
): Promise<Dropped> {
  const { eventId, why, stamps, relied } = drop;
  const { tables, vault } = store;
  const tombstone = tombstoneRow(vault.eventKey(eventId), { ...stamp, why });
  const outcome = await transact(
    [
      put(tables.events, tombstone, absent("k")),
      ...stamps.map((each) => put(tables.index, entryRow(each, store), unchangedEntry(each))),
      ...relied.map(({ identifier, version }) =>
        check(tables.index, entryKey(identifier, store), unchangedEntry({ version })),
      ),
    ],
    store,
  );
  if (outcome.kind === "written") return { kind: "dropped", eventIds: [eventId] };
  const isStored = outcome.positions.includes(0);
  return isStored ? { kind: "duplicate", eventIds: [eventId] } : { kind: "conflict" };
}
