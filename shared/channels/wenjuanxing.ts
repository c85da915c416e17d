/** Wenjuanxing (问卷星): one delivery per answered questionnaire (showdoc.com.cn/wjxopenapi, 数据推送API). */
import { createHash } from "node:crypto";
import * as z from "zod";
import { type Answer, AnswerMapping, readAnswers, scalarText } from "./answers.ts";
import { unprovenJson } from "./body-token.ts";
import { bodyBytesMaxDefault, defineChannel, RotatingSecret } from "./channel.ts";
import { json } from "./formats/json.ts";
import { sameSecret } from "./signature.ts";

const Form = z.strictObject({
  name: z.string().max(200).optional(),
  /** By the number of the question, such as `q3`, or `sojumpparm` for what its address brought. */
  fields: AnswerMapping,
  /** What the numbered choices of a question say: a push has the numbers alone. */
  choices: z
    .record(z.string().max(20), z.record(z.string().max(10), z.string().max(200)))
    .default({}),
});
type Form = z.output<typeof Form>;

/** Digits, as text or as a number. */
const Id = z.union([z.string().min(1), z.number()]).transform(String);

const Signed = z.looseObject({ activity: Id, index: Id, sign: z.string().min(1) });

const Payload = z.looseObject({
  activity: Id,
  index: Id,
  joinid: Id.optional(),
  submittime: z.string().optional(),
});

export default defineChannel({
  name: "wenjuanxing",
  title: { en: "Wenjuanxing surveys", zh: "问卷星" },
  group: "form",
  authentication: {
    en: "sign in the body: hex SHA-1 over activity, index and the key",
    zh: "请求体中的 sign：对 activity、index 和密钥的十六进制 SHA-1",
  },
  trust: "weak",
  confirmation: "provider's document",
  verifies: [],
  businessId: "activity + joinid",
  answer: '`{"events":[ids]}`',
  pathToken: false,
  format: json,
  bodyBytesMax: bodyBytesMaxDefault,
  settings: z.strictObject({
    forms: z.record(z.string().min(1).max(100), Form).default({}),
  }),
  secrets: z.strictObject({ pushKey: RotatingSecret }),
  generateSecrets: (randomBytes) => ({ pushKey: randomBytes(16).toString("hex") }),
  payload: Payload,

  /** Parsed before it is authentic, and bounded: the signature stands inside what it signs. */
  authenticate({ body }, { secrets }) {
    const { data: push } = Signed.safeParse(unprovenJson(body, bodyBytesMaxDefault));
    if (push === undefined) return { kind: "refused", reason: "signature missing" };
    const { activity, index, sign } = push;
    let matches = false;
    for (const key of secrets.pushKey) {
      const hash = createHash("sha1").update(`${activity}${index}${key}`).digest("hex");
      if (sameSecret(hash, sign.toLowerCase())) matches = true;
    }
    return matches
      ? { kind: "authentic", trust: "weak" }
      : { kind: "refused", reason: "signature wrong" };
  },

  normalise(payload, { settings, fields }) {
    const { activity, index, joinid, submittime } = payload;
    const form = Object.hasOwn(settings.forms, activity) ? settings.forms[activity] : undefined;
    // Its questions are numbered: without a mapping nobody knows which of them is the phone.
    if (form === undefined) return [{ kind: "unclear", reason: "the form is not configured" }];
    const { sign: _, ...content } = payload;
    return [
      {
        kind: "statement",
        statement: {
          businessId: `${activity}:${joinid ?? index}`,
          content,
          origin: activity,
          kind: "answer",
          ...(submittime && { observedAt: new Date(isoOf(submittime)) }),
          ...readAnswers(answersOf(payload, form), form.fields, fields),
        },
      },
    ];
  },
});

/** What Wenjuanxing says about the answer, not the customer; nor is a network address one of theirs. */
const technical =
  /^(activity|index|joinid|name|timetaken|submittime|totalvalue|parteruser|sign|ip\w*|source\w*)$/;

function answersOf(payload: z.output<typeof Payload>, form: Form): Answer[] {
  return Object.entries(payload)
    .filter(([key]) => !technical.test(key))
    .map(([key, value]) => answerOf(key, value, form));
}

function answerOf(key: string, value: unknown, { fields, choices }: Form): Answer {
  const said = Object.hasOwn(choices, key) ? saidOf(value, choices[key] ?? {}) : undefined;
  const target = Object.hasOwn(fields, key) ? fields[key] : undefined;
  // A bare 1 is the first of the choices, which may be the refusal: no consent is read from it.
  const isConsentByNumber = said === undefined && /^consent:[^=]*$/.test(target ?? "");
  return { keys: isConsentByNumber ? [] : [key], label: key, value: said ?? value };
}

/** Undefined where any of the numbers is not among the choices. */
function saidOf(value: unknown, texts: Readonly<Record<string, string>>): string[] | undefined {
  const numbers = scalarText(value).split(",");
  const said = numbers.flatMap((number) => (Object.hasOwn(texts, number) ? [texts[number]] : []));
  const known = said.filter((text) => text !== undefined);
  return known.length === numbers.length ? known : undefined;
}

/** `2026-11-20 16:20:00`, on the clock of China. */
function isoOf(time: string): string {
  return time.replace(/^(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d)$/, "$1T$2+08:00");
}
