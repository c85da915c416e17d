/** Made-up digits, and made-up resident identity numbers whose checksum is reckoned apart from the code under test. */
import * as fc from "fast-check";

/** The table printed in GB 11643-1999, where the code under test uses powers of two. */
const weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];

export function withChecksum(body: string): string {
  const sum = weights.reduce(
    (total, weight, position) => total + weight * Number(body[position]),
    0,
  );
  return body + "10X98765432".charAt(sum % 11);
}

/** Exactly so many digits. */
export function digits(length: number): fc.Arbitrary<string> {
  const digit = fc.constantFrom("0", "1", "2", "3", "4", "5", "6", "7", "8", "9");
  return fc.string({ unit: digit, minLength: length, maxLength: length });
}

const birthdays = fc
  .date({
    min: new Date("1900-01-01T00:00:00Z"),
    max: new Date("1999-12-31T00:00:00Z"),
    noInvalidDate: true,
  })
  .map((date) => date.toISOString().slice(0, 10).replaceAll("-", ""));

export const nationalIds: fc.Arbitrary<string> = fc
  .tuple(fc.constantFrom("11", "31", "44", "65", "81", "91"), digits(4), birthdays, digits(3))
  .map((parts) => withChecksum(parts.join("")));
