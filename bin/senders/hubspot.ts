/** Sends what HubSpot sends about contacts: with its newest signature, or with one of the older two. */
import { createHash, createHmac } from "node:crypto";
import { inUse, type Secret, type SendingContext, type SignedDelivery } from "./delivery.ts";
import type { Example } from "./example.ts";

export interface HubspotSecrets {
  clientSecret: Secret;
}

type Context = SendingContext<HubspotSecrets>;

export function sendHubspot(
  body: string | Buffer,
  { secrets, address, now }: Context,
): SignedDelivery {
  const timestamp = String(now.getTime());
  const signature = createHmac("sha256", inUse(secrets.clientSecret))
    .update(`POST${address}`)
    .update(body)
    .update(timestamp)
    .digest("base64");
  return post(body, address, {
    "x-hubspot-request-timestamp": timestamp,
    "x-hubspot-signature-v3": signature,
  });
}

/** As apps of the older kind (`v1`) and workflows (`v2`) are signed. */
export function sendHubspotOlder(
  { version, body }: { version: "v1" | "v2"; body: string | Buffer },
  { secrets, address }: Context,
): SignedDelivery {
  const signature = createHash("sha256")
    .update(inUse(secrets.clientSecret) + (version === "v2" ? `POST${address}` : ""))
    .update(body)
    .digest("hex");
  return post(body, address, {
    "x-hubspot-signature": signature,
    "x-hubspot-signature-version": version,
  });
}

function post(body: string | Buffer, url: string, headers: Record<string, string>): SignedDelivery {
  return {
    method: "POST",
    url,
    headers: {
      "content-type": "application/json",
      "user-agent": "HubSpot Connect 2.0 (http://dev.hubspot.com/)",
      ...headers,
    },
    body: Buffer.from(body),
  };
}

export const example: Example<HubspotSecrets> = {
  says: "Sales saves a contact: two properties, one event",
  sign({ suffix, email, phone }, context) {
    const saved = { email, phone };
    const events = Object.entries(saved).map(([propertyName, propertyValue], at) => ({
      eventId: Number.parseInt(suffix, 36) + at,
      subscriptionId: 2_880_114,
      portalId: 48_110_027,
      occurredAt: context.now.getTime(),
      subscriptionType: "contact.propertyChange",
      objectId: Number.parseInt(suffix, 36),
      changeSource: "CRM_UI",
      propertyName,
      propertyValue,
    }));
    return sendHubspot(JSON.stringify(events), context);
  },
};
