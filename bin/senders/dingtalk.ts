/** Sends what DingTalk sends about the members of an organisation. */
import type { SendingContext, SignedDelivery } from "./delivery.ts";
import type { Example } from "./example.ts";
import { type AccountSecrets, encrypt, freshnessOf, signatureOf } from "./wechat-envelope.ts";

export type DingtalkSecrets = AccountSecrets;

export interface DingtalkEvent {
  /** Company, app or suite. */
  receiver: string;
  /** JSON. */
  body: string | Buffer;
  /** For tests: DingTalk writes the receiver's own. */
  receiverInside?: string;
}

export function sendDingtalk(
  { receiver, body, receiverInside = receiver }: DingtalkEvent,
  context: SendingContext<DingtalkSecrets>,
): SignedDelivery {
  const enveloped = { account: receiver, message: body, accountInside: receiverInside };
  const encrypted = encrypt(enveloped, context);
  const { timestamp, nonce } = freshnessOf(context);
  const msg_signature = signatureOf(receiver, [timestamp, nonce, encrypted], context);
  const query = new URLSearchParams({ msg_signature, timestamp, nonce });
  return {
    method: "POST",
    url: `${context.address}?${query.toString()}`,
    headers: { "content-type": "application/json" },
    body: Buffer.from(JSON.stringify({ encrypt: encrypted })),
  };
}

export const example: Example<DingtalkSecrets> = {
  says: "Somebody joins the organisation",
  sign({ suffix }, context) {
    const receiver = "ding5c20e7b94f1d683a";
    const body = JSON.stringify({
      EventType: "user_add_org",
      TimeStamp: String(context.now.getTime()),
      CorpId: receiver,
      UserId: [`dealer-${suffix}`],
    });
    return sendDingtalk({ receiver, body }, context);
  },
};
