/** E-mail addresses: lower case, an address that mail could reach, domains as DNS writes them. */
import { domainToASCII } from "node:url";
import { invalid, type Normalised, valid } from "./normalised.ts";
import { cleanText } from "./text.ts";

/** RFC 5321 §4.5.3.1, with the path's angle brackets taken off. */
const addressLengthMax = 254;
const localLengthMax = 64;

/** RFC 5321 dot-string. Quoted local parts and non-ASCII ones reach hardly anybody: refused. */
const local = /^[\w!#$%&'*+/=?^`{|}~-]+(?:\.[\w!#$%&'*+/=?^`{|}~-]+)*$/;
const label = /^[a-z\d](?:[a-z\d-]{0,61}[a-z\d])?$/;
const topLevel = /^(?:[a-z]{2,63}|xn--[a-z\d-]{1,59})$/;

/** Lower-cases the local part too: no provider of note tells `Ann@` from `ann@`. */
export function normaliseEmail(raw: string): Normalised {
  const text = cleanText(raw)
    .toLowerCase()
    .replace(/^mailto:/, "");
  if (text.length > addressLengthMax) return invalid;
  const [before, after, ...more] = text.split("@");
  if (before === undefined || after === undefined || more.length > 0) return invalid;
  const domain = asciiDomain(after);
  const address = `${before}@${domain}`;
  const sound =
    before.length <= localLengthMax &&
    local.test(before) &&
    isDomain(domain) &&
    address.length <= addressLengthMax;
  return sound ? valid(address) : invalid;
}

/** What IDNA is asked about: it would quietly drop a path, a port or a query behind the name. */
const international = /^[\p{L}\p{M}\p{N}.\u3002-]+$/u;

/** ASCII is left alone, because the same function decodes `%41` and takes `0x7f.1` for an address. */
function asciiDomain(domain: string): string {
  const ascii = /^[!-~]*$/.test(domain);
  return ascii || !international.test(domain) ? domain : domainToASCII(domain);
}

function isDomain(domain: string): boolean {
  const labels = domain.split(".");
  return (
    labels.length > 1 &&
    labels.every((part) => label.test(part)) &&
    topLevel.test(labels.at(-1) ?? "")
  );
}
