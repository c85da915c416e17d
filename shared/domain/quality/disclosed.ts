/**
 * Cells of one report in which those who are too few to be shown cannot be worked out by subtraction.
 * Every number of events is a sum of parts, each of five people or more, and no part is in two halves
 * anywhere. That holds within one report: copies of different days can be compared. Of a rare field its
 * own shares are hidden; what is told of all fields together (conformity, consistency, score) has it in.
 */
import { daysBetween, daysOf, type Window, windowDays } from "./calendar.ts";
import type { Cell, FieldMetrics } from "./cell.ts";
import { channelOf, type MetricsRequest, metricsOf, peoplePerCellMin } from "./metrics.ts";
import {
  addTallies,
  type Counted,
  type Counter,
  countOf,
  entriesOf,
  fieldsOf,
  presentOf,
  type Tally,
} from "./tally.ts";

/** Where a row counts: in this window and longer ones, of its source and above it or only above it. */
interface Place {
  level: "source" | "channel";
  from: Window;
}
interface Placed {
  row: Counted;
  /** None: it counts nowhere. */
  place?: Place | undefined;
}

/** As {@link metricsOf}, of what {@link placed} says counts there. */
export function disclosedCells(
  rows: readonly Placed[],
  request: Omit<MetricsRequest, "counted">,
): Cell[] {
  const cells = (counted: readonly Counted[]) => metricsOf({ ...request, counted });
  const inside = rows.map(({ row, place }): Placed =>
    place && windowDays[place.from] <= windowDays[request.window] ? { row, place } : { row },
  );
  const ofSources = inside.map(({ row, place }) =>
    place?.level === "source" ? row : notUnderstood(row),
  );
  const ofAll = inside.map(asOne);
  const ofOften = cells(
    withoutRareCounters(ofAll, new Set(daysOf(request.window, request.lastDay))),
  );
  return [
    ...cells(ofSources).filter(({ level }) => level === "source"),
    ...cells(ofAll)
      .map((cell, at) => withSharesOf(ofOften[at], cell))
      .filter(({ level }) => level !== "source"),
  ].map(withoutRareFields);
}

/**
 * A source's week is one part, or two where its last day can be shown. One of too few people is joined
 * with others of its channel in that week or, where they are too few, of its source in that month.
 */
export function placed(counted: readonly Counted[], lastDay: string): Placed[] {
  const places = new Map<Counted, Place>();
  const weekOf = ({ day }: Counted) => Math.floor(daysBetween(day, lastDay) / windowDays.week);
  const place = (groups: Iterable<readonly Counted[]>, where: Place) => {
    for (const rows of groups) {
      if (areEnough(rows)) for (const row of rows) places.set(row, where);
    }
  };
  const left = () => counted.filter((row) => !places.has(row));
  const ofWeek = (row: Counted) => `${weekOf(row)} ${row.source}`;
  place(
    Map.groupBy(
      left().filter(({ day }) => day === lastDay),
      ofWeek,
    ).values(),
    {
      level: "source",
      from: "day",
    },
  );
  place(Map.groupBy(left(), ofWeek).values(), { level: "source", from: "week" });
  place(Map.groupBy(left(), (row) => `${weekOf(row)} ${channelOf(row.source)}`).values(), {
    level: "channel",
    from: "week",
  });
  const ofMonth = left().filter(({ day }) => daysBetween(day, lastDay) < windowDays.month);
  place(Map.groupBy(ofMonth, ({ source }) => source).values(), { level: "source", from: "month" });
  return counted.map((row) => ({ row, place: places.get(row) }));
}

function areEnough(rows: readonly Counted[]): boolean {
  return new Set(rows.flatMap(({ tally }) => [...tally.people])).size >= peoplePerCellMin;
}

/** What fewer than five events say anything about is hidden as well, within a cell that is shown. */
function withoutRareFields(cell: Cell): Cell {
  return withFields(cell, (_, { ageDays, ...shares }) => {
    const often = entriesOf(shares).filter(([, share]) => (share?.n ?? 0) >= peoplePerCellMin);
    return { ...(Object.fromEntries(often) as Omit<FieldMetrics, "ageDays">), ageDays };
  });
}

/** What is said about values, of those sources alone of which it is shown. */
function withSharesOf(often: Cell | undefined, cell: Cell): Cell {
  const fields = often?.kind === "shown" ? often.metrics.fields : {};
  return withFields(cell, (name, metrics) => {
    const { invalid, madeUp, consistency } = fields[name] ?? {};
    return { ...metrics, invalid, madeUp, consistency };
  });
}

function withFields(cell: Cell, change: (name: string, of: FieldMetrics) => FieldMetrics): Cell {
  if (cell.kind === "hidden") return cell;
  const fields = Object.entries(cell.metrics.fields).map(
    ([name, metrics]) => [name, change(name, metrics)] as const,
  );
  return { ...cell, metrics: { ...cell.metrics, fields: Object.fromEntries(fields) } };
}

/** Those that only their channel counts are one: what one of them asks for, or lacks, is not told of it alone. */
function asOne({ row, place }: Placed): Counted {
  if (place?.level === "source") return row;
  return place ? { ...row, source: channelOf(row.source) } : notUnderstood(row);
}

/** Without what {@link withoutRareFields} hides of a source, or of those that are {@link asOne}. */
function withoutRareCounters(counted: readonly Counted[], days: ReadonlySet<string>): Counted[] {
  return [...Map.groupBy(counted, ({ source }) => source).values()].flatMap((rows) => {
    const inside = rows.filter(({ day }) => days.has(day));
    const rare = rareIn(addTallies(inside.map(({ tally }) => tally)));
    return rows.map((row) => keeping(row, (counter) => !rare.has(counter)));
  });
}

function rareIn(tally: Tally): Set<Counter> {
  const isRare = (n: number) => n > 0 && n < peoplePerCellMin;
  const rare = fieldsOf(tally).flatMap((field): Counter[] => {
    const compared = countOf(tally, `agrees.${field}`) + countOf(tally, `differs.${field}`);
    return [
      ...(isRare(presentOf(tally, field))
        ? ([`valid.${field}`, `invalid.${field}`, `madeUp.${field}`] as const)
        : []),
      ...(isRare(compared) ? ([`agrees.${field}`, `differs.${field}`] as const) : []),
    ];
  });
  return new Set(rare);
}

function keeping({ tally, ...row }: Counted, isKept: (counter: Counter) => boolean): Counted {
  const kept = entriesOf(tally.counts).filter(([counter]) => isKept(counter));
  const counts = Object.fromEntries(kept) as Partial<Record<Counter, number>>;
  return { ...row, tally: { ...tally, counts } };
}

/** How many deliveries were not understood is told of everybody: it says nothing of anybody. */
function notUnderstood(row: Counted): Counted {
  const { tally, ...kept } = keeping(row, (counter) => counter.startsWith("quarantined."));
  return { ...kept, tally: { ...tally, people: new Set(), samples: {} } };
}
