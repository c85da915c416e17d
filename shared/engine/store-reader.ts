/** The engine's reader on the stores; it remembers the data keys of whom it read. */
import { readDecisions, readSubjects } from "#shared/stores/decisions.ts";
import { readAllEvents, readStored } from "#shared/stores/events.ts";
import { readCarriers, readEntries } from "#shared/stores/identifier-index.ts";
import { readRoots } from "#shared/stores/people.ts";
import type { Store } from "#shared/stores/tables.ts";
import type { DataKey } from "#shared/vault/seal.ts";
import type { Reader } from "./reader.ts";

export interface StoreReader extends Reader {
  /** Of every root that was read so far. */
  keys: ReadonlyMap<string, DataKey>;
}

/** With a settlement's id, what that settlement works on reads as if nobody did. */
export function readStore(store: Store, settlement?: string): StoreReader {
  const keys = new Map<string, DataKey>();
  const isOwn = (worker: string | undefined): boolean =>
    worker !== undefined && worker === settlement;
  return {
    keys,
    async entries(identifiers) {
      const rows = await readEntries(identifiers, store);
      return new Map(
        [...rows].map(([text, { settlement: worker, ...entry }]) => [
          text,
          worker === undefined || isOwn(worker) ? entry : "busy",
        ]),
      );
    },
    async carriers(identifiers) {
      const ids: string[] = [];
      for (const identifier of identifiers) {
        const { carrierIds } = await readCarriers(store.vault.identifierKey(identifier), store);
        ids.push(...carrierIds);
      }
      return ids;
    },
    async roots(ids) {
      const roots = await readRoots(ids, store);
      for (const { person, key } of roots.values()) keys.set(person.id, key);
      return new Map(
        [...roots].map(([id, root]) => [
          id,
          isOwn(root.settlement) ? { ...root, state: "active" } : root,
        ]),
      );
    },
    events: (person) => readAllEvents(person, store),
    async decisions(ids) {
      const decisions = await readDecisions(ids, store);
      return decisions.filter(({ status }) => status === "standing");
    },
    subjects: (decision) => readSubjects(decision, store),
    stored: (eventIds) => readStored(eventIds, store),
  };
}
