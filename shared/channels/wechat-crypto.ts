/** What WeChat, WeCom and DingTalk share: SHA-1 over sorted parts, and AES around the receiver's id. */
import { createCipheriv, createDecipheriv, createHash } from "node:crypto";
import * as z from "zod";
import { hasDocumentType } from "./formats/document-type.ts";
import { sameSecret } from "./signature.ts";

/** 32 bytes as base64 without its last `=`, as the provider's console shows it. */
export const EncodingAesKey = z.string().regex(/^[A-Za-z0-9+/]{43}$/);

export interface SortedSignature {
  /** Beside the token: timestamp, nonce, and the encrypted text where there is one, in any order. */
  parts: readonly string[];
  /** Hex SHA-1 of all of them, sorted and joined. */
  signature: string;
}

/** Which of several accounts signed, by its token; one that is being rotated has two. */
export function accountThatSigned(
  accounts: Readonly<Record<string, { token: readonly string[] }>>,
  { parts, signature }: SortedSignature,
): string | undefined {
  const signed = ({ token }: { token: readonly string[] }) =>
    token.some((each) => sameSecret(sortedSha1([each, ...parts]), signature));
  return Object.entries(accounts).find(([, account]) => signed(account))?.[0];
}

/** Hex SHA-1 of the token and the other parts, sorted and joined. */
export function sortedSha1(parts: readonly string[]): string {
  return createHash("sha1").update(parts.toSorted().join("")).digest("hex");
}

/**
 * What stands in `<Encrypt>`, read by a pattern, since nobody has vouched for this XML yet. The last
 * one counts: in the compatible mode the message precedes it in plain text, whatever was typed there.
 */
export function encryptedText(outer: string): string | undefined {
  if (hasDocumentType(outer) !== false) return undefined;
  const pattern = /<Encrypt>\s*(?:<!\[CDATA\[)?([A-Za-z0-9+/=]+)(?:\]\]>)?\s*<\/Encrypt>/g;
  return [...outer.matchAll(pattern)].at(-1)?.[1];
}

export interface Envelope {
  /** Base64. */
  encrypted: string;
  encodingAesKeys: readonly string[];
  /** App, corporation or suite: the provider ends every message with it. */
  receiverId: string;
}

export type Opened =
  | { kind: "opened"; message: Buffer }
  | { kind: "refused"; reason: "encrypted under another key" | "not for this account" };

const randomLength = 16;
const headLength = randomLength + 4;

/**
 * 16 random bytes, the message's length (big endian), the message, the receiver's id. Only for text
 * whose signature was found right: how decryption fails would tell a forger about the padding.
 */
export function openEnvelope({ encrypted, encodingAesKeys, receiverId }: Envelope): Opened {
  for (const encodingAesKey of encodingAesKeys) {
    const plain = decrypt(encrypted, Buffer.from(`${encodingAesKey}=`, "base64"));
    if (plain === undefined || plain.length < headLength) continue;
    const messageEnd = headLength + plain.readUInt32BE(randomLength);
    if (messageEnd > plain.length) continue;
    return sameSecret(plain.toString("utf8", messageEnd), receiverId)
      ? { kind: "opened", message: plain.subarray(headLength, messageEnd) }
      : { kind: "refused", reason: "not for this account" };
  }
  return { kind: "refused", reason: "encrypted under another key" };
}

const cipherBlock = 16;
/** These providers pad to 32 bytes, which is more than AES asks for. */
const paddingMax = 32;

function decrypt(encrypted: string, key: Buffer): Buffer | undefined {
  const bytes = Buffer.from(encrypted, "base64");
  if (bytes.length === 0 || bytes.length % cipherBlock !== 0) return undefined;
  const decipher = createDecipheriv("aes-256-cbc", key, key.subarray(0, cipherBlock));
  decipher.setAutoPadding(false);
  const padded = Buffer.concat([decipher.update(bytes), decipher.final()]);
  const padding = padded.at(-1) ?? 0;
  const isPadded =
    padding >= 1 &&
    padding <= Math.min(paddingMax, padded.length) &&
    padded.subarray(-padding).every((byte) => byte === padding);
  return isPadded ? padded.subarray(0, -padding) : undefined;
}

export interface Sealing {
  message: Buffer;
  encodingAesKey: string;
  receiverId: string;
  /** 16 bytes that differ from answer to answer. */
  prefix: Buffer;
}

/** What `openEnvelope` opens, as base64. */
export function sealEnvelope({ message, encodingAesKey, receiverId, prefix }: Sealing): string {
  const key = Buffer.from(`${encodingAesKey}=`, "base64");
  const length = Buffer.alloc(headLength - randomLength);
  length.writeUInt32BE(message.length);
  const plain = Buffer.concat([prefix, length, message, Buffer.from(receiverId)]);
  const padding = paddingMax - (plain.length % paddingMax);
  const cipher = createCipheriv("aes-256-cbc", key, key.subarray(0, cipherBlock));
  cipher.setAutoPadding(false);
  const padded = Buffer.concat([plain, Buffer.alloc(padding, padding)]);
  return Buffer.concat([cipher.update(padded), cipher.final()]).toString("base64");
}
