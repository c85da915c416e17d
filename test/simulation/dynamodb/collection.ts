/** Rows in the order in which a table or an index gives them. */
import type { KeyShape } from "./shape.ts";
import { compareTexts, type Row } from "./value.ts";

export interface Collection {
  /** Rows of one partition in order; not to be kept, because it changes. */
  partition(value: string): readonly Row[];
  /** Names of the partitions in the order of a scan: by hash, as good as none. */
  partitions(): string[];
  put(row: Row): void;
  /** Takes the row at the same place away, if there is one. */
  remove(row: Row): void;
  find(row: Row): Row | undefined;
  /** Negative where a page that goes on after `a` still has `b` to come, both in one partition. */
  compare(a: Row, b: Row): number;
}

/** By sort key; rows that share it in an index stand in an order that nobody can rely on. */
export function createCollection(key: KeyShape, baseKey: KeyShape): Collection {
  const byPartition = new Map<string, Row[]>();
  const tied = key !== baseKey;

  const compare = (a: Row, b: Row): number => {
    const order = key.sort === undefined ? 0 : compareTexts(text(a, key.sort), text(b, key.sort));
    if (order !== 0 || !tied) return order;
    const [left, right] = [placeText(a, baseKey), placeText(b, baseKey)];
    return scatter(left) - scatter(right) || compareTexts(left, right);
  };

  /** Where the row is, or would be. */
  const search = (rows: readonly Row[], wanted: Row): { at: number; found: Row | undefined } => {
    let low = 0;
    let high = rows.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const row = rows[middle];
      if (row !== undefined && compare(row, wanted) < 0) low = middle + 1;
      else high = middle;
    }
    const row = rows[low];
    return { at: low, found: row !== undefined && compare(row, wanted) === 0 ? row : undefined };
  };

  const rowsOf = (row: Row) => byPartition.get(text(row, key.partition));

  return {
    compare,
    partition: (value) => byPartition.get(value) ?? [],
    partitions: () => [...byPartition.keys()].sort((a, b) => scatter(a) - scatter(b)),
    find: (row) => search(rowsOf(row) ?? [], row).found,
    put(row) {
      const rows = rowsOf(row);
      if (rows === undefined) {
        // Most partitions hold one row for ever: a list that has room for more would cost more than it.
        byPartition.set(text(row, key.partition), [row]);
        return;
      }
      const { at, found } = search(rows, row);
      rows.splice(at, found === undefined ? 0 : 1, row);
    },
    remove(row) {
      const rows = rowsOf(row) ?? [];
      const { at, found } = search(rows, row);
      if (found !== undefined) rows.splice(at, 1);
      if (rows.length === 0) byPartition.delete(text(row, key.partition));
    },
  };
}

/** One text for one place of a table. */
export function placeText(row: Row, { partition, sort }: KeyShape): string {
  return sort === undefined
    ? text(row, partition)
    : JSON.stringify([text(row, partition), text(row, sort)]);
}

/** Keys were checked to be texts before anything is stored. */
export function text(row: Row, name: string): string {
  const value = row[name];
  if (typeof value === "string") return value;
  throw new RangeError(`the row has no text ${name}`);
}

/** 32 bits of FNV-1a. */
function scatter(name: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < name.length; at++) {
    hash = Math.imul(hash ^ name.charCodeAt(at), 0x01000193);
  }
  return hash >>> 0;
}
