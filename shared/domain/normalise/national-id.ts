/** Chinese resident identity numbers (GB 11643-1999): eighteen characters, the last one a checksum. */
import { isPlausibleDate } from "./date.ts";
import { invalid, type Normalised, valid } from "./normalised.ts";
import { cleanText } from "./text.ts";

/** First two digits: provinces (GB/T 2260), residence permits for the special regions and for foreigners. */
const province = "(?:1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71|8[1-3]|9[1-8])";
const current = new RegExp(String.raw`^${province}\d{4}(\d{4})(\d{2})(\d{2})\d{3}[\dX]$`);
/** Issued until 1999: year of two digits, no checksum. */
const former = new RegExp(String.raw`^(${province}\d{4})(\d{9})$`);

const checkCharacters = "10X98765432";

/** Upper-case X; the fifteen digits of the old cards become the eighteen their holders have now. */
export function normaliseNationalId(raw: string): Normalised {
  const text = cleanText(raw).replace(/[ -]/g, "").toUpperCase();
  const id = text.replace(former, modernised);
  const [, year, month, day] = current.exec(id) ?? [];
  if (!isPlausibleDate(`${year}-${month}-${day}`)) return invalid;
  return id.at(-1) === checkCharacter(id) ? valid(id) : invalid;
}

/** With one digit repeated all along there is no checksum to tell that it is a filler. */
function modernised(id: string, region: string, rest: string): string {
  if (/^(\d)\1+$/.test(id)) return id;
  const body = `${region}19${rest}`;
  return body + checkCharacter(body);
}

/** ISO 7064 MOD 11-2 over the first seventeen digits: catches every single wrong one. */
function checkCharacter(id: string): string {
  let sum = 0;
  for (let position = 0; position < 17; position++) {
    sum += Number(id.charAt(position)) * (2 ** (17 - position) % 11);
  }
  return checkCharacters.charAt(sum % 11);
}
