/** Google Forms: no webhooks of its own, so `google-forms.gs` beside this file sends and signs them. */
import * as z from "zod";
import { type Answer, AnswerMapping, mappingOf, readAnswers } from "./answers.ts";
import { bodyBytesMaxDefault, defineChannel } from "./channel.ts";
import { json } from "./formats/json.ts";
import {
  authenticateStandard,
  generateStandardSecrets,
  StandardSecrets,
} from "./standard-webhooks.ts";

const Form = z.strictObject({
  title: z.string().max(200).optional(),
  /** By the number of the question, which never changes, or by what people read. */
  fields: AnswerMapping.default({}),
  /** "Collect email addresses: verified": Google proves them. What responders type is only claimed. */
  emailsVerified: z.boolean().default(false),
});

const Response = z.looseObject({
  formId: z.string().min(1),
  formTitle: z.string().optional(),
  responseId: z.string().min(1),
  email: z.string().optional(),
  answers: z.array(z.looseObject({ id: z.string(), title: z.string(), value: z.unknown() })),
});

const Payload = z.looseObject({
  type: z.string(),
  timestamp: z.iso.datetime({ offset: true }),
  data: z.unknown(),
});

export default defineChannel({
  name: "google-forms",
  title: { en: "Google Forms", zh: "Google 表单" },
  group: "form",
  authentication: {
    en: "webhook-signature by google-forms.gs: base64 HMAC-SHA256 over id.timestamp.body, 5 minutes",
    zh: "webhook-signature，由 google-forms.gs 签出：对 id.timestamp.请求体 的 base64 HMAC-SHA256，5 分钟内有效",
  },
  trust: "signed",
  confirmation: "published vector",
  verifies: ["email"],
  businessId: "data.responseId",
  answer: '`{"events":[ids]}`',
  pathToken: false,
  format: json,
  bodyBytesMax: bodyBytesMaxDefault,
  settings: z.strictObject({
    fields: AnswerMapping.default({}),
    forms: z.record(z.string().min(1).max(100), Form).default({}),
  }),
  secrets: StandardSecrets,
  generateSecrets: generateStandardSecrets,
  payload: Payload,
  authenticate: authenticateStandard,

  normalise({ type, timestamp, data }, { settings, fields }) {
    if (type === "ping") return [{ kind: "ping" }];
    const { data: response } = Response.safeParse(data);
    if (type !== "form.response" || response === undefined) {
      return [{ kind: "unclear", reason: "it is no response of a form" }];
    }
    const { formId, formTitle = "", responseId } = response;
    const form = Object.hasOwn(settings.forms, formId) ? settings.forms[formId] : undefined;
    const answers = answersOf(response, form?.emailsVerified ?? false);
    return [
      {
        kind: "statement",
        statement: {
          businessId: responseId,
          // A response edited later keeps its id; its time makes it another event.
          content: { timestamp, response },
          origin: formId,
          kind: type,
          observedAt: new Date(timestamp),
          ...readAnswers(answers, mappingOf(settings, formId, formTitle), fields),
        },
      },
    ];
  },
});

function answersOf({ email, answers }: z.output<typeof Response>, verified: boolean): Answer[] {
  const collected = { keys: [], label: "email", value: email, otherwise: "email", verified };
  const given = answers.map(({ id, title, value }) => ({
    keys: [id, title],
    label: title || id,
    value,
  }));
  return [collected, ...given];
}
