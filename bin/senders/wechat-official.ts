/** Sends what WeChat sends for an official account, in plain text or encrypted. */
import type { SendingContext, SignedDelivery } from "./delivery.ts";
import type { Example } from "./example.ts";
import { type AccountSecrets, encrypt, freshnessOf, signatureOf } from "./wechat-envelope.ts";

export type WechatSecrets = AccountSecrets;

export interface WechatMessage {
  /** Whose account it is for. */
  appId: string;
  /** XML. */
  body: string | Buffer;
}

type Context = SendingContext<WechatSecrets>;

export function sendWechatPlain({ appId, body }: WechatMessage, context: Context): SignedDelivery {
  const { timestamp, nonce } = freshnessOf(context);
  const signature = signatureOf(appId, [timestamp, nonce], context);
  return postWechatXml(body, { signature, timestamp, nonce }, context);
}

/** `appIdInside` is for tests: WeChat writes the account's own. */
export function sendWechatEncrypted(
  { appId, body, appIdInside = appId }: WechatMessage & { appIdInside?: string },
  context: Context,
): SignedDelivery {
  const { timestamp, nonce } = freshnessOf(context);
  const enveloped = { account: appId, message: body, accountInside: appIdInside };
  const encrypted = encrypt(enveloped, context);
  const query = {
    signature: signatureOf(appId, [timestamp, nonce], context),
    timestamp,
    nonce,
    encrypt_type: "aes",
    msg_signature: signatureOf(appId, [timestamp, nonce, encrypted], context),
  };
  const outer = wechatXml({ ToUserName: "gh_0123456789ab", Encrypt: encrypted });
  return postWechatXml(outer, query, context);
}

/** How WeChat asks whether the address is ours. */
export function askWechat(appId: string, echo: string, context: Context): SignedDelivery {
  const { timestamp, nonce } = freshnessOf(context);
  const signature = signatureOf(appId, [timestamp, nonce], context);
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

export function postWechatXml(
  body: string | Buffer,
  query: Record<string, string>,
  { address }: Pick<Context, "address">,
): SignedDelivery {
  return {
    method: "POST",
    url: `${address}?${new URLSearchParams(query).toString()}`,
    headers: { "content-type": "text/xml" },
    body: Buffer.from(body),
  };
}

export const example: Example<WechatSecrets> = {
  says: "Somebody scans a QR code and follows the account",
  sign({ suffix }, context) {
    const body = wechatXml({
      ToUserName: "gh_5c0d1e2f3a4b",
      FromUserName: `oXiLiu_${suffix}`,
      CreateTime: Math.floor(context.now.getTime() / 1_000),
      MsgType: "event",
      Event: "subscribe",
      EventKey: "qrscene_hangzhou-tea-fair",
    });
    return sendWechatEncrypted({ appId: "wx7b41c09e5d8a2f36", body }, context);
  },
};
