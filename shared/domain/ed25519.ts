/** Ed25519 (RFC 8032) by a public key that travels as text: 32 bytes as base64url. */
import { createPublicKey, verify } from "node:crypto";

export interface Signature {
  key: string;
  /** base64url. */
  value: string;
}

/** Whose key that is has to be known from elsewhere. False also where key or signature are none. */
export function isSignedWith({ key, value }: Signature, text: Buffer): boolean {
  try {
    const publicKey = createPublicKey({
      key: { kty: "OKP", crv: "Ed25519", x: key },
      format: "jwk",
    });
    return verify(null, text, publicKey, Buffer.from(value, "base64url"));
  } catch {
    return false;
  }
}
