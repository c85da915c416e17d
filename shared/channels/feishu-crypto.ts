/** How Feishu (and Lark) sign and encrypt: SHA-256 over what was sent, AES under a hash of the key. */
import { createDecipheriv, createHash } from "node:crypto";
import { sameSecret } from "./signature.ts";

export interface FeishuSignature {
  timestamp: string;
  nonce: string;
  body: Buffer;
  /** Hex. */
  signature: string;
  encryptKeys: readonly string[];
}

/** Whether one of the keys was hashed with what was sent. Every key is tried, whatever matches. */
export function feishuSigned({ timestamp, nonce, body, ...given }: FeishuSignature): boolean {
  let matches = false;
  for (const key of given.encryptKeys) {
    const hash = createHash("sha256")
      .update(timestamp + nonce + key)
      .update(body);
    if (sameSecret(hash.digest("hex"), given.signature)) matches = true;
  }
  return matches;
}

const cipherBlock = 16;

/** The first block is the initialisation vector. Undefined where no key fits. */
export function openFeishu(encrypted: string, encryptKeys: readonly string[]): Buffer | undefined {
  const bytes = Buffer.from(encrypted, "base64");
  if (bytes.length < 2 * cipherBlock || bytes.length % cipherBlock !== 0) return undefined;
  for (const encryptKey of encryptKeys) {
    const key = createHash("sha256").update(encryptKey).digest();
    const decipher = createDecipheriv("aes-256-cbc", key, bytes.subarray(0, cipherBlock));
    try {
      return Buffer.concat([decipher.update(bytes.subarray(cipherBlock)), decipher.final()]);
    } catch {
      // The padding is wrong: it was another key.
    }
  }
  return undefined;
}
