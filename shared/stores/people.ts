/** Rows of persons and of their data keys, and how both are read together. */
import { ScanCommand } from "@aws-sdk/lib-dynamodb";
import * as z from "zod";
import type { Person } from "#shared/domain/identity/person.ts";
import { UnsealError } from "#shared/vault/errors.ts";
import type { DataKey } from "#shared/vault/seal.ts";
import { batchGet, type Row } from "./batch-get.ts";
import { DanglingPointerError } from "./errors.ts";
import { decodePerson, encodePerson, StoredPerson } from "./person-codec.ts";
import type { Store } from "./tables.ts";

/** Two tables are enough to read who somebody is. */
export type PeopleStore = Pick<Store, "database" | "vault"> & {
  tables: Pick<Store["tables"], "people" | "keys">;
};

const Bytes = z.instanceof(Uint8Array);

/** A person who lives. Only `active` ones take events; the other states make a writer wait. */
const LivingRow = z.object({
  id: z.string(),
  v: z.int(),
  sv: z.int(),
  st: z.enum(["active", "settling", "erasing"]),
  /** The settlement that works on it. */
  w: z.string().optional(),
  /** Requests that keep it from being used: it takes events all the same. */
  x: z.array(z.string()).default([]),
  b: Bytes,
});
const MergedRow = z.object({ id: z.string(), st: z.literal("merged"), into: z.string() });
const ErasedRow = z.object({ id: z.string(), st: z.literal("erased") });
const PersonRow = z.union([LivingRow, MergedRow, ErasedRow]);
/** `n`: the key that it gets with settlement `j`, under which some of its events are sealed already. */
const KeyRow = z.object({
  id: z.string(),
  w: Bytes,
  n: Bytes.optional(),
  j: z.string().optional(),
});

export interface LivingPerson {
  kind: "living";
  person: Person;
  state: z.infer<typeof LivingRow>["st"];
  /** Where it is `settling`: by which settlement. */
  settlement?: string | undefined;
  key: DataKey;
}

export type FoundPerson =
  | LivingPerson
  | { kind: "merged"; into: string }
  | { kind: "erased" }
  | { kind: "unknown" };

/** A chain of merges is followed this far; each merge points at a root, so two is already rare. */
const chainMax = 20;

/** What was read torn is read again, so often in all. */
export const readsMax = 3;

/** Strongly consistent: the row and the key of every id, without following merges. */
export async function readPeople(
  ids: readonly string[],
  store: PeopleStore,
): Promise<Map<string, FoundPerson>> {
  // Each item of one call is as of its own moment: of a person being born one may see the row before
  // the key, of one who gets another key the old one beside the new row. Read again, they agree.
  for (let read = 1; ; read++) {
    try {
      return await readPeopleOnce(ids, store);
    } catch (error) {
      if (!isTorn(error) || read === readsMax) throw error;
    }
  }
}

/** A row and its key that do not belong together: read between two writes, or truly broken. */
export function isTorn(error: unknown): boolean {
  return error instanceof DanglingPointerError || error instanceof UnsealError;
}

async function readPeopleOnce(
  ids: readonly string[],
  store: PeopleStore,
): Promise<Map<string, FoundPerson>> {
  const { tables } = store;
  const keys = [...new Set(ids)].map((id) => ({ id }));
  if (keys.length === 0) return new Map();
  const rows = await batchGet(store, { [tables.people]: keys, [tables.keys]: keys });
  const dataKeys = unwrapAll(rows[tables.keys] ?? [], store);
  const people = new Map(
    (rows[tables.people] ?? []).map((row) => PersonRow.parse(row)).map((row) => [row.id, row]),
  );
  const foundOf = (id: string): FoundPerson => {
    const row = people.get(id);
    if (row === undefined) return { kind: "unknown" };
    if (row.st === "merged") return { kind: "merged", into: row.into };
    if (row.st === "erased") return { kind: "erased" };
    const key = dataKeys.get(id);
    if (key === undefined) throw new DanglingPointerError(`person ${id} has no data key`);
    return living(row, key, store);
  };
  return new Map(keys.map(({ id }) => [id, foundOf(id)]));
}

/** A person's data key. While a settlement is being written, some events are under the next one. */
export interface PersonKey extends DataKey {
  next?: { settlement: string; key: DataKey } | undefined;
}

