/** Sends what Wenjuanxing sends when a questionnaire is answered: signed inside the body. */
import { createHash } from "node:crypto";
import { inUse, type Secret, type SendingContext, type SignedDelivery } from "./delivery.ts";

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
