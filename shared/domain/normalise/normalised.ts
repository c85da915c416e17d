/** What a normaliser answers, and the little it may know about the tenant. */

/** An invalid value is kept as it was sent, for quality to count. */
export type Normalised = { valid: true; value: string } | { valid: false };

export interface NormaliserContext {
  /** ISO 3166 country whose national phone numbers are meant when no country code is given. */
  phoneRegion: string;
}

/**
 * Total on any text of any length, fast on 2,000 characters, and idempotent: what it answers
 * normalises to itself, so that a value read back from a record finds the same person again.
 */
export type Normaliser = (raw: string, context: NormaliserContext) => Normalised;

export const invalid: Normalised = { valid: false };

export function valid(value: string): Normalised {
  return { valid: true, value };
}
