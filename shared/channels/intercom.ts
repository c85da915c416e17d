/** Intercom: leads and users of the messenger, and what they write. */
import * as z from "zod";
import type { FieldRegistry } from "#shared/domain/field.ts";
import type { Statement } from "#shared/domain/statement.ts";
import {
  campaignFields,
  FormSettings,
  isRecord,
  mappingOf,
  namedAnswers,
  readAnswers,
} from "./answers.ts";
import { bodyBytesMaxDefault, defineChannel, RotatingSecret } from "./channel.ts";
import { textReply } from "./delivery.ts";
import { json } from "./formats/json.ts";
import { authenticateHmac } from "./signature.ts";
import { momentOf } from "./unix-time.ts";

const Text = z.string().nullish();

/** `external_id` was `user_id` before version 2.0. */
const Contact = z.looseObject({
  id: z.string().min(1),
  external_id: Text,
  user_id: Text,
  email: Text,
  phone: Text,
  name: Text,
  language_override: Text,
  referrer: Text,
  custom_attributes: z.record(z.string(), z.unknown()).nullish(),
});
type Contact = z.output<typeof Contact>;

const Author = Contact.extend({ type: z.string() });
const Part = z.looseObject({ body: Text, author: Author });

const Conversation = z.looseObject({
  id: z.union([z.string(), z.number()]),
  source: Part.extend({ subject: Text, url: Text }).nullish(),
  conversation_message: Part.extend({ subject: Text, url: Text }).nullish(),
  conversation_parts: z.looseObject({ conversation_parts: z.array(z.unknown()) }).nullish(),
});

/** A contact and what was done to it: a tag, a subscription. */
const Concerned = z.looseObject({
  contact: Contact,
  tag: z.looseObject({ name: z.string() }).nullish(),
});
const ConcernedUser = z
  .looseObject({ user: Contact, tag: z.looseObject({ name: z.string() }).nullish() })
  .transform(({ user, tag }) => ({ contact: user, tag }));

const Payload = z.looseObject({
  topic: z.string().min(1),
  id: Text,
  app_id: Text,
  created_at: z.number().nullish(),
  data: z.looseObject({ item: z.record(z.string(), z.unknown()) }),
});

export default defineChannel({
  name: "intercom",
  title: { en: "Intercom", zh: "Intercom 客服" },
  group: "call",
  authentication: {
    en: "X-Hub-Signature: sha1= and hex HMAC-SHA1 over the body",
    zh: "X-Hub-Signature：sha1= 加上请求体的十六进制 HMAC-SHA1",
  },
  trust: "signed",
  confirmation: "provider's document",
  verifies: [],
  businessId: "id",
  answer: {
    en: '`{"events":[ids]}`; to a HEAD an empty 200',
    zh: '`{"events":[ids]}`；对 HEAD 返回空的 200',
  },
  pathToken: false,
  format: json,
  // Conversations come with all their parts.
  bodyBytesMax: 2 * bodyBytesMaxDefault,
  /** What the company itself says of contacts: their attributes, and `external_id`. */
  settings: FormSettings,
  secrets: z.strictObject({ clientSecret: RotatingSecret }),
  generateSecrets: (randomBytes) => ({ clientSecret: randomBytes(16).toString("hex") }),
  payload: Payload,
  furtherMethods: ["HEAD"],

  // https://developers.intercom.com/docs/webhooks/setting-up-webhooks: whether anything is there.
  handshake: ({ method }) =>
    method === "HEAD" ? { kind: "reply", reply: textReply("") } : undefined,

  // https://developers.intercom.com/intercom-api-reference/v1.0/reference/signed-notifications
  authenticate: ({ headers, body }, { secrets }) =>
    authenticateHmac({
      header: headers["x-hub-signature"],
      prefix: "sha1=",
      algorithm: "sha1",
      encoding: "hex",
      parts: [body],
      secrets: secrets.clientSecret,
    }),

  normalise({ topic, id, app_id: app, created_at: createdAt, data: { item } }, context) {
    if (topic === "ping" || ownTopics.test(topic)) return [{ kind: "ping" }];
    const found = findContact(topic, item);
    if (typeof found === "string") return [{ kind: "unclear", reason: found }];
    if (!id || !app) return [{ kind: "unclear", reason: "the notification is not named" }];
    const observedAt = momentOf(createdAt);
    const statement: Statement = {
      businessId: id,
      content: { topic, item },
      origin: app,
      kind: topic,
      ...(observedAt && { observedAt }),
      ...saidOf({ ...found, topic, app }, context),
    };
    return [{ kind: "statement", statement }];
  },
});

