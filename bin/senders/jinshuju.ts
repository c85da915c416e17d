/** Sends what Jinshuju sends when a form is filled in: unsigned, to an address nobody can guess. */
import { inUse, type Secret, type SendingContext, type SignedDelivery } from "./delivery.ts";

export interface JinshujuSecrets {
  pathToken: Secret;
}

export function sendJinshuju(
  body: string | Buffer,
  { secrets, address }: SendingContext<JinshujuSecrets>,
): SignedDelivery {
  return {
    method: "POST",
    url: `${address}/${inUse(secrets.pathToken)}`,
    headers: { "content-type": "application/json" },
    body: Buffer.from(body),
  };
}
