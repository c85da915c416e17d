/** Turns the answers of a form into claims, by the tenant's mapping and by the names of the registry. */
import * as z from "zod";
import type { ConsentClaim, TagClaim } from "#shared/domain/event.ts";
import type { FieldRegistry } from "#shared/domain/field.ts";
import type { StatedIdentifier } from "#shared/domain/identifier.ts";
import type { StatedClaim } from "#shared/domain/statement.ts";

/**
 * Where an answer goes: a field's name, `address` (an object with its parts), `consent:<purpose>`,
 * `consent:<purpose>=<the choice that gives it>`, `tag`, `external-id:<namespace>`, or `ignore`.
 */
const AnswerTarget = z
  .string()
  .regex(
    /^([a-z][a-zA-Z0-9]{0,59}|consent:[a-z][a-z-]{0,59}(=.{1,200})?|external-id:[\w.-]{1,100})$/,
  );

export const AnswerMapping = z.record(z.string().min(1).max(200), AnswerTarget);
export type AnswerMapping = z.infer<typeof AnswerMapping>;

/** `fields` maps the answers of every form of a channel, `forms` those of one, by its id or name. */
export const FormSettings = z.strictObject({
  fields: AnswerMapping.default({}),
  forms: z
    .record(
      z.string().min(1).max(100),
      z.strictObject({ title: z.string().max(200).optional(), fields: AnswerMapping }),
    )
    .default({}),
});
export type FormSettings = z.infer<typeof FormSettings>;

/**
 * The mapping of one form: its own entries before those of every form. Of several names that a
 * provider gives a form, its id first, the first that the settings know counts.
 */
export function mappingOf(settings: FormSettings, ...forms: string[]): AnswerMapping {
  const form = forms.find((name) => Object.hasOwn(settings.forms, name));
  const own = form === undefined ? undefined : settings.forms[form];
  return { ...settings.fields, ...own?.fields };
}

/** Campaign parameters as they stand in the address of a landing page → fields. */
export const campaignFields: ReadonlyMap<string, string> = new Map([
  ["utm_source", "utmSource"],
  ["utm_medium", "utmMedium"],
  ["utm_campaign", "utmCampaign"],
  ["utm_term", "utmTerm"],
  ["utm_content", "utmContent"],
]);

export interface Answers {
  claims: StatedClaim[];
  identifiers: StatedIdentifier[];
  consents: ConsentClaim[];
  tags: TagClaim[];
  extras: Record<string, unknown>;
}

const addressParts = ["country", "province", "city", "district", "street", "postalCode"];

/** One answered question: `keys` are tried in the mapping in turn, `label` names it among the extras. */
export interface Answer {
  keys: readonly string[];
  label: string;
  value: unknown;
  /** Where it goes if neither the mapping nor the registry knows a key, by what the form says it is. */
  otherwise?: string | undefined;
  /** The provider proved that the customer holds it, by a one-time code or a login. */
  verified?: boolean;
}

/** Answers that have a name and nothing more; `known` says where those go that a sender always names so. */
export function namedAnswers(
  values: Readonly<Record<string, unknown>>,
  known?: ReadonlyMap<string, string>,
): Answer[] {
  return Object.entries(values).map(([name, value]) => ({
    keys: [name],
    label: name,
    value,
    otherwise: known?.get(name),
  }));
}

export function readAnswers(
  answers: Iterable<Answer>,
  mapping: AnswerMapping,
  fields: FieldRegistry,
): Answers {
  const read: Answers = { claims: [], identifiers: [], consents: [], tags: [], extras: {} };
  for (const answer of answers) {
    place(read, { answer, target: targetOf(answer, mapping, fields), fields });
  }
  return read;
}

/** The mapping goes first, then a field's own name, then what the sender says that it is. */
function targetOf(
  { keys, otherwise }: Answer,
  mapping: AnswerMapping,
  fields: FieldRegistry,
): string | undefined {
  const mapped = keys.find((key) => Object.hasOwn(mapping, key));
  return mapped === undefined
    ? (keys.find((key) => fields.has(key)) ?? otherwise)
    : mapping[mapped];
}

/**
 * The fields whose answers are empty, for senders to whom that means: there is none any more. Only
 * what goes to a field can be taken away.
 */
export function removedClaims(
  answers: readonly Answer[],
  mapping: AnswerMapping,
  fields: FieldRegistry,
): StatedClaim[] {
  return answers.flatMap((answer): StatedClaim[] => {
    const target = targetOf(answer, mapping, fields);
    return target !== undefined && fields.has(target) && isEmpty(answer.value)
      ? [{ field: target, value: "", removed: true }]
      : [];
  });
}

interface Placement {
  answer: Answer;
  target: string | undefined;
  fields: FieldRegistry;
}

function place(read: Answers, { answer, target, fields }: Placement): void {
  const { value, label, verified } = answer;
  // Not answered is not a no: an empty answer neither claims nor withdraws anything.
  if (target === "ignore" || isEmpty(value)) return;
  if (target === undefined) {
    read.extras[label] = value;
  } else if (target === "address" && isRecord(value)) {
    for (const part of addressParts) {
      read.claims.push({ field: part, value: scalarText(value[part]) });
    }
  } else if (target === "tag") {
    const tags = Array.isArray(value) ? value : [value];
    read.tags.push(...tags.map((tag) => ({ tag: scalarText(tag), present: true })));
  } else if (target.startsWith("consent:")) {
    const [, purpose = "", choice] = /^consent:([^=]*)(?:=(.*))?$/.exec(target) ?? [];
    const granted = choice === undefined ? isYes(value) : isChosen(value, choice);
    read.consents.push({ purpose, granted });
  } else if (target.startsWith("external-id:")) {
    const namespace = target.slice("external-id:".length);
    const id = { type: "external-id", namespace, value: scalarText(value) } as const;
    read.identifiers.push({ ...id, verified: false });
  } else if (fields.has(target)) {
    read.claims.push({ field: target, value: scalarText(value), ...(verified && { verified }) });
  } else {
    read.extras[label] = value;
  }
}

function isEmpty(value: unknown): boolean {
  return scalarText(value).trim() === "";
}

/** A checkbox as forms send it. Anything that is not clearly a yes is no consent. */
export function isYes(value: unknown): boolean {
  if (Array.isArray(value)) return value.some(isYes);
  if (typeof value === "boolean") return value;
  return /^(true|yes|y|on|1|accepted?|agreed?|是|同意|已同意)$/i.test(scalarText(value).trim());
}

/** Among the ticked boxes of a list, whose texts are whole sentences. */
function isChosen(value: unknown, choice: string): boolean {
  return [value].flat().some((said) => scalarText(said).trim() === choice.trim());
}

/** Lists are joined; an object is kept as JSON rather than lost. */
export function scalarText(value: unknown): string {
  if (value === null || value === undefined) return "";
  if (typeof value === "string") return value;
  if (Array.isArray(value)) return value.map(scalarText).filter(Boolean).join(", ");
  return JSON.stringify(value) ?? "";
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
