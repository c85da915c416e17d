/** What one event that has just become part of a person tells of its source. */
import { clockAheadMs, type CustomerEvent, effectiveAt } from "../event.ts";
import { compareText } from "../identifier.ts";
import type { Changes } from "../identity/changes.ts";
import type { Person } from "../identity/person.ts";
import { companyKey } from "../normalise/company.ts";
import { clip } from "../normalise/text.ts";
import type { Policy } from "../policy.ts";
import { type FoldContext, type GoldenRecord, join, recordOf } from "../record.ts";
import { recordValueLengthMax } from "../survivorship.ts";
import { dayOf } from "./calendar.ts";
import { lagCounter } from "./lag.ts";
import { isMadeUp } from "./made-up.ts";
import {
  type Counted,
  type Counter,
  entriesOf,
  type FieldCounter,
  markOf,
  type SampleKind,
} from "./tally.ts";

export interface Arrival {
  event: CustomerEvent;
  personId: string;
  /** What the person's record said before it came; undefined of somebody new. */
  met: GoldenRecord | undefined;
}

export interface ArrivalContext extends FoldContext {
  policy: Policy;
}

/**
 * The new events of one commit, each with what it met. Those that come together are taken in the order
 * of receipt; what persons are joined by it is met joined.
 */
export function arrivalsOf(
  { attached, merged }: Pick<Changes, "attached" | "merged">,
  before: ReadonlyMap<string, Person>,
  context: FoldContext,
): Arrival[] {
  const roots = Map.groupBy(merged, ({ into }) => into);
  return [...Map.groupBy(attached, ({ personId }) => personId)].flatMap(([personId, group]) => {
    const ids = [personId, ...(roots.get(personId) ?? []).map(({ id }) => id)];
    const [first, ...others] = ids.flatMap((id) => before.get(id)?.record ?? []);
    let met = first && others.reduce(join, first);
    const events = group.map(({ event }) => event).sort(byReceipt);
    return events.map((event, at) => {
      const arrival = { event, personId, met };
      if (at < events.length - 1) {
        const own = recordOf(event, [], context);
        met = met === undefined ? own : join(met, own);
      }
      return arrival;
    });
  });
}

function byReceipt(a: CustomerEvent, b: CustomerEvent): number {
  return compareText(a.receivedAt, b.receivedAt) || compareText(a.id, b.id);
}

/**
 * `usableAt`: when its person's record was written. Who contradicts is who came later; that does not
 * say who is right, but a source that is wrong contradicts all others sooner or later.
 */
export function countArrival(
  { event, personId, met }: Arrival,
  usableAt: Date,
  context: ArrivalContext,
): Counted {
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
    [lagCounter(usableAt.getTime() - Date.parse(effectiveAt(event)))]: true,
    ...Object.fromEntries(fields.map(([counter, field]) => [`${counter}.${field}`, true])),
  };
  const counts: Partial<Record<Counter, number>> = {};
  for (const [counter, isSo] of entriesOf(told)) if (isSo) counts[counter] = 1;
  const waited = Math.max(0, Math.round((usableAt.getTime() - receivedMs) / 1_000));
  if (waited > 0) counts.waited = waited;
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

type Claim = CustomerEvent["claims"][number];

function fieldCountersOf(
  claim: Claim,
  { event, met }: Pick<Arrival, "event" | "met">,
  context: ArrivalContext,
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

/** Spellings that nobody would call a contradiction are one. */
function likeness(field: string, value: string): string {
  const kept = clip(value, recordValueLengthMax);
  return field === "company" ? companyKey(kept) : kept.toLowerCase();
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
