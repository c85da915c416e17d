/** Sends what Jiandaoyun sends about a row of a form. */
import { createHash } from "node:crypto";
import { inUse, type Secret, type SendingContext, type SignedDelivery } from "./delivery.ts";
import type { Example } from "./example.ts";

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

export const example: Example<JiandaoyunSecrets> = {
  says: "A dealer registers, its number proved by a code",
  sign({ suffix, fullName, mobile, company }, context) {
    const at = context.now.toISOString();
    const data = {
      _id: `row-${suffix}`,
      entryId: "6740a1b2c3d4e5f6a7b8c9d0",
      formName: "经销商登记",
      createTime: at,
      updateTime: at,
      full_name: fullName,
      company,
      mobile: { phone: mobile, verified: true },
      agree: ["同意"],
    };
    const body = JSON.stringify({ op: "data_create", opTime: context.now.getTime(), data });
    return sendJiandaoyun(body, context);
  },
};
