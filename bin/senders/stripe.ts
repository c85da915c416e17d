/** Sends what Stripe sends about customers and checkouts. */
import type { Secret, SendingContext, SignedDelivery } from "./delivery.ts";
import type { Example } from "./example.ts";
import { timedSignature } from "./timed-signature.ts";

export interface StripeSecrets {
  signingSecret: Secret;
}

export function sendStripe(
  body: string | Buffer,
  { secrets, address, now }: SendingContext<StripeSecrets>,
): SignedDelivery {
  const signature = timedSignature({ scheme: "v1", secret: secrets.signingSecret, body, now });
  return {
    method: "POST",
    url: address,
    headers: {
      "content-type": "application/json; charset=utf-8",
      "user-agent": "Stripe/1.0 (+https://stripe.com/docs/webhooks)",
      "stripe-signature": signature,
    },
    body: Buffer.from(body),
  };
}

export const example: Example<StripeSecrets> = {
  says: "A customer is created in the accounts",
  sign({ suffix, fullName, email }, context) {
    const body = JSON.stringify({
      id: `evt_${suffix}`,
      object: "event",
      created: Math.floor(context.now.getTime() / 1_000),
      livemode: true,
      type: "customer.created",
      data: {
        object: {
          id: `cus_${suffix}`,
          object: "customer",
          name: fullName,
          email,
          metadata: { tier: "gold" },
        },
      },
    });
    return sendStripe(body, context);
  },
};
