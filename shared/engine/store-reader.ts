/** The engine's reader on the stores; it remembers whom it read, and their data keys. */
import { identifierText } from "#shared/domain/identifier.ts";
import type { IndexEntry } from "#shared/domain/identity/changes.ts";
import type { Person } from "#shared/domain/identity/person.ts";
import { readDecisions, readSubjects } from "#shared/stores/decisions.ts";
import { readAllEventKeys, readAllEvents } from "#shared/stores/event-lists.ts";
import { readStored } from "#shared/stores/events.ts";
import { readCarriers, readEntries } from "#shared/stores/identifier-index.ts";
import { readPeople, readRoots } from "#shared/stores/people.ts";
import type { Store } from "#shared/stores/tables.ts";
import type { DataKey } from "#shared/vault/seal.ts";
import type { Reader, Root } from "./reader.ts";

export interface StoreReader extends Reader {
  /** Of every root that was read so far. */
  keys: ReadonlyMap<string, DataKey>;
  /** Those roots, as they were read. */
  people: ReadonlyMap<string, Person>;
}

/** With a settlement's id, what that settlement works on reads as if nobody did. */
export function readStore(store: Store, settlement?: string): StoreReader {
  const keys = new Map<string, DataKey>();
  const people = new Map<string, Person>();
  const isOwn = (worker: string | undefined): boolean =>
    worker !== undefined && worker === settlement;
  // Within one attempt nothing is read twice: whatever changed meanwhile fails the commit.
  const entries = new Map<string, IndexEntry | "busy" | undefined>();
  const roots = new Map<string, Root | undefined>();
  return {
    keys,
    people,
    async entries(identifiers) {
      const unread = identifiers.filter((each) => !entries.has(identifierText(each)));
      const rows = await readEntries(unread, store);
      for (const identifier of unread) {
        const text = identifierText(identifier);
        const row = rows.get(text);
        if (row === undefined) {
          entries.set(text, undefined);
          continue;
        }
        const { settlement: worker, ...entry } = row;
        entries.set(text, worker === undefined || isOwn(worker) ? entry : "busy");
      }
      return present(identifiers.map(identifierText), entries);
    },
    async carriers(identifiers) {
      const keys = identifiers.map((each) => store.vault.identifierKey(each));
      const carriers = await Promise.all(keys.map((key) => readCarriers(key, store)));
      return carriers.flatMap(({ carrierIds }) => carrierIds);
    },
    async roots(ids) {
      const unread = ids.filter((id) => !roots.has(id));
      const found = await readRoots(unread, store);
      for (const id of unread) {
        const root = found.get(id);
        roots.set(id, root && isOwn(root.settlement) ? { ...root, state: "active" } : root);
        if (root === undefined) continue;
        keys.set(root.person.id, root.key);
        people.set(root.person.id, root.person);
        // Who was reached through a merge is known by the root's own id as well.
        roots.set(root.person.id, roots.get(id));
      }
      return present(ids, roots);
    },
    async gone(ids) {
      const found = await readPeople(ids, store);
      return new Set(ids.filter((id) => found.get(id)?.kind === "erased"));
    },
    haveChanged: (known) => haveChanged(known, store),
    events: (person) => readAllEvents(person, store),
    eventKeys: (person) => readAllEventKeys(person, store),
    async decisions(ids) {
      const decisions = await readDecisions(ids, store);
      return decisions.filter(({ status }) => status === "standing");
    },
    subjects: (decision) => readSubjects(decision, store),
    stored: (eventIds) => readStored(eventIds, store),
  };
}

async function haveChanged(known: readonly Person[], store: Store): Promise<boolean> {
  const ids = known.map(({ id }) => id);
  const found = await readRoots(ids, store);
  return known.some(({ id, version }) => {
    const now = found.get(id)?.person;
    return now?.id !== id || now.version !== version;
  });
}

function present<Value>(
  keys: readonly string[],
  read: ReadonlyMap<string, Value | undefined>,
): Map<string, Value> {
  return new Map(
    keys.flatMap((key) => {
      const value = read.get(key);
      return value === undefined ? [] : [[key, value] as const];
    }),
  );
}
