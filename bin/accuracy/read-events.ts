/** From a labelled file to the events that the product would have made of it. */
import type { CustomerEvent } from "#shared/domain/event.ts";
import type { Policy } from "#shared/domain/policy.ts";
import { toEvent } from "#shared/domain/statement.ts";
import { AccuracyError } from "./errors.ts";
import { type Header, readHeader } from "./header.ts";
import { readRows, type Row } from "./rows.ts";
import { type Cell, stateRow, type Stating } from "./state-row.ts";

/** One row, what the truth column says of it, and the event that it is. */
export interface Labelled {
  row: number;
  /** Empty where nobody knows. */
  truth: string;
  eventId: string;
}

export interface ReadEvents {
  rows: readonly Labelled[];
  /** Each once: a row that repeats another's id and content is the same event. */
  events: readonly CustomerEvent[];
  ignoredColumns: readonly string[];
  /** Rows whose time is missing or cannot be read, where the mapping names a column for it. */
  undated: number;
  normaliseMs: number;
}

export interface Reading extends Stating {
  file: string;
  truth: string;
  policy: Policy;
  /** Rows that state no time count as told now. */
  receivedAt: Date;
  onRows: (count: number) => void;
}

/** Throws an AccuracyError where the file cannot be read, or there is nothing in it to compare. */
export async function readEvents(reading: Reading): Promise<ReadEvents> {
  const { file, truth, mapping, onRows } = reading;
  const events = new Map<string, CustomerEvent>();
  const rows: Labelled[] = [];
  let header: Header | undefined;
  let undated = 0;
  let normaliseMs = 0;
  for await (const row of readRows(file, mapping)) {
    if (header === undefined) {
      header = readHeader(row.cells, { file, truth, mapping });
      continue;
    }
    const cell = cellsOf(row, header);
    const startedMs = performance.now();
    const { event, dated } = eventOf(row, cell, reading);
    normaliseMs += performance.now() - startedMs;
    events.set(event.id, event);
    rows.push({ row: row.number, truth: cell(truth).trim(), eventId: event.id });
    if (!dated) undated++;
    onRows(rows.length);
  }
  if (header === undefined) throw new AccuracyError(`${file} is empty.`);
  if (rows.length === 0) throw new AccuracyError(`${file} has a header and no row below it.`);
  if (rows.every((row) => row.truth === "")) {
    throw new AccuracyError(
      `No row of ${file} has anything in the truth column "${truth}": there is nothing to compare with.`,
    );
  }
  const ignoredColumns = header.ignored;
  return { rows, events: [...events.values()], ignoredColumns, undated, normaliseMs };
}

function cellsOf({ cells }: Row, { places }: Header): Cell {
  return (column) => cells[places.get(column) ?? -1] ?? "";
}

function eventOf({ number }: Row, cell: Cell, reading: Reading) {
  const { policy, fields, receivedAt, mapping } = reading;
  const statement = stateRow(cell, number, reading);
  const event = toEvent(statement, {
    channel: "accuracy",
    trust: "token",
    receivedAt,
    fields,
    phoneRegion: policy.phoneRegion,
  });
  return { event, dated: mapping.observedAt === undefined || statement.observedAt !== undefined };
}
