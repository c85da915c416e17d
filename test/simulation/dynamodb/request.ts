/** What commands say: copied as they would travel, and refused where nothing here would heed it. */
import { NotSimulatedError } from "../errors.ts";
import { type Condition, parseCondition } from "../expression.ts";
import { refuseSenseless, type Values } from "./condition.ts";
import { invalid, unknownTable } from "./errors.ts";
import type { Placeholders } from "./reader.ts";
import type { Table } from "./table.ts";
import { copyRow, type Row } from "./value.ts";

export type Input = Readonly<Record<string, unknown>>;

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

export function rowIn(input: Input, name: string): Row {
  const row = input[name];
  if (!isRecord(row)) throw invalid(`The parameter ${name} is required but not present`);
  return copyRow(row);
}

export function textIn(input: Input, name: string): string | undefined {
  const text = input[name];
  if (text === undefined || typeof text === "string") return text;
  throw new NotSimulatedError(`${name} is no text`);
}

/** Whether the answer should say what it cost. Sums only, not which index had which part. */
export function wantsCapacity(input: Input): boolean {
  const wanted = textIn(input, "ReturnConsumedCapacity") ?? "NONE";
  if (wanted !== "NONE" && wanted !== "TOTAL") throw new NotSimulatedError(wanted);
  return wanted === "TOTAL";
}

export function tableIn(input: Input, tables: ReadonlyMap<string, Table>): Table {
  const table = tables.get(textIn(input, "TableName") ?? "");
  if (table === undefined) throw unknownTable();
  return table;
}

/** The expressions of one request, and what stands for names and values in them. */
export interface Expressions {
  placeholders: Placeholders;
  values: Values;
  condition(name: string): Condition | undefined;
  /** Throws where a placeholder was given that no expression uses. */
  finish(): void;
}

export function openExpressions(input: Input): Expressions {
  const { ExpressionAttributeNames: names, ExpressionAttributeValues: given } = input;
  const placeholders: Placeholders = {
    names: isRecord(names) ? (names as Record<string, string>) : {},
    values: isRecord(given) ? given : {},
    used: new Set(),
  };
  const values = copyRow(placeholders.values);
  refuseEmpty(names, "ExpressionAttributeNames");
  refuseEmpty(given, "ExpressionAttributeValues");
  return {
    placeholders,
    values,
    condition(name) {
      const text = textIn(input, name);
      if (text === undefined) return undefined;
      const condition = parseCondition(text, placeholders);
      refuseSenseless(condition, values);
      return condition;
    },
    finish() {
      const all = [...Object.keys(placeholders.names), ...Object.keys(values)];
      const unused = all.filter((each) => !placeholders.used.has(each));
      if (unused.length > 0)
        throw invalid(`Value provided in expressions unused: ${unused.join()}`);
    },
  };
}

function refuseEmpty(given: unknown, name: string): void {
  if (isRecord(given) && Object.keys(given).length === 0)
    throw invalid(`${name} must not be empty`);
}
