/** Sends what Calendly sends when somebody books a meeting. */
import type { Secret, SendingContext, SignedDelivery } from "./delivery.ts";
import type { Example } from "./example.ts";
import { timedSignature } from "./timed-signature.ts";

export interface CalendlySecrets {
  signingKey: Secret;
}

export function sendCalendly(
  body: string | Buffer,
  { secrets, address, now }: SendingContext<CalendlySecrets>,
): SignedDelivery {
  const signature = timedSignature({ scheme: "v1", secret: secrets.signingKey, body, now });
  return {
    method: "POST",
    url: address,
    headers: {
      "content-type": "application/json",
      "calendly-webhook-signature": signature,
    },
    body: Buffer.from(body),
  };
}

export const example: Example<CalendlySecrets> = {
  says: "A consultation is booked, with a number to be reminded at",
  sign({ suffix, fullName, email, phone, company }, context) {
    const meeting = `https://api.calendly.com/scheduled_events/${suffix}`;
    const body = JSON.stringify({
      event: "invitee.created",
      created_at: context.now.toISOString(),
      created_by: "https://api.calendly.com/users/DEMO",
      payload: {
        uri: `${meeting}/invitees/${suffix}`,
        name: fullName,
        email,
        text_reminder_number: phone,
        timezone: "Asia/Shanghai",
        status: "active",
        rescheduled: false,
        questions_and_answers: [{ position: 0, question: "Company", answer: company }],
        tracking: { utm_source: "newsletter" },
        scheduled_event: {
          uri: meeting,
          name: "Tea consultation",
          event_type: "https://api.calendly.com/event_types/GBHDEMO7TEA2TALK",
          start_time: new Date(context.now.getTime() + 86_400_000).toISOString(),
          location: { type: "zoom" },
        },
      },
    });
    return sendCalendly(body, context);
  },
};
