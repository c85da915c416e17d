/** Sends what Youzan pushes about the customers and orders of a shop. */
import { createHash } from "node:crypto";
import { inUse, type Secret, type SendingContext, type SignedDelivery } from "./delivery.ts";
import type { Example } from "./example.ts";

/** By client id. */
export type YouzanSecrets = Record<string, { clientSecret: Secret }>;

export interface YouzanPush {
  clientId: string;
  body: string | Buffer;
}

export function sendYouzan(
  { clientId, body }: YouzanPush,
  { secrets, address }: SendingContext<YouzanSecrets>,
): SignedDelivery {
  const secret = inUse(secrets[clientId]?.clientSecret ?? []);
  return {
    method: "POST",
    url: address,
    headers: {
      "content-type": "application/json;charset=UTF-8",
      "client-id": clientId,
      "event-sign": createHash("md5").update(clientId).update(body).update(secret).digest("hex"),
    },
    body: Buffer.from(body),
  };
}

/** As apps of the older kind are signed: in the body, which lacks its `sign`, and over its message alone. */
export function sendYouzanOlder(
  { clientId, body }: YouzanPush,
  context: SendingContext<YouzanSecrets>,
): SignedDelivery {
  const text = body.toString();
  const message = /"msg":"([^"]*)"/.exec(text)?.[1] ?? "";
  const secret = inUse(context.secrets[clientId]?.clientSecret ?? []);
  const sign = createHash("md5").update(`${clientId}${message}${secret}`).digest("hex");
  const signed = message === "" ? body : text.replace(/\}\s*$/, `,"sign":"${sign}"}`);
  return {
    method: "POST",
    url: context.address,
    headers: { "content-type": "application/json;charset=UTF-8" },
    body: Buffer.from(signed),
  };
}

export interface YouzanEvent {
  type: string;
  status: string;
  shop: number;
  /** Of the order, or of the customer. */
  id: string;
  /** Of the push; the same at every attempt. */
  messageId?: string;
  happenedAt: Date;
  message: object;
  isTest?: boolean;
}

/** The JSON of one push: its message is JSON again, written as forms are. */
export function youzanBody(event: YouzanEvent): string {
  const { type, status, shop, id, messageId, happenedAt, message, isTest = false } = event;
  return JSON.stringify({
    type,
    status,
    kdt_id: shop,
    kdt_name: "青山茶铺",
    id,
    ...(messageId !== undefined && { msg_id: messageId }),
    msg: new URLSearchParams({ m: JSON.stringify(message) }).toString().slice("m=".length),
    version: Math.floor(happenedAt.getTime() / 1_000),
    mode: 1,
    sendCount: 0,
    test: isTest,
  });
}

export const example: Example<YouzanSecrets> = {
  says: "A member of the shop changes the profile",
  sign({ suffix, fullName, mobile }, context) {
    const number = Number.parseInt(suffix, 36);
    const body = youzanBody({
      type: "SCRM_CUSTOMER_EVENT",
      status: "CUSTOMER_UPDATED",
      shop: 56_232_117,
      id: String(number),
      messageId: `message-${suffix}`,
      happenedAt: context.now,
      message: {
        account_id: String(number),
        account_type: "YouZanAccount",
        yz_open_id: `yXiLiu${suffix}`,
        mobile,
        name: fullName,
        is_member: 1,
      },
    });
    return sendYouzan({ clientId: "5c0e8d2f71b94a36e8", body }, context);
  },
};
