/** Sends what TikTok for Developers sends. */
import { createHmac } from "node:crypto";
import { inUse, type Secret, type SendingContext, type SignedDelivery } from "./delivery.ts";
import type { Example } from "./example.ts";

export interface TiktokSecrets {
  clientSecret: Secret;
}

export function sendTiktok(
  body: string | Buffer,
  { secrets, address, now }: SendingContext<TiktokSecrets>,
): SignedDelivery {
  const seconds = Math.floor(now.getTime() / 1_000);
  const signature = createHmac("sha256", inUse(secrets.clientSecret))
    .update(`${seconds}.`)
    .update(body)
    .digest("hex");
  return {
    method: "POST",
    url: address,
    headers: {
      "content-type": "application/json",
      "tiktok-signature": `t=${seconds},s=${signature}`,
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
