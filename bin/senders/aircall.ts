/** Sends what Aircall sends about calls, messages and contacts: its token stands in the body. */
import { inUse, type Secret, type SendingContext, type SignedDelivery } from "./delivery.ts";
import type { Example } from "./example.ts";

export interface AircallSecrets {
  token: Secret;
}

/** `body` is JSON without its token. */
export function sendAircall(
  body: string | Buffer,
  { secrets, address }: SendingContext<AircallSecrets>,
): SignedDelivery {
  const token = `"token":"${inUse(secrets.token)}"`;
  const text = Buffer.from(body).toString("latin1");
  const sent = text.replace(/^\{/, () => `{${token},`);
  return {
    method: "POST",
    url: address,
    headers: { "content-type": "application/json" },
    body: Buffer.from(sent, "latin1"),
  };
}

export const example: Example<AircallSecrets> = {
  says: "Somebody calls the sales line",
  sign({ suffix, phone }, context) {
    const timestamp = Math.floor(context.now.getTime() / 1_000);
    const data = {
      id: Number.parseInt(suffix, 36),
      direction: "inbound",
      status: "initial",
      started_at: timestamp,
      duration: 0,
      raw_digits: phone,
      contact: null,
      number: { id: 3, name: "Sales", digits: "+44 20 7946 0000" },
    };
    const body = JSON.stringify({ resource: "call", event: "call.created", timestamp, data });
    return sendAircall(body, context);
  },
};
