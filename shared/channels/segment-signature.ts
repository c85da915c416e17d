/**
 * Segment's signature, and how much of a batch it covers.
 * https://www.twilio.com/docs/segment/connections/destinations/catalog/actions-webhook
 */
import type { Authentication } from "./channel.ts";
import type { Delivery } from "./delivery.ts";
import { authenticateHmac } from "./signature.ts";

/**
 * Of a batch Segment signs the first item only: as `request signing with batched events` among the
 * tests of its open-source destinations shows. Then the others are no more than in good company.
 */
export function authenticateSegment(
  { headers, body }: Delivery,
  secrets: readonly string[],
): Authentication {
  const check = (part: Buffer) =>
    authenticateHmac({
      header: headers["x-signature"],
      algorithm: "sha1",
      encoding: "hex",
      parts: [part],
      secrets,
    });
  const whole = check(body);
  if (whole.kind === "authentic") return whole;
  const first = firstItem(body);
  if (first === undefined) return whole;
  const item = check(first.bytes);
  return item.kind === "authentic" && !first.isOnly ? { ...item, trust: "weak" } : item;
}

const quote = 0x22;
const comma = 0x2c;
const openList = 0x5b;
const backslash = 0x5c;
const closeList = 0x5d;
const openObject = 0x7b;
const closeObject = 0x7d;

/**
 * The bytes of the first object of a list, as they were sent. In what is JSON at all, no parser reads
 * another: what is no JSON is refused later.
 */
function firstItem(body: Buffer): { bytes: Buffer; isOnly: boolean } | undefined {
  if (body[0] !== openList || body[1] !== openObject) return undefined;
  let depth = 0;
  let inText = false;
  for (let at = 1; at < body.length; at++) {
    const byte = body[at];
    if (inText) {
      if (byte === backslash) at++;
      else if (byte === quote) inText = false;
    } else if (byte === quote) inText = true;
    else if (byte === openObject || byte === openList) depth++;
    else if (byte === closeObject || byte === closeList) {
      depth--;
      if (depth > 0) continue;
      const next = body[at + 1];
      if (next !== comma && next !== closeList) return undefined;
      return { bytes: body.subarray(1, at + 1), isOnly: next === closeList };
    }
  }
  return undefined;
}
