/** Late data: what was received or observed before an erasure, and arrives after it, brings nobody back. */
import { promotedLinks } from "../duplicates/promotion.ts";
import { type CustomerEvent, effectiveAt } from "../event.ts";
import { bare, type Identifier, identifierText } from "../identifier.ts";
import type { Policy } from "../policy.ts";
import { type IndexEntry, noEntry, type Stamp, silenceOf } from "./changes.ts";
import { linksOf } from "./evidence.ts";

type Screened =
  /** Perhaps without the values that were erased. */
  { kind: "passes"; event: CustomerEvent } | { kind: "dropped"; drop: Drop };

/** An event that nobody gets: a tombstone keeps its place. */
export interface Drop {
  eventId: string;
  why: "late" | "suppressed";
  /** Its identifiers that nobody living holds, stamped as well: the next such event may carry only these. */
  stamps: readonly IndexEntry[];
  /** What the answer rests on beside. */
  relied: readonly IndexEntry[];
}

export interface ScreenedAll {
  passed: readonly CustomerEvent[];
  drops: readonly Drop[];
}

/** Several at once. Where nothing that they carry is remembered, as nearly always, none is looked at. */
export function screenAll(
  events: readonly CustomerEvent[],
  entries: ReadonlyMap<string, IndexEntry>,
  policy: Policy,
): ScreenedAll {
  if (![...entries.values()].some(isRemembered)) return { passed: events, drops: [] };
  const screened = events.map((event) => screen(event, entries, policy));
  return {
    passed: screened.flatMap((each) => (each.kind === "passes" ? each.event : [])),
    drops: screened.flatMap((each) => (each.kind === "dropped" ? each.drop : [])),
  };
}

const isRemembered = ({ erased, suppressed }: IndexEntry): boolean =>
  erased !== undefined || suppressed;

/**
 * An event as old as the erasure of one of its identifiers is dropped, unless another of them is
 * somebody's who lives: then it is kept without the erased values. Suppressed values are taken out
 * whenever they arrive, and an event that carries nothing else is dropped.
 */
function screen(
  event: CustomerEvent,
  entries: ReadonlyMap<string, IndexEntry>,
  policy: Policy,
): Screened {
  const links = linksOf(event, policy);
  const known = links.map((link) => entries.get(identifierText(link)) ?? noEntry(bare(link)));
  const late = known.filter(({ erased }) => erased !== undefined && isBy(event, erased));
  const gone = known.filter((entry) => entry.suppressed || late.includes(entry));
  if (gone.length === 0) return { kind: "passes", event };
  const rest = known.filter((entry) => !gone.includes(entry));
  const lives = rest.some((entry) => entry.ownerId !== undefined && silenceOf(entry) === undefined);
  if (rest.length > 0 && (late.length === 0 || lives)) {
    return {
      kind: "passes",
      event: without(
        event,
        gone.map(({ identifier }) => identifier),
        policy,
      ),
    };
  }
  const stamp = late.reduce<Stamp | undefined>(
    (stamped, { erased }) => later(stamped, erased),
    undefined,
  );
  const stamps = stamp === undefined ? [] : rest.filter(isNobodys);
  return {
    kind: "dropped",
    drop: {
      eventId: event.id,
      why: stamp === undefined ? "suppressed" : "late",
      stamps: stamps.map((entry) => ({ ...entry, erased: later(entry.erased, stamp) })),
      relied: known.filter((entry) => !stamps.includes(entry)),
    },
  };
}

/** What is contested or generic, somebody carries whom it does not point at. */
const isNobodys = (entry: IndexEntry): boolean =>
  entry.contested === undefined && silenceOf(entry) === undefined;

/** Received or observed at or before the moment of an erasure. */
export function isBy(
  event: Pick<CustomerEvent, "observedAt" | "receivedAt">,
  { at }: Pick<Stamp, "at">,
): boolean {
  return event.receivedAt <= at || effectiveAt(event) <= at;
}

export function later(a: Stamp | undefined, b: Stamp | undefined): Stamp | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  return a.at >= b.at ? a : b;
}

/** The event without these values, wherever in it they stand. */
export function without(
  event: CustomerEvent,
  gone: readonly Identifier[],
  policy: Policy,
): CustomerEvent {
  const texts = new Set(gone.map((each) => identifierText(each)));
  const values = new Set(gone.map(({ value }) => value));
  const isGone = (link: Identifier): boolean => texts.has(identifierText(link));
  const composes = (claims: CustomerEvent["claims"]): boolean =>
    promotedLinks(claims, policy.promotedKeys).some(isGone);
  const named = event.claims.filter(({ value }) => !values.has(value));
  // What a composite key is put together from is gone with it.
  const apart = composes(named)
    ? named.filter((each) => composes(named.filter((other) => other !== each)))
    : named;
  return {
    ...event,
    identifiers: event.identifiers.filter((each) => !isGone(each)),
    claims: composes(apart) ? [] : apart,
    extras: Object.fromEntries(
      Object.entries(event.extras).filter(([, answer]) => !mentions(answer, values)),
    ),
  };
}

function mentions(answer: string, values: ReadonlySet<string>): boolean {
  return [...values].some((value) => answer.includes(value));
}
