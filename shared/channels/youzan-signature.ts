/**
 * The signatures of Youzan's pushes: no HMAC but MD5 between id and secret; yet who does not know the
 * secret cannot end the hash. https://doc.youzanyun.com/resource/develop-guide/41355/41536
 */
import { createHash } from "node:crypto";
import { isRecord } from "./answers.ts";
import { unprovenJson } from "./body-token.ts";
import type { Authentication } from "./channel.ts";
import type { Delivery } from "./delivery.ts";
import { sameSecret } from "./signature.ts";

export interface YouzanCheck {
  /** By client id. */
  secrets: Readonly<Record<string, { clientSecret: readonly string[] }>>;
  /** Which of the apps may sign the older way. */
  apps: Readonly<Record<string, { bodySign: boolean }>>;
  /** A stranger's body is not read beyond this. */
  bodyBytesMax: number;
}

export function authenticateYouzan(delivery: Delivery, check: YouzanCheck): Authentication {
  if (Object.keys(check.secrets).length === 0) {
    return { kind: "refused", reason: "no secret configured" };
  }
  const signature = delivery.headers["event-sign"];
  if (!signature) return authenticateMessage(delivery, check);
  const account = appThatSigned(delivery.body, signature, check);
  return account === undefined
    ? { kind: "refused", reason: "signature wrong" }
    : { kind: "authentic", trust: "signed", account };
}

/** The older way: the signature stands in the body and covers its `msg` alone, as it was sent. */
function authenticateMessage({ body }: Delivery, check: YouzanCheck): Authentication {
  const isTaken = Object.values(check.apps).some(({ bodySign }) => bodySign);
  const push = isTaken ? unprovenJson(body, check.bodyBytesMax) : undefined;
  const { msg, sign } = isRecord(push) ? push : {};
  if (typeof msg !== "string" || typeof sign !== "string") {
    return { kind: "refused", reason: "signature missing" };
  }
  const account = appThatSigned(msg, sign, check);
  return account !== undefined && check.apps[account]?.bodySign
    ? { kind: "authentic", trust: "weak", account }
    : { kind: "refused", reason: "signature wrong" };
}

function appThatSigned(
  signed: Buffer | string,
  signature: string,
  { secrets }: YouzanCheck,
): string | undefined {
  let signer: string | undefined;
  for (const [app, { clientSecret }] of Object.entries(secrets)) {
    for (const secret of clientSecret) {
      const hash = createHash("md5").update(app).update(signed).update(secret);
      if (sameSecret(hash.digest("hex"), signature)) signer = app;
    }
  }
  return signer;
}
