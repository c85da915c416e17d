/** What an item becomes by an update: every part of it reads the item as it was. */
import { NotSimulatedError } from "../errors.ts";
import type { Assigned, Update } from "../expression.ts";
import { valueOf, type Values } from "./condition.ts";
import { invalid } from "./errors.ts";
import { isList, isSet, type Row, type Value } from "./value.ts";

export function applyUpdates(updates: readonly Update[], row: Row, values: Values): Row {
  const next: Record<string, Value> = { ...row };
  for (const update of updates) {
    const value = updated(update, row, values);
    if (value === undefined) delete next[update.name];
    else next[update.name] = value;
  }
  return next;
}

/** Undefined where the attribute goes. */
function updated(update: Update, row: Row, values: Values): Value | undefined {
  if (update.kind === "set") return assigned(update.to, row, values);
  if (update.kind === "remove") return undefined;
  const old = row[update.name];
  const given = values[update.placeholder];
  if (update.kind === "delete") return withoutMembers(old, given);
  if (typeof given === "number") return sum(old === undefined ? 0 : old, given);
  return withMembers(old, given);
}

function assigned(to: Assigned, row: Row, values: Values): Value {
  switch (to.kind) {
    case "if absent": {
      // An attribute that is null is there.
      const value = row[to.name];
      return value === undefined ? assigned(to.otherwise, row, values) : value;
    }
    case "append": {
      const [left, right] = [assigned(to.left, row, values), assigned(to.right, row, values)];
      if (!isList(left) || !isList(right)) throw wrongType();
      return [...left, ...right];
    }
    case "sum": {
      const right = assigned(to.right, row, values);
      if (typeof right !== "number") throw wrongType();
      return sum(assigned(to.left, row, values), to.sign * right);
    }
    case "size":
      throw invalid("The function is not allowed in an update expression; function: size");
    case "attribute":
    case "value": {
      const value = valueOf(to, row, values);
      if (value !== undefined) return value;
      throw invalid(
        "The provided expression refers to an attribute that does not exist in the item",
      );
    }
  }
}

/** The service counts in decimals of 38 digits: only whole numbers are the same here. */
function sum(left: Value, right: number): number {
  if (typeof left !== "number") throw wrongType();
  const total = left + right;
  if ([left, right, total].every(Number.isSafeInteger)) return total;
  throw new NotSimulatedError("arithmetic beyond safe integers");
}

function withMembers(old: Value | undefined, given: Value | undefined): Value {
  if (!isSet(given)) throw wrongType();
  if (old === undefined) return given;
  return mergedSet(old, given, (members, more) => new Set([...members, ...more]));
}

/** A set that loses its last member goes. */
function withoutMembers(old: Value | undefined, given: Value | undefined): Value | undefined {
  if (!isSet(given)) throw wrongType();
  if (old === undefined) return undefined;
  const left = mergedSet(old, given, (members, less) => {
    const gone = new Set<string | number>(less);
    return new Set([...members].filter((member) => !gone.has(member)));
  });
  return isSet(left) && left.size === 0 ? undefined : left;
}

type Members = ReadonlySet<string | number>;

function mergedSet(
  old: Value,
  given: ReadonlySet<string> | ReadonlySet<number>,
  merge: (old: Members, given: Members) => Set<string | number>,
): Value {
  if (!isSet(old) || typeof [...old][0] !== typeof [...given][0]) throw wrongType();
  // Both are sets of one type, and so is what is made of them.
  return merge(old, given) as ReadonlySet<string>;
}

const wrongType = () => invalid("An operand in the update expression has an incorrect data type");

/** What no item could take: said before any item is looked at. */
export function refuseSenselessUpdates(updates: readonly Update[], values: Values): void {
  for (const update of updates) {
    if (update.kind !== "add" && update.kind !== "delete") continue;
    const given = values[update.placeholder];
    if (isSet(given) || (update.kind === "add" && typeof given === "number")) continue;
    throw invalid(`Incorrect operand type for operator or function; operator: ${update.kind}`);
  }
}
