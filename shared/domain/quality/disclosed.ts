/** Cells of one window in which those who are too few to be shown cannot be worked out by subtraction. */
import { daysOf } from "./calendar.ts";
import type { Cell, FieldMetrics } from "./cell.ts";
import { channelOf, type MetricsRequest, metricsOf, peoplePerCellMin } from "./metrics.ts";
import { type Counted, type Counter, entriesOf, type Tally } from "./tally.ts";

/**
 * As {@link metricsOf}, but for a channel whose hidden sources have fewer than five people together:
 * they are left out of its total and of the tenant's, which less what is shown would be they.
 */
export function disclosedCells(request: MetricsRequest): Cell[] {
  const { counted, window, lastDay } = request;
  const days = new Set(daysOf(window, lastDay));
  const inside = counted.filter(({ day }) => days.has(day));
  const tooFew = new Set(
    [...Map.groupBy(inside, ({ source }) => channelOf(source)).values()].flatMap(leftOut),
  );
  const totals = counted.map((row) => (tooFew.has(row.source) ? notUnderstood(row) : row));
  return [
    ...metricsOf(request).filter(({ level }) => level === "source"),
    ...metricsOf({ ...request, counted: totals }).filter(({ level }) => level !== "source"),
  ].map(withoutRareFields);
}

/** What fewer than five events say anything about is hidden as well, within a cell that is shown. */
function withoutRareFields(cell: Cell): Cell {
  if (cell.kind === "hidden") return cell;
  const fields = Object.entries(cell.metrics.fields).map(([name, { ageDays, ...shares }]) => {
    const often = entriesOf(shares).filter(([, share]) => (share?.n ?? 0) >= peoplePerCellMin);
    return [name, { ...(Object.fromEntries(often) as Omit<FieldMetrics, "ageDays">), ageDays }];
  });
  const metrics = {
    ...cell.metrics,
    fields: Object.fromEntries(fields) as typeof cell.metrics.fields,
  };
  return { ...cell, metrics };
}

/** A channel's hidden sources, where they are not enough people for a remainder. */
function leftOut(rows: readonly Counted[]): string[] {
  const people = (of: readonly Counted[]) => new Set(of.flatMap(({ tally }) => [...tally.people]));
  const hidden = [...Map.groupBy(rows, ({ source }) => source)].filter(
    ([, own]) => people(own).size < peoplePerCellMin,
  );
  return people(hidden.flatMap(([, own]) => own)).size < peoplePerCellMin
    ? hidden.map(([source]) => source)
    : [];
}

/** How many deliveries were not understood is told of everybody: it says nothing of anybody. */
function notUnderstood({ tally, ...row }: Counted): Counted {
  const kept = entriesOf(tally.counts).filter(([counter]) => counter.startsWith("quarantined."));
  const counts = Object.fromEntries(kept) as Partial<Record<Counter, number>>;
  const left: Tally = { counts, people: new Set(), samples: {} };
  return { ...row, tally: left };
}
