/** All that a run found out, ready to be printed or compared with the next run's. */
import type { FieldRegistry } from "#shared/domain/field.ts";
import type { Resolution, SpecifiedPerson } from "#shared/domain/identity/specification.ts";
import type { Policy } from "#shared/domain/policy.ts";
import { type Fill, fillOf } from "./fill.ts";
import type { Mapping } from "./mapping.ts";
import { type Mistakes, missedJoins, wrongJoins } from "./mistakes.ts";
import { type Assignment, comparePairs, type PairFigures } from "./pairs.ts";
import type { ReadEvents } from "./read-events.ts";

export interface Figures {
  /** Rows below the header. */
  records: number;
  /** Rows of which the truth is known: all but these are left out of clusters, pairs and mistakes. */
  labelled: number;
  /** Rows that repeat the id and the content of another. */
  repeated: number;
  undated: number;
  clusters: { true: Sizes; found: Sizes };
  pairs: PairFigures;
  wrongJoins: Mistakes;
  missedJoins: Mistakes;
  /** Links that a guard refused, and values that too many different people carry. */
  contestedLinks: number;
  genericValues: number;
  /** Events that carry nothing by which they could be joined to another. */
  unlinkable: number;
  fields: readonly Fill[];
  ignoredColumns: readonly string[];
  normalisedPerSecond: number;
  resolvedPerSecond: number;
}

export interface Sizes {
  clusters: number;
  /** Rows in a cluster → how many such clusters. */
  bySize: Readonly<Record<number, number>>;
}

interface Known {
  resolution: Resolution;
  resolveMs: number;
  mapping: Mapping;
  policy: Policy;
  fields: FieldRegistry;
}

export function figuresOf(read: ReadEvents, known: Known): Figures {
  const { resolution, resolveMs } = known;
  const { rows, events } = read;
  const assigned = assign(rows, resolution);
  return {
    records: rows.length,
    labelled: assigned.length,
    repeated: rows.length - events.length,
    undated: read.undated,
    clusters: {
      true: sizesOf(Map.groupBy(assigned, ({ truth }) => truth).values()),
      found: sizesOf(Map.groupBy(assigned, ({ found }) => found).values()),
    },
    pairs: comparePairs(assigned),
    wrongJoins: wrongJoins(assigned),
    missedJoins: missedJoins(assigned),
    contestedLinks: resolution.contested.length,
    genericValues: resolution.generic.size,
    unlinkable: resolution.people.filter(hasNoLink).length,
    fields: fillOf(events, known),
    ignoredColumns: read.ignoredColumns,
    normalisedPerSecond: perSecond(rows.length, read.normaliseMs),
    resolvedPerSecond: perSecond(events.length, resolveMs),
  };
}

/** Then it is a single event, and nothing could ever have joined it to another. */
function hasNoLink({ record, unlinked }: SpecifiedPerson): boolean {
  return record.identifiers.length === 0 && unlinked.length === 0;
}

/** The labelled rows, each with the number of its person. */
function assign(rows: ReadEvents["rows"], { people }: Resolution): Assignment[] {
  const persons = new Map(
    people.flatMap(({ eventIds }, person) => eventIds.map((id) => [id, person] as const)),
  );
  return rows
    .filter(({ truth }) => truth !== "")
    .map(({ row, truth, eventId }) => {
      const found = persons.get(eventId);
      if (found === undefined) throw new RangeError(`the event of row ${row} is nobody's`);
      return { row, truth, found };
    });
}

function sizesOf(groups: Iterable<readonly Assignment[]>): Sizes {
  const bySize: Record<number, number> = {};
  let clusters = 0;
  for (const { length } of groups) {
    clusters++;
    bySize[length] = (bySize[length] ?? 0) + 1;
  }
  return { clusters, bySize };
}

function perSecond(count: number, ms: number): number {
  return Math.round(count / Math.max(ms / 1_000, 1e-6));
}
