/** Sends what WeCom sends about the customers whom a company's staff have added. */
import type { SendingContext, SignedDelivery } from "./delivery.ts";
import type { Example } from "./example.ts";
import { type AccountSecrets, encrypt, freshnessOf, signatureOf } from "./wechat-envelope.ts";
import { postWechatXml, wechatXml } from "./wechat-official.ts";

export type WecomSecrets = AccountSecrets;

export interface WecomMessage {
  corpId: string;
  /** XML. */
  body: string | Buffer;
  /** For tests: WeCom writes the company's own. */
  corpIdInside?: string;
}

type Context = SendingContext<WecomSecrets>;

export function sendWecom(
  { corpId, body, corpIdInside = corpId }: WecomMessage,
  context: Context,
): SignedDelivery {
  const enveloped = { account: corpId, message: body, accountInside: corpIdInside };
  const { encrypted, query } = signed(encrypt(enveloped, context), corpId, context);
  const outer = wechatXml({ ToUserName: corpId, Encrypt: encrypted, AgentID: "" });
  return postWechatXml(outer, query, context);
}

/** How WeCom asks whether the address is ours: whoever holds the key can read the word. */
export function askWecom(corpId: string, echo: string, context: Context): SignedDelivery {
  const word = encrypt({ account: corpId, message: echo }, context);
  const { encrypted, query } = signed(word, corpId, context);
  const asked = new URLSearchParams({ ...query, echostr: encrypted });
  const url = `${context.address}?${asked.toString()}`;
  return { method: "GET", url, headers: {}, body: Buffer.alloc(0) };
}

function signed(encrypted: string, corpId: string, context: Context) {
  const { timestamp, nonce } = freshnessOf(context);
  const msg_signature = signatureOf(corpId, [timestamp, nonce, encrypted], context);
  return { encrypted, query: { msg_signature, timestamp, nonce } };
}

export const example: Example<WecomSecrets> = {
  says: "A customer is added by a member of staff",
  sign({ suffix }, context) {
    const corpId = "ww3f8a1c64d20b97e5";
    const body = wechatXml({
      ToUserName: corpId,
      FromUserName: "sys",
      CreateTime: Math.floor(context.now.getTime() / 1_000),
      MsgType: "event",
      Event: "change_external_contact",
      ChangeType: "add_external_contact",
      UserID: "LinWei",
      ExternalUserID: `wmXiLiu_${suffix}`,
      State: "hangzhou-tea-fair",
    });
    return sendWecom({ corpId, body }, context);
  },
};
