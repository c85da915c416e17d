/** Index rows: whose identifier this is. A row is believed only if the record it leads to agrees. */
import { UpdateCommand } from "@aws-sdk/lib-dynamodb";
import {
  ConditionalCheckFailedException,
  TransactionConflictException,
} from "@aws-sdk/client-dynamodb";
import * as z from "zod";
import type { Known } from "#shared/domain/identity/attach.ts";
import { type Identifier, identifierText } from "#shared/domain/identifier.ts";
import { holds } from "#shared/domain/identity/person.ts";
import type { DataKey } from "#shared/vault/seal.ts";
import { batchGet, type Row } from "./batch-get.ts";
import { type LivingPerson, readRoots } from "./people.ts";
import type { Store } from "./tables.ts";

/** Sort key of the row that names the owner; refused links stand beside it. */
export const ownerRow = "owner";
export const edgeRow = (eventKey: string): string => `edge#${eventKey}`;

const IndexRow = z.object({ k: z.string(), s: z.string(), p: z.string() });

/** An index row that still names a person who was merged into another. */
export interface StalePointer {
  identifierKey: string;
  from: string;
  to: string;
}

export type LoadedIdentities =
  | {
      kind: "loaded";
      known: Known;
      keys: ReadonlyMap<string, DataKey>;
      stale: readonly StalePointer[];
    }
  /** Somebody is being settled, restricted or erased: come back later. */
  | { kind: "busy" }
  /** A row and its record disagree: read between two writes, or left by a split. Read again. */
  | { kind: "changed" };

/** Reads whose these identifiers are: strongly consistent, index first, then what it leads to. */
export async function loadIdentities(
  identifiers: readonly Identifier[],
  store: Store,
): Promise<LoadedIdentities> {
  const byKey = new Map(
    identifiers.map((identifier) => [store.vault.identifierKey(identifier), identifier]),
  );
  const rows = await readOwnerRows([...byKey.keys()], store);
  const roots = await readRoots([...new Set(rows.map(({ p }) => p))], store);

  const people = new Map([...roots.values()].map((root) => [root.person.id, root]));
  if ([...people.values()].some(({ state }) => state !== "active")) return { kind: "busy" };
  const owners = new Map<string, string>();
  const stale: StalePointer[] = [];
  for (const row of rows) {
    const identifier = byKey.get(row.k);
    const root = roots.get(row.p);
    if (identifier === undefined || root === undefined || !holds(root.person, identifier)) {
      return { kind: "changed" };
    }
    owners.set(identifierText(identifier), root.person.id);
    if (row.p !== root.person.id) {
      stale.push({ identifierKey: row.k, from: row.p, to: root.person.id });
    }
  }
  return {
    kind: "loaded",
    known: { people: [...people.values()].map(({ person }) => person), owners },
    keys: new Map([...people].map(([id, { key }]) => [id, key])),
    stale,
  };
}

async function readOwnerRows(keys: readonly string[], store: Store) {
  if (keys.length === 0) return [];
  const { index } = store.tables;
  const rows = await batchGet(store, { [index]: keys.map((k) => ({ k, s: ownerRow })) });
  return (rows[index] ?? []).map((row) => IndexRow.parse(row));
}

/** Points rows at the root that their old owner became. Lazy: whoever was faster is right. */
export async function repoint(stale: readonly StalePointer[], store: Store): Promise<void> {
  for (const { identifierKey, from, to } of stale) {
    try {
      await store.database.send(
        new UpdateCommand({
          TableName: store.tables.index,
          Key: { k: identifierKey, s: ownerRow },
          UpdateExpression: "SET p = :to",
          ConditionExpression: "p = :from",
          ExpressionAttributeValues: { ":to": to, ":from": from },
        }),
      );
    } catch (error) {
      if (!wasFaster(error)) throw error;
    }
  }
}

/** Somebody has moved the row, or has it in a transaction at this moment. */
function wasFaster(error: unknown): boolean {
  return (
    error instanceof ConditionalCheckFailedException ||
    error instanceof TransactionConflictException
  );
}

export function indexRow(identifierKey: string, personId: string): Row {
  return { k: identifierKey, s: ownerRow, p: personId };
}

const readsMax = 3;

/** Whose identifier this is, in whatever state; undefined where it is nobody's. */
export async function findOwner(
  identifier: Identifier,
  store: Store,
): Promise<LivingPerson | undefined> {
  const key = store.vault.identifierKey(identifier);
  for (let read = 0; read < readsMax; read++) {
    const [row] = await readOwnerRows([key], store);
    if (row === undefined) return undefined;
    const root = (await readRoots([row.p], store)).get(row.p);
    if (root !== undefined && holds(root.person, identifier)) return root;
  }
  return undefined;
}
