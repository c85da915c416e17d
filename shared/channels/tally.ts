/** Tally: one delivery per submitted form (tally.so/help/webhooks). */
import * as z from "zod";
import {
  type Answer,
  campaignFields,
  FormSettings,
  isRecord,
  mappingOf,
  readAnswers,
} from "./answers.ts";
import { bodyBytesMaxDefault, defineChannel, RotatingSecret } from "./channel.ts";
import { json } from "./formats/json.ts";
import { authenticateHmac } from "./signature.ts";

/** Choices are ids; what they say stands beside them. */
const Choice = z.looseObject({ id: z.string(), text: z.string() });

const Field = z.looseObject({
  key: z.string(),
  label: z.string().nullish(),
  type: z.string(),
  value: z.unknown(),
  options: z.array(Choice).optional(),
  rows: z.array(Choice).optional(),
  columns: z.array(Choice).optional(),
});
type Field = z.output<typeof Field>;

const Submission = z.looseObject({
  submissionId: z.string().min(1),
  formId: z.string().min(1),
  formName: z.string().nullish(),
  createdAt: z.iso.datetime({ offset: true }).optional(),
  fields: z.array(Field),
});

const Payload = z.looseObject({ eventType: z.string(), data: Submission });

export default defineChannel({
  name: "tally",
  title: { en: "Tally", zh: "Tally 表单" },
  group: "form",
  authentication: {
    en: "Tally-Signature: base64 HMAC-SHA256 over the body",
    zh: "Tally-Signature：请求体的 base64 HMAC-SHA256",
  },
  trust: "signed",
  confirmation: "provider's document",
  verifies: [],
  businessId: "data.submissionId",
  answer: '`{"events":[ids]}`',
  pathToken: false,
  format: json,
  bodyBytesMax: bodyBytesMaxDefault,
  settings: FormSettings,
  secrets: z.strictObject({ signingSecret: RotatingSecret }),
  generateSecrets: (randomBytes) => ({ signingSecret: randomBytes(32).toString("hex") }),
  payload: Payload,

  authenticate: ({ headers, body }, { secrets }) =>
    authenticateHmac({
      header: headers["tally-signature"],
      algorithm: "sha256",
      encoding: "base64",
      parts: [body],
      secrets: secrets.signingSecret,
    }),

  normalise({ eventType, data }, { settings, fields }) {
    if (eventType !== "FORM_RESPONSE") {
      return [{ kind: "unclear", reason: "the event type is not understood" }];
    }
    const mapping = mappingOf(settings, data.formId, data.formName ?? "");
    const boxes = boxesOf(data.fields);
    const answers = data.fields
      // A box is sent twice, in its list and alone; alone it counts only where it is asked for.
      .filter(({ key }) => !boxes.has(key) || Object.hasOwn(mapping, key))
      .map(answerOf);
    return [
      {
        kind: "statement",
        statement: {
          businessId: data.submissionId,
          // Not the envelope: its id and time are those of the delivery.
          content: data,
          origin: data.formId,
          kind: eventType,
          ...(data.createdAt && { observedAt: new Date(data.createdAt) }),
          ...readAnswers(answers, mapping, fields),
        },
      },
    ];
  },
});

/** `question_abc_<choice>` is one box of the list `question_abc`, true or false. */
function boxesOf(fields: readonly Field[]): ReadonlySet<string> {
  const lists = fields.filter(({ type }) => type === "CHECKBOXES");
  return new Set(lists.flatMap(({ key, options = [] }) => options.map(({ id }) => `${key}_${id}`)));
}

/** Questions that only an e-mail address or a phone number can answer need no mapping. */
const fieldsByType = new Map([
  ["INPUT_EMAIL", "email"],
  ["INPUT_PHONE_NUMBER", "phone"],
]);

/** People name questions by what they read, which changes, or by the key, which does not. */
function answerOf(field: Field): Answer {
  const label = field.label ?? field.key;
  return {
    keys: [field.key, label],
    label,
    value: valueOf(field),
    otherwise: fieldsByType.get(field.type) ?? otherwiseOf(field, label),
  };
}

function otherwiseOf({ key, type }: Field, label: string): string | undefined {
  if (type === "PAYMENT" && key.endsWith("_email")) return "email";
  return type === "HIDDEN_FIELDS" ? campaignFields.get(label) : undefined;
}

function valueOf({ value, options, rows, columns }: Field): unknown {
  if (options !== undefined) return texts(value, options);
  if (rows === undefined || !isRecord(value)) return value;
  return Object.fromEntries(
    rows.flatMap(({ id, text }) =>
      Object.hasOwn(value, id) ? [[text, texts(value[id], columns ?? [])]] : [],
    ),
  );
}

/** What the chosen ids say; an answer of one's own stands there as it was typed. */
function texts(value: unknown, choices: readonly z.output<typeof Choice>[]): unknown {
  if (!Array.isArray(value)) return value;
  const said = new Map<unknown, string>(choices.map(({ id, text }) => [id, text]));
  return value.map((id: unknown) => said.get(id) ?? id);
}
