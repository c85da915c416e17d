/** Sends what Pipedrive sends about the persons of a CRM: with a name and a password, unsigned. */
import { inUse, type Secret, type SendingContext, type SignedDelivery } from "./delivery.ts";
import type { Example } from "./example.ts";

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

export const example: Example<PipedriveSecrets> = {
  says: "A seller enters somebody who asked for an offer",
  sign({ suffix, fullName, givenName, familyName, email, phone }, context) {
    const meta = {
      action: "create",
      entity: "person",
      entity_id: String(Number.parseInt(suffix, 36)),
      company_id: "13923453",
      timestamp: context.now.toISOString(),
      version: "2.0",
      attempt: 1,
    };
    const data = {
      id: Number.parseInt(suffix, 36),
      name: fullName,
      first_name: givenName,
      last_name: familyName,
      emails: [{ label: "work", value: email, primary: true }],
      phones: [{ label: "mobile", value: phone, primary: true }],
      marketing_status: "subscribed",
    };
    return sendPipedrive(JSON.stringify({ meta, data, previous: null }), context);
  },
};
