/** Sends what Intercom sends of contacts and conversations. */
import { createHmac } from "node:crypto";
import { inUse, type Secret, type SendingContext, type SignedDelivery } from "./delivery.ts";
import type { Example } from "./example.ts";

export interface IntercomSecrets {
  clientSecret: Secret;
}

export function sendIntercom(
  body: string | Buffer,
  { secrets, address }: SendingContext<IntercomSecrets>,
): SignedDelivery {
  const signature = createHmac("sha1", inUse(secrets.clientSecret)).update(body).digest("hex");
  return {
    method: "POST",
    url: address,
    headers: {
      "content-type": "application/json",
      "user-agent": "intercom-parrot-service-client/1.0",
      "x-hub-signature": `sha1=${signature}`,
    },
    body: Buffer.from(body),
  };
}

/** How Intercom asks whether anything is there, before the address is saved. */
export function askIntercom({ address }: SendingContext<IntercomSecrets>): SignedDelivery {
  return { method: "HEAD", url: address, headers: {}, body: Buffer.alloc(0) };
}

export const example: Example<IntercomSecrets> = {
  says: "A visitor leaves an address in the messenger",
  sign({ suffix, fullName, email, phone, company }, context) {
    const createdAt = Math.floor(context.now.getTime() / 1_000);
    const item = {
      type: "contact",
      id: Buffer.from(suffix).toString("hex"),
      role: "lead",
      name: fullName,
      email,
      phone,
      utm_source: "newsletter",
      custom_attributes: { company_name: company },
    };
    const body = JSON.stringify({
      type: "notification_event",
      app_id: "xiliu01",
      id: `notif_${suffix}`,
      topic: "contact.lead.created",
      created_at: createdAt,
      first_sent_at: createdAt,
      data: { type: "notification_event_data", item },
    });
    return sendIntercom(body, context);
  },
};
