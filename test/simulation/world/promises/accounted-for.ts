/** Nothing that was taken is nowhere, and it is what was said: events, corrections, quarantine. */
import { canonicalJson } from "#shared/domain/canonical-json.ts";
import type { CustomerEvent } from "#shared/domain/event.ts";
import { identifierText } from "#shared/domain/identifier.ts";
import { linksOf } from "#shared/domain/identity/evidence.ts";
import { isBy, without } from "#shared/domain/identity/late.ts";
import { replayedSource } from "../edge.ts";
import { entryIn } from "../watch/rows.ts";
import type { Judged } from "./judgement.ts";

/**
 * Whatever was taken is in the store, as one of its copies said it, or in quarantine, or dismissed, or
 * a tombstone keeps its place: each of those was judged when it was written.
 */
export function accountedFor(judged: Judged): string | undefined {
  const { history, remains } = judged;
  for (const id of history.acknowledged) {
    if (remains.events.has(id) || history.unclear.has(id) || isDismissed(id, judged)) continue;
    if (isTombstoned(id, judged)) continue;
    return `${id} was taken, and is nowhere`;
  }
  for (const [id, { event }] of remains.events) {
    const copies = history.sent.get(id);
    // A correction, or what was replayed from quarantine, may be stored though nobody was told.
    const isSaidHere = event.trust === "staff" || event.source === replayedSource;
    if (copies === undefined && isSaidHere) continue;
    if (copies?.some((copy) => isAsSaid(event, copy, judged))) continue;
    return `${id} is stored otherwise than any of its copies said it`;
  }
  for (const [id, told] of history.corrections) {
    const stored = remains.events.get(id)?.event;
    if (stored === undefined && isDismissed(id, judged)) continue;
    if (stored === undefined && isTombstoned(id, judged)) continue;
    if (stored === undefined) return `the correction ${id} was made, and is nowhere`;
    if (!saysSo(stored, told)) return `the correction ${id} does not say what it was told`;
  }
  for (const [fingerprint, copies] of history.unclear) {
    if (!history.acknowledged.has(fingerprint)) continue;
    const what = keptApart(fingerprint, copies, judged);
    if (what !== undefined) return `an unclear delivery ${what}`;
  }
  return undefined;
}

const isTombstoned = (id: string, { services, remains }: Judged): boolean =>
  remains.tombstones.has(services.store.vault.eventKey(id));

/** Word by word, or without what was erased when it came too late. */
function isAsSaid(stored: CustomerEvent, copy: CustomerEvent, { services }: Judged): boolean {
  if (canonicalJson(stored) === canonicalJson(copy)) return true;
  const { policy } = services;
  const left = new Set(linksOf(stored, policy).map((link) => identifierText(link)));
  const taken = linksOf(copy, policy).filter((link) => !left.has(identifierText(link)));
  const mayBeTaken = taken.every((link) => {
    const { erasedAt: at, isSuppressed } = entryIn(link, services);
    return isSuppressed || (at !== undefined && isBy(copy, { at }));
  });
  return mayBeTaken && canonicalJson(stored) === canonicalJson(without(copy, taken, policy));
}

/** What nobody can open is kept apart, and so was everything beside it accounted for. */
export function noPoison(judged: Judged): string | undefined {
  for (const body of judged.history.garbage) {
    const what = keptApart(body, [{ kind: "unopened", body }], judged);
    if (what !== undefined) return `what nobody opens ${what}`;
  }
  return undefined;
}

/** It waits, or somebody has dismissed it; and it can be read, as it came. */
function keptApart(
  fingerprint: string,
  contents: readonly object[],
  judged: Judged,
): string | undefined {
  const { remains, services } = judged;
  const kept = remains.quarantine.get(services.store.vault.reviewId(fingerprint));
  if (kept === undefined) return "is nowhere";
  if (kept.kind !== "opened") return "cannot be read any more";
  const { status, id } = kept.delivery;
  if (status === "replayed" && judged.history.replayed.has(id)) return replayedEvents(judged);
  if (status !== "open" && !isDismissed(fingerprint, judged)) return `is ${status} by nobody`;
  const said = contents.map((content) => canonicalJson(content));
  return said.includes(canonicalJson(kept.content)) ? undefined : "is kept otherwise than it came";
}

/** Each of them says something of its own: so there are as many events as were tried again. */
function replayedEvents({ remains }: Judged): string | undefined {
  const replayed = [...remains.quarantine.values()].filter(
    (each) =>
      each.kind === "opened" && each.delivery.status === "replayed" && isUnclear(each.content),
  );
  const events = [...remains.events.values()].filter(
    ({ event }) => event.source === replayedSource,
  );
  return events.length >= replayed.length ? undefined : "was replayed, and said nothing";
}

const isUnclear = (content: unknown): boolean =>
  typeof content === "object" &&
  content !== null &&
  "kind" in content &&
  content.kind === "unclear";

/** By a steward who asked for it: what the store says alone is not enough. */
export function isDismissed(fingerprint: string, { services, history, remains }: Judged): boolean {
  const id = services.store.vault.reviewId(fingerprint);
  const kept = remains.quarantine.get(id);
  return (
    history.dismissed.has(id) && kept?.kind === "opened" && kept.delivery.status === "dismissed"
  );
}

function saysSo({ trust, claims }: CustomerEvent, { city }: { city: string | undefined }): boolean {
  const [claim, ...others] = claims;
  if (trust !== "staff" || others.length > 0 || claim?.field !== "city") return false;
  return claim.removed ? city === undefined : claim.value === city;
}
