/** Whether an item satisfies a condition, as the service sees it. */
import { NotSimulatedError } from "../errors.ts";
import type { Comparator, Condition, Operand } from "../expression.ts";
import { invalid } from "./errors.ts";
import {
  compareValues,
  equalValues,
  isList,
  isSet,
  type Row,
  typeOf,
  type Value,
} from "./value.ts";

export type Values = Readonly<Record<string, Value>>;

export function satisfies(condition: Condition, row: Row, values: Values): boolean {
  const holds = (inner: Condition) => satisfies(inner, row, values);
  const read = (operand: Operand) => valueOf(operand, row, values);
  switch (condition.kind) {
    case "and":
      return holds(condition.left) && holds(condition.right);
    case "or":
      return holds(condition.left) || holds(condition.right);
    case "not":
      return !holds(condition.inner);
    case "exists":
      return Object.hasOwn(row, condition.name) === condition.wanted;
    case "compare":
      return compare(condition.comparator, read(condition.left), read(condition.right));
    case "in":
      return condition.among.some((each) => compare("=", read(condition.operand), read(each)));
    case "begins with":
      return beginsWith(read(condition.left), read(condition.right));
    case "contains":
      return contains(read(condition.left), read(condition.right));
  }
}

export function valueOf(operand: Operand, row: Row, values: Values): Value | undefined {
  if (operand.kind === "value") return values[operand.placeholder];
  const value = Object.hasOwn(row, operand.name) ? row[operand.name] : undefined;
  return operand.kind === "attribute" || value === undefined ? value : sizeOf(value);
}

/** What is missing is equal to nothing, and neither more nor less. */
function compare(
  comparator: Comparator,
  left: Value | undefined,
  right: Value | undefined,
): boolean {
  const equal = left !== undefined && right !== undefined && equalValues(left, right);
  if (comparator === "=") return equal;
  if (comparator === "<>") return !equal;
  if (left === undefined || right === undefined) return false;
  const order = compareValues(left, right);
  if (order === undefined) return false;
  if (comparator.startsWith("<") && order < 0) return true;
  if (comparator.startsWith(">") && order > 0) return true;
  return comparator.endsWith("=") && order === 0;
}

function beginsWith(whole: Value | undefined, start: Value | undefined): boolean {
  if (typeof whole === "string" && typeof start === "string") return whole.startsWith(start);
  if (!(whole instanceof Uint8Array && start instanceof Uint8Array)) return false;
  return Buffer.from(whole).subarray(0, start.length).equals(start);
}

function contains(whole: Value | undefined, part: Value | undefined): boolean {
  if (whole === undefined || part === undefined) return false;
  if (typeof whole === "string") return typeof part === "string" && whole.includes(part);
  const members: readonly Value[] = isSet(whole) ? [...whole] : isList(whole) ? whole : [];
  return members.some((each) => equalValues(each, part));
}

function sizeOf(value: Value): number | undefined {
  if (typeof value === "string" && Buffer.byteLength(value) !== value.length) {
    throw new NotSimulatedError("the size of a text beyond ASCII");
  }
  if (typeof value === "string" || value instanceof Uint8Array) return value.length;
  if (isSet(value)) return value.size;
  if (isList(value)) return value.length;
  return typeof value === "object" && value !== null ? Object.keys(value).length : undefined;
}

/** What no item could satisfy: said before any item is looked at. */
export function refuseSenseless(condition: Condition, values: Values): void {
  if (condition.kind === "and" || condition.kind === "or") {
    refuseSenseless(condition.left, values);
    refuseSenseless(condition.right, values);
  } else if (condition.kind === "not") {
    refuseSenseless(condition.inner, values);
  } else if (condition.kind === "compare") {
    if (condition.comparator === "=" || condition.comparator === "<>") return;
    for (const operand of [condition.left, condition.right]) refuseUnordered(operand, values);
  } else if (condition.kind === "begins with") {
    for (const operand of [condition.left, condition.right]) refuseUnstartable(operand, values);
  }
}

const unordered = new Set(["BOOL", "NULL", "SS", "NS", "L", "M"]);

function refuseUnordered(operand: Operand, values: Values): void {
  const value = operand.kind === "value" ? values[operand.placeholder] : undefined;
  if (value !== undefined && unordered.has(typeOf(value))) {
    throw invalid("Incorrect operand type for operator or function; operator: <, <=, >, >=");
  }
}

function refuseUnstartable(operand: Operand, values: Values): void {
  const value = operand.kind === "value" ? values[operand.placeholder] : undefined;
  if (value !== undefined && typeof value !== "string" && !(value instanceof Uint8Array)) {
    throw invalid("Incorrect operand type for operator or function: begins_with");
  }
}
