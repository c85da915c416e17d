/** Languages as BCP 47 tags. */
import { invalid, type Normalised, valid } from "./normalised.ts";
import { cleanText } from "./text.ts";

/** A primary language of two or three letters; the grammar would also take "english" for a language. */
const tag = /^[a-z]{2,3}(?:-[a-z\d]{1,8}){0,5}$/i;

/** `zh_CN` as WeChat writes it, `EN-us` as people do. */
export function normaliseLanguage(raw: string): Normalised {
  const text = cleanText(raw).replaceAll("_", "-");
  if (!tag.test(text)) return invalid;
  try {
    return valid(Intl.getCanonicalLocales(text)[0] ?? text);
  } catch {
    return invalid;
  }
}
