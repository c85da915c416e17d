/** Sends what LinkedIn sends when somebody answers a lead form: who it was, it does not say. */
import { createHmac } from "node:crypto";
import { inUse, type Secret, type SendingContext, type SignedDelivery } from "./delivery.ts";
import type { Example } from "./example.ts";

export interface LinkedinSecrets {
  clientSecret: Secret;
}

export function sendLinkedin(
  body: string | Buffer,
  { secrets, address }: SendingContext<LinkedinSecrets>,
): SignedDelivery {
  const signature = createHmac("sha256", inUse(secrets.clientSecret))
    .update("hmacsha256=")
    .update(body)
    .digest("hex");
  return {
    method: "POST",
    url: address,
    headers: { "content-type": "application/json", "x-li-signature": signature },
    body: Buffer.from(body),
  };
}

/** It asks when the address is saved, and every two hours. */
export function askLinkedin(
  challengeCode: string,
  { address }: Pick<SendingContext<LinkedinSecrets>, "address">,
): SignedDelivery {
  const query = new URLSearchParams({ challengeCode });
  return {
    method: "GET",
    url: `${address}?${query.toString()}`,
    headers: {},
    body: Buffer.alloc(0),
  };
}

export const example: Example<LinkedinSecrets> = {
  says: "A member answers a lead form; who it is is not said",
  sign({ suffix }, context) {
    const body = JSON.stringify({
      type: "LEAD_ACTION",
      leadGenFormResponse: `urn:li:leadGenFormResponse:demo-${suffix}`,
      leadGenForm: "urn:li:versionedLeadGenForm:(urn:li:leadGenForm:7234190,1)",
      leadType: "SPONSORED",
      leadAction: "CREATED",
      occurredAt: context.now.getTime(),
      owner: { sponsoredAccount: "urn:li:sponsoredAccount:1234567" },
    });
    return sendLinkedin(body, context);
  },
};
