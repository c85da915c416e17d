/** Comparing secrets without telling how much of them was right. */
import { createHmac, type KeyObject, timingSafeEqual } from "node:crypto";
import type { Authentication } from "./channel.ts";

/** In constant time for texts of one length; how long a secret is, is in its provider's documents. */
export function sameSecret(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
}

export interface HmacCheck {
  algorithm: "sha1" | "sha256";
  encoding: "hex" | "base64";
  /** Parts are hashed one after the other: no copy of the body is made. */
  parts: readonly (string | Buffer)[];
  /** All secrets that may have been used. */
  secrets: readonly (string | KeyObject)[];
  /** As sent, without its prefix. */
  signature: string;
}

/** Whether any of the secrets made this signature. Every secret is tried, whatever matches. */
export function hmacMatches({
  algorithm,
  encoding,
  parts,
  secrets,
  signature,
}: HmacCheck): boolean {
  let matches = false;
  for (const secret of secrets) {
    const hmac = createHmac(algorithm, secret);
    for (const part of parts) hmac.update(part);
    if (sameSecret(hmac.digest(encoding), signature)) matches = true;
  }
  return matches;
}

export interface SignedHeader extends Omit<HmacCheck, "signature"> {
  header: string | undefined;
  /** What stands before the signature, such as `sha256=`. */
  prefix?: string;
}

/** The commonest scheme: one header holds the HMAC of what was sent. */
export function authenticateHmac({ header, prefix = "", ...check }: SignedHeader): Authentication {
  if (!header) return { kind: "refused", reason: "signature missing" };
  if (!header.startsWith(prefix)) return { kind: "refused", reason: "signature malformed" };
  return hmacMatches({ ...check, signature: header.slice(prefix.length) })
    ? { kind: "authentic", trust: "signed" }
    : { kind: "refused", reason: "signature wrong" };
}

/** Whether a sender's time lies within the window around ours, in either direction. */
export function withinWindow(sentAt: Date, now: Date, windowMs: number): boolean {
  return Math.abs(now.getTime() - sentAt.getTime()) <= windowMs;
}
