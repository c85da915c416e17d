/** A full name from the two parts that shops and CRMs keep apart. */

type Part = string | null | undefined;

/** Chinese names begin with the family, and no space stands in them. */
export function fullName(given: Part, family: Part): string {
  const parts = [given, family].flatMap((part) => (part ? [part] : []));
  const isChinese = parts.every((part) => /^\p{Script=Han}+$/u.test(part));
  return isChinese ? parts.toReversed().join("") : parts.join(" ");
}