/** What the company's own people do, and what is about companies rather than somebody in them. */
const ownTopics = /^(admin|company|content_stat|conversation\.admin)\.|^conversation_part\.tag\./;

interface Found {
  contact: Contact;
  /** What was written, and where. */
  extras?: Record<string, unknown> | undefined;
  /** What was put on or taken off. */
  tag?: string | undefined;
}

/** The contact that a notification is about, or why none is found. */
function findContact(topic: string, item: Record<string, unknown>): Found | string {
  if (topic.startsWith("conversation.")) return findAuthor(item);
  if (!/^(contact|user|lead|visitor)\./.test(topic)) return "the topic is not understood";
  const concerned = z.union([Concerned, ConcernedUser]).safeParse(item);
  if (concerned.success) {
    return { contact: concerned.data.contact, tag: concerned.data.tag?.name };
  }
  const contact = Contact.safeParse(item);
  return contact.success ? { contact: contact.data } : "the contact has an unknown shape";
}

const authors = new Set(["user", "lead", "contact", "visitor"]);

/** Which customer wrote last: what began it all stands apart, and later parts may be answers. */
function findAuthor(item: Record<string, unknown>): Found | string {
  const parsed = Conversation.safeParse(item);
  if (!parsed.success) return "the conversation has an unknown shape";
  const { id, conversation_parts: later, ...rest } = parsed.data;
  const first = rest.source ?? rest.conversation_message ?? undefined;
  const parts = (later?.conversation_parts ?? []).map((each) => Part.safeParse(each).data);
  const part = [first, ...parts].findLast((each) => each && authors.has(each.author.type));
  if (part === undefined) return "no customer has written it";
  const extras = { message: plainText(part.body), subject: plainText(first?.subject) };
  return { contact: part.author, extras: { ...extras, conversation_id: id, page: first?.url } };
}

/** Messages come as HTML; its five entities are undone once, after the tags are gone. */
function plainText(html: string | null | undefined): string | undefined {
  return html
    ?.replace(/<(?:br|\/p|\/div|\/li)\b[^<>]*>/gi, " ")
    .replace(/<[^<>]*>/g, "")
    .replace(/&(amp|lt|gt|quot|#39|nbsp);/g, (_, name: string) => entities[name] ?? "")
    .trim();
}

const entities: Record<string, string> = {
  amp: "&",
  lt: "<",
  gt: ">",
  quot: '"',
  "#39": "'",
  nbsp: " ",
};

interface Context {
  settings: FormSettings;
  fields: FieldRegistry;
}

/** What people type into the messenger, and what pages say of them: all of it is claimed. */
function saidOf(
  { contact, extras, tag, topic, app }: Found & { topic: string; app: string },
  { settings, fields }: Context,
): Omit<Statement, "businessId" | "content" | "origin" | "kind"> {
  const attributes = namedAnswers({
    external_id: contact.external_id ?? contact.user_id,
    ...contact.custom_attributes,
  });
  const read = readAnswers(attributes, mappingOf(settings, "-"), fields);
  const namespace = `intercom:${app}`;
  return {
    identifiers: [
      { type: "external-id", namespace, value: contact.id, verified: false },
      ...read.identifiers,
    ],
    claims: [
      { field: "fullName", value: contact.name },
      { field: "email", value: contact.email },
      { field: "phone", value: contact.phone },
      { field: "language", value: contact.language_override },
      { field: "referrer", value: contact.referrer },
      ...[...campaignFields].map(([name, field]) => ({
        field,
        value: textAt(contact, name),
      })),
      ...read.claims,
    ],
    // Contacts repeat that they are unsubscribed; this topic alone says that somebody just did it.
    consents: /^(contact|user)\.unsubscribed$/.test(topic)
      ? [{ purpose: "email-marketing", granted: false }, ...read.consents]
      : read.consents,
    tags: [
      ...(tag === undefined ? [] : [{ tag, present: !topic.endsWith(".deleted") }]),
      ...read.tags,
    ],
    extras: {
      ...read.extras,
      ...extras,
      role: contact["role"],
      // Where the network address seems to be, not where somebody says they live.
      location: placeOf(contact["location"] ?? contact["location_data"]),
    },
  };
}

function textAt(contact: Contact, name: string): string | undefined {
  const value = contact[name];
  return typeof value === "string" ? value : undefined;
}

function placeOf(location: unknown): string | undefined {
  if (!isRecord(location)) return undefined;
  const parts = [
    location["city"] ?? location["city_name"],
    location["region"] ?? location["region_name"],
    location["country"] ?? location["country_name"],
  ];
  return parts.filter((part) => typeof part === "string").join(", ") || undefined;
}
