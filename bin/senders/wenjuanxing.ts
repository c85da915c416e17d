/** Sends what Wenjuanxing sends when a questionnaire is answered: signed inside the body. */
import { createHash } from "node:crypto";
import { inUse, type Secret, type SendingContext, type SignedDelivery } from "./delivery.ts";
import type { Example } from "./example.ts";

export interface WenjuanxingSecrets {
  pushKey: Secret;
}

/** The body lacks its `sign`, which is put at its end. */
export function sendWenjuanxing(
  body: string | Buffer,
  { secrets, address }: SendingContext<WenjuanxingSecrets>,
): SignedDelivery {
  const text = body.toString();
  const [activity, index] = ["activity", "index"].map(
    (name) => new RegExp(`"${name}":"?(\\w+)"?`).exec(text)?.[1],
  );
  const sign = createHash("sha1")
    .update(`${activity ?? ""}${index ?? ""}${inUse(secrets.pushKey)}`)
    .digest("hex");
  const signed = activity === undefined ? body : text.replace(/\}\s*$/, `,"sign":"${sign}"}`);
  return {
    method: "POST",
    url: address,
    headers: { "content-type": "application/json" },
    body: Buffer.from(signed),
  };
}

export const example: Example<WenjuanxingSecrets> = {
  says: "Somebody answers a questionnaire",
  sign({ suffix, fullName, mobile }, context) {
    const number = String(Number.parseInt(suffix, 36));
    const answered = {
      activity: "5657001",
      name: "新品体验问卷",
      q1: fullName,
      q2: mobile,
      q3: "1,3",
      q4: "2",
      joinid: number,
      index: number,
    };
    return sendWenjuanxing(JSON.stringify(answered), context);
  },
};
