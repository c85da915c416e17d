/** `t=…,v1=…`, as Stripe, Calendly and TikTok sign: written apart from what reads it. */
import { createHmac } from "node:crypto";
import { inUse, type Secret } from "./delivery.ts";

export interface TimedSigning {
  /** The name under which the signature stands, such as `v1`. */
  scheme: string;
  secret: Secret;
  body: string | Buffer;
  now: Date;
}

/** The value of the header. */
export function timedSignature({ scheme, secret, body, now }: TimedSigning): string {
  const seconds = Math.floor(now.getTime() / 1_000);
  const signature = createHmac("sha256", inUse(secret))
    .update(`${seconds}.`)
    .update(body)
    .digest("hex");
  return `t=${seconds},${scheme}=${signature}`;
}
