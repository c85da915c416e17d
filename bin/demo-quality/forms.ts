/** Forms as their providers send them, with the ids of the demo tenant's file. */
import type { SendingContext, SignedDelivery } from "../senders/delivery.ts";
import { type JinshujuSecrets, sendJinshuju } from "../senders/jinshuju.ts";
import { sendTypeform, typeformBody, type TypeformSecrets } from "../senders/typeform.ts";
import { sendWebflow, type WebflowSecrets } from "../senders/webflow.ts";
import { sendWebsite, type WebsiteSecrets } from "../senders/website.ts";
import { sendWenjuanxing, type WenjuanxingSecrets } from "../senders/wenjuanxing.ts";
import type { Said } from "./said.ts";

export function contactForm(said: Said, context: SendingContext<WebsiteSecrets>): SignedDelivery {
  const { serial, at, fullName, email, phone, company, city } = said;
  const body = JSON.stringify({
    type: "form.submitted",
    timestamp: at.toISOString(),
    data: { form: "contact", name: fullName, email, mobile: phone, company, city },
  });
  return sendWebsite({ id: `msg_${serial}`, body }, context);
}

export function demoRequest(said: Said, context: SendingContext<TypeformSecrets>): SignedDelivery {
  const questions = [
    { ref: "first_name", title: "First name", type: "text", value: said.givenName },
    { ref: "last_name", title: "Last name", type: "text", value: said.familyName },
    { ref: "work_email", title: "Work e-mail", type: "email", value: said.email },
    { ref: "mobile", title: "Mobile", type: "phone_number", value: said.phone },
    { ref: "company", title: "Company", type: "text", value: said.company },
    { ref: "role", title: "Your role", type: "text", value: said.jobTitle },
  ];
  const answers = questions.filter(({ value }) => value !== undefined);
  const submission = { formId: "kQ7xTr2M", token: said.serial, submittedAt: said.at, answers };
  return sendTypeform(typeformBody(submission), context);
}

export function trialEntry(said: Said, context: SendingContext<JinshujuSecrets>): SignedDelivery {
  const at = said.at.toISOString();
  const entry = {
    serial_number: Number.parseInt(said.serial, 36),
    field_1: said.fullName,
    field_2: said.phone,
    field_3: said.email,
    field_4: said.company,
    field_5: said.jobTitle,
    created_at: at,
    updated_at: at,
  };
  const body = JSON.stringify({ form: "xL3sYq", form_name: "新品试用申请", entry });
  return sendJinshuju(body, context);
}

export function siteForm(said: Said, context: SendingContext<WebflowSecrets>): SignedDelivery {
  const payload = {
    name: "Contact us",
    id: said.serial,
    formId: "65429eadebe8a9f3a30f62d0",
    submittedAt: said.at.toISOString(),
    data: { Name: said.fullName, Email: said.email, Phone: said.phone },
  };
  return sendWebflow(JSON.stringify({ triggerType: "form_submission", payload }), context);
}

const chinaMs = 8 * 3_600_000;

export function survey(said: Said, context: SendingContext<WenjuanxingSecrets>): SignedDelivery {
  const number = String(Number.parseInt(said.serial, 36));
  const inChina = new Date(said.at.getTime() + chinaMs).toISOString();
  const answered = {
    activity: "5657001",
    name: "新品体验问卷",
    q1: said.fullName,
    q2: said.phone,
    q3: "1,3",
    q4: "2",
    submittime: inChina.slice(0, 19).replace("T", " "),
    joinid: number,
    index: number,
  };
  return sendWenjuanxing(JSON.stringify(answered), context);
}
