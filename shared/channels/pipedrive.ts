/** Pipedrive: persons of a CRM, in both versions of its webhooks. */
import * as z from "zod";
import { identifiersPerEventMax } from "#shared/domain/event.ts";
import type { FieldRegistry } from "#shared/domain/field.ts";
import type { StatedIdentifier } from "#shared/domain/identifier.ts";
import type { StatedClaim, Statement } from "#shared/domain/statement.ts";
import { type Answer, AnswerMapping, isRecord, readAnswers, removedClaims } from "./answers.ts";
import { authenticateBasic, BasicSecrets, generateBasic } from "./basic-credentials.ts";
import { bodyBytesMaxDefault, defineChannel, type Understanding } from "./channel.ts";
import { json } from "./formats/json.ts";
import { fullName } from "./full-name.ts";

const Id = z.union([z.number(), z.string().min(1)]);
const Text = z.string().nullish();
const Values = z.array(z.looseObject({ value: Text })).nullish();

const Person = z.looseObject({
  name: Text,
  first_name: Text,
  last_name: Text,
  emails: Values,
  phones: Values,
  // So called in version 1.
  email: Values,
  phone: Values,
  org_name: Text,
  marketing_status: Text,
  postal_address: z.unknown().optional(),
  custom_fields: z.record(z.string(), z.unknown()).nullish(),
});

const Meta = z.looseObject({
  action: z.string().min(1),
  company_id: Id,
  /** ISO 8601; in version 1, seconds. */
  timestamp: z.union([z.string(), z.number()]),
  entity: Text,
  entity_id: Id.nullish(),
  /** Where a person was deleted because it was merged. */
  merged_to_id: Id.nullish(),
  // In version 1: the kind of object, and its id.
  object: Text,
  id: Id.nullish(),
});

const Payload = z.looseObject({
  meta: Meta,
  data: z.unknown().optional(),
  /** In version 1 instead of `data`. */
  current: z.unknown().optional(),
  previous: z.unknown().optional(),
});
type Payload = z.output<typeof Payload>;

export default defineChannel({
  name: "pipedrive",
  title: { en: "Pipedrive", zh: "Pipedrive 客户管理" },
  group: "system",
  authentication: {
    en: "HTTP basic: a name and a password of our choice",
    zh: "HTTP Basic：由我们设定的用户名和密码",
  },
  trust: "token",
  confirmation: "provider's document",
  verifies: [],
  businessId: "company_id + entity_id + action + timestamp",
  answer: '`{"events":[ids]}`',
  pathToken: false,
  format: json,
  bodyBytesMax: bodyBytesMaxDefault,
  settings: z.strictObject({
    /** By the name of a person's field; of a field of one's own, by its key of 40 characters. */
    fields: AnswerMapping.default({}),
  }),
  secrets: BasicSecrets,
  generateSecrets: generateBasic,
  payload: Payload,
  // https://pipedrive.readme.io/docs/guide-for-webhooks-v2: `http_auth_user`, `http_auth_password`
  authenticate: authenticateBasic,

  normalise(payload, { settings, fields }) {
    const { meta } = payload;
    // Deals, activities and the rest: they name a person by an id at most.
    if ((meta.entity ?? meta.object) !== "person") return [{ kind: "ping" }];
    return [understand(payload, { mapping: settings.fields, fields })];
  },
});

interface Reading {
  mapping: AnswerMapping;
  fields: FieldRegistry;
}

function understand({ meta, data, current, previous }: Payload, reading: Reading): Understanding {
  const { action, company_id: company, merged_to_id: mergedTo, timestamp } = meta;
  const id = meta.entity === undefined ? meta.id : meta.entity_id;
  if (id === undefined || id === null)
    return { kind: "unclear", reason: "the person is not named" };
  const about = {
    businessId: [company, id, action, timestamp].join(":"),
    origin: String(company),
    kind: `person ${action}`,
    observedAt: new Date(typeof timestamp === "number" ? timestamp * 1_000 : timestamp),
  };
  if (/^deleted?$/.test(action)) {
    // The other person changes as well, and says so itself.
    return mergedTo
      ? {
          kind: "statement",
          statement: {
            ...about,
            content: [id, mergedTo],
            identifiers: recordsOf(company, [id, mergedTo]),
            claims: [],
          },
        }
      : { kind: "unclear", reason: "a person was deleted there" };
  }
  const person = Person.safeParse(data ?? current);
  if (!person.success) return { kind: "unclear", reason: "the person has an unknown shape" };
  const said = saidOf(person.data, isRecord(previous) ? previous : {}, reading);
  const identifiers = [...recordsOf(company, [id]), ...(said.identifiers ?? [])];
  return { kind: "statement", statement: { ...about, content: person.data, ...said, identifiers } };
}

