/** Eventbrite: who orders tickets and who attends. The webhook holds an address to ask, and no more. */
import * as z from "zod";
import type { FieldRegistry } from "#shared/domain/field.ts";
import type { StatedClaim, Statement } from "#shared/domain/statement.ts";
import { type Answer, FormSettings, isRecord, mappingOf, readAnswers } from "./answers.ts";
import { bodyBytesMaxDefault, defineChannel, type Understanding } from "./channel.ts";
import { json } from "./formats/json.ts";
import { fullName } from "./full-name.ts";
import {
  authenticatePathToken,
  generatePathToken,
  pathTokenAuthentication,
  PathTokenSecrets,
} from "./path-token.ts";

const Text = z.string().nullish();

const Payload = z.looseObject({
  api_url: z.string(),
  config: z.looseObject({ action: z.string().min(1).max(60) }),
});

/** Only what an order or somebody who attends can be: the address itself is never followed. */
const Announced = z.object({
  action: z.string(),
  resource: z.string().regex(/^(orders\/\d{1,30}|events\/\d{1,30}\/attendees\/\d{1,30})$/),
});

const host = "www.eventbriteapi.com";

const Person = { name: Text, first_name: Text, last_name: Text, email: Text };

const Address = z.object({
  address_1: Text,
  address_2: Text,
  city: Text,
  region: Text,
  postal_code: Text,
  country: Text,
});

const Profile = z.object({
  ...Person,
  cell_phone: Text,
  work_phone: Text,
  home_phone: Text,
  company: Text,
  job_title: Text,
  gender: Text,
  birth_date: Text,
  website: Text,
  addresses: z.object({ home: Address.nullish(), work: Address.nullish() }).nullish(),
});

const GivenAnswer = z.object({
  question_id: z.string(),
  question: Text,
  answer: z.unknown().optional(),
});

/** Barcodes and costs are left out: they open doors, and change while nothing does about the person. */
const Attendee = z.object({
  id: z.string().min(1),
  event_id: z.string().min(1),
  order_id: Text,
  created: Text,
  changed: z.string(),
  status: Text,
  ticket_class_name: Text,
  checked_in: z.boolean().nullish(),
  affiliate: Text,
  profile: Profile,
  answers: z.array(GivenAnswer).nullish(),
});

const Order = z.object({
  ...Person,
  id: z.string().min(1),
  event_id: z.string().min(1),
  created: Text,
  changed: z.string(),
  status: Text,
});

export default defineChannel({
  name: "eventbrite",
  title: { en: "Eventbrite", zh: "Eventbrite 活动" },
  group: "campaign",
  authentication: pathTokenAuthentication,
  trust: "token",
  confirmation: "provider's document",
  verifies: [],
  businessId: {
    en: "config.action + api_url + the minute it came; when asked for, id + changed",
    zh: "config.action + api_url + 收到时的分钟；查询之后为 id + changed",
  },
  answer: '`{"events":[]}`',
  pathToken: true,
  format: json,
  bodyBytesMax: bodyBytesMaxDefault,
  /** `forms` are events, by their id; questions are mapped by their id or their words. */
  settings: FormSettings,
  secrets: PathTokenSecrets,
  generateSecrets: generatePathToken,
  payload: Payload,
  authenticate: authenticatePathToken,

  normalise({ api_url: address, config: { action } }, { receivedAt }) {
    // The button "Test", and the company's own events, tickets, venues and organisers.
    if (/^(test$|(event|organizer|ticket_class|venue)\.)/.test(action)) return [{ kind: "ping" }];
    const { data } = Announced.safeParse({ action, resource: resourceOf(address) });
    if (data === undefined || !/^(order|attendee)\./.test(action)) {
      return [{ kind: "unclear", reason: "the action is not understood" }];
    }
    // Nothing in it tells two changes of one order apart; the same one is sent again at once or late.
    const minute = receivedAt.toISOString().slice(0, 16);
    const businessId = `${action}:${data.resource}:${minute}`;
    return [{ kind: "awaiting data", announcement: { businessId, content: data } }];
  },

  lookup: {
    hosts: [host],

    request(content) {
      const { data } = Announced.safeParse(content);
      if (data === undefined) return undefined;
      const expand = data.resource.startsWith("orders/") ? "?expand=attendees" : "";
      return { host, path: `/v3/${data.resource}/${expand}` };
    },

    normalise(answer, { announcement, settings, fields }) {
      const { data } = Announced.safeParse(announcement.content);
      const id = data?.resource.split("/").at(-1);
      if (data === undefined || !isRecord(answer) || answer["id"] !== id) {
        return [{ kind: "unclear", reason: "the answer is not what was asked for" }];
      }
      const { action, resource } = data;
      const context = { action, settings, fields };
      if (resource.startsWith("events/")) return [ofAttendee(answer, context)];
      const { attendees } = answer;
      return [
        ofBuyer(answer, action),
        ...(Array.isArray(attendees) ? attendees : []).map((each) => ofAttendee(each, context)),
      ];
    },
  },
});

