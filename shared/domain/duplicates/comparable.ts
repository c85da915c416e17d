/** What of a record is compared: what it says with certainty, and what points at it. */
import type { Identifier } from "../identifier.ts";
import type { GoldenRecord } from "../record.ts";
import type { Values } from "./part.ts";

export interface Comparable {
  values: Values;
  identifiers: readonly Identifier[];
}

/** Values that their normaliser refused are for people to read, not to compare. */
export function comparableOf({
  slots,
  identifiers,
}: Pick<GoldenRecord, "slots" | "identifiers">): Comparable {
  const sound = Object.values(slots).filter(({ valid }) => valid);
  const values = Object.fromEntries(sound.flatMap(({ values }) => Object.entries(values)));
  return { values, identifiers };
}
