/** Sends what Typeform sends when a form is submitted. */
import { createHmac } from "node:crypto";
import { inUse, type Secret, type SendingContext, type SignedDelivery } from "./delivery.ts";
import type { Example } from "./example.ts";

export interface TypeformSecrets {
  secret: Secret;
}

export function sendTypeform(
  body: string | Buffer,
  { secrets, address }: SendingContext<TypeformSecrets>,
): SignedDelivery {
  const signature = createHmac("sha256", inUse(secrets.secret)).update(body).digest("base64");
  return {
    method: "POST",
    url: address,
    headers: {
      "content-type": "application/json",
      "user-agent": "Typeform Webhooks",
      "typeform-signature": `sha256=${signature}`,
    },
    body: Buffer.from(body),
  };
}

export interface TypeformAnswer {
  ref: string;
  title: string;
  /** Typeform's type of the answer, under whose name the value stands: `text`, `email`, `choice` … */
  type: string;
  value: unknown;
}

export interface TypeformSubmission {
  formId: string;
  /** Of the submission. */
  token: string;
  submittedAt: Date;
  hidden?: Record<string, string>;
  answers: readonly TypeformAnswer[];
}

/** The JSON of one submission. */
export function typeformBody(submission: TypeformSubmission): string {
  const { formId, token, submittedAt, hidden, answers } = submission;
  return JSON.stringify({
    event_id: `evt-${token}`,
    event_type: "form_response",
    form_response: {
      form_id: formId,
      token,
      submitted_at: isoSeconds(submittedAt),
      landed_at: isoSeconds(new Date(submittedAt.getTime() - 60_000)),
      ...(hidden && { hidden }),
      definition: {
        id: formId,
        fields: answers.map(({ ref, title, type }) => ({ id: idOf(ref), ref, title, type })),
      },
      answers: answers.map(({ ref, type, value }) => ({
        type,
        [type]: value,
        field: { id: idOf(ref), ref, type },
      })),
    },
  });
}

function idOf(ref: string): string {
  return `id-${ref}`;
}

function isoSeconds(time: Date): string {
  return `${time.toISOString().slice(0, 19)}Z`;
}

export const example: Example<TypeformSecrets> = {
  says: "Somebody asks for a product demo",
  sign({ suffix, givenName, familyName, email, company }, context) {
    const answers: TypeformAnswer[] = [
      { ref: "first_name", title: "First name", type: "text", value: givenName },
      { ref: "last_name", title: "Last name", type: "text", value: familyName },
      { ref: "work_email", title: "Work e-mail", type: "email", value: email },
      { ref: "company", title: "Company", type: "text", value: company },
      { ref: "newsletter", title: "May we write to you?", type: "boolean", value: true },
    ];
    const submission = { formId: "kQ7xTr2M", token: suffix, submittedAt: context.now, answers };
    return sendTypeform(typeformBody(submission), context);
  },
};