/** The part of an address of Eventbrite's own that says what to ask for. */
function resourceOf(address: string): string | undefined {
  return /^https:\/\/www\.eventbriteapi\.com\/v3\/([\w/]{1,200}?)\/?$/.exec(address)?.[1];
}

function ofBuyer(answer: unknown, action: string): Understanding {
  const { data: order } = Order.safeParse(answer);
  if (order === undefined) return { kind: "unclear", reason: "the order has an unknown shape" };
  const statement = {
    ...statedOf("order", order, action),
    claims: claimsOfPerson(order),
    extras: { order: order.id, status: order.status },
  };
  return { kind: "statement", statement };
}

interface AttendeeContext {
  action: string;
  settings: FormSettings;
  fields: FieldRegistry;
}

function ofAttendee(answer: unknown, { action, settings, fields }: AttendeeContext): Understanding {
  const { data: attendee } = Attendee.safeParse(answer);
  if (attendee === undefined) {
    return { kind: "unclear", reason: "an attendee has an unknown shape" };
  }
  const { profile } = attendee;
  // So it says where the buyer has not told yet who will come.
  if (profile.email === "Info Requested") return { kind: "ping" };
  const mapping = mappingOf(settings, attendee.event_id);
  const read = readAnswers(answersOf(attendee), mapping, fields);
  const statement = {
    ...read,
    ...statedOf("attendee", attendee, action),
    claims: [...claimsOfProfile(profile), ...read.claims],
    extras: {
      ...read.extras,
      ticket: attendee.ticket_class_name,
      status: attendee.status,
      checked_in: attendee.checked_in,
      affiliate: attendee.affiliate,
    },
  };
  return { kind: "statement", statement };
}

function statedOf(
  kind: "order" | "attendee",
  part: Pick<z.output<typeof Order>, "id" | "event_id" | "changed">,
  action: string,
): Pick<Statement, "businessId" | "content" | "origin" | "kind" | "observedAt"> {
  return {
    businessId: `${kind}:${part.id}:${part.changed}`,
    content: part,
    origin: part.event_id,
    kind: action,
    observedAt: new Date(part.changed),
  };
}

type Person = Partial<z.output<z.ZodObject<typeof Person>>>;

function claimsOfPerson({ name, first_name, last_name, email }: Person): StatedClaim[] {
  return [
    { field: "fullName", value: name || fullName(first_name, last_name) },
    { field: "givenName", value: first_name },
    { field: "familyName", value: last_name },
    { field: "email", value: email },
  ];
}

function claimsOfProfile(profile: z.output<typeof Profile>): StatedClaim[] {
  const address = profile.addresses?.home ?? profile.addresses?.work;
  return [
    ...claimsOfPerson(profile),
    { field: "phone", value: profile.cell_phone },
    { field: "phone", value: profile.work_phone },
    { field: "phone", value: profile.home_phone },
    { field: "company", value: profile.company },
    { field: "jobTitle", value: profile.job_title },
    { field: "gender", value: profile.gender },
    { field: "birthday", value: profile.birth_date },
    { field: "website", value: profile.website },
    { field: "country", value: address?.country },
    { field: "province", value: address?.region },
    { field: "city", value: address?.city },
    { field: "street", value: [address?.address_1, address?.address_2].filter(Boolean).join(", ") },
    { field: "postalCode", value: address?.postal_code },
  ];
}

function answersOf({ answers }: z.output<typeof Attendee>): Answer[] {
  return (answers ?? []).map(({ question_id: id, question, answer }) => ({
    keys: [id, ...(question ? [question] : [])],
    label: question || id,
    value: answer,
  }));
}
