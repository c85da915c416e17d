/** What WeChat, WeCom and DingTalk share beside the envelope: accounts with a token and a key. */
import * as z from "zod";
import { type Authentication, RotatingSecret } from "./channel.ts";
import { accountThatSigned, EncodingAesKey, openEnvelope } from "./wechat-crypto.ts";

const RotatingAesKey = z
  .union([EncodingAesKey, z.array(EncodingAesKey).min(1).max(4)])
  .transform((key) => (typeof key === "string" ? [key] : key));

export const AccountSecrets = z.strictObject({
  token: RotatingSecret,
  encodingAESKey: RotatingAesKey,
});

export const envelopeAuthentication = {
  en: "msg_signature: hex SHA-1 over sorted token, timestamp, nonce, text; AES-256-CBC",
  zh: "msg_signature：token、timestamp、nonce、密文排序后的十六进制 SHA-1；AES-256-CBC 加密",
};

/** By account: the token that fits tells which one a delivery came from, so no two may share one. */
export function secretsByAccount<
  Id extends z.ZodType<string, string>,
  Account extends z.ZodType<{ token: string[] }>,
>(id: Id, account: Account) {
  return z.record(id, account).refine((accounts) => {
    const tokens = Object.values<{ token: string[] }>(accounts).flatMap(({ token }) => token);
    return new Set(tokens).size === tokens.length;
  }, "two accounts share a token: which of them sent a delivery could not be told");
}

export function generateAccountSecrets(
  randomBytes: (count: number) => Buffer,
  accounts: Readonly<Record<string, unknown>>,
) {
  return Object.fromEntries(
    Object.keys(accounts).map((account) => [
      account,
      {
        token: randomBytes(16).toString("hex"),
        // The consoles take letters and digits only.
        encodingAESKey: randomBytes(96).toString("base64").replaceAll(/[+/]/g, "").slice(0, 43),
      },
    ]),
  );
}

/** What their signatures cover beside the token; DingTalk's own sample knows either spelling. */
export function freshness(query: URLSearchParams): [timestamp: string, nonce: string] {
  return [query.get("timestamp") ?? query.get("timeStamp") ?? "", query.get("nonce") ?? ""];
}

export interface SignedEnvelope {
  signature: string | null;
  query: URLSearchParams;
  /** Base64; undefined where there is none to be found. */
  encrypted: string | undefined;
}

/** Whose token signed it, and what that account's key opens. */
export function authenticateEnvelope(
  { signature, query, encrypted }: SignedEnvelope,
  secrets: Readonly<Record<string, { token: string[]; encodingAESKey?: string[] | undefined }>>,
): Authentication {
  if (!signature) return { kind: "refused", reason: "signature missing" };
  if (encrypted === undefined) return { kind: "refused", reason: "signature malformed" };
  const account = accountThatSigned(secrets, {
    parts: [...freshness(query), encrypted],
    signature,
  });
  if (account === undefined) return { kind: "refused", reason: "signature wrong" };
  const encodingAesKeys = secrets[account]?.encodingAESKey ?? [];
  const opened = openEnvelope({ encrypted, encodingAesKeys, receiverId: account });
  return opened.kind === "opened"
    ? { kind: "authentic", trust: "signed", body: opened.message, account }
    : opened;
}