/** Records of a CRM: nobody signs in with them. */
function recordsOf(
  company: string | number,
  ids: readonly (string | number)[],
): StatedIdentifier[] {
  const namespace = `pipedrive:${company}`;
  return ids.map((id) => ({
    type: "external-id",
    namespace,
    value: String(id),
    verified: false,
  }));
}

type Person = z.output<typeof Person>;
type Said = Pick<Statement, "identifiers" | "claims" | "consents" | "tags" | "extras">;

function saidOf(
  person: Person,
  previous: Record<string, unknown>,
  { mapping, fields }: Reading,
): Said {
  const answers = answersOf(person);
  const read = readAnswers(answers, mapping, fields);
  // Empty now and not before: somebody took it away.
  const emptied = answers.filter(({ label }) => previous[label] ?? false);
  const valuesOf = (field: string, ...lists: z.output<typeof Values>[]) =>
    lists
      .flatMap((list) => list ?? [])
      .slice(0, identifiersPerEventMax)
      .map(({ value }) => ({ field, value }));
  return {
    ...read,
    claims: [
      { field: "fullName", value: fullName(person.first_name, person.last_name) || person.name },
      ...valuesOf("email", person.emails, person.email),
      ...valuesOf("phone", person.phones, person.phone),
      { field: "company", value: person.org_name },
      ...claimsOfAddress(person),
      ...read.claims,
      ...removedClaims(emptied, mapping, fields),
    ],
    consents: [...read.consents, ...consentsOf(person)],
  };
}

/** `no_consent` and `archived` are neither a yes nor a no. */
function consentsOf({ marketing_status: status }: Person) {
  return status === "subscribed" || status === "unsubscribed"
    ? [{ purpose: "email-marketing", granted: status === "subscribed" }]
    : [];
}

/** An object in version 2, in version 1 a field for each of its parts. */
function claimsOfAddress(person: Person): StatedClaim[] {
  const address = person.postal_address;
  const part = (name: string) => {
    const value = isRecord(address) ? address[name] : person[`postal_address_${name}`];
    return typeof value === "string" ? value : undefined;
  };
  const street = [part("route"), part("street_number"), part("subpremise")];
  return [
    { field: "country", value: part("country") },
    { field: "province", value: part("admin_area_level_1") },
    { field: "city", value: part("locality") },
    { field: "district", value: part("sublocality") },
    { field: "street", value: street.filter(Boolean).join(" ") },
    { field: "postalCode", value: part("postal_code") },
  ];
}

/** The remaining fields of a person that are about the person. */
const standardFields = new Map([
  ["first_name", "givenName"],
  ["last_name", "familyName"],
  ["job_title", "jobTitle"],
  ["birthday", "birthday"],
  ["notes", "note"],
]);

/** What Pipedrive counts, links and reads on its own. */
const technical =
  /^(id|name|emails?|phones?|org_name|marketing_status|postal_address\w*|custom_fields|\w+_(ids?|count|time|date|flag|url|hash)|picture\w*|owner_name|visible_to|cc_email|im|is_\w+|active\w*|label|company_id)$/;

function answersOf(person: Person): Answer[] {
  const own = Object.entries(person.custom_fields ?? {}).map(([key, field]) => ({
    keys: [key],
    label: key,
    value: isRecord(field) ? (field["value"] ?? field["id"]) : field,
  }));
  const others = Object.entries(person)
    .filter(([name]) => standardFields.has(name) || !technical.test(name))
    .map(([name, value]) => ({
      keys: [name],
      label: name,
      value,
      otherwise: standardFields.get(name),
    }));
  return [...others, ...own];
}
