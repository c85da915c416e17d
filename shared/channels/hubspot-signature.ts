/**
 * The three signatures of HubSpot, the newest first.
 * https://developers.hubspot.com/docs/apps/developer-platform/build-apps/authentication/request-validation
 */
import { createHash } from "node:crypto";
import type { Authentication } from "./channel.ts";
import type { Delivery } from "./delivery.ts";
import { hmacMatches, sameSecret, withinWindow } from "./signature.ts";

const windowMs = 5 * 60_000;

export interface HubspotCheck {
  secrets: readonly string[];
  /** Refuses the older two, which hold no time. */
  onlyV3: boolean;
  now: Date;
}

export function authenticateHubspot(delivery: Delivery, check: HubspotCheck): Authentication {
  if (delivery.headers["x-hubspot-signature-v3"]) return authenticateV3(delivery, check);
  return check.onlyV3
    ? { kind: "refused", reason: "signature missing" }
    : authenticateOlder(delivery, check);
}

function authenticateV3(
  { method, url, headers, body }: Delivery,
  { secrets, now }: HubspotCheck,
): Authentication {
  const timestamp = headers["x-hubspot-request-timestamp"];
  const signature = headers["x-hubspot-signature-v3"] ?? "";
  if (!timestamp) return { kind: "refused", reason: "timestamp missing" };
  let matches = false;
  for (const address of new Set([url, signedAddress(url)])) {
    const check = { parts: [method, address, body, timestamp], secrets, signature };
    if (hmacMatches({ algorithm: "sha256", encoding: "base64", ...check })) matches = true;
  }
  if (!matches) return { kind: "refused", reason: "signature wrong" };
  const sentAt = new Date(/^\d{1,15}$/.test(timestamp) ? Number(timestamp) : Number.NaN);
  return withinWindow(sentAt, now, windowMs)
    ? { kind: "authentic", trust: "signed" }
    : { kind: "refused", reason: "timestamp outside the window" };
}

/** HubSpot decodes these twelve, and no others, before it signs. */
function signedAddress(url: string): string {
  return url.replace(/%(3A|2F|3F|40|21|24|27|28|29|2A|2C|3B)/gi, decodeURIComponent);
}

/**
 * A plain hash that begins with the secret. Who lengthens what it covers must put bytes in between
 * that are no UTF-8; who repeats it says nothing new, for the events keep their ids.
 */
function authenticateOlder(
  { method, url, headers, body }: Delivery,
  { secrets }: HubspotCheck,
): Authentication {
  const signature = headers["x-hubspot-signature"];
  if (!signature) return { kind: "refused", reason: "signature missing" };
  const version = headers["x-hubspot-signature-version"] ?? "v1";
  if (!/^v[12]$/.test(version)) return { kind: "refused", reason: "signature malformed" };
  const request = version === "v2" ? `${method}${url}` : "";
  let matches = false;
  for (const secret of secrets) {
    const hash = createHash("sha256").update(secret).update(request).update(body);
    if (sameSecret(hash.digest("hex"), signature)) matches = true;
  }
  return matches
    ? { kind: "authentic", trust: "signed" }
    : { kind: "refused", reason: "signature wrong" };
}
