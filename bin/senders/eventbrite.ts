/** Sends what Eventbrite sends when tickets are ordered: the address of the order, and nothing of it. */
import { inUse, type Secret, type SendingContext, type SignedDelivery } from "./delivery.ts";

export interface EventbriteSecrets {
  pathToken: Secret;
}

export function sendEventbrite(
  body: string | Buffer,
  { secrets, address }: SendingContext<EventbriteSecrets>,
): SignedDelivery {
  return {
    method: "POST",
    url: `${address}/${inUse(secrets.pathToken)}`,
    headers: {
      "content-type": "application/json",
      "user-agent": "Eventbrite Hookshot",
      // Of the webhook, not of the delivery: each of them bears the same.
      "x-eventbrite-delivery": "11719981",
    },
    body: Buffer.from(body),
  };
}
