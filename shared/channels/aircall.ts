/** Aircall: who calls and is called, who writes, and the contacts that the company's staff keep. */
import * as z from "zod";
import type { StatedIdentifier } from "#shared/domain/identifier.ts";
import type { StatedClaim, Statement } from "#shared/domain/statement.ts";
import { authenticateBodyToken } from "./body-token.ts";
import { isNumber } from "./call-party.ts";
import { bodyBytesMaxDefault, defineChannel, RotatingSecret } from "./channel.ts";
import { json } from "./formats/json.ts";
import { fullName } from "./full-name.ts";
import { momentOf } from "./unix-time.ts";

const Text = z.string().nullish();
/** Above 2^53 our parser hands over the digits as text. */
const Id = z.union([z.number(), z.string().min(1)]);
const Values = z.array(z.looseObject({ value: Text })).nullish();

const Contact = z.looseObject({
  id: Id,
  first_name: Text,
  last_name: Text,
  company_name: Text,
  information: Text,
  emails: Values,
  phone_numbers: Values,
});

const Line = z.looseObject({ digits: Text, name: Text });

const Call = z.looseObject({
  id: Id,
  direction: z.enum(["inbound", "outbound"]),
  raw_digits: Text,
  contact: Contact.nullish(),
  number: Line.nullish(),
});

const Message = z.looseObject({
  id: Id,
  direction: z.enum(["inbound", "outbound"]),
  external_number: Text,
  body: Text,
  contact: Contact.nullish(),
  number: Line.nullish(),
});

const Payload = z.looseObject({
  event: z.string().min(1),
  timestamp: z.union([z.number(), z.string()]).optional(),
  data: z.looseObject({ id: Id }),
});

export default defineChannel({
  name: "aircall",
  title: { en: "Phone calls (Aircall)", zh: "电话（Aircall）" },
  group: "call",
  authentication: {
    en: "token in the body, as Aircall gave it to the webhook",
    zh: "请求体中的 token，由 Aircall 创建 webhook 时给出",
  },
  trust: "token",
  confirmation: "provider's document",
  verifies: ["phone"],
  businessId: "event + data.id + timestamp",
  answer: '`{"events":[ids]}`',
  pathToken: false,
  format: json,
  bodyBytesMax: bodyBytesMaxDefault,
  settings: z.strictObject({}),
  secrets: z.strictObject({ token: RotatingSecret }),
  generateSecrets: (randomBytes) => ({ token: randomBytes(16).toString("hex") }),
  payload: Payload,

  // https://developer.aircall.io/docs/webhooks-overview: there is no signature.
  authenticate: ({ body }, { secrets }) =>
    authenticateBodyToken({
      body,
      bodyBytesMax: bodyBytesMaxDefault,
      tokenOf: (payload) => z.looseObject({ token: z.string() }).safeParse(payload).data?.token,
      tokens: secrets.token,
    }),

  normalise({ event, timestamp, data }) {
    const resource = event.split(".")[0] ?? "";
    if (ownResources.has(resource)) return [{ kind: "ping" }];
    const said = readers.get(resource)?.(data);
    if (said === undefined) return [{ kind: "unclear", reason: "the event is not understood" }];
    if (said === "nobody") return [{ kind: "ping" }];
    const observedAt = momentOf(timestamp);
    const statement: Statement = {
      businessId: [event, data.id, timestamp].join(":"),
      content: data,
      kind: event,
      ...(observedAt && { observedAt }),
      ...said,
    };
    return [{ kind: "statement", statement }];
  },
});

/** About the company's own staff, lines and settings. */
const ownResources = new Set(["user", "number", "integration", "team"]);

type Said = Pick<Statement, "origin" | "claims" | "identifiers" | "extras">;
/** Undefined where the shape is not known. */
type Reader = (data: unknown) => Said | "nobody" | undefined;

const readers: ReadonlyMap<string, Reader> = new Map([
  ["call", readCall],
  ["message", readMessage],
  ["contact", readContact],
]);

function readCall(data: unknown): Said | "nobody" | undefined {
  const { data: call } = Call.safeParse(data);
  if (call === undefined) return undefined;
  const { raw_digits, contact, number, direction, duration, status } = call;
  const { missed_call_reason, voicemail, tags, comments } = call;
  return saidOf({
    party: raw_digits,
    contact,
    number,
    direction,
    extras: {
      call_id: call.id,
      direction,
      status,
      duration,
      missed_call_reason,
      // Its address is valid for minutes only.
      voicemail: voicemail ? "yes" : undefined,
      tags: textsOf(tags, "name"),
      comments: textsOf(comments, "content"),
    },
  });
}

function readMessage(data: unknown): Said | "nobody" | undefined {
  const { data: message } = Message.safeParse(data);
  if (message === undefined) return undefined;
  const { external_number, contact, number, direction, body } = message;
  const extras = { message: body, direction };
  return saidOf({ party: external_number, contact, number, direction, extras });
}

function readContact(data: unknown): Said | undefined {
  const { data: contact } = Contact.safeParse(data);
  return contact && { origin: "contacts", ...keptOf(contact), extras: {} };
}

interface Conversation {
  /** The other end's number. */
  party: string | null | undefined;
  contact: z.output<typeof Contact> | null | undefined;
  number: z.output<typeof Line> | null | undefined;
  direction: "inbound" | "outbound";
  extras: Record<string, unknown>;
}

/** The network shows who called; whom an agent dialled may be anybody. */
function saidOf({ party, contact, number, direction, extras }: Conversation): Said | "nobody" {
  const hasNumber = isNumber(party);
  if (!hasNumber && !contact) return "nobody";
  const kept = contact ? keptOf(contact) : { claims: [], identifiers: [] };
  const phone = { field: "phone", value: party, verified: direction === "inbound" };
  return {
    origin: number?.digits ?? number?.name ?? "calls",
    identifiers: kept.identifiers,
    claims: [...(hasNumber ? [phone] : []), ...kept.claims],
    extras,
  };
}

/** What the staff wrote down: they may be wrong about all of it. */
function keptOf(contact: z.output<typeof Contact>): {
  claims: StatedClaim[];
  identifiers: StatedIdentifier[];
} {
  const { first_name: given, last_name: family, emails, phone_numbers: phones } = contact;
  const id = String(contact.id);
  return {
    identifiers: [{ type: "external-id", namespace: "aircall", value: id, verified: false }],
    claims: [
      { field: "fullName", value: fullName(given, family) },
      { field: "givenName", value: given },
      { field: "familyName", value: family },
      { field: "company", value: contact.company_name },
      { field: "note", value: contact.information },
      ...(phones ?? []).map(({ value }) => ({ field: "phone", value })),
      ...(emails ?? []).map(({ value }) => ({ field: "email", value })),
    ],
  };
}

function textsOf(list: unknown, name: string): string[] | undefined {
  const texts = z.array(z.looseObject({ [name]: z.string() })).safeParse(list).data;
  return texts?.length ? texts.map((each) => String(each[name])) : undefined;
}
