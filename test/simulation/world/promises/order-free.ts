/** All persons together: what the specification says of all events at once. */
import * as z from "zod";
import { canonicalExport } from "#shared/domain/export.ts";
import { fieldRegistry } from "#shared/domain/fields.ts";
import { identifierText } from "#shared/domain/identifier.ts";
import { isCrowded } from "#shared/domain/identity/companions.ts";
import { resolve } from "#shared/domain/identity/specification.ts";
import type { Policy } from "#shared/domain/policy.ts";
import { identityReviewId } from "#shared/stores/reviews.ts";
import { type Remains, textIn } from "../remains.ts";
import type { Judged } from "./judgement.ts";

/** Persons, records and questions are what the specification says of all events at once. */
export function orderFree({ services, remains }: Judged): string | undefined {
  const { policy } = services;
  const context = { fields: fieldRegistry(policy), policy };
  const events = [...remains.events.values()].map(({ event }) => event);
  const left = { at: "", identifiers: [], suppressed: [], crowded: crowdedIn(remains, policy) };
  const decisions = remains.standing;
  const specified = resolve({ events, decisions, erasures: [left] }, context);
  const idsOf = Map.groupBy(remains.events, ([, { root }]) => root);
  const found = canonicalExport(
    remains.living.map(({ person }) => ({
      record: person.record,
      eventIds: (idsOf.get(person.id) ?? []).map(([id]) => id),
    })),
  );
  const expected = canonicalExport(specified.people);
  if (found !== expected) return difference(found, expected);
  const contested = new Set(
    specified.contested.map(({ identifier }) => identifierText(identifier)),
  );
  return (
    questions("contested-link", contested, remains) ??
    questions("generic-value", specified.generic, remains)
  );
}

const Companions = z.record(z.string(), z.array(z.string()));

/** What has met too many others has met them, though some of those were erased. */
function crowdedIn({ rows, texts }: Remains, { limits }: Policy): string[] {
  return rows.index.flatMap((row) => {
    const text = texts.get(textIn(row, "k"));
    return text !== undefined && isCrowded(Companions.parse(row["o"] ?? {}), limits) ? text : [];
  });
}

/** Every question there is has been asked, and is active just as long as it is one. */
function questions(
  kind: "contested-link" | "generic-value",
  expected: ReadonlySet<string>,
  { rows, texts }: Remains,
): string | undefined {
  const active = new Set(
    rows.reviews.flatMap((row) => (row["active"] === true ? textIn(row, "id") : [])),
  );
  for (const row of rows.reviews) {
    // What had met too many people stays so, whoever of them is gone.
    if (row["kind"] !== kind || kind === "generic-value" || row["active"] !== true) continue;
    if (!texts.has(textIn(row, "identifierKey")))
      return `nobody carries what is asked about as ${kind}`;
  }
  for (const [key, text] of texts) {
    const id = identityReviewId(kind, key);
    if (active.has(id) === expected.has(text)) continue;
    return `${text} is ${active.has(id) ? "" : "not "}asked about as ${kind}`;
  }
  return undefined;
}

function difference(found: string, expected: string): string {
  const [ours, theirs] = [found.split("\n"), expected.split("\n")];
  const only = (a: string[], b: string[]) => a.filter((line) => !b.includes(line)).slice(0, 3);
  return [
    `${ours.length} persons, the specification says ${theirs.length}; found only`,
    ...only(ours, theirs),
    "specified only",
    ...only(theirs, ours),
  ].join("\n");
}
