/** What Feishu's events say of a customer, one reader each. */
import * as z from "zod";
import type { FieldRegistry } from "#shared/domain/field.ts";
import type { Statement } from "#shared/domain/statement.ts";
import { type FormSettings, mappingOf, readAnswers } from "./answers.ts";
import { json } from "./formats/json.ts";

const Text = z.string().nullish();

const UserIds = z.looseObject({ open_id: Text, user_id: Text, union_id: Text });
export type UserIds = z.output<typeof UserIds>;

type Said = Pick<Statement, "claims" | "identifiers" | "consents" | "tags" | "extras">;

/** `tenant` where the customer's organisation is not the app's. */
export type FeishuReading =
  | { kind: "said"; user: UserIds; said: Said; tenant?: string | undefined }
  | { kind: "ping" }
  | { kind: "unclear"; reason: string };

interface Reading {
  settings: FormSettings;
  fields: FieldRegistry;
}

type Reader = (event: unknown, reading: Reading) => FeishuReading;

export function readFeishuEvent(kind: string, event: unknown, reading: Reading): FeishuReading {
  const reader = readers.get(kind);
  if (reader === undefined) return { kind: "unclear", reason: "the event type is not understood" };
  return reader(event, reading);
}

/** A reader of one shape; what has another waits for a human. */
function reads<Schema extends z.ZodType>(
  schema: Schema,
  read: (event: z.output<Schema>, reading: Reading) => FeishuReading,
): Reader {
  return (event, reading) => {
    const parsed = schema.safeParse(event);
    return parsed.success
      ? read(parsed.data, reading)
      : { kind: "unclear", reason: "the event has an unknown shape" };
  };
}

const member = reads(
  z.looseObject({
    object: UserIds.extend({
      name: Text,
      nickname: Text,
      email: Text,
      mobile: Text,
      gender: z.number().nullish(),
      city: Text,
      country: Text,
      job_title: Text,
    }),
  }),
  ({ object }) => {
    const { open_id, user_id, union_id, avatar: _, ...told } = object;
    const { name, nickname, email, mobile, gender, city, country, job_title, ...extras } = told;
    return {
      kind: "said",
      user: { open_id, user_id, union_id },
      said: {
        claims: [
          { field: "fullName", value: name },
          { field: "nickname", value: nickname },
          { field: "email", value: email },
          { field: "phone", value: mobile },
          { field: "gender", value: gender },
          { field: "city", value: city },
          { field: "country", value: country },
          { field: "jobTitle", value: job_title },
        ],
        extras,
      },
    };
  },
);

const message = reads(
  z.looseObject({
    sender: z.looseObject({ sender_id: UserIds, sender_type: z.string(), tenant_key: Text }),
    message: z.looseObject({ message_type: Text, chat_type: Text, chat_id: Text, content: Text }),
  }),
  ({ sender, message: { message_type, chat_type, chat_id, content } }) => {
    // Apps write to each other as well.
    if (sender.sender_type !== "user") return { kind: "ping" };
    return {
      kind: "said",
      user: sender.sender_id,
      tenant: sender.tenant_key ?? undefined,
      said: {
        claims: [],
        extras: { message: textOf(content ?? ""), message_type, chat_type, chat_id },
      },
    };
  },
);

/** A message's content is JSON within JSON: `{"text":"…"}` where it is text, kept whole where not. */
function textOf(content: string): string {
  const parsed = json.parse(content);
  const value = parsed.kind === "parsed" ? parsed.value : undefined;
  return z.looseObject({ text: z.string() }).safeParse(value).data?.text ?? content;
}

/** 1 is the robot, 2 the guest, 3 the agent. */
const guestSends = 2;

const ticketMessage = reads(
  z.looseObject({
    sender_type: z.number(),
    sender_id: UserIds.nullish(),
    text: Text,
    ticket: z.looseObject({ ticket_id: Text }).nullish(),
  }),
  ({ sender_type, sender_id, text, ticket }) => {
    if (sender_type !== guestSends) return { kind: "ping" };
    if (!sender_id) return { kind: "unclear", reason: "the message names no sender" };
    return {
      kind: "said",
      user: sender_id,
      said: { claims: [], extras: { message: text, ticket_id: ticket?.ticket_id } },
    };
  },
);

const Ticket = z.looseObject({
  ticket_id: Text,
  helpdesk_id: Text,
  guest: z.looseObject({ id: UserIds, name: Text, email: Text, city: Text, country: Text }),
  customized_fields: z
    .array(z.looseObject({ id: Text, key_name: Text, display_name: Text, value: z.unknown() }))
    .nullish(),
});

function saidInTicket(ticket: z.output<typeof Ticket>, reading: Reading): FeishuReading {
  const { ticket_id, helpdesk_id, guest } = ticket;
  const answers = (ticket.customized_fields ?? []).map((field) => ({
    keys: [field.key_name, field.display_name, field.id].filter((key) => typeof key === "string"),
    label: field.display_name ?? field.key_name ?? field.id ?? "",
    value: field.value,
  }));
  const mapping = mappingOf(reading.settings, helpdesk_id ?? "");
  const { claims, extras, ...read } = readAnswers(answers, mapping, reading.fields);
  return {
    kind: "said",
    user: guest.id,
    said: {
      ...read,
      claims: [
        // A dash stands for a name that the app may not see.
        { field: "fullName", value: guest.name === "-" ? undefined : guest.name },
        { field: "email", value: guest.email },
        { field: "city", value: guest.city },
        { field: "country", value: guest.country },
        ...claims,
      ],
      extras: { ...extras, ticket_id, helpdesk_id },
    },
  };
}

const readers: ReadonlyMap<string, Reader> = new Map([
  ["contact.user.created_v3", member],
  ["contact.user.updated_v3", member],
  ["im.message.receive_v1", message],
  ["helpdesk.ticket_message.created_v1", ticketMessage],
  ["helpdesk.ticket.created_v1", reads(Ticket, saidInTicket)],
  [
    "helpdesk.ticket.updated_v1",
    reads(z.looseObject({ object: Ticket }), ({ object }, reading) =>
      saidInTicket(object, reading),
    ),
  ],
  [
    "im.chat.access_event.bot_p2p_chat_entered_v1",
    reads(z.looseObject({ operator_id: UserIds }), ({ operator_id: user }) => ({
      kind: "said",
      user,
      said: { claims: [] },
    })),
  ],
  [
    "application.bot.menu_v6",
    reads(
      z.looseObject({
        operator: z.looseObject({ operator_id: UserIds, operator_name: Text }),
        event_key: Text,
      }),
      ({ operator, event_key }) => ({
        kind: "said",
        user: operator.operator_id,
        said: {
          claims: [{ field: "fullName", value: operator.operator_name }],
          extras: { event_key },
        },
      }),
    ),
  ],
  // Before schema 2.0.
  [
    "p2p_chat_create",
    reads(z.looseObject({ user: UserIds.extend({ name: Text }) }), ({ user }) => ({
      kind: "said",
      user,
      said: { claims: [{ field: "fullName", value: user.name }] },
    })),
  ],
  // About the app, not about anybody who uses it.
  ...["app_ticket", "app_status_change", "app_uninstalled"].map(
    (kind) => [kind, () => ({ kind: "ping" })] satisfies [string, Reader],
  ),
]);
