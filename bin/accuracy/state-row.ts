/** A row in the words of the registry, as if a channel had sent it. */
import type { FieldRegistry } from "#shared/domain/field.ts";
import { normaliseDate } from "#shared/domain/normalise/date.ts";
import type { Statement } from "#shared/domain/statement.ts";
import { readMoment, yearFirst } from "./date-format.ts";
import { type Mapping, tellingColumns } from "./mapping.ts";

export interface Stating {
  mapping: Mapping;
  fields: FieldRegistry;
}

/** What stands in a column of the row; empty where nothing does. */
export type Cell = (column: string) => string;

/** `rowNumber` names a row that has no id of its own: two equal rows are two events. */
export function stateRow(cell: Cell, rowNumber: number, { mapping, fields }: Stating): Statement {
  const { id, observedAt: time, dateFormat } = mapping;
  const ownId = id === undefined ? "" : cell(id).trim();
  const observedAt = time === undefined ? undefined : readMoment(cell(time), dateFormat);
  const claim = (field: string, text: string): Statement["claims"][number] => {
    const isDate = fields.get(field)?.normalise === normaliseDate;
    const value = isDate ? yearFirst(text, dateFormat) : text;
    return { field, value, verified: mapping.verified.includes(field) };
  };
  return {
    businessId: ownId === "" ? `row ${rowNumber}` : ownId,
    // Without the truth: an event's id has a say in the order in which links are tried.
    content: tellingColumns(mapping).map(cell),
    origin: "accuracy",
    kind: "row",
    ...(observedAt && { observedAt }),
    claims: [
      ...Object.entries(mapping.fields).map(([column, field]) => claim(field, cell(column))),
      ...Object.entries(mapping.joined).map(([field, { columns, separator }]) =>
        claim(field, joinCells(columns.map(cell), separator)),
      ),
    ],
    identifiers: Object.entries(mapping.identifiers).map(([column, stated]) => ({
      ...stated,
      value: cell(column),
    })),
  };
}

function joinCells(cells: readonly string[], separator: string): string {
  return cells
    .map((cell) => cell.trim())
    .filter((cell) => cell !== "")
    .join(separator);
}
