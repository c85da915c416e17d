/** What WooCommerce and its plugins note beside a customer or an order. */
import * as z from "zod";
import type { StatedClaim } from "#shared/domain/statement.ts";
import { type Answer, campaignFields, scalarText } from "./answers.ts";
import { claimsOfLanding } from "./landing-page.ts";

export const MetaData = z
  .array(z.looseObject({ key: z.string(), value: z.unknown().optional() }))
  .nullish();
type MetaData = z.output<typeof MetaData>;

const attribution = "_wc_order_attribution_";

/** Where the order came from, as WooCommerce itself has noted since 8.5; `(direct)` is no source. */
export function claimsOfAttribution(metaData: MetaData): StatedClaim[] {
  const notes = new Map(
    (metaData ?? []).map(({ key, value }) => [key, scalarText(value).replace(/^\(.*\)$/, "")]),
  );
  const note = (name: string) => notes.get(`${attribution}${name}`);
  const named = [...campaignFields].map(([parameter, field]) => ({
    field,
    value: note(parameter),
  }));
  return [
    ...named,
    { field: "referrer", value: note("referrer") },
    ...claimsOfLanding(note("session_entry")),
  ];
}

/** WordPress hides what begins with an underscore: it is read where the tenant says so. */
export function answersOf(metaData: MetaData): Answer[] {
  return (metaData ?? []).map(({ key, value }) => ({
    keys: [key],
    label: key,
    value,
    otherwise: key.startsWith("_") ? "ignore" : undefined,
  }));
}