/** The data keys of these ids: absorbed persons keep theirs, erased ones have none. */
export async function readDataKeys(
  ids: readonly string[],
  store: PeopleStore,
): Promise<Map<string, PersonKey>> {
  const { keys } = store.tables;
  const rows = await batchGet(store, { [keys]: ids.map((id) => ({ id })) });
  return unwrapAll(rows[keys] ?? [], store);
}

function unwrapAll(rows: readonly Row[], { vault }: Pick<Store, "vault">): Map<string, PersonKey> {
  const keyOf = ({ id, w, n, j }: z.infer<typeof KeyRow>): PersonKey => ({
    ...vault.unwrapDataKey("person", id, w),
    ...(n !== undefined &&
      j !== undefined && {
        next: { settlement: j, key: vault.unwrapDataKey("person", id, n) },
      }),
  });
  return new Map(rows.map((row) => KeyRow.parse(row)).map((row) => [row.id, keyOf(row)]));
}

/** Follows merges to the roots. Absent ids led nowhere: never stored, or erased. */
export async function readRoots(
  ids: readonly string[],
  store: PeopleStore,
): Promise<Map<string, LivingPerson>> {
  const found = new Map<string, FoundPerson>();
  const targets = new Map(ids.map((id) => [id, id]));
  for (let step = 0; step < chainMax; step++) {
    const unread = [...new Set(targets.values())].filter((id) => !found.has(id));
    for (const [id, person] of await readPeople(unread, store)) found.set(id, person);
    let moved = false;
    for (const [id, target] of targets) {
      const person = found.get(target);
      if (person?.kind !== "merged") continue;
      targets.set(id, person.into);
      moved = true;
    }
    if (!moved) return livingOnly(targets, found);
  }
  throw new DanglingPointerError("merges do not end");
}

function livingOnly(
  targets: ReadonlyMap<string, string>,
  found: ReadonlyMap<string, FoundPerson>,
): Map<string, LivingPerson> {
  const roots = new Map<string, LivingPerson>();
  for (const [id, target] of targets) {
    const person = found.get(target);
    if (person?.kind === "living") roots.set(id, person);
  }
  return roots;
}

function living(row: z.infer<typeof LivingRow>, key: DataKey, store: PeopleStore): LivingPerson {
  const place = { store: "people", key: row.id, version: row.v };
  const stored = StoredPerson.parse(store.vault.open(row.b, key, place));
  return {
    kind: "living",
    state: row.st,
    ...(row.w !== undefined && { settlement: row.w }),
    key,
    person: {
      id: row.id,
      version: row.v,
      shapeVersion: row.sv,
      restrictedBy: row.x,
      ...decodePerson(stored),
    },
  };
}

const PageRow = z.object({ id: z.string(), st: z.string() });

export interface PeoplePageRequest {
  /** The last id of the page before. */
  after: string | undefined;
  limit: number;
  /** Default: those who live, and are not being worked on. */
  states?: readonly string[];
}

/** Ids of persons, in no order that means anything: the only way through all there is. */
export async function pageOfPeople(
  { after, limit, states = ["active"] }: PeoplePageRequest,
  { database, tables }: Pick<Store, "database"> & { tables: Pick<Store["tables"], "people"> },
): Promise<{ ids: string[]; next: string | undefined }> {
  const page = await database.send(
    new ScanCommand({
      TableName: tables.people,
      ProjectionExpression: "id, st",
      Limit: limit,
      ...(after !== undefined && { ExclusiveStartKey: { id: after } }),
    }),
  );
  const rows = (page.Items ?? []).map((item) => PageRow.parse(item));
  const next = page.LastEvaluatedKey && String(page.LastEvaluatedKey["id"]);
  return { ids: rows.filter(({ st }) => states.includes(st)).map(({ id }) => id), next };
}

/** The row of an active person at its next version. */
export function personRow(person: Person, key: DataKey, { vault }: Store): Row {
  const version = person.version + 1;
  const place = { store: "people", key: person.id, version };
  return {
    id: person.id,
    v: version,
    sv: person.shapeVersion,
    st: "active",
    ...(person.restrictedBy.length > 0 && { x: [...person.restrictedBy] }),
    b: vault.seal(encodePerson(person), key, place),
  };
}

/** What is left of a person who became part of another. */
export function mergedRow(merged: { id: string; version: number; into: string }): Row {
  return { id: merged.id, v: merged.version + 1, st: "merged", into: merged.into };
}
