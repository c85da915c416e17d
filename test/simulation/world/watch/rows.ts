/** Rows of the simulated stores as they stand at a moment, opened without a turn or a fault. */
import type { Identifier } from "#shared/domain/identifier.ts";
import type { Person } from "#shared/domain/identity/person.ts";
import { ownerRow } from "#shared/stores/identifier-index.ts";
import { decodePerson, StoredPerson } from "#shared/stores/person-codec.ts";
import { UnsealError } from "#shared/vault/errors.ts";
import type { Row } from "../../dynamodb/value.ts";
import { textIn } from "../remains.ts";
import type { Services } from "../services.ts";

type Stores = Pick<Services, "database" | "store">;

export function textsIn(row: Row, name: string): string[] {
  const value = row[name];
  return Array.isArray(value) ? value.filter((each) => typeof each === "string") : [];
}

/** What the index says of an identifier, as far as it decides whether an event comes too late. */
export interface SeenEntry {
  hasOwner: boolean;
  /** It says of nobody who they are. */
  isSilent: boolean;
  isSuppressed: boolean;
  /** What is as old as this comes too late. */
  erasedAt: string | undefined;
}

export function entryIn(identifier: Identifier, stores: Stores): SeenEntry {
  const { vault, tables } = stores.store;
  const key = { k: vault.identifierKey(identifier), s: ownerRow };
  const row = stores.database.row(tables.index, key) ?? {};
  return {
    hasOwner: row["p"] !== undefined,
    isSilent: row["g"] === true || row["b"] === true,
    isSuppressed: row["x"] === true,
    erasedAt: textsIn(row, "e")[0],
  };
}

/** The row of whoever an id leads to, or the last one on the way. */
export function rootIn(id: string, { database, store }: Stores): Row | undefined {
  let row = database.row(store.tables.people, { id });
  while (row?.["st"] === "merged") {
    row = database.row(store.tables.people, { id: textIn(row, "into") });
  }
  return row;
}

/** Undefined where its row and its key do not belong together at this moment, or there is none. */
export function personIn(
  id: string,
  { database, store }: Stores,
): Omit<Person, "version"> | undefined {
  const { tables, vault } = store;
  const row = database.row(tables.people, { id });
  const { w: wrapped } = database.row(tables.keys, { id }) ?? {};
  const { b, v, sv } = row ?? {};
  if (!(b instanceof Uint8Array) || !(wrapped instanceof Uint8Array)) return undefined;
  const key = vault.unwrapDataKey("person", id, wrapped);
  const place = { store: "people", key: id, version: Number(v) };
  try {
    const sealed = decodePerson(StoredPerson.parse(vault.open(b, key, place)));
    return { ...sealed, id, shapeVersion: Number(sv), restrictedBy: textsIn(row ?? {}, "x") };
  } catch (error) {
    if (error instanceof UnsealError) return undefined;
    throw error;
  }
}
