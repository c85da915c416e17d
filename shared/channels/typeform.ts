/** Typeform: one delivery per submitted form. */
import * as z from "zod";
import {
  type Answer,
  campaignFields,
  FormSettings,
  isRecord,
  mappingOf,
  namedAnswers,
  readAnswers,
} from "./answers.ts";
import { bodyBytesMaxDefault, defineChannel, RotatingSecret } from "./channel.ts";
import { json } from "./formats/json.ts";
import { authenticateHmac } from "./signature.ts";

/** The value stands under the name of its type, such as `{"type":"email","email":"…"}`. */
const TypedAnswer = z.looseObject({
  type: z.string(),
  field: z.looseObject({ id: z.string(), ref: z.string().optional() }),
});

const Question = z.looseObject({ id: z.string(), title: z.string().optional() });

const Response = z.looseObject({
  form_id: z.string().min(1),
  token: z.string().min(1),
  submitted_at: z.iso.datetime({ offset: true }).optional(),
  hidden: z.record(z.string(), z.unknown()).optional(),
  definition: z.looseObject({ fields: z.array(Question).optional() }).optional(),
  answers: z.array(TypedAnswer).optional(),
});

/** `form_response_partial`, for those who stopped half-way, has the same shape. */
const Payload = z.looseObject({ event_type: z.string(), form_response: Response });

export default defineChannel({
  name: "typeform",
  title: { en: "Typeform", zh: "Typeform 表单" },
  group: "form",
  authentication: {
    en: "Typeform-Signature: sha256= and base64 HMAC-SHA256 over the body",
    zh: "Typeform-Signature：sha256= 加上请求体的 base64 HMAC-SHA256",
  },
  trust: "signed",
  confirmation: "provider's document",
  verifies: [],
  businessId: "form_response.token",
  answer: '`{"events":[ids]}`',
  pathToken: false,
  format: json,
  bodyBytesMax: bodyBytesMaxDefault,
  settings: FormSettings,
  secrets: z.strictObject({ secret: RotatingSecret }),
  generateSecrets: (randomBytes) => ({ secret: randomBytes(32).toString("hex") }),
  payload: Payload,

  authenticate: ({ headers, body }, { secrets }) =>
    authenticateHmac({
      header: headers["typeform-signature"],
      prefix: "sha256=",
      algorithm: "sha256",
      encoding: "base64",
      parts: [body],
      secrets: secrets.secret,
    }),

  normalise({ event_type: kind, form_response: response }, { settings, fields }) {
    if (!/^form_response(_partial)?$/.test(kind)) {
      return [{ kind: "unclear", reason: "the event type is not understood" }];
    }
    if (isTestRequest(response.answers ?? [])) return [{ kind: "ping" }];
    const answers = [...hiddenAnswers(response), ...givenAnswers(response)];
    return [
      {
        kind: "statement",
        statement: {
          businessId: response.token,
          // Not the envelope: its event_id may be another at every attempt.
          content: response,
          origin: response.form_id,
          kind,
          ...(response.submitted_at && { observedAt: new Date(response.submitted_at) }),
          ...readAnswers(answers, mappingOf(settings, response.form_id), fields),
        },
      },
    ];
  },
});

type Response = z.output<typeof Response>;

/** Hidden fields come with the form's address: campaign parameters, ids of our own. */
function hiddenAnswers({ hidden }: Response): Answer[] {
  return namedAnswers(hidden ?? {}, campaignFields);
}

/** Questions that only an e-mail address or a phone number can answer need no mapping. */
const fieldsByAnswerType = new Map([
  ["email", "email"],
  ["phone_number", "phone"],
]);

function givenAnswers({ answers = [], definition }: Response): Answer[] {
  const titles = new Map(definition?.fields?.map(({ id, title }) => [id, title]));
  return answers.map((answer) => ({
    keys: [answer.field.ref, answer.field.id].filter((key) => key !== undefined),
    label: titles.get(answer.field.id) ?? answer.field.ref ?? answer.field.id,
    value: answerValue(answer),
    otherwise: fieldsByAnswerType.get(answer.type),
  }));
}

/** A choice holds its label, several hold their labels; the rest is the value itself. */
function answerValue(answer: z.output<typeof TypedAnswer>): unknown {
  const value = answer[answer.type];
  if (!isRecord(value)) return value;
  if (Array.isArray(value["labels"])) {
    return [...value["labels"], value["other"]].filter((label) => label !== undefined);
  }
  return value["label"] ?? value["other"] ?? value;
}

/** "Send test request" answers the form with these words. */
function isTestRequest(answers: readonly z.output<typeof TypedAnswer>[]): boolean {
  const texts = answers.filter(({ type }) => type === "text");
  return (
    answers.some((answer) => answer["email"] === "an_account@example.com") ||
    (texts.length > 0 && texts.every((answer) => answer["text"] === "Lorem ipsum dolor"))
  );
}
