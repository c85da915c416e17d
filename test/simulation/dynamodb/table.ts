/** A table as the service keeps it: its rows, its indexes, and copies of both that may lag behind. */
import { NotSimulatedError } from "../errors.ts";
import { type Collection, createCollection, placeText } from "./collection.ts";
import { invalid } from "./errors.ts";
import type { IndexShape, KeyShape, TableShape } from "./shape.ts";
import type { Row, Value } from "./value.ts";

export interface Table {
  readonly shape: TableShape;
  /** One text for the place of a row or a key. */
  placeOf(key: Row): string;
  find(key: Row): Row | undefined;
  /** What an eventually consistent read may answer at worst. */
  findStale(key: Row): Row | undefined;
  /** Puts `after` in the place of `before`; `lag` says how late each copy learns of it, in milliseconds. */
  write(change: Change, lag: (copy: string) => number): void;
  rows: Collection;
  /** An index, as far as it has come. */
  index(name: string): Index;
  /** Rows of a partition as they were before what is still on its way. */
  partitionStale(value: string): Row[];
}

export interface Change {
  before: Row | undefined;
  after: Row | undefined;
}

export interface Index {
  shape: IndexShape;
  rows: Collection;
  /** What the index holds of a row. */
  project(row: Row): Row;
}

/** Changes on their way to a copy; those of one place arrive in their order. */
interface Copy {
  pending: { change: Change; place: string; dueAt: number }[];
  arrive(change: Change): void;
}

export function createTable(shape: TableShape, now: () => number): Table {
  const rows = createCollection(shape.key, shape.key);
  const indexes = new Map(shape.indexes.map((each) => [each.name, createIndex(each, shape)]));
  // A copy of the whole table would double its memory: what is on its way is undone when read.
  const replica: Copy = { pending: [], arrive: () => {} };
  const placeOf = (key: Row) => placeText(key, shape.key);

  const catchUp = (copy: Copy): void => {
    if (copy.pending.length === 0) return;
    const due = copy.pending.filter(({ dueAt }) => dueAt <= now());
    copy.pending = copy.pending.filter(({ dueAt }) => dueAt > now());
    for (const { change } of due.toSorted((a, b) => a.dueAt - b.dueAt)) copy.arrive(change);
  };

  const send = (copy: Copy, change: Change, lagMs: number): void => {
    catchUp(copy);
    const place = placeOf(change.before ?? change.after ?? {});
    const last = copy.pending.findLast((each) => each.place === place);
    const dueAt = Math.max(now() + lagMs, last?.dueAt ?? 0);
    if (dueAt <= now()) copy.arrive(change);
    else copy.pending.push({ change, place, dueAt });
  };

  return {
    shape,
    placeOf,
    rows,
    find: (key) => rows.find(key),
    findStale(key) {
      catchUp(replica);
      const oldest = replica.pending.find(({ place }) => place === placeOf(key));
      return oldest === undefined ? rows.find(key) : oldest.change.before;
    },
    write(change, lag) {
      if (change.before === undefined && change.after === undefined) return;
      if (change.before !== undefined) rows.remove(change.before);
      if (change.after !== undefined) rows.put(change.after);
      send(replica, change, lag("table"));
      for (const [name, { copy }] of indexes) send(copy, change, lag(name));
    },
    index(name) {
      const index = indexes.get(name);
      if (index === undefined)
        throw invalid(`The table does not have the specified index: ${name}`);
      catchUp(index.copy);
      return index;
    },
    partitionStale(value) {
      catchUp(replica);
      const undone = new Map(rows.partition(value).map((row) => [placeOf(row), row]));
      for (const { change, place } of replica.pending.toReversed()) {
        const of = change.before ?? change.after;
        if (of?.[shape.key.partition] !== value) continue;
        if (change.before === undefined) undone.delete(place);
        else undone.set(place, change.before);
      }
      return [...undone.values()].sort((a, b) => rows.compare(a, b));
    },
  };
}

function createIndex(shape: IndexShape, table: TableShape): Index & { copy: Copy } {
  const rows = createCollection(shape.key, table.key);
  const names = new Set([...namesOf(shape.key), ...namesOf(table.key)]);
  const arrive = ({ before, after }: Change): void => {
    if (before !== undefined && isIndexed(before, shape.key)) rows.remove(before);
    if (after !== undefined && isIndexed(after, shape.key)) rows.put(after);
  };
  const { projected } = shape;
  return {
    shape,
    rows,
    copy: { pending: [], arrive },
    project: (row) =>
      projected === "all"
        ? row
        : Object.fromEntries(
            Object.entries(row).filter(([name]) => names.has(name) || projected.has(name)),
          ),
  };
}

/** Only rows that have all of an index's keys stand in it. */
export function isIndexed(row: Row, key: KeyShape): boolean {
  return namesOf(key).every((name) => row[name] !== undefined);
}

export const namesOf = ({ partition, sort }: KeyShape): string[] =>
  sort === undefined ? [partition] : [partition, sort];

/** The service's limits for a key. docs.aws.amazon.com, amazondynamodb, ServiceQuotas. */
const keyBytesMax = { partition: 2048, sort: 1024 };

/** Refuses what the service takes for no key of a table. */
export function checkKey(key: Row, shape: KeyShape): void {
  if (Object.keys(key).length !== namesOf(shape).length) throw noKey();
  checkKeyAttributes(key, shape);
}

export function checkKeyAttributes(row: Row, shape: KeyShape): void {
  checkKeyText(row[shape.partition], keyBytesMax.partition);
  if (shape.sort !== undefined) checkKeyText(row[shape.sort], keyBytesMax.sort);
}

function checkKeyText(value: Value | undefined, bytesMax: number): void {
  if (typeof value !== "string") throw noKey();
  if (value === "") {
    throw invalid("One or more parameter values are not valid. A key attribute is an empty string");
  }
  if (Buffer.byteLength(value) > bytesMax) {
    throw invalid(
      "One or more parameter values were invalid: Size of a key has exceeded its limit",
    );
  }
}

const noKey = () => invalid("The provided key element does not match the schema");

/** Keys of indexes may be missing, but not of another type. */
export function checkIndexKeys(row: Row, { indexes }: TableShape): void {
  for (const { key, name } of indexes) {
    for (const attribute of namesOf(key)) {
      const value = row[attribute];
      if (value === undefined) continue;
      if (typeof value !== "string" || value === "") {
        throw invalid(`One or more parameter values were invalid: a key of the index ${name}`);
      }
      if (Buffer.byteLength(value) > keyBytesMax.sort) {
        throw new NotSimulatedError("long keys of an index");
      }
    }
  }
}
