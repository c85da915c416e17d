/** Reading rows in order, page by page. */
import { NotSimulatedError, expectOnly } from "../errors.ts";
import { type Condition } from "../expression.ts";
import { readUnits } from "./capacity.ts";
import { type Collection, text } from "./collection.ts";
import { satisfies, type Values } from "./condition.ts";
import { invalid } from "./errors.ts";
import {
  type Expressions,
  type Input,
  isRecord,
  openExpressions,
  tableIn,
  textIn,
} from "./request.ts";
import type { Service } from "./service.ts";
import type { KeyShape } from "./shape.ts";
import { namesOf, type Table } from "./table.ts";
import { bytesOfRow, copyRow, type Row } from "./value.ts";

export interface Page {
  rows: Row[];
  scanned: number;
  last: Row | undefined;
  units: number;
  table: Table;
}

const paging = [
  "TableName",
  "IndexName",
  "FilterExpression",
  "ExpressionAttributeNames",
  "ExpressionAttributeValues",
  "Limit",
  "ExclusiveStartKey",
  "ConsistentRead",
  "ReturnConsumedCapacity",
];

/** What is read from: a table or one of its indexes. */
interface Source {
  table: Table;
  key: KeyShape;
  rows: Collection;
  project(row: Row): Row;
  consistent: boolean;
}

export function query(input: Input, service: Service): () => Page {
  expectOnly(input, [...paging, "KeyConditionExpression", "ScanIndexForward"]);
  const { table, key } = sourceOf(input, service);
  const expressions = openExpressions(input);
  const wanted = expressions.condition("KeyConditionExpression");
  if (wanted === undefined) throw invalid("Either the KeyConditions or KeyConditionExpression");
  const range = rangeOf(wanted, key, expressions.values);
  const filter = filterOf(expressions, namesOf(key));
  expressions.finish();
  const limit = limitOf(input);
  const start = startOf(input, { table, key });
  if (start && (text(start, key.partition) !== range.partition || !range.holds(start))) {
    throw invalid("The provided starting key is outside query boundaries");
  }
  const forward = input["ScanIndexForward"] !== false;
  return () => {
    const source = sourceOf(input, service);
    const inRange = partitionOf(range.partition, source, service).filter(range.holds);
    const ordered = forward ? inRange : inRange.toReversed();
    const rows = ordered.filter((row) => {
      if (start === undefined) return true;
      const order = source.rows.compare(row, start);
      return forward ? order > 0 : order < 0;
    });
    return pageOf({ rows, filter, limit, source }, service);
  };
}

export function scan(input: Input, service: Service): () => Page {
  expectOnly(input, paging);
  const expressions = openExpressions(input);
  const filter = filterOf(expressions, []);
  expressions.finish();
  const limit = limitOf(input);
  const start = startOf(input, sourceOf(input, service));
  return () => {
    const source = sourceOf(input, service);
    const names = source.rows.partitions();
    const first = start === undefined ? 0 : names.indexOf(text(start, source.key.partition));
    // A partition that has gone since is not found again; the product scans nothing that shrinks.
    if (first < 0) throw new NotSimulatedError("a scan goes on in a partition that has gone");
    const rows = names.slice(first).flatMap((name, at) => {
      const rows = partitionOf(name, source, service);
      return at > 0 || start === undefined
        ? [...rows]
        : rows.filter((row) => source.rows.compare(row, start) > 0);
    });
    return pageOf({ rows, filter, limit, source }, service);
  };
}

function sourceOf(input: Input, { tables }: Service): Source {
  const table = tableIn(input, tables);
  const consistent = input["ConsistentRead"] === true;
  const name = textIn(input, "IndexName");
  if (name === undefined) {
    return { table, key: table.shape.key, rows: table.rows, project: (row) => row, consistent };
  }
  if (consistent) throw invalid("Consistent reads are not supported on global secondary indexes");
  const { shape, rows, project } = table.index(name);
  return { table, key: shape.key, rows, project, consistent };
}

/** The rows of a partition now, or, where the caller allows it, a little earlier. */
function partitionOf(name: string, source: Source, { faults }: Service): readonly Row[] {
  const { table, rows, consistent } = source;
  const ofTable = rows === table.rows;
  if (ofTable && !consistent && faults.chance("stale read")) return table.partitionStale(name);
  return rows.partition(name);
}

interface Range {
  partition: string;
  holds(row: Row): boolean;
}

