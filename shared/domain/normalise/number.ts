/** Decimal numbers as text: exact at any size, one spelling per number. */
import { invalid, type Normalised, valid } from "./normalised.ts";
import { cleanText } from "./text.ts";

const digitsMax = 40;

const plain = /^([+-]?)(\d+)(?:\.(\d+))?$/;
/** Commas are taken only where thousands are: `1,5` may be one and a half, or a slip. */
const grouped = /^([+-]?)(\d{1,3}(?:,\d{3})+)(?:\.(\d+))?$/;

export function normaliseNumber(raw: string): Normalised {
  const text = cleanText(raw);
  const [, sign, whole, fraction = ""] = plain.exec(text) ?? grouped.exec(text) ?? [];
  if (whole === undefined || whole.length + fraction.length > digitsMax) return invalid;
  const integer = whole.replaceAll(",", "").replace(/^0+(?=\d)/, "");
  const decimals = fraction.replace(/0+$/, "");
  const size = decimals === "" ? integer : `${integer}.${decimals}`;
  return valid(sign === "-" && size !== "0" ? `-${size}` : size);
}
