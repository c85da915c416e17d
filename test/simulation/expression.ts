/** Parses the expressions of DynamoDB that the product uses; what it does not use is refused. */
import { invalid } from "./dynamodb/errors.ts";
import { openReader, type Placeholders, type Reader } from "./dynamodb/reader.ts";

export type Operand =
  | { kind: "attribute"; name: string }
  | { kind: "value"; placeholder: string }
  | { kind: "size"; name: string };

export type Comparator = "=" | "<>" | "<" | "<=" | ">" | ">=";

export type Condition =
  | { kind: "and" | "or"; left: Condition; right: Condition }
  | { kind: "not"; inner: Condition }
  | { kind: "compare"; comparator: Comparator; left: Operand; right: Operand }
  | { kind: "in"; operand: Operand; among: readonly Operand[] }
  | { kind: "exists"; name: string; wanted: boolean }
  | { kind: "begins with" | "contains"; left: Operand; right: Operand };

export type Assigned =
  | Operand
  | { kind: "if absent"; name: string; otherwise: Assigned }
  | { kind: "append"; left: Assigned; right: Assigned }
  | { kind: "sum"; sign: 1 | -1; left: Assigned; right: Assigned };

export type Update =
  | { kind: "set"; name: string; to: Assigned }
  | { kind: "remove"; name: string }
  | { kind: "add" | "delete"; name: string; placeholder: string };

export function parseCondition(text: string, placeholders: Placeholders): Condition {
  const reader = openReader(text, placeholders);
  const condition = readOr(reader);
  reader.end();
  return condition;
}

export function parseUpdate(text: string, placeholders: Placeholders): Update[] {
  const reader = openReader(text, placeholders);
  const updates: Update[] = [];
  const seen = new Set<string>();
  while (!reader.atEnd()) {
    const clause = reader.take().toUpperCase();
    if (seen.has(clause)) throw invalid(`The "${clause}" section can only be used once`);
    seen.add(clause);
    const readOne = clauses[clause];
    if (readOne === undefined) throw reader.unexpected(clause);
    do updates.push(readOne(reader));
    while (reader.takeIf(","));
  }
  if (updates.length === 0)
    throw invalid("Invalid UpdateExpression: The expression can not be empty");
  refuseOverlaps(updates);
  return updates;
}

/** Names of attributes, for projections. */
export function parseNames(text: string, placeholders: Placeholders): string[] {
  const reader = openReader(text, placeholders);
  const names: string[] = [];
  do names.push(reader.name());
  while (reader.takeIf(","));
  reader.end();
  return names;
}

const clauses: Partial<Record<string, (reader: Reader) => Update>> = {
  SET(reader) {
    const name = reader.name();
    reader.expect("=");
    return { kind: "set", name, to: readAssigned(reader) };
  },
  REMOVE: (reader) => ({ kind: "remove", name: reader.name() }),
  ADD: (reader) => ({ kind: "add", name: reader.name(), placeholder: reader.value() }),
  DELETE: (reader) => ({ kind: "delete", name: reader.name(), placeholder: reader.value() }),
};

function refuseOverlaps(updates: readonly Update[]): void {
  const names = new Set(updates.map(({ name }) => name));
  if (names.size < updates.length) {
    throw invalid("Invalid UpdateExpression: Two document paths overlap with each other");
  }
}

function readAssigned(reader: Reader): Assigned {
  let left = readTerm(reader);
  for (;;) {
    const sign = reader.takeIf("+") ? 1 : reader.takeIf("-") ? -1 : undefined;
    if (sign === undefined) return left;
    left = { kind: "sum", sign, left, right: readTerm(reader) };
  }
}

function readTerm(reader: Reader): Assigned {
  if (reader.takeCall("if_not_exists")) {
    const name = reader.name();
    reader.expect(",");
    const otherwise = readAssigned(reader);
    reader.expect(")");
    return { kind: "if absent", name, otherwise };
  }
  if (reader.takeCall("list_append")) {
    const left = readAssigned(reader);
    reader.expect(",");
    const right = readAssigned(reader);
    reader.expect(")");
    return { kind: "append", left, right };
  }
  return readOperand(reader);
}

function readOr(reader: Reader): Condition {
  let left = readAnd(reader);
  while (reader.takeWord("OR")) left = { kind: "or", left, right: readAnd(reader) };
  return left;
}

function readAnd(reader: Reader): Condition {
  let left = readNot(reader);
  while (reader.takeWord("AND")) left = { kind: "and", left, right: readNot(reader) };
  return left;
}

function readNot(reader: Reader): Condition {
  if (reader.takeWord("NOT")) return { kind: "not", inner: readNot(reader) };
  if (!reader.takeIf("(")) return readTest(reader);
  const inner = readOr(reader);
  reader.expect(")");
  return inner;
}

function readTest(reader: Reader): Condition {
  for (const wanted of [true, false]) {
    if (!reader.takeCall(wanted ? "attribute_exists" : "attribute_not_exists")) continue;
    const name = reader.name();
    reader.expect(")");
    return { kind: "exists", name, wanted };
  }
  for (const kind of ["begins with", "contains"] as const) {
    if (!reader.takeCall(kind.replace(" ", "_"))) continue;
    const left = readOperand(reader);
    reader.expect(",");
    const right = readOperand(reader);
    reader.expect(")");
    return { kind, left, right };
  }
  const left = readOperand(reader);
  if (reader.takeWord("IN")) return { kind: "in", operand: left, among: readAmong(reader) };
  const comparator = comparators.find((each) => reader.takeIf(each));
  if (comparator === undefined) throw reader.unexpected(reader.take());
  return { kind: "compare", comparator, left, right: readOperand(reader) };
}

const comparators: readonly Comparator[] = ["=", "<>", "<=", ">=", "<", ">"];

function readAmong(reader: Reader): Operand[] {
  const among: Operand[] = [];
  reader.expect("(");
  do among.push(readOperand(reader));
  while (reader.takeIf(","));
  reader.expect(")");
  return among;
}

function readOperand(reader: Reader): Operand {
  if (reader.takeCall("size")) {
    const name = reader.name();
    reader.expect(")");
    return { kind: "size", name };
  }
  return reader.peek().startsWith(":")
    ? { kind: "value", placeholder: reader.value() }
    : { kind: "attribute", name: reader.name() };
}
