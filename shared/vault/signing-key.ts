/** Ed25519 from a tenant's key: the 32 bytes are the seed, so that this key is kept like any other. */
import { createPrivateKey, createPublicKey, type KeyObject, sign } from "node:crypto";
import type { KeyMaterial } from "./key-material.ts";
import type { DataKey } from "./seal.ts";

export interface Signer {
  /** The public key: 32 bytes as base64url. */
  key: string;
  sign(text: Buffer): string;
}

export function signerOf(key: DataKey): Signer {
  const secret = privateKey(key);
  return {
    key: publicText(secret),
    sign: (text) => sign(null, text, secret).toString("base64url"),
  };
}

/** Of every version: what older keys have signed stays signed. */
export function publicKeys(material: KeyMaterial): Set<string> {
  return new Set(material.map((key) => publicText(privateKey(key))));
}

/** RFC 8410: what stands before the seed in a PKCS #8 private key. */
const header = Buffer.from("302e020100300506032b657004220420", "hex");

function privateKey({ secret }: DataKey): KeyObject {
  const key = Buffer.concat([header, secret.export()]);
  return createPrivateKey({ key, format: "der", type: "pkcs8" });
}

function publicText(secret: KeyObject): string {
  return createPublicKey(secret).export({ format: "jwk" }).x ?? "";
}
