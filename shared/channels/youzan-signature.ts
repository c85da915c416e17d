/**
 * The signatures of Youzan's pushes: no HMAC but MD5 between id and secret; yet who does not know the
 * secret cannot end the hash. https://doc.youzanyun.com/resource/develop-guide/41355/41536
 */
import { createHash } from "node:crypto";
import type { Authentication } from "./channel.ts";
import type { Delivery } from "./delivery.ts";
import { sameSecret } from "./signature.ts";

export interface YouzanCheck {
  /** By client id. */
  secrets: Readonly<Record<string, { clientSecret: readonly string[] }>>;
  /** Which of the apps may sign the older way. */
  apps: Readonly<Record<string, { bodySign: boolean }>>;
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

/**
 * The older way covers `msg` alone. It is read from the text before any parser sees it, so there must
 * be one such name, and no escape by which another could be written.
 */
function authenticateMessage({ body }: Delivery, check: YouzanCheck): Authentication {
  if (!Object.values(check.apps).some(({ bodySign }) => bodySign)) {
    return { kind: "refused", reason: "signature missing" };
  }
  const text = body.toString("utf8");
  const message = /"msg"\s*:\s*"([^"\\]*)"/.exec(text)?.[1];
  const signature = /"sign"\s*:\s*"([^"\\]*)"/.exec(text)?.[1];
  if (message === undefined || !signature) {
    return { kind: "refused", reason: "signature missing" };
  }
  if (text.includes("\\") || text.match(/"msg"\s*:/g)?.length !== 1) {
    return { kind: "refused", reason: "signature malformed" };
  }
  const account = appThatSigned(message, signature, check);
  return account !== undefined && check.apps[account]?.bodySign
    ? { kind: "authentic", trust: "weak", account }
    : { kind: "refused", reason: "signature wrong" };
}
