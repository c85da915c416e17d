/** What Zendesk's events of users and tickets say of a customer. */
import * as z from "zod";
import type { FieldRegistry } from "#shared/domain/field.ts";
import type { StatedIdentifier } from "#shared/domain/identifier.ts";
import type { Statement } from "#shared/domain/statement.ts";
import { type Answers, type FormSettings, mappingOf, readAnswers } from "./answers.ts";

const Text = z.string().nullish();
/** Text in events; above 2^53 our parser would hand over a number's digits as text as well. */
const Id = z.union([z.number(), z.string().min(1)]).transform(String);

export interface ZendeskEvent {
  /** Without what all types begin with: `user.created`. */
  kind: string;
  account: string;
  /** The user or ticket as it is now. */
  detail: Record<string, unknown>;
  /** What became of it. */
  event: Record<string, unknown>;
}

interface Reading {
  settings: FormSettings;
  fields: FieldRegistry;
}

export type ZendeskReading =
  | { kind: "said"; said: Pick<Statement, keyof Answers> }
  | { kind: "ping" }
  | { kind: "unclear"; reason: string };

export function readZendeskEvent(event: ZendeskEvent, reading: Reading): ZendeskReading {
  const domain = event.kind.split(".")[0];
  if (domain === "user") return readUser(event, reading);
  if (domain === "ticket") return readTicket(event, reading);
  // What the company writes, and how its own people work.
  return /^(article|organization|agent|omnichannel_config)$/.test(domain ?? "")
    ? { kind: "ping" }
    : { kind: "unclear", reason: "the event type is not understood" };
}

const User = z.looseObject({ id: Id, email: Text, external_id: Text, role: Text });

function readUser(
  { kind, account, detail, event }: ZendeskEvent,
  reading: Reading,
): ZendeskReading {
  const { success, data: user } = User.safeParse(detail);
  if (!success) return { kind: "unclear", reason: "the user has an unknown shape" };
  // Agents and administrators are the company's own people.
  if (user.role && user.role !== "end-user") return { kind: "ping" };
  const own = answerTo("external_id", ["external_id"], user.external_id);
  const known = readAnswers([own], mappingOf(reading.settings, "-"), reading.fields);
  const change = changeOf(kind, event, reading);
  return {
    kind: "said",
    said: {
      ...change,
      identifiers: [
        externalId(`zendesk:${account}`, user.id),
        ...known.identifiers,
        ...mergedWith({ kind, account, event }),
        ...change.identifiers,
      ],
      claims: [{ field: "email", value: user.email }, ...known.claims, ...change.claims],
      extras: { ...known.extras, ...change.extras },
    },
  };
}

const Identity = z.looseObject({ type: z.string(), value: z.string() });
const Tags = z.looseObject({ tags: z.array(z.string()) });
const CustomField = z.looseObject({ id: Id, title: Text });

/** What one kind of change adds to the user's own id and address. */
function changeOf(kind: string, event: Record<string, unknown>, reading: Reading): Answers {
  const nothing: Answers = { claims: [], identifiers: [], consents: [], tags: [], extras: {} };
  const current = event["current"];
  switch (kind) {
    case "user.name_changed":
      return { ...nothing, claims: [{ field: "fullName", value: textOf(current) }] };
    case "user.alias_changed":
      return { ...nothing, claims: [{ field: "nickname", value: textOf(current) }] };
    case "user.notes_changed":
      return { ...nothing, claims: [{ field: "note", value: textOf(current) }] };
    case "user.details_changed":
      return { ...nothing, extras: { details: current } };
    case "user.tags_changed":
      return {
        ...nothing,
        tags: [
          ...tagsOf(event["added"]).map((tag) => ({ tag, present: true })),
          ...tagsOf(event["removed"]).map((tag) => ({ tag, present: false })),
        ],
      };
    case "user.identity_created":
    case "user.identity_changed": {
      const identity = Identity.safeParse(event["identity"] ?? current).data;
      const field = identity && identityFields.get(identity.type);
      if (identity === undefined) return nothing;
      return field === undefined
        ? { ...nothing, extras: { [identity.type]: identity.value } }
        : { ...nothing, claims: [{ field, value: identity.value }] };
    }
    case "user.custom_field_changed": {
      const field = CustomField.safeParse(event["custom_field"] ?? event["field"]).data;
      if (field === undefined) return { ...nothing, extras: { custom_field: current } };
      const answer = answerTo(field.title ?? field.id, [field.id, field.title], current);
      return readAnswers([answer], mappingOf(reading.settings, "-"), reading.fields);
    }
    default:
      return nothing;
  }
}

const identityFields = new Map([
  ["email", "email"],
  ["phone_number", "phone"],
]);

function textOf(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}

function tagsOf(value: unknown): string[] {
  return Tags.safeParse(value).data?.tags ?? [];
}

function answerTo(label: string, keys: readonly (string | null | undefined)[], value: unknown) {
  return { label, keys: keys.filter((key) => typeof key === "string"), value };
}

/** The company's staff say that two users are one. */
function mergedWith({ kind, account, event }: Omit<ZendeskEvent, "detail">): StatedIdentifier[] {
  if (kind !== "user.merged") return [];
  const other = z.looseObject({ id: Id }).safeParse(event["user"]).data;
  return other === undefined ? [] : [externalId(`zendesk:${account}`, other.id)];
}

/** Agents make users of whatever address somebody wrote from: no id of theirs proves anything. */
function externalId(namespace: string, value: string): StatedIdentifier {
  return { type: "external-id", namespace, value, verified: false };
}

const Ticket = z.looseObject({
  id: Id,
  requester_id: Id.nullish(),
  subject: Text,
  description: Text,
  status: Text,
  priority: Text,
  via: z.looseObject({ channel: Text }).nullish(),
  tags: z.unknown(),
  custom_fields: z.unknown(),
});

const Comment = z.looseObject({
  body: Text,
  author: z.looseObject({ id: Id, name: Text, is_staff: z.boolean().nullish() }),
});

const CustomFields = z.array(z.looseObject({ id: Id, value: z.unknown() }));

function readTicket(
  { kind, account, detail, event }: ZendeskEvent,
  { settings, fields }: Reading,
): ZendeskReading {
  const { success, data: ticket } = Ticket.safeParse(detail);
  if (!success) return { kind: "unclear", reason: "the ticket has an unknown shape" };
  const comment = kind === "ticket.comment_added" ? Comment.safeParse(event["comment"]) : undefined;
  if (comment?.success === false) {
    return { kind: "unclear", reason: "the comment has an unknown shape" };
  }
  if (comment?.data.author.is_staff) return { kind: "ping" };
  const customer = comment?.data.author.id ?? ticket.requester_id;
  if (!customer) return { kind: "unclear", reason: "the ticket names no requester" };
  const custom = CustomFields.safeParse(ticket.custom_fields).data ?? [];
  const answers = custom.map(({ id, value }) => answerTo(id, [id], value));
  const read = readAnswers(answers, mappingOf(settings, "-"), fields);
  const { id, subject, description, status, priority, via, tags } = ticket;
  return {
    kind: "said",
    said: {
      ...read,
      identifiers: [externalId(`zendesk:${account}`, customer), ...read.identifiers],
      claims: [{ field: "fullName", value: comment?.data.author.name }, ...read.claims],
      extras: {
        ...read.extras,
        ticket_id: id,
        subject,
        message: comment === undefined ? description : comment.data.body,
        status,
        priority,
        channel: via?.channel,
        ticket_tags: tags,
      },
    },
  };
}
