/** What one event that has just become part of a person tells of its source. */
import { hash } from "node:crypto";
import { clockAheadMs, type CustomerEvent, effectiveAt } from "../event.ts";
import type { Changes } from "../identity/changes.ts";
import type { Person } from "../identity/person.ts";
import { emptyRecord, type FoldContext, type GoldenRecord } from "../record.ts";
import { dayOf } from "./calendar.ts";
import { lagCounter } from "./lag.ts";
import { likeness } from "./likeness.ts";
import { isMadeUp } from "./made-up.ts";
import { type Meeting, type MeetingContext, meetings } from "./meetings.ts";
import {
  type Counted,
  type Counter,
  entriesOf,
  type FieldCounter,
  markOf,
  type SampleKind,
} from "./tally.ts";

export interface Arrival extends Meeting {
  personId: string;
}

/** The new events of one commit, each with whom it met: those of one person in the order of receipt. */
export function arrivalsOf(
  { attached, merged, people }: Pick<Changes, "attached" | "merged" | "people">,
  before: ReadonlyMap<string, Pick<Person, "record">>,
  context: MeetingContext,
): Arrival[] {
  const roots = Map.groupBy(merged, ({ into }) => into);
  const become = new Map(people.map(({ id, record }) => [id, record]));
  return [...Map.groupBy(attached, ({ personId }) => personId)].flatMap(([personId, group]) => {
    const ids = [personId, ...(roots.get(personId) ?? []).map(({ id }) => id)];
    const known = ids.flatMap((id) => before.get(id)?.record ?? []);
    const { identifiers } = become.get(personId) ?? emptyRecord;
    const events = group.map(({ event }) => event);
    return meetings(events, { known, identifiers }, context).map((meeting) => ({
      ...meeting,
      personId,
    }));
  });
}

/** `usableAt`: when its person's record was written. */
export function countArrival(arrival: Arrival, usableAt: Date, context: MeetingContext): Counted {
  const { tally, ...cell } = countEvent(arrival, context);
  const lagMs = usableAt.getTime() - Date.parse(effectiveAt(arrival.event));
  const waitedMs = usableAt.getTime() - Date.parse(arrival.event.receivedAt);
  const waited = Math.max(0, Math.round(waitedMs / 1_000));
  const counts = { ...tally.counts, [lagCounter(lagMs)]: 1, ...(waited > 0 && { waited }) };
  return { ...cell, tally: { ...tally, counts } };
}

/**
 * What an event tells by itself and by whom it met, which is as true a year later. Who contradicts is
 * who came later; that does not say who is right, but a source that is wrong contradicts all others
 * sooner or later.
 */
export function countEvent({ event, personId, met }: Arrival, context: MeetingContext): Counted {
  const observedMs = Date.parse(event.observedAt);
  const receivedMs = Date.parse(event.receivedAt);
  const isAhead = observedMs > receivedMs + clockAheadMs;
  const fields = event.claims.flatMap((claim) =>
    fieldCountersOf(claim, { event, met }, context).map(
      (counter) => [counter, claim.field] as const,
    ),
  );
  const told: Partial<Record<Counter, boolean>> = {
    new: true,
    newPeople: met === undefined,
    shared: met?.channels.some((channel) => channel !== event.channel) ?? false,
    // A provider's own time that equals ours to the millisecond would be a rare coincidence.
    timed: observedMs !== receivedMs,
    named: !event.source.endsWith(":-"),
    signed: event.trust === "signed" || event.trust === "staff",
    ahead: isAhead,
    ...Object.fromEntries(fields.map(([counter, field]) => [`${counter}.${field}`, true])),
  };
  const counts: Partial<Record<Counter, number>> = { ids: numberOf(event.id) };
  for (const [counter, isSo] of entriesOf(told)) if (isSo) counts[counter] = 1;
  const kinds = [...fields.map(([counter]) => counter), ...(isAhead ? ["ahead" as const] : [])];
  const samples = Object.fromEntries(kinds.filter(isSampled).map((kind) => [kind, event.id]));
  const { source, receivedAt } = event;
  return {
    source,
    day: dayOf(receivedAt),
    tally: { counts, people: new Set([markOf(personId)]), samples },
  };
}

const isSampled = (kind: FieldCounter | SampleKind): kind is SampleKind =>
  kind !== "valid" && kind !== "agrees";

/** 24 bits: the sum of very many stays exact, and different events hardly ever have the same. */
function numberOf(eventId: string): number {
  return Number.parseInt(hash("sha256", eventId, "hex").slice(0, 6), 16);
}

type Claim = CustomerEvent["claims"][number];

function fieldCountersOf(
  claim: Claim,
  { event, met }: Pick<Arrival, "event" | "met">,
  context: MeetingContext,
): FieldCounter[] {
  if (claim.removed) return [];
  if (!claim.valid) return ["invalid"];
  const compared = met && compare(claim, event, { met, fields: context.fields });
  return [
    "valid",
    ...(isMadeUp(claim, context) ? ["madeUp" as const] : []),
    ...(compared === undefined ? [] : [compared]),
  ];
}

/** With what the record says, where that came through another channel. */
function compare(
  { field, value }: Claim,
  { channel }: CustomerEvent,
  { met, fields }: { met: GoldenRecord; fields: FoldContext["fields"] },
): "agrees" | "differs" | undefined {
  const known = fields.get(field);
  const name = known?.group ?? field;
  const slot = Object.hasOwn(met.slots, name) ? met.slots[name] : undefined;
  const other = slot?.values[field];
  if (other === undefined || !slot?.valid || slot.origin.channel === channel) return undefined;
  if (known?.perVisit) return undefined;
  return likeness(field, value) === likeness(field, other) ? "agrees" : "differs";
}

/** Deliveries of an event that was there already. */
export function countKnown(
  { source, receivedAt }: Pick<CustomerEvent, "source" | "receivedAt">,
  deliveries: number,
): Counted {
  const tally = { counts: { known: deliveries }, people: new Set<string>(), samples: {} };
  return { source, day: dayOf(receivedAt), tally };
}

/** A delivery that was authentic but not understood. */
export function countQuarantined(delivery: {
  channel: string;
  reason: string;
  receivedAt: string;
}): Counted {
  const { channel, reason, receivedAt } = delivery;
  const counts = { [`quarantined.${reason}`]: 1 };
  return {
    source: channel,
    day: dayOf(receivedAt),
    tally: { counts, people: new Set(), samples: {} },
  };
}
