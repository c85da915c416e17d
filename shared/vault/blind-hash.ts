/** Keyed hashes: they find a value again and tell nothing about it to whoever has no key. */
import { createHmac } from "node:crypto";
import { currentKey, type KeyMaterial } from "./key-material.ts";

/**
 * HMAC-SHA256 in full length, as `<version>.<base64url>`.
 * A rotated key wraps the hash of the one before, HMAC(k2, HMAC(k1, text)): values that were erased
 * cannot be hashed again, but their hashes can be carried forward.
 */
export function blindHash(text: string, material: KeyMaterial): string {
  let hash: Buffer | string = text;
  for (const { secret } of material) hash = createHmac("sha256", secret).update(hash).digest();
  return `${currentKey(material).version}.${Buffer.from(hash).toString("base64url")}`;
}
