/** Whether two services answered the same, where the order of things is nobody's promise. */
import {
  ConditionalCheckFailedException,
  TransactionCanceledException,
} from "@aws-sdk/client-dynamodb";
import {
  canonicalText,
  copyValue,
  isList,
  type Row,
  typeOf,
  type Value,
} from "../dynamodb/value.ts";

export type Answer = { kind: "answered"; output: unknown } | { kind: "threw"; error: unknown };

export async function answerOf(call: () => Promise<unknown>): Promise<Answer> {
  try {
    return { kind: "answered", output: await call() };
  } catch (error) {
    return { kind: "threw", error };
  }
}

/** What is promised of the order of rows: the sort key's, an index's with ties in any order, or none. */
export type Order = "sorted" | "sorted by moment" | "none";

/** One text for answers that are the same to any caller. */
export function essence(answer: Answer, order: Order = "sorted"): string {
  if (answer.kind === "threw") return errorEssence(answer.error);
  return canonicalText(settled(withoutGaps(answer.output), order));
}

function errorEssence(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const known = error instanceof ConditionalCheckFailedException ? " (class)" : "";
  if (!(error instanceof TransactionCanceledException)) return `${error.name}${known}`;
  const codes = (error.CancellationReasons ?? []).map(({ Code }) => Code ?? "None");
  return `${error.name} ${codes.join()}`;
}

/** As it would be written down: without what is undefined, and without the client's own notes. */
function withoutGaps(output: unknown): Value {
  if (Array.isArray(output)) return output.map(withoutGaps);
  if (typeof output !== "object" || output === null) return copyValue(output);
  if (output instanceof Uint8Array || output instanceof Set) return copyValue(output);
  return Object.fromEntries(
    Object.entries(output)
      .filter(([name, value]) => value !== undefined && name !== "$metadata")
      .map(([name, value]) => [name, withoutGaps(value)]),
  );
}

/** Lists whose order says nothing are brought into one. */
function settled(output: Value, order: Order): Value {
  return mapOf(output, (name, value) => {
    if (name === "Responses") return mapOf(value, (_, rows) => sorted(rows));
    if (name === "ConsumedCapacity") return sorted(value);
    if (name !== "Items" || order === "sorted") return value;
    return order === "none" ? sorted(value) : tiesSorted(value);
  });
}

/** Rows of one moment stand beside each other; where they do, they are brought into one order. */
function tiesSorted(rows: Value): Value {
  if (!isList(rows)) return rows;
  const moments = Map.groupBy(rows, momentOf);
  return [...moments.values()].map(sorted);
}

function momentOf(row: Value): Value {
  const { at = null } = typeOf(row) === "M" ? (row as Row) : {};
  return at;
}

function mapOf(value: Value, change: (name: string, value: Value) => Value): Value {
  if (typeOf(value) !== "M" || typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([k, v]) => [k, change(k, v)]));
}

const sorted = (value: Value): Value =>
  isList(value) ? value.toSorted((a, b) => (canonicalText(a) < canonicalText(b) ? -1 : 1)) : value;
