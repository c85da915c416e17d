/** Text as it is compared: lower case, without the accents that half the keyboards cannot type. */
import { cleanText } from "../normalise/text.ts";

/** Accents of Latin, Greek and Cyrillic only: vowel signs of other scripts are letters to their readers. */
export function plainLetters(text: string): string {
  return cleanText(text)
    .toLowerCase()
    .normalize("NFD")
    .replace(/[\u0300-\u036f]/g, "")
    .normalize("NFC");
}
