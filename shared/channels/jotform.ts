/** Jotform: one delivery per submitted form; the answers are JSON inside a multipart form. */
import * as z from "zod";
import { type Answer, FormSettings, isRecord, mappingOf, readAnswers } from "./answers.ts";
import { bodyBytesMaxDefault, defineChannel } from "./channel.ts";
import { json } from "./formats/json.ts";
import { multipart } from "./formats/multipart.ts";
import { fullName } from "./full-name.ts";
import {
  authenticatePathToken,
  generatePathToken,
  pathTokenAuthentication,
  PathTokenSecrets,
} from "./path-token.ts";

/** jotform.com/help/245-how-to-setup-a-webhook-with-jotform. */
const Payload = z.looseObject({
  formID: z.string().min(1),
  submissionID: z.string().min(1),
  formTitle: z.string().optional(),
  rawRequest: z.string(),
});

export default defineChannel({
  name: "jotform",
  title: { en: "Jotform", zh: "Jotform 表单" },
  group: "form",
  authentication: pathTokenAuthentication,
  trust: "token",
  confirmation: "provider's document",
  verifies: [],
  businessId: "submissionID",
  answer: '`{"events":[ids]}`',
  pathToken: true,
  format: multipart,
  bodyBytesMax: bodyBytesMaxDefault,
  settings: FormSettings,
  secrets: PathTokenSecrets,
  generateSecrets: generatePathToken,
  payload: Payload,
  authenticate: authenticatePathToken,

  normalise({ formID, submissionID, formTitle, rawRequest }, { settings, fields }) {
    const raw = json.parse(rawRequest);
    if (raw.kind === "malformed" || !isRecord(raw.value)) {
      return [{ kind: "unclear", reason: "the answers could not be read" }];
    }
    const answers = answersOf(raw.value);
    return [
      {
        kind: "statement",
        statement: {
          businessId: submissionID,
          // Beside the answers stands how the page was used, and how we are to be called.
          content: { formID, answers: answers.map(({ keys, value }) => [keys[0], value]) },
          origin: formID,
          kind: "submission",
          // `date` is in the zone of whoever owns the form, abbreviated: no time we could trust.
          ...readAnswers(answers, mappingOf(settings, formID, formTitle ?? ""), fields),
        },
      },
    ];
  },
});

/** `q3_email`: the number of the question never changes, its name does when somebody renames it. */
function answersOf(raw: Record<string, unknown>): Answer[] {
  return Object.entries(raw).flatMap(([key, value]) => {
    const [, number = "", name = ""] = /^q(\d{1,10})_(.+)$/s.exec(key) ?? [];
    return number === ""
      ? []
      : [{ keys: [key, `q${number}`, name], label: name, ...readOf(value) }];
  });
}

type Read = Pick<Answer, "value" | "otherwise">;

/** Questions with several boxes are objects, whose parts tell what was asked. */
function readOf(value: unknown): Read {
  if (!isRecord(value)) return { value };
  const text = (part: string) => (typeof value[part] === "string" ? value[part].trim() : "");
  if ("first" in value && "last" in value) {
    return { value: nameOf(text), otherwise: "fullName" };
  }
  if ("addr_line1" in value) return { value: addressOf(text), otherwise: "address" };
  if ("phone" in value || "full" in value) return { value: phoneOf(text), otherwise: "phone" };
  if ("year" in value && "month" in value && "day" in value) return { value: dateOf(text) };
  return { value };
}

type Part = (name: string) => string;

function nameOf(text: Part): string {
  const given = [text("first"), text("middle")].filter(Boolean).join(" ");
  return fullName(given, text("last"));
}

function addressOf(text: Part): Record<string, string> {
  return {
    street: [text("addr_line1"), text("addr_line2")].filter(Boolean).join(", "),
    city: text("city"),
    province: text("state"),
    postalCode: text("postal"),
    country: text("country"),
  };
}

/** With an input mask it is one text, without one its parts. */
function phoneOf(text: Part): string {
  const country = text("country").replace(/^(?=\d)/, "+");
  return text("full") || [country, text("area"), text("phone")].filter(Boolean).join(" ");
}

function dateOf(text: Part): string {
  const date = [text("year"), text("month").padStart(2, "0"), text("day").padStart(2, "0")];
  return text("year") === "" ? "" : date.join("-");
}
