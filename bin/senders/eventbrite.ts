/** Sends what Eventbrite sends when tickets are ordered: the address of the order, and nothing of it. */
import { inUse, type Secret, type SendingContext, type SignedDelivery } from "./delivery.ts";
import type { Example } from "./example.ts";

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

export const example: Example<EventbriteSecrets> = {
  says: "Tickets are ordered; by whom is not said",
  sign({ suffix }, context) {
    const body = JSON.stringify({
      config: {
        action: "order.placed",
        user_id: "1731318251883",
        endpoint_url: context.address,
        webhook_id: "11719981",
      },
      api_url: `https://www.eventbriteapi.com/v3/orders/${Number.parseInt(suffix, 36)}/`,
    });
    return sendEventbrite(body, context);
  },
};
