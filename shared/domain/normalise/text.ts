/** Text as people see it: one spelling per character, nothing invisible, no stray white space. */
import { invalid, type Normalised, valid } from "./normalised.ts";
import { isPlaceholder } from "./placeholder.ts";

/** Words of printable ASCII and common Chinese characters, one space apart: nothing to clean. */
const cleanAlready = /^[!-~\u4e00-\u9fff]+(?: [!-~\u4e00-\u9fff]+)*$/;

const controlSpaces = /[\t-\r\u0085]/g;
const lineBreaks = /\r\n?|[\v\f\u0085\u2028\u2029]/g;
/** Control characters, zero-width ones, soft hyphens, directional marks, interlinear annotation. */
const invisible = /[\p{Cc}\p{Default_Ignorable_Code_Point}\ufff9-\ufffb]/gu;

/**
 * One line of NFKC text. Invisible characters go before the composition, because they keep apart
 * what belongs together; half of a surrogate pair becomes U+FFFD, so that every digest sees the
 * same bytes as every reader.
 */
export function cleanText(value: string | number | boolean): string {
  const text = String(value);
  if (cleanAlready.test(text)) return text;
  return text
    .toWellFormed()
    .replace(controlSpaces, " ")
    .replace(invisible, "")
    .normalize("NFKC")
    .replace(/\s+/g, " ")
    .trim();
}

/** At most `lengthMax` UTF-16 units of a text, never half of a character. */
export function clip(text: string, lengthMax: number): string {
  if (text.length <= lengthMax) return text;
  return text
    .slice(0, lengthMax)
    .replace(/[\ud800-\udbff]$/, "")
    .trimEnd();
}

/** A short answer; words that only say "nothing" are no answer. */
export function normaliseText(raw: string): Normalised {
  const text = cleanText(raw);
  return isPlaceholder(text) ? invalid : valid(text);
}

/** Free text: the lines stay, at most one of them empty between two paragraphs. */
export function normaliseNote(raw: string): Normalised {
  const lines = raw.replace(lineBreaks, "\n").split("\n").map(cleanText);
  const text = lines
    .join("\n")
    .replace(/\n{3,}/g, "\n\n")
    .trim();
  return text === "" ? invalid : valid(text);
}
