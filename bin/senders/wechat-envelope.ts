/** How WeChat, WeCom and DingTalk encrypt and sign: written apart from what reads it. */
import { createCipheriv, createHash } from "node:crypto";
import { inUse, type Secret, type SendingContext } from "./delivery.ts";

/** By account. */
export type AccountSecrets = Record<string, { token: Secret; encodingAESKey?: Secret }>;

export interface Enveloped {
  /** Whose token and key. */
  account: string;
  message: string | Buffer;
  /** For tests: the providers write the account's own. */
  accountInside?: string;
}

export interface Freshness {
  timestamp: string;
  nonce: string;
}

type Context = Pick<SendingContext<AccountSecrets>, "secrets" | "randomBytes">;

/** Base64. */
export function encrypt(
  { account, message, accountInside = account }: Enveloped,
  { secrets, randomBytes }: Context,
): string {
  const key = Buffer.from(inUse(secrets[account]?.encodingAESKey ?? []), "base64");
  const bytes = Buffer.from(message);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(bytes.length);
  const plain = Buffer.concat([randomBytes(16), length, bytes, Buffer.from(accountInside)]);
  const padding = 32 - (plain.length % 32);
  const cipher = createCipheriv("aes-256-cbc", key, key.subarray(0, 16)).setAutoPadding(false);
  const padded = Buffer.concat([plain, Buffer.alloc(padding, padding)]);
  return Buffer.concat([cipher.update(padded), cipher.final()]).toString("base64");
}

/** Over the token, the freshness and, where there is one, the encrypted text. */
export function signatureOf(
  account: string,
  parts: readonly string[],
  { secrets }: Pick<Context, "secrets">,
): string {
  const sorted = [inUse(secrets[account]?.token ?? []), ...parts].sort();
  return createHash("sha1").update(sorted.join("")).digest("hex");
}

export function freshnessOf({
  now,
  randomBytes,
}: Pick<SendingContext<unknown>, "now" | "randomBytes">): Freshness {
  const timestamp = String(Math.floor(now.getTime() / 1_000));
  return { timestamp, nonce: String(randomBytes(4).readUInt32BE()) };
}
