/** Countries: ISO 3166 codes where the name is known in English or Chinese, else the name as it came. */
import { getCountries, isSupportedCountry } from "libphonenumber-js/min";
import { invalid, type Normalised, valid } from "./normalised.ts";
import { isPlaceholder } from "./placeholder.ts";
import { cleanText } from "./text.ts";

/** Names that the language data does not have, and the commonest ones so that it is rarely loaded. */
const aliases = new Map([
  ["中国", "CN"],
  ["china", "CN"],
  ["中国大陆", "CN"],
  ["中华人民共和国", "CN"],
  ["prc", "CN"],
  ["mainland china", "CN"],
  ["美国", "US"],
  ["usa", "US"],
  ["america", "US"],
  ["united states", "US"],
  ["united states of america", "US"],
  ["uk", "GB"],
  ["great britain", "GB"],
  ["england", "GB"],
  ["korea", "KR"],
]);

let names: ReadonlyMap<string, string> | undefined;

export function normaliseCountry(raw: string): Normalised {
  const text = cleanText(raw);
  if (isPlaceholder(text)) return invalid;
  const upper = text.toUpperCase();
  if (isSupportedCountry(upper)) return valid(upper);
  const name = text.toLowerCase().replaceAll(".", "");
  const code = aliases.get(name) ?? (names ??= countryNames()).get(name);
  return valid(code ?? text);
}

/** Long and short names of every country that has a telephone code; some 25 ms, once, if at all. */
function countryNames(): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const language of ["en", "zh"]) {
    for (const style of ["long", "short"] as const) {
      const display = new Intl.DisplayNames([language], { type: "region", style });
      for (const code of getCountries()) {
        found.set((display.of(code) ?? code).toLowerCase().replaceAll(".", ""), code);
      }
    }
  }
  return found;
}
