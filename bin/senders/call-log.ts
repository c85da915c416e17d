/** Sends what a telephone system sends of its calls: Standard Webhooks. */
import { createHmac } from "node:crypto";
import { inUse, type Secret, type SendingContext, type SignedDelivery } from "./delivery.ts";
import type { Example } from "./example.ts";

export interface CallLogSecrets {
  signingSecret: Secret;
}

export interface CallLogMessage {
  /** The same at every attempt to deliver it. */
  id?: string;
  body: string | Buffer;
}

export function sendCallLog(
  { id = "msg_call_log_0001", body }: CallLogMessage,
  { secrets, address, now }: SendingContext<CallLogSecrets>,
): SignedDelivery {
  const timestamp = String(Math.floor(now.getTime() / 1_000));
  const key = Buffer.from(inUse(secrets.signingSecret).slice("whsec_".length), "base64");
  const signature = createHmac("sha256", key)
    .update(`${id}.${timestamp}.`)
    .update(body)
    .digest("base64");
  return {
    method: "POST",
    url: address,
    headers: {
      "content-type": "application/json",
      "webhook-id": id,
      "webhook-timestamp": timestamp,
      "webhook-signature": `v1,${signature}`,
    },
    body: Buffer.from(body),
  };
}

export const example: Example<CallLogSecrets> = {
  says: "The switchboard reports a call that was answered",
  sign({ suffix, phone, fullName }, context) {
    const body = JSON.stringify({
      type: "call.ended",
      timestamp: context.now.toISOString(),
      data: {
        id: `call-${suffix}`,
        direction: "inbound",
        from: phone,
        to: "+862155550100",
        endedAt: context.now.toISOString(),
        durationSeconds: 84,
        callerName: fullName,
        summary: "Asked for samples of white tea",
      },
    });
    return sendCallLog({ id: `msg_${suffix}`, body }, context);
  },
};
