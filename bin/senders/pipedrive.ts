/** Sends what Pipedrive sends about the persons of a CRM: with a name and a password, unsigned. */
import { inUse, type Secret, type SendingContext, type SignedDelivery } from "./delivery.ts";

export interface PipedriveSecrets {
  /** `name:password` */
  credentials: Secret;
}

export function sendPipedrive(
  body: string | Buffer,
  { secrets, address }: SendingContext<PipedriveSecrets>,
): SignedDelivery {
  return {
    method: "POST",
    url: address,
    headers: {
      "content-type": "application/json; charset=utf-8",
      "user-agent": "Pipedrive Webhooks",
      authorization: `Basic ${btoa(inUse(secrets.credentials))}`,
    },
    body: Buffer.from(body),
  };
}
