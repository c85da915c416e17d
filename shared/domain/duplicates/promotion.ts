/** Composite keys that a tenant lets link: an event's claims seen as one more identifier. */
import type { Claim } from "../event.ts";
import { clip } from "../normalise/text.ts";
import { recordValueLengthMax } from "../survivorship.ts";
import { compositeKeysOf, type PromotableKeyName } from "./composite-key.ts";
import type { Values } from "./part.ts";

/** An identifier put together from claims: nobody ever proved it, so it never counts as verified. */
export interface PromotedLink {
  type: "composite";
  /** Which key: values of two keys have nothing to do with each other. */
  namespace: PromotableKeyName;
  value: string;
  verified: false;
}

/** What one event says with certainty, as long as a record keeps it: so both have the same keys. */
export function valuesOfClaims(claims: readonly Claim[]): Values {
  return Object.fromEntries(
    claims
      .filter(({ valid, removed }) => valid && !removed)
      .map(({ field, value }) => [field, clip(value, recordValueLengthMax)]),
  );
}

/** The further identifiers of an event whose tenant promoted these keys, each key at most once. */
export function promotedLinks(
  claims: readonly Claim[],
  promoted: readonly PromotableKeyName[],
): PromotedLink[] {
  if (promoted.length === 0) return [];
  const names = [...new Set(promoted)];
  return compositeKeysOf(valuesOfClaims(claims), names).map(({ name, value }) => ({
    type: "composite",
    namespace: name,
    value,
    verified: false,
  }));
}
