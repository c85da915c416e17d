/** The other end of a call: a number, or a word where it is withheld. */

/** Whether it may be somebody's number: `anonymous`, names and extensions are none. */
export function isNumber(party: string | null | undefined): party is string {
  return /^\+?[\d\s().-]{5,25}$/.test(party ?? "");
}
