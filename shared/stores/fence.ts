/** What a settlement keeps others from writing: roots, rows of identifiers, and keys that are to come. */
import * as z from "zod";
import type { Changes } from "#shared/domain/identity/changes.ts";
import { ownerRow } from "./identifier-index.ts";
import type { Store } from "./tables.ts";
import { absent, type Condition, entryKey, put, remove, type Write } from "./writes.ts";

const Ids = z.array(z.string());

/** Roots by id, identifiers by the key of their row. */
export const Fence = z.object({
  people: Ids.default([]),
  /** Roots that are to be erased. */
  erasing: Ids.default([]),
  /** Rows that were there. */
  entries: Ids.default([]),
  /** Rows that were put to keep the place of one that is to come. */
  places: Ids.default([]),
});
export type Fence = z.infer<typeof Fence>;

/** Everything that a decision rests on or is going to change. */
export function touchedBy(changes: Changes, store: Pick<Store, "vault">): Fence {
  const { people, merged, consulted, erased } = changes;
  const rows = [...changes.entries, ...changes.relied];
  const keys = (isNew: boolean) =>
    rows
      .filter(({ version }) => (version === 0) === isNew)
      .map(({ identifier }) => entryKey(identifier, store).k);
  return {
    people: [...people.filter(({ version }) => version > 0), ...merged, ...consulted].map(
      ({ id }) => id,
    ),
    erasing: erased.map(({ person }) => person.id),
    entries: keys(false),
    places: keys(true),
  };
}

/** What is not held yet. Whoever holds a place does not ask for it again as a row. */
export function without(fence: Fence, held: Fence): Fence {
  const roots = new Set([...held.people, ...held.erasing]);
  const rows = new Set([...held.entries, ...held.places]);
  return {
    people: fence.people.filter((id) => !roots.has(id)),
    erasing: fence.erasing.filter((id) => !roots.has(id)),
    entries: fence.entries.filter((k) => !rows.has(k)),
    places: fence.places.filter((k) => !rows.has(k)),
  };
}

export const sizeOf = ({ people, erasing, entries, places }: Fence): number =>
  people.length + erasing.length + entries.length + places.length;

export const noFence = (): Fence => ({ people: [], erasing: [], entries: [], places: [] });

/** In portions of so many. */
export function* portions(fence: Fence, most: number): Generator<Fence> {
  const { people, erasing, entries, places } = fence;
  const all = [
    ...people.map((id) => ["people", id] as const),
    ...erasing.map((id) => ["erasing", id] as const),
    ...entries.map((k) => ["entries", k] as const),
    ...places.map((k) => ["places", k] as const),
  ];
  for (let at = 0; at < all.length; at += most) {
    const portion = noFence();
    for (const [part, name] of all.slice(at, at + most)) portion[part].push(name);
    yield portion;
  }
}

/** The condition of every write to what a settlement has fenced. */
export const heldBy = (settlement: string): Condition => ({
  ConditionExpression: "w = :w",
  ExpressionAttributeValues: { ":w": settlement },
});

/**
 * Only the state of a root changes, not its version: its sealed content is bound to that, and every
 * other writer asks for the state as well.
 */
export function fenceWrites(fence: Fence, settlement: string, { tables }: Store): Write[] {
  const take = (id: string, state: "settling" | "erasing"): Write => ({
    Update: {
      TableName: tables.people,
      Key: { id },
      UpdateExpression: "SET st = :state, w = :w",
      ConditionExpression: "st = :active",
      ExpressionAttributeValues: { ":state": state, ":active": "active", ":w": settlement },
    },
  });
  return [
    ...fence.people.map((id) => take(id, "settling")),
    ...fence.erasing.map((id) => take(id, "erasing")),
    ...fence.entries.map((k): Write => ({
      Update: {
        TableName: tables.index,
        Key: { k, s: ownerRow },
        UpdateExpression: "SET w = :w",
        ConditionExpression: "attribute_exists(k) AND attribute_not_exists(w)",
        ExpressionAttributeValues: { ":w": settlement },
      },
    })),
    ...fence.places.map((k) =>
      put(tables.index, { k, s: ownerRow, n: 0, w: settlement }, absent("k")),
    ),
  ];
}

/** Everything as it was before it was fenced. */
export function releaseWrites(fence: Fence, settlement: string, { tables }: Store): Write[] {
  const mine = heldBy(settlement);
  return [
    ...[...fence.people, ...fence.erasing].map((id): Write => ({
      Update: {
        TableName: tables.people,
        Key: { id },
        UpdateExpression: "SET st = :active REMOVE w",
        ConditionExpression: mine.ConditionExpression,
        ExpressionAttributeValues: { ...mine.ExpressionAttributeValues, ":active": "active" },
      },
    })),
    ...fence.entries.map((k): Write => ({
      Update: {
        TableName: tables.index,
        Key: { k, s: ownerRow },
        UpdateExpression: "REMOVE w",
        ...mine,
      },
    })),
    ...fence.places.map((k) => remove(tables.index, { k, s: ownerRow }, mine)),
  ];
}
