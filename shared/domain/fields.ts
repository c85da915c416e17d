/** The one list of canonical fields: what each is called, how it is normalised, how it is protected. */
import { baseFields } from "./base-fields.ts";
import { normaliseBoolean } from "./normalise/boolean.ts";
import { normaliseDate } from "./normalise/date.ts";
import type { FieldRegistry } from "./field.ts";
import type { Normaliser } from "./normalise/normalised.ts";
import { normaliseNumber } from "./normalise/number.ts";
import { normaliseText } from "./normalise/text.ts";
import type { CustomField, Policy } from "./policy.ts";

const baseRegistry: FieldRegistry = new Map(baseFields.map((field) => [field.name, field]));

const normaliserOf: Record<CustomField["kind"], Normaliser> = {
  text: normaliseText,
  number: normaliseNumber,
  date: normaliseDate,
  boolean: normaliseBoolean,
};

/**
 * Every field a tenant knows, base fields first.
 *
 * Throws where a custom field takes a name that is taken: a claim must mean one thing.
 */
export function fieldRegistry({ customFields }: Pick<Policy, "customFields">): FieldRegistry {
  if (customFields.length === 0) return baseRegistry;
  const registry = new Map(baseRegistry);
  for (const { kind, ...field } of customFields) {
    if (registry.has(field.name)) throw new Error(`custom field "${field.name}" already exists`);
    registry.set(field.name, { ...field, normalise: normaliserOf[kind] });
  }
  return registry;
}
