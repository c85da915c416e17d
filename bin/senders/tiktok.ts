/** Sends what TikTok for Developers sends. */
import type { Secret, SendingContext, SignedDelivery } from "./delivery.ts";
import type { Example } from "./example.ts";
import { timedSignature } from "./timed-signature.ts";

export interface TiktokSecrets {
  clientSecret: Secret;
}

export function sendTiktok(
  body: string | Buffer,
  { secrets, address, now }: SendingContext<TiktokSecrets>,
): SignedDelivery {
  const signature = timedSignature({ scheme: "s", secret: secrets.clientSecret, body, now });
  return {
    method: "POST",
    url: address,
    headers: {
      "content-type": "application/json",
      "tiktok-signature": signature,
    },
    body: Buffer.from(body),
  };
}

export const example: Example<TiktokSecrets> = {
  says: "A user takes back what our app was allowed to do",
  sign({ suffix }, context) {
    const body = JSON.stringify({
      client_key: "demo7teahouse",
      event: "authorization.removed",
      create_time: Math.floor(context.now.getTime() / 1_000),
      user_openid: `act.${suffix}`,
      content: JSON.stringify({ reason: 1 }),
    });
    return sendTiktok(body, context);
  },
};
