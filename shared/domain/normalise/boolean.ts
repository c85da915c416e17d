/** Yes and no, as tick boxes, forms and programs write them. */
import { invalid, type Normalised, valid } from "./normalised.ts";
import { cleanText } from "./text.ts";

const yes = new Set("true yes y 1 on checked 是 是的 有 对 同意".split(" "));
const no = new Set("false no n 0 off unchecked 否 不是 无 没有 不 不同意".split(" "));

export function normaliseBoolean(raw: string): Normalised {
  const text = cleanText(raw).toLowerCase();
  if (yes.has(text)) return valid("true");
  return no.has(text) ? valid("false") : invalid;
}
