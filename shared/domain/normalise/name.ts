/** Names of people, for display: cleaned, never re-cased, never taken apart. */
import { invalid, type Normalised, valid } from "./normalised.ts";
import { isPlaceholder } from "./placeholder.ts";
import { cleanText } from "./text.ts";

const nameLengthMax = 200;

/** No parent's choice; `Null`, `None` and `Nil` are, in some family. */
const placeholderParts = new Set(["undefined", "n/a", "#n/a", "(null)", "<null>"]);

export function normaliseFullName(raw: string): Normalised {
  const name = displayName(raw);
  return isName(name) && !isPlaceholder(name) ? valid(name) : invalid;
}

/** A family name or given name by itself. */
export function normaliseNamePart(raw: string): Normalised {
  const name = displayName(raw);
  return isName(name) && !placeholderParts.has(name.toLowerCase()) ? valid(name) : invalid;
}

/** What people call themselves online: often an emoji and nothing else. */
export function normaliseNickname(raw: string): Normalised {
  const name = cleanText(raw);
  return name !== "" && name.length <= nameLengthMax ? valid(name) : invalid;
}

/** Forms that lay out Chinese names in columns send `张 三`; between Chinese characters no space is meant. */
function displayName(raw: string): string {
  return cleanText(raw).replace(/(?<=\p{Script=Han}) (?=\p{Script=Han})/gu, "");
}

function isName(name: string): boolean {
  return name.length <= nameLengthMax && /\p{L}/u.test(name);
}
