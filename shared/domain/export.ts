/** The canonical export: what two runs must agree on, whatever ids, versions and times they gave. */
import { canonicalJson } from "./canonical-json.ts";
import { compareText } from "./identifier.ts";
import type { GoldenRecord } from "./record.ts";
import type { Latest, Origin } from "./survivorship.ts";

export interface Exportable {
  record: GoldenRecord;
  /** Ids of all events of the person. */
  eventIds: readonly string[];
}

/** One line a person, named by its sorted event ids; fields, identifiers, consents, tags, lineage. */
export function canonicalExport(people: readonly Exportable[]): string {
  return people.map(exportOne).sort(compareText).join("\n");
}

function exportOne({ record, eventIds }: Exportable): string {
  return canonicalJson({
    events: [...eventIds].sort(compareText),
    fields: mapValues(record.slots, ({ origin, rivals, ...slot }) => ({
      ...slot,
      lineage: lineageOf(origin),
      rivals: rivals.length,
    })),
    identifiers: record.identifiers,
    consents: mapValues(record.consents, latestOf),
    tags: mapValues(record.tags, latestOf),
    extras: mapValues(record.extras, latestOf),
    channels: record.channels,
    count: record.events,
  });
}

/** Without the time of receipt: it is the run's, not the customer's. */
function lineageOf({ eventId, channel, source, observedAt }: Origin) {
  return { eventId, channel, source, observedAt };
}

function latestOf<Value>({ value, origin }: Latest<Value>) {
  return { value, lineage: lineageOf(origin) };
}

function mapValues<In, Out>(
  entries: Readonly<Record<string, In>>,
  map: (value: In) => Out,
): Record<string, Out> {
  return Object.fromEntries(Object.entries(entries).map(([key, value]) => [key, map(value)]));
}
