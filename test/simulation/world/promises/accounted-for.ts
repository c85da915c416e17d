/** Nothing that was taken is nowhere, and it is what was said: events, corrections, decisions, quarantine. */
import { canonicalJson } from "#shared/domain/canonical-json.ts";
import type { Judged } from "./judgement.ts";
import { textIn } from "../remains.ts";

/** Whatever was taken is in the store, as one of its copies said it, or in quarantine, or dismissed. */
export function accountedFor({ services, history, remains }: Judged): string | undefined {
  const { vault } = services.store;
  const reviews = new Set(remains.rows.reviews.map((row) => textIn(row, "id")));
  for (const id of history.acknowledged) {
    if (remains.events.has(id) || history.dismissed.has(vault.reviewId(id))) continue;
    return `${id} was taken, and is nowhere`;
  }
  for (const id of history.corrections) {
    if (!remains.events.has(id)) return `the correction ${id} was made, and is nowhere`;
  }
  for (const fingerprint of history.unclear) {
    if (!reviews.has(vault.reviewId(fingerprint)))
      return "an unclear delivery is not in quarantine";
  }
  for (const id of history.decisions) {
    if (!remains.decisions.has(id)) return `the decision ${id} was taken, and is nowhere`;
  }
  for (const [id, { event }] of remains.events) {
    const copies = history.sent.get(id)?.map((copy) => canonicalJson(copy));
    // A correction may have been stored though nobody was told.
    if (copies === undefined && event.trust === "staff") continue;
    if (copies?.includes(canonicalJson(event))) continue;
    return `${id} is stored otherwise than any of its copies said it`;
  }
  return undefined;
}

/** What nobody can open is kept apart, and so was everything beside it accounted for. */
export function noPoison({ services, history, remains }: Judged): string | undefined {
  const reviews = new Set(remains.rows.reviews.map((row) => textIn(row, "id")));
  for (const body of history.garbage) {
    if (!reviews.has(services.store.vault.reviewId(body))) return "what nobody opens is nowhere";
  }
  return undefined;
}
