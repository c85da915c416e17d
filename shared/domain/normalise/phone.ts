/**
 * Phone numbers to E.164. Metadata is the library's smallest set: 121 kB of a bundle that may weigh
 * 550 kB, against 194 kB of the full one. It refuses no number that the full set accepts, which is
 * the error that would cost a customer; it takes more that are merely unlikely, so China, where it
 * would let pass most of what people type to be left alone, has the stricter rule below. The
 * mobile-only set knows no landlines, and companies have those.
 */
import { isSupportedCountry, parsePhoneNumberFromString } from "libphonenumber-js/min";
import { invalid, type Normalised, type NormaliserContext, valid } from "./normalised.ts";
import { cleanText } from "./text.ts";

/** Longer texts are prose that happens to hold digits. */
const phoneTextLengthMax = 60;

/** Eleven digits as Chinese people write them, with or without the country's code. */
const chineseMobile = /^(?:(?:\+|00)?86)?(1[3-9]\d{9})$/;

/**
 * Mobile; area code of two digits and eight more; area code of three and seven or eight more, which
 * takes in 400 and 800. A local number without its area code names a different line in each city.
 */
const chineseNational = /^(?:1[3-9]\d{9}|(?:10|2\d)\d{8}|[3-9]\d{9,10})$/;

/** The library knows `ext` and `x`, not the Chinese words. */
const chineseExtension = /(?:转|轉|分机|分機).*$/;

export function normalisePhone(raw: string, { phoneRegion }: NormaliserContext): Normalised {
  const text = cleanText(raw).replace(chineseExtension, "");
  if (text.length > phoneTextLengthMax) return invalid;
  if (phoneRegion === "CN") {
    const mobile = chineseMobile.exec(text.replace(/[\s()-]/g, ""))?.[1];
    if (mobile !== undefined) return valid(`+86${mobile}`);
  }
  // `00` is how most of the world dials abroad, also where the region's own prefix is another.
  const number = parse(text, phoneRegion) ?? parse(text.replace(/^00/, "+"), phoneRegion);
  return number === undefined ? invalid : valid(number);
}

/** The country calling code of an E.164 number, without `+`. */
export function callingCodeOf(phone: string): string | undefined {
  return parsePhoneNumberFromString(phone)?.countryCallingCode;
}

function parse(text: string, region: string): string | undefined {
  const national = isSupportedCountry(region) ? region : undefined;
  const stated = parsePhoneNumberFromString(text, national && { defaultCountry: national })?.number;
  if (stated === undefined) return undefined;
  // A region that shares its calling code lends its looser pattern; the number must hold without it.
  const number = parsePhoneNumberFromString(stated);
  if (number?.number !== stated || !number.isValid()) return undefined;
  const chinese = number.countryCallingCode === "86";
  return chinese && !chineseNational.test(number.nationalNumber) ? undefined : stated;
}
