/** One write: what it does to an item, and whether its condition lets it. */
import { NotSimulatedError, expectOnly } from "../errors.ts";
import { parseUpdate } from "../expression.ts";
import { indexUnits, writeUnits } from "./capacity.ts";
import { satisfies } from "./condition.ts";
import { invalid } from "./errors.ts";
import { type Input, openExpressions, rowIn, tableIn, textIn } from "./request.ts";
import {
  checkIndexKeys,
  checkKey,
  checkKeyAttributes,
  type Change,
  namesOf,
  type Table,
} from "./table.ts";
import { applyUpdates, refuseSenselessUpdates } from "./update.ts";
import { bytesOfRow, type Row } from "./value.ts";

export type WriteKind = "Put" | "Update" | "Delete" | "ConditionCheck";

export interface Write {
  kind: WriteKind;
  table: Table;
  /** Where, over all tables. */
  place: string;
  /** Bytes of what was sent, about. */
  bytes: number;
  /** As the item stands now. */
  before(): Row | undefined;
  allows(before: Row | undefined): boolean;
  /** The item after it. Throws a validation error where the item cannot take it. */
  after(before: Row | undefined): Row | undefined;
}

export const itemBytesMax = 400 * 1024;

const common = [
  "TableName",
  "ConditionExpression",
  "ExpressionAttributeNames",
  "ExpressionAttributeValues",
];
const own: Record<WriteKind, readonly string[]> = {
  Put: ["Item"],
  Update: ["Key", "UpdateExpression"],
  Delete: ["Key"],
  ConditionCheck: ["Key"],
};

/** Beside what a transaction's items may say, a command of its own may say `more`. */
export function readWrite(
  kind: WriteKind,
  input: Input,
  { tables, more = [] }: { tables: ReadonlyMap<string, Table>; more?: readonly string[] },
): Write {
  expectOnly(input, [...common, ...own[kind], ...more]);
  const sent = rowIn(input, kind === "Put" ? "Item" : "Key");
  const table = tableIn(input, tables);
  const { shape } = table;
  const expressions = openExpressions(input);
  const condition = expressions.condition("ConditionExpression");
  if (kind === "ConditionCheck" && condition === undefined) {
    throw invalid("The expression can not be empty");
  }
  const after =
    kind === "Update" ? readUpdate(input, sent, { table, expressions }) : afterOf(kind, sent);
  expressions.finish();
  if (kind === "Put") {
    checkKeyAttributes(sent, shape.key);
    checkStorable(sent, table);
  } else {
    checkKey(sent, shape.key);
  }
  return {
    kind,
    table,
    place: `${shape.name} ${table.placeOf(sent)}`,
    bytes: bytesOfRow(sent) + bytesOfRow(expressions.values),
    before: () => table.find(sent),
    allows: (before) =>
      condition === undefined || satisfies(condition, before ?? {}, expressions.values),
    after,
  };
}

const afterOf =
  (kind: WriteKind, sent: Row): Write["after"] =>
  (before) =>
    kind === "Put" ? sent : kind === "Delete" ? undefined : before;

function readUpdate(
  input: Input,
  key: Row,
  { table, expressions }: { table: Table; expressions: ReturnType<typeof openExpressions> },
): Write["after"] {
  const { placeholders, values } = expressions;
  const text = textIn(input, "UpdateExpression");
  const updates = text === undefined ? [] : parseUpdate(text, placeholders);
  refuseSenselessUpdates(updates, values);
  const keys = namesOf(table.shape.key);
  if (updates.some(({ name }) => keys.includes(name))) {
    throw invalid("Cannot update attribute. This attribute is part of the key");
  }
  return (before) => {
    const after = applyUpdates(updates, before ?? key, values);
    checkStorable(after, table);
    return after;
  };
}

function checkStorable(row: Row, { shape }: Table): void {
  checkIndexKeys(row, shape);
  if (bytesOfRow(row) > itemBytesMax) {
    throw invalid("Item size has exceeded the maximum allowed size");
  }
}

/** What it costs: the item, as often as it is written, and each index that sees a change once. */
export function unitsOf({ kind, table }: Write, { before, after }: Change, times = 1): number {
  const item = times * writeUnits(before, after);
  if (kind === "ConditionCheck") return item;
  const indexes = table.shape.indexes.map(({ name }) =>
    indexUnits(table.index(name), before, after),
  );
  return indexes.reduce((units, each) => units + each, item);
}

/** What a single write answers of the item, if asked. */
export function returned(input: Input, { before, after }: Change) {
  const wanted = textIn(input, "ReturnValues") ?? "NONE";
  if (wanted === "NONE") return undefined;
  if (wanted === "ALL_OLD") return before;
  if (wanted === "ALL_NEW") return after;
  throw new NotSimulatedError(`ReturnValues ${wanted}`);
}
