/** The Standard Webhooks scheme (standardwebhooks.com, v1): our own generic channels use it. */
import { createSecretKey, type KeyObject } from "node:crypto";
import * as z from "zod";
import type { Authentication, AuthenticationContext } from "./channel.ts";
import type { Delivery } from "./delivery.ts";
import { hmacMatches, withinWindow } from "./signature.ts";

/** The specification's tolerance, both ways. */
const windowMs = 5 * 60_000;
const signaturesMax = 10;

const Secret = z.string().regex(/^(whsec_)?[A-Za-z0-9+/]{32,}={0,2}$/);

/** `whsec_` and base64: one, or several while one is being rotated. */
export const StandardSecrets = z.strictObject({
  signingSecret: z
    .union([Secret, z.array(Secret).min(1).max(4)])
    .transform((secret) => [secret].flat().map(keyOf)),
});

export const standardAuthentication = {
  en: "webhook-signature: base64 HMAC-SHA256 over id.timestamp.body, 5 minutes",
  zh: "webhook-signature：对 id.timestamp.请求体 的 base64 HMAC-SHA256，5 分钟内有效",
};

export function generateStandardSecrets(randomBytes: (count: number) => Buffer) {
  return { signingSecret: `whsec_${randomBytes(32).toString("base64")}` };
}

function keyOf(secret: string): KeyObject {
  return createSecretKey(secret.replace(/^whsec_/, ""), "base64");
}

type Headers = Delivery["headers"];

/** Headers `webhook-*`, or `svix-*` from senders built on Svix. */
function standardHeader(headers: Headers, name: "id" | "timestamp" | "signature") {
  return headers[`webhook-${name}`] ?? headers[`svix-${name}`];
}

/** The sender's id of the message: the same at every attempt. */
export function standardId(headers: Headers): string {
  return standardHeader(headers, "id") ?? "";
}

export function authenticateStandard(
  delivery: Delivery,
  { secrets, now }: AuthenticationContext<z.output<typeof StandardSecrets>>,
): Authentication {
  const id = standardHeader(delivery.headers, "id");
  const timestamp = standardHeader(delivery.headers, "timestamp");
  const header = standardHeader(delivery.headers, "signature");
  if (!id || !header) return { kind: "refused", reason: "signature missing" };
  if (!timestamp) return { kind: "refused", reason: "timestamp missing" };
  const signatures = header
    .split(" ")
    .slice(0, signaturesMax)
    .filter((part) => part.startsWith("v1,"))
    .map((part) => part.slice("v1,".length));
  if (signatures.length === 0) return { kind: "refused", reason: "signature malformed" };
  const parts = [`${id}.${timestamp}.`, delivery.body];
  const matches = signatures.some((signature) =>
    hmacMatches({
      algorithm: "sha256",
      encoding: "base64",
      parts,
      secrets: secrets.signingSecret,
      signature,
    }),
  );
  if (!matches) return { kind: "refused", reason: "signature wrong" };
  const sentAt = new Date(/^\d{1,12}$/.test(timestamp) ? Number(timestamp) * 1_000 : Number.NaN);
  if (!withinWindow(sentAt, now, windowMs)) {
    return { kind: "refused", reason: "timestamp outside the window" };
  }
  return { kind: "authentic", trust: "signed" };
}
