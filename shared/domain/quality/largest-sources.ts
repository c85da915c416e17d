/** Which sources a report has room for. */
import { compareText } from "../identifier.ts";
import { addDays, windowDays } from "./calendar.ts";
import { receivedOf } from "./history.ts";
import { type Counted, fieldsOf } from "./tally.ts";

/**
 * A report is one row of a table, of 400 KB at most: so many fields of sources are in it, the largest
 * sources first. What a source has beside its fields takes as much room as eight of them.
 */
const fieldsMax = 4_000;
const fieldsPerSource = 8;

interface SourceSize {
  name: string;
  /** In four weeks. */
  received: number;
  fields: ReadonlySet<string>;
}

/** Those that ever delivered an event: of what was not understood only the channel is known. */
export function sourcesIn({
  counted,
  lastDay,
}: {
  counted: readonly Counted[];
  lastDay: string;
}): SourceSize[] {
  const monthFrom = addDays(lastDay, 1 - windowDays.month);
  const heard = counted.filter(({ day, tally }) => day <= lastDay && receivedOf(tally) > 0);
  return [...Map.groupBy(heard, ({ source }) => source)].map(([name, rows]) => {
    const tallies = rows.filter(({ day }) => day >= monthFrom).map(({ tally }) => tally);
    return {
      name,
      received: tallies.reduce((sum, tally) => sum + receivedOf(tally), 0),
      fields: new Set(tallies.flatMap(fieldsOf)),
    };
  });
}

/** In the order of their names. */
export function largestOf(sources: readonly SourceSize[]): string[] {
  let room = fieldsMax;
  return sources
    .toSorted((a, b) => b.received - a.received || compareText(a.name, b.name))
    .filter(({ fields }) => (room -= fields.size + fieldsPerSource) >= 0)
    .map(({ name }) => name)
    .sort(compareText);
}
