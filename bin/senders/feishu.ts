/** Sends what Feishu sends to an app: encrypted and signed, or in plain text with its token. */
import { createCipheriv, createHash } from "node:crypto";
import { inUse, type Secret, type SendingContext, type SignedDelivery } from "./delivery.ts";
import type { Example } from "./example.ts";

export interface FeishuSecrets {
  verificationToken: Secret;
  /** Without it the app is sent plain text. */
  encryptKey?: Secret;
}

type Context = SendingContext<FeishuSecrets>;

export function sendFeishu(body: string | Buffer, context: Context): SignedDelivery {
  const sent = JSON.stringify({ encrypt: encrypt(body, context) });
  const timestamp = String(Math.floor(context.now.getTime() / 1_000));
  const nonce = String(context.randomBytes(4).readUInt32BE());
  const key = inUse(context.secrets.encryptKey ?? []);
  const signature = createHash("sha256").update(`${timestamp}${nonce}${key}${sent}`).digest("hex");
  const posted = post(sent, context);
  return {
    ...posted,
    headers: {
      ...posted.headers,
      "x-lark-request-timestamp": timestamp,
      "x-lark-request-nonce": nonce,
      "x-lark-signature": signature,
    },
  };
}

/** The token stands in the header of the event. */
export function sendFeishuPlain(body: string | Buffer, context: Context): SignedDelivery {
  const token = `"token":"${inUse(context.secrets.verificationToken)}"`;
  const text = Buffer.from(body).toString("latin1");
  const sent = text.replace('"header":{', () => `"header":{${token},`);
  return post(Buffer.from(sent, "latin1"), context);
}

/** How Feishu asks whether the address is ours: encrypted where there is a key, never signed. */
export function askFeishu(challenge: string, context: Context): SignedDelivery {
  const token = inUse(context.secrets.verificationToken);
  const asked = JSON.stringify({ challenge, token, type: "url_verification" });
  return context.secrets.encryptKey === undefined
    ? post(asked, context)
    : post(JSON.stringify({ encrypt: encrypt(asked, context) }), context);
}

function post(body: string | Buffer, { address }: Context): SignedDelivery {
  return {
    method: "POST",
    url: address,
    headers: { "content-type": "application/json; charset=utf-8" },
    body: Buffer.from(body),
  };
}

function encrypt(body: string | Buffer, { secrets, randomBytes }: Context): string {
  const key = createHash("sha256")
    .update(inUse(secrets.encryptKey ?? []))
    .digest();
  const start = randomBytes(16);
  const cipher = createCipheriv("aes-256-cbc", key, start);
  return Buffer.concat([start, cipher.update(body), cipher.final()]).toString("base64");
}

export const example: Example<FeishuSecrets> = {
  says: "Somebody writes to the company's bot",
  sign({ suffix }, context) {
    const tenant = "2e9f00aa11bb22cc";
    const body = JSON.stringify({
      schema: "2.0",
      header: {
        event_id: `event-${suffix}`,
        event_type: "im.message.receive_v1",
        create_time: String(context.now.getTime()),
        app_id: "cli_a1b2c3d4e5f60001",
        tenant_key: tenant,
      },
      event: {
        sender: {
          sender_id: { open_id: `ou_${suffix}`, union_id: `on_${suffix}` },
          sender_type: "user",
          tenant_key: tenant,
        },
        message: {
          message_id: `om_${suffix}`,
          chat_type: "p2p",
          message_type: "text",
          content: JSON.stringify({ text: "请问有批发价吗？" }),
        },
      },
    });
    return sendFeishu(body, context);
  },
};
