/** Sends what Jotform sends when a form is submitted: unsigned, to an address nobody can guess. */
import { inUse, type Secret, type SendingContext, type SignedDelivery } from "./delivery.ts";
import type { Example } from "./example.ts";

export interface JotformSecrets {
  pathToken: Secret;
}

const boundary = "------------------------------jf7d3a";

export function sendJotform(
  body: string | Buffer,
  { secrets, address }: SendingContext<JotformSecrets>,
): SignedDelivery {
  return {
    method: "POST",
    url: `${address}/${inUse(secrets.pathToken)}`,
    headers: { "content-type": `multipart/form-data; boundary=${boundary}` },
    body: Buffer.from(body),
  };
}

export interface JotformSubmission {
  formId: string;
  formTitle: string;
  submissionId: string;
  /** By the name that stands in the form, such as `q3_email`. */
  answers: Readonly<Record<string, unknown>>;
}

/** The parts of one submission. */
export function jotformBody(submission: JotformSubmission): string {
  const { formId, formTitle, submissionId, answers } = submission;
  const parts = {
    action: "",
    webhookURL: "https://hooks.example.net/",
    username: "tributary",
    formID: formId,
    type: "WEB",
    customTitle: "",
    formTitle,
    pretty: Object.keys(answers).join(", "),
    submissionID: submissionId,
    ip: "203.0.113.9",
    rawRequest: JSON.stringify({
      slug: `submit/${formId}`,
      jsExecutionTracker: "build-date=>init-started=>validator-called=>submit",
      ...answers,
      event_id: `1763626800000_${formId}_aB3dE`,
    }),
  };
  const written = Object.entries(parts).map(
    ([name, value]) =>
      `--${boundary}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`,
  );
  return `${written.join("")}--${boundary}--\r\n`;
}

export const example: Example<JotformSecrets> = {
  says: "A shop asks for wholesale prices",
  sign({ suffix, givenName, familyName, email, phone, company }, context) {
    const body = jotformBody({
      formId: "243195867042066",
      formTitle: "Wholesale enquiry",
      submissionId: `6094${Number.parseInt(suffix, 36)}`,
      answers: {
        q2_name: { first: givenName, last: familyName },
        q3_email: email,
        q4_phone: { full: phone },
        q5_company: company,
        q6_interest: "White tea",
        q7_consent: "Accepted",
      },
    });
    return sendJotform(body, context);
  },
};
