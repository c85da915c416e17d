/** Web addresses: landing pages, referrers, customers' own sites. */
import { invalid, type Normalised, valid } from "./normalised.ts";
import { cleanText } from "./text.ts";

const urlLengthMax = 2_000;

/** `example.com/x` means https. User names and passwords are dropped: nobody may find them here. */
export function normaliseUrl(raw: string): Normalised {
  const text = cleanText(raw);
  if (text.length > urlLengthMax) return invalid;
  const url = URL.parse(/^[a-z][a-z\d+.-]*:/i.test(text) ? text : `https://${text}`);
  if (url === null || !/^https?:$/.test(url.protocol) || !url.hostname.includes("."))
    return invalid;
  url.username = "";
  url.password = "";
  return url.href.length <= urlLengthMax ? valid(url.href) : invalid;
}
