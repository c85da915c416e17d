/** The narrowest place that two records share: a house says all that its postal code and city would. */
import type { FindingName } from "./finding.ts";
import { isOneSlipApart } from "./near.ts";
import { postcodeOf, streetOf, type Values } from "./part.ts";
import { plainLetters } from "./plain-letters.ts";

export function compareAddresses(a: Values, b: Values): FindingName | undefined {
  const postcode = agreement(postcodeOf(a), postcodeOf(b));
  const [here, there] = [cityOf(a), cityOf(b)];
  const city = agreement(here, there);
  const [mine, theirs] = [streetOf(a), streetOf(b)];
  // Every town has a 人民路1号.
  const elsewhere = postcode === false && city === false && !isCitySlip(here, there);
  if (mine && theirs && !elsewhere) {
    if (mine === theirs) return "sameStreet";
    if (isAlmostStreet(mine, theirs)) return "nearStreet";
  }
  if (postcode) return "samePostcode";
  if (city) return "sameCity";
  const compared = (mine && theirs) || postcode === false || city === false;
  return compared ? "otherAddress" : undefined;
}

/** Undefined where one of both is missing. */
function agreement(a: string | undefined, b: string | undefined): boolean | undefined {
  return a && b ? a === b : undefined;
}

function cityOf({ city = "" }: Values): string {
  return plainLetters(city).replace(/市$/u, "");
}

/** One character makes 苏州 of 杭州. */
const cityLengthMin = 4;

function isCitySlip(a: string, b: string): boolean {
  return Math.min(a.length, b.length) >= cityLengthMin && isOneSlipApart(a, b);
}

const streetLengthMin = 6;
const numeral = /[\p{N}〇零一二三四五六七八九十百]/u;
const notNumerals = /[^\p{N}〇零一二三四五六七八九十百]/gu;

/** One slip in the words, or the flat or the district is left out; never the house next door. */
function isAlmostStreet(a: string, b: string): boolean {
  const [short, long] = a.length < b.length ? [a, b] : [b, a];
  if (short.length < streetLengthMin) return false;
  if (short.replace(notNumerals, "") === long.replace(notNumerals, "") && isOneSlipApart(a, b)) {
    return true;
  }
  if (long.startsWith(short)) return !isOneNumber(short.slice(-1), long.charAt(short.length));
  return long.endsWith(short) && !isOneNumber(long.at(-1 - short.length), short.charAt(0));
}

/** Whether two neighbours are digits of one number, so that the shorter text cuts it in two. */
function isOneNumber(left: string | undefined, right: string): boolean {
  return left !== undefined && numeral.test(left) && numeral.test(right);
}
