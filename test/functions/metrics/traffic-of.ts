/** Twelve weeks of counters of ten sources, of so many people in all. */
import type { Counted, Counter } from "#shared/domain/quality/tally.ts";
import { counted, day } from "#test/shared/domain/quality/counting.ts";

const fields =
  "fullName email phone company jobTitle city province street birthday utmSource utmMedium utmCampaign".split(
    " ",
  );
const sources = Array.from({ length: 10 }, (_, at) => `website:form-${at}`);
const daysOfTraffic = 84;
/** The day after the last one. */
export const afterwards = day(daysOfTraffic);

/** Everybody comes twice; a row has what a row of a busy day has, whatever its numbers are. */
export function countersOf(people: number): Counted[] {
  const events = Math.max(2, Math.round((2 * people) / sources.length / daysOfTraffic));
  const counts: Partial<Record<Counter, number>> = {
    new: events,
    known: 1,
    newPeople: Math.ceil(events / 2),
    shared: 1,
    timed: events,
    named: events,
    signed: events,
    waited: events,
    "lag.2": events,
    ...Object.fromEntries(
      fields.flatMap((field) => [
        [`valid.${field}`, events - 1],
        [`invalid.${field}`, 1],
        [`agrees.${field}`, 1],
      ]),
    ),
  };
  return Array.from({ length: daysOfTraffic }, (_, at) =>
    sources.map((source) => counted(source, at, counts)),
  ).flat();
}
