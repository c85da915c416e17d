/** Whether a digest was signed by whom it says. */
import { canonicalJson } from "#shared/domain/canonical-json.ts";
import { isSignedWith } from "#shared/domain/ed25519.ts";
import type { AuditDigest, AuditRow } from "./entry.ts";

/** What is signed: all of the digest, so also where it stands. */
export function signedText(digest: AuditDigest): Buffer {
  return Buffer.from(canonicalJson(["tributary audit digest", digest]));
}

/** By the key that the digest names; whose key that is has to be known from elsewhere. */
export function isSigned({ digest, signature }: Pick<AuditRow, "digest" | "signature">): boolean {
  if (digest === undefined || signature === undefined) return false;
  return isSignedWith({ key: digest.key, value: signature }, signedText(digest));
}