/** One partition, and a stretch of its sort keys. */
function rangeOf(wanted: Condition, key: KeyShape, values: Values): Range {
  const parts = wanted.kind === "and" ? [wanted.left, wanted.right] : [wanted];
  const names = parts.map(testedName);
  const [at, sortAt] = [names.indexOf(key.partition), names.indexOf(key.sort)];
  const known = key.sort === undefined ? parts.length === 1 : parts.length === 1 || sortAt >= 0;
  const partition = parts[at];
  if (!known || partition?.kind !== "compare" || partition.comparator !== "=") {
    throw invalid("Query condition missed key schema element, or is not supported");
  }
  const value = partition.right.kind === "value" ? values[partition.right.placeholder] : undefined;
  if (typeof value !== "string" || value === "") {
    throw invalid("One or more parameter values were invalid: a key of the condition");
  }
  const sort = parts.length === 1 ? undefined : parts[sortAt];
  if (sort !== undefined) checkSort(sort, values);
  return { partition: value, holds: (row) => sort === undefined || satisfies(sort, row, values) };
}

function testedName(part: Condition): string | undefined {
  if (part.kind !== "compare" && part.kind !== "begins with") return undefined;
  return part.left.kind === "attribute" && part.right.kind === "value" ? part.left.name : undefined;
}

function checkSort(sort: Condition, values: Values): void {
  const unsupported = sort.kind === "compare" && sort.comparator === "<>";
  const right = sort.kind === "compare" || sort.kind === "begins with" ? sort.right : undefined;
  const value = right?.kind === "value" ? values[right.placeholder] : undefined;
  if (unsupported || typeof value !== "string" || value === "") {
    throw invalid("Invalid KeyConditionExpression: the condition on the sort key");
  }
}

function filterOf(expressions: Expressions, keys: readonly string[]) {
  const filter = expressions.condition("FilterExpression");
  if (filter === undefined) return () => true;
  for (const name of attributesOf(filter)) {
    if (keys.includes(name)) {
      throw invalid(`Filter Expression can only contain non-primary key attributes: ${name}`);
    }
  }
  return (row: Row) => satisfies(filter, row, expressions.values);
}

function attributesOf(condition: Condition): string[] {
  switch (condition.kind) {
    case "and":
    case "or":
      return [...attributesOf(condition.left), ...attributesOf(condition.right)];
    case "not":
      return attributesOf(condition.inner);
    case "exists":
      return [condition.name];
    case "in":
      return [condition.operand, ...condition.among].flatMap((each) =>
        "name" in each ? each.name : [],
      );
    case "compare":
    case "begins with":
    case "contains":
      return [condition.left, condition.right].flatMap((each) => ("name" in each ? each.name : []));
  }
}

/** A row's keys in the source and in its table, no more and no less. */
function startOf(input: Input, { table, key }: Pick<Source, "table" | "key">): Row | undefined {
  const { ExclusiveStartKey: given } = input;
  if (given === undefined) return undefined;
  const start = isRecord(given) ? copyRow(given) : {};
  const names = keyNames(table, key);
  const fits =
    Object.keys(start).length === names.length &&
    names.every((name) => typeof start[name] === "string");
  if (!fits) throw invalid("The provided starting key is invalid");
  return start;
}

const keyNames = (table: Table, key: KeyShape): string[] => [
  ...new Set([...namesOf(key), ...namesOf(table.shape.key)]),
];

/** What one page reads at most. */
const pageBytesMax = 1024 * 1024;

interface Paged {
  rows: readonly Row[];
  filter: (row: Row) => boolean;
  limit: number | undefined;
  source: Source;
}

/** The limit counts what is looked at, not what is found. */
function pageOf({ rows, filter, limit, source }: Paged, { faults, random }: Service): Page {
  const { table, key, project, consistent } = source;
  const looked: Row[] = [];
  let bytes = 0;
  let isCut = false;
  for (const row of rows) {
    const seen = project(row);
    const size = bytesOfRow(seen);
    isCut = looked.length === limit || (looked.length > 0 && bytes + size > pageBytesMax);
    if (isCut) break;
    bytes += size;
    looked.push(seen);
  }
  const shorter = looked.length > 1 && faults.chance("short page");
  if (shorter) looked.splice(1 + random.integer(looked.length - 1));
  // A page that is full says so, also where nothing follows.
  const goesOn = isCut || shorter || looked.length === limit;
  const last = goesOn ? looked.at(-1) : undefined;
  return {
    rows: looked.filter(filter).map(copyRow),
    scanned: looked.length,
    last: last && Object.fromEntries(keyNames(table, key).map((name) => [name, text(last, name)])),
    units: readUnits(bytes, consistent),
    table,
  };
}

function limitOf({ Limit: limit }: Input): number | undefined {
  if (limit === undefined) return undefined;
  if (typeof limit === "number" && Number.isInteger(limit) && limit > 0) return limit;
  throw invalid("The Limit must be greater than or equal to 1");
}
