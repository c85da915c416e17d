/** Ed25519 from a tenant's key: the 32 bytes are the seed, so that this key is kept like any other. */
import { createPrivateKey, createPublicKey, type KeyObject, sign } from "node:crypto";
import { currentKey, type KeyMaterial } from "./key-material.ts";
import type { DataKey } from "./seal.ts";

export interface Signer {
  /** The public key: 32 bytes as base64url. */
  key: string;
  /** Of every version: what older ones have signed stays signed. */
  keys: ReadonlySet<string>;
  sign(text: Buffer): string;
}

export function signerOf(material: KeyMaterial): Signer {
  const secret = privateKey(currentKey(material));
  return {
    key: publicText(secret),
    keys: new Set(material.map((key) => publicText(privateKey(key)))),
    sign: (text) => sign(null, text, secret).toString("base64url"),
  };
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
