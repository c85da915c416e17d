/** Whether a digest was signed by whom it says. */
import { createPublicKey, verify } from "node:crypto";
import { canonicalJson } from "#shared/domain/canonical-json.ts";
import type { AuditDigest, AuditRow } from "./entry.ts";

/** What is signed: all of the digest, so also where it stands. */
export function signedText(digest: AuditDigest): Buffer {
  return Buffer.from(canonicalJson(["tributary audit digest", digest]));
}

/** By the key that the digest names; whose key that is has to be known from elsewhere. */
export function isSigned({ digest, signature }: Pick<AuditRow, "digest" | "signature">): boolean {
  if (digest === undefined || signature === undefined) return false;
  try {
    const key = createPublicKey({
      key: { kty: "OKP", crv: "Ed25519", x: digest.key },
      format: "jwk",
    });
    return verify(null, signedText(digest), key, Buffer.from(signature, "base64url"));
  } catch {
    return false;
  }
}
