/** Sends what WeChat sends for an official account, in plain text or encrypted. */
import { createCipheriv, createHash } from "node:crypto";
import { inUse, type Secret, type SendingContext, type SignedDelivery } from "./delivery.ts";

export type WechatSecrets = Record<string, { token: Secret; encodingAESKey?: Secret }>;

export interface WechatMessage {
  /** Whose account it is for. */
  appId: string;
  /** XML. */
  body: string | Buffer;
}

type Context = SendingContext<WechatSecrets>;

export function sendWechatPlain({ appId, body }: WechatMessage, context: Context): SignedDelivery {
  const { timestamp, nonce } = freshness(context);
  const signature = sortedSha1([tokenOf(appId, context), timestamp, nonce]);
  return post(body, { signature, timestamp, nonce }, context);
}

/** `appIdInside` is for tests: WeChat writes the account's own. */
export function sendWechatEncrypted(
  { appId, body, appIdInside = appId }: WechatMessage & { appIdInside?: string },
  context: Context,
): SignedDelivery {
  const { timestamp, nonce } = freshness(context);
  const token = tokenOf(appId, context);
  const encrypted = encrypt({ appId, body, appIdInside }, context);
  const query = {
    signature: sortedSha1([token, timestamp, nonce]),
    timestamp,
    nonce,
    encrypt_type: "aes",
    msg_signature: sortedSha1([token, timestamp, nonce, encrypted]),
  };
  const outer = wechatXml({ ToUserName: "gh_0123456789ab", Encrypt: encrypted });
  return post(outer, query, context);
}

/** How WeChat asks whether the address is ours. */
export function askWechat(appId: string, echo: string, context: Context): SignedDelivery {
  const { timestamp, nonce } = freshness(context);
  const signature = sortedSha1([tokenOf(appId, context), timestamp, nonce]);
  const query = new URLSearchParams({ signature, timestamp, nonce, echostr: echo });
  const url = `${context.address}?${query.toString()}`;
  return { method: "GET", url, headers: {}, body: Buffer.alloc(0) };
}

/** The message as WeChat writes it: numbers bare, everything else in CDATA. */
export function wechatXml(elements: Readonly<Record<string, string | number>>): string {
  const inner = Object.entries(elements).map(([name, value]) =>
    typeof value === "number"
      ? `<${name}>${value}</${name}>`
      : `<${name}><![CDATA[${value}]]></${name}>`,
  );
  return `<xml>${inner.join("")}</xml>`;
}

function post(
  body: string | Buffer,
  query: Record<string, string>,
  { address }: Context,
): SignedDelivery {
  return {
    method: "POST",
    url: `${address}?${new URLSearchParams(query).toString()}`,
    headers: { "content-type": "text/xml" },
    body: Buffer.from(body),
  };
}

function freshness({ now, randomBytes }: Context) {
  const timestamp = String(Math.floor(now.getTime() / 1_000));
  return { timestamp, nonce: String(randomBytes(4).readUInt32BE()) };
}

function tokenOf(appId: string, { secrets }: Context): string {
  return inUse(secrets[appId]?.token ?? []);
}

function sortedSha1(parts: string[]): string {
  return createHash("sha1").update(parts.sort().join("")).digest("hex");
}

function encrypt(
  { appId, body, appIdInside }: Required<WechatMessage> & { appIdInside: string },
  { secrets, randomBytes }: Context,
): string {
  const key = Buffer.from(inUse(secrets[appId]?.encodingAESKey ?? []), "base64");
  const message = Buffer.from(body);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(message.length);
  const plain = Buffer.concat([randomBytes(16), length, message, Buffer.from(appIdInside)]);
  const padding = 32 - (plain.length % 32);
  const cipher = createCipheriv("aes-256-cbc", key, key.subarray(0, 16)).setAutoPadding(false);
  const padded = Buffer.concat([plain, Buffer.alloc(padding, padding)]);
  return Buffer.concat([cipher.update(padded), cipher.final()]).toString("base64");
}
