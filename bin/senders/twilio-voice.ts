/** Sends what Twilio sends about a phone call. */
import { createHash, createHmac } from "node:crypto";
import { inUse, type Secret, type SendingContext, type SignedDelivery } from "./delivery.ts";
import type { Example } from "./example.ts";

export interface TwilioSecrets {
  authToken: Secret;
}

type Context = SendingContext<TwilioSecrets>;

/** A form, as calls come. */
export function sendTwilio(form: string | Buffer, { secrets, address }: Context): SignedDelivery {
  const body = Buffer.from(form);
  const sorted = [...new URLSearchParams(body.toString("utf8"))].sort(([a], [b]) =>
    a < b ? -1 : a > b ? 1 : 0,
  );
  const signed = address + sorted.map(([name, value]) => name + value).join("");
  return {
    method: "POST",
    url: address,
    headers: {
      "content-type": "application/x-www-form-urlencoded; charset=UTF-8",
      "user-agent": "TwilioProxy/1.1",
      "x-twilio-signature": hmac(signed, secrets),
    },
    body,
  };
}

/** JSON, whose hash stands in the address. */
export function sendTwilioJson(
  json: string | Buffer,
  { secrets, address }: Context,
): SignedDelivery {
  const url = `${address}?bodySHA256=${createHash("sha256").update(json).digest("hex")}`;
  return {
    method: "POST",
    url,
    headers: { "content-type": "application/json", "x-twilio-signature": hmac(url, secrets) },
    body: Buffer.from(json),
  };
}

function hmac(text: string, { authToken }: TwilioSecrets): string {
  return createHmac("sha1", inUse(authToken)).update(text).digest("base64");
}

export const example: Example<TwilioSecrets> = {
  says: "Somebody calls, the network attests the number",
  sign({ suffix, phone }, context) {
    const form = new URLSearchParams({
      CallSid: `CA${Buffer.from(suffix.padEnd(16, "0")).toString("hex")}`,
      CallStatus: "ringing",
      Direction: "inbound",
      From: phone,
      To: "+14158675309",
      StirVerstat: "TN-Validation-Passed-A",
    });
    return sendTwilio(form.toString(), context);
  },
};
