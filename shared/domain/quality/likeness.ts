/** Spellings that nobody would call a contradiction. */
import { companyKey } from "../normalise/company.ts";
import { clip } from "../normalise/text.ts";
import { recordValueLengthMax } from "../survivorship.ts";

/** The same text of values that say the same. */
export function likeness(field: string, value: string): string {
  const kept = clip(value, recordValueLengthMax);
  return field === "company" ? companyKey(kept) : kept.toLowerCase();
}
