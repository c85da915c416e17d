/** Sends what Segment's webhook destination sends: one call, or a batch of which it signs the first. */
import { createHmac } from "node:crypto";
import { inUse, type Secret, type SendingContext, type SignedDelivery } from "./delivery.ts";

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
