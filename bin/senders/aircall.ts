/** Sends what Aircall sends about calls, messages and contacts: its token stands in the body. */
import { inUse, type Secret, type SendingContext, type SignedDelivery } from "./delivery.ts";

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
