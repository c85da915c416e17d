/** WordPress: forms of Gravity Forms (Webhooks Add-On) and of Elementor Pro (action "Webhook"). */
import * as z from "zod";
import { FormSettings, mappingOf, readAnswers } from "./answers.ts";
import { bodyBytesMaxDefault, defineChannel, type Understanding } from "./channel.ts";
import { type ElementorForm, elementorForm } from "./elementor-form.ts";
import { formOrJson } from "./formats/form-or-json.ts";
import { gravityAnswers } from "./gravity-entry.ts";
import { claimsOfLanding } from "./landing-page.ts";
import {
  authenticatePathToken,
  generatePathToken,
  pathTokenAuthentication,
  PathTokenSecrets,
} from "./path-token.ts";
import type { FieldRegistry } from "#shared/domain/field.ts";

/** Digits, as text or as a number. */
const Id = z.union([z.string().min(1), z.number()]).transform(String);

/** docs.gravityforms.com/entry-object: its times are in UTC. The questions stand beside these. */
const GravityEntry = z.looseObject({
  id: Id,
  form_id: Id,
  date_created: z.string(),
  source_url: z.string().nullish(),
  status: z.string().nullish(),
});

export default defineChannel({
  name: "wordpress",
  title: { en: "WordPress forms (Gravity, Elementor)", zh: "WordPress 表单（Gravity、Elementor）" },
  group: "form",
  authentication: pathTokenAuthentication,
  trust: "token",
  confirmation: "provider's document",
  verifies: [],
  businessId: {
    en: "Gravity: form_id + id; Elementor has none: form, date and time",
    zh: "Gravity：form_id + id；Elementor 没有编号：表单、日期和时间",
  },
  answer: '`{"events":[ids]}`',
  pathToken: true,
  format: formOrJson,
  bodyBytesMax: bodyBytesMaxDefault,
  settings: FormSettings,
  secrets: PathTokenSecrets,
  generateSecrets: generatePathToken,
  payload: z.record(z.string(), z.unknown()),
  authenticate: authenticatePathToken,

  normalise(payload, { settings, fields }) {
    const form = elementorForm(payload);
    if (form !== undefined) return [understandElementor(form, payload, { settings, fields })];
    const { data: entry } = GravityEntry.safeParse(payload);
    return [
      entry === undefined
        ? { kind: "unclear", reason: "neither Gravity Forms nor Elementor writes it like this" }
        : understandGravity(entry, { settings, fields }),
    ];
  },
});

interface Context {
  settings: FormSettings;
  fields: FieldRegistry;
}

function understandElementor(
  form: ElementorForm,
  content: unknown,
  { settings, fields }: Context,
): Understanding {
  const { id, name, submittedAt, pageUrl, answers } = form;
  const read = readAnswers(answers, mappingOf(settings, id ?? name, name), fields);
  return {
    kind: "statement",
    statement: {
      // To the minute: within it, only the same content again is the same submission.
      businessId: `elementor:${id ?? name}:${submittedAt}`,
      content,
      origin: id ?? name,
      kind: "elementor",
      ...read,
      claims: [...read.claims, ...claimsOfLanding(pageUrl)],
    },
  };
}

function understandGravity(
  entry: z.output<typeof GravityEntry>,
  { settings, fields }: Context,
): Understanding {
  if (entry.status === "spam") return { kind: "ping" };
  const mapping = mappingOf(settings, entry.form_id);
  const read = readAnswers(gravityAnswers(entry, mapping), mapping, fields);
  return {
    kind: "statement",
    statement: {
      businessId: `gravity:${entry.form_id}:${entry.id}`,
      content: entry,
      origin: entry.form_id,
      kind: "gravity",
      observedAt: new Date(`${entry.date_created.replace(" ", "T")}Z`),
      ...read,
      claims: [...read.claims, ...claimsOfLanding(entry.source_url)],
    },
  };
}
