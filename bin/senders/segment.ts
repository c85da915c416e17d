/** Sends what Segment's webhook destination sends: one call, or a batch of which it signs the first. */
import { createHmac } from "node:crypto";
import { inUse, type Secret, type SendingContext, type SignedDelivery } from "./delivery.ts";
import type { Example } from "./example.ts";

export interface SegmentSecrets {
  sharedSecret: Secret;
}

type Context = SendingContext<SegmentSecrets>;

export function sendSegment(body: string | Buffer, context: Context): SignedDelivery {
  return post(body, body, context);
}

export function sendSegmentBatch(calls: readonly unknown[], context: Context): SignedDelivery {
  return post(JSON.stringify(calls), JSON.stringify(calls[0]), context);
}

function post(
  body: string | Buffer,
  signed: string | Buffer,
  { secrets, address }: Context,
): SignedDelivery {
  return {
    method: "POST",
    url: address,
    headers: {
      "content-type": "application/json",
      "user-agent": "Segment (Actions)",
      "x-signature": createHmac("sha1", inUse(secrets.sharedSecret)).update(signed).digest("hex"),
    },
    body: Buffer.from(body),
  };
}

export const example: Example<SegmentSecrets> = {
  says: "A visitor turns out to be a known user",
  sign({ suffix, fullName, email }, context) {
    const call = {
      type: "identify",
      messageId: `message-${suffix}`,
      anonymousId: `anonymous-${suffix}`,
      userId: `user-${suffix}`,
      traits: { name: fullName, email, tier: "gold" },
      timestamp: context.now.toISOString(),
    };
    return sendSegment(JSON.stringify(call), context);
  },
};
