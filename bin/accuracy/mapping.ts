/** What the columns of a file mean: the mapping a person writes beside it, and what may be in it. */
import { readFileSync } from "node:fs";
import * as z from "zod";
import type { FieldRegistry } from "#shared/domain/field.ts";
import { IdentifierType } from "#shared/domain/identifier.ts";
import { AccuracyError } from "./errors.ts";
import { dateFormats } from "./date-format.ts";
import { delimiters, encodings } from "./rows.ts";

const Column = z.string().min(1);

/** Which types are fields, where their values are normalised. */
const fieldOfType: Partial<Record<IdentifierType, string>> = { phone: "phone", email: "email" };

const MappedIdentifier = z
  .strictObject({
    type: IdentifierType,
    /** The shop, CRM, app, platform or country that gives them out. */
    namespace: z.string().min(1).max(200),
    verified: z.boolean().default(false),
  })
  .superRefine(({ type, namespace }, context) => {
    if (type === "composite") context.addIssue("is put together, not read: see --promote");
    const chinese = type === "national-id" && namespace === "CN";
    const field = chinese ? "nationalId" : fieldOfType[type];
    if (field === undefined) return;
    context.addIssue(`belongs under "fields", as "${field}": its values need normalising`);
  });

export const Mapping = z.strictObject({
  /** Column → canonical field. Two columns of one field are two values of it. */
  fields: z.record(Column, z.string()).default({}),
  /** Canonical field → columns that only together are its value. */
  joined: z
    .record(
      z.string(),
      z.strictObject({ columns: z.array(Column).min(2), separator: z.string().default(" ") }),
    )
    .default({}),
  /** Column → what its values are ids of. */
  identifiers: z.record(Column, MappedIdentifier).default({}),
  /** Fields whose values somebody proved to hold; all others are what somebody said. */
  verified: z.array(z.string()).default([]),
  /** The column of a row's own id. Without one, a row is named by its number. */
  id: Column.optional(),
  /** The column of the time at which a row was true. */
  observedAt: Column.optional(),
  /** How dates are written: `03/04/2020` names no day by itself. */
  dateFormat: z.enum(dateFormats).default("year-first"),
  /** Whose national phone numbers are meant, where it is not the tenant's region. */
  phoneRegion: z
    .string()
    .regex(/^[A-Z]{2}$/, "must be a country of two capital letters, such as US")
    .optional(),
  delimiter: z.enum(delimiters).default(","),
  encoding: z.enum(encodings).default("utf-8"),
});
export type Mapping = z.infer<typeof Mapping>;

/** Throws an AccuracyError with every problem of the file at once. */
export function readMapping(file: string, fields: FieldRegistry): Mapping {
  const parsed = Mapping.safeParse(parseJson(file));
  if (!parsed.success) {
    const problems = parsed.error.issues.map(
      ({ path, message }) => `${path.join(".") || "the whole file"}: ${message}`,
    );
    throw unusable(file, problems);
  }
  const problems = problemsOf(parsed.data, fields);
  if (problems.length > 0) throw unusable(file, problems);
  return parsed.data;
}

function parseJson(file: string): unknown {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (cause) {
    throw new AccuracyError(`The mapping ${file} cannot be read.`, { cause });
  }
  try {
    return JSON.parse(text.replace(/^\ufeff/, ""));
  } catch (cause) {
    throw new AccuracyError(`The mapping ${file} is no JSON: ${String(cause)}`, { cause });
  }
}

function problemsOf(mapping: Mapping, fields: FieldRegistry): string[] {
  const { joined, verified } = mapping;
  const known = [...fields.keys()].join(", ");
  const unknown = (where: string, name: string): string[] =>
    fields.has(name) ? [] : [`${where}: there is no field "${name}"; fields: ${known}`];
  const mapped = new Set(mappedFields(mapping));
  const told = mapped.size + Object.keys(mapping.identifiers).length;
  return [
    ...Object.entries(mapping.fields).flatMap(([column, field]) =>
      unknown(`fields.${column}`, field),
    ),
    ...Object.keys(joined).flatMap((field) => unknown(`joined.${field}`, field)),
    ...verified
      .filter((field) => !mapped.has(field))
      .map((field) => `verified: no column is mapped to a field "${field}"`),
    ...(told === 0 ? ['the whole file: maps no column; say which under "fields"'] : []),
  ];
}

function unusable(file: string, problems: readonly string[]): AccuracyError {
  const list = problems.map((problem) => `  - ${problem}`).join("\n");
  return new AccuracyError(`The mapping ${file} cannot be used:\n${list}`);
}

/** The fields that a mapping fills, each once. */
export function mappedFields({ fields, joined }: Mapping): string[] {
  return [...new Set([...Object.values(fields), ...Object.keys(joined)])];
}

/** The columns that say something about a customer. */
export function tellingColumns({ fields, joined, identifiers }: Mapping): string[] {
  const parts = Object.values(joined).flatMap(({ columns }) => columns);
  return [...Object.keys(fields), ...parts, ...Object.keys(identifiers)];
}
