/** Sends what Jiandaoyun sends about a row of a form. */
import { createHash } from "node:crypto";
import { inUse, type Secret, type SendingContext, type SignedDelivery } from "./delivery.ts";

export interface JiandaoyunSecrets {
  secret: Secret;
}

export function sendJiandaoyun(
  body: string | Buffer,
  { secrets, address, now, randomBytes }: SendingContext<JiandaoyunSecrets>,
): SignedDelivery {
  const timestamp = String(Math.floor(now.getTime() / 1_000));
  const nonce = randomBytes(3).toString("hex");
  const signed = Buffer.concat([
    Buffer.from(`${nonce}:`),
    Buffer.from(body),
    Buffer.from(`:${inUse(secrets.secret)}:${timestamp}`),
  ]);
  return {
    method: "POST",
    url: `${address}?${new URLSearchParams({ timestamp, nonce }).toString()}`,
    headers: {
      "content-type": "application/json",
      "x-jdy-deliverid": randomBytes(12).toString("hex"),
      "x-jdy-signature": createHash("sha1").update(signed).digest("hex"),
    },
    body: Buffer.from(body),
  };
}
