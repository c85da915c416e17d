/** Calendly: who books, moves or misses a meeting, and who fills in a routing form. */
import * as z from "zod";
import type { StatedClaim, Statement } from "#shared/domain/statement.ts";
import {
  type Answer,
  campaignFields,
  FormSettings,
  isRecord,
  mappingOf,
  namedAnswers,
  readAnswers,
} from "./answers.ts";
import { bodyBytesMaxDefault, defineChannel, RotatingSecret } from "./channel.ts";
import { json } from "./formats/json.ts";
import { authenticateTimed } from "./timed-signature.ts";

const Text = z.string().nullish();

const Question = z.looseObject({
  question: z.string(),
  answer: z.unknown().optional(),
  question_uuid: Text,
});

/** What people who book and people who fill in a form have in common. */
const Submission = z.looseObject({
  uri: z.string().min(1),
  questions_and_answers: z.array(Question).nullish(),
});

const Meeting = z.looseObject({
  name: Text,
  event_type: Text,
  start_time: Text,
  end_time: Text,
  location: z.looseObject({ type: Text, location: z.unknown().optional() }).nullish(),
});

const Invitee = z.looseObject({
  ...Submission.shape,
  name: Text,
  first_name: Text,
  last_name: Text,
  email: z.string().min(1),
  text_reminder_number: Text,
  timezone: Text,
  rescheduled: z.boolean().nullish(),
  scheduled_event: Meeting.nullish(),
  cancellation: z.looseObject({ reason: Text, canceler_type: Text }).nullish(),
});

const RoutingForm = z.looseObject({ ...Submission.shape, routing_form: Text });

const Payload = z.looseObject({
  event: z.string().min(1),
  created_at: Text,
  payload: z.looseObject({ uri: Text, tracking: z.unknown().optional() }),
});

/** developer.calendly.com, webhook-signatures: older ones are to be taken for a replay. */
const windowMs = 3 * 60_000;

export default defineChannel({
  name: "calendly",
  title: { en: "Calendly", zh: "Calendly 预约" },
  group: "campaign",
  authentication: {
    en: "Calendly-Webhook-Signature: v1= and hex HMAC-SHA256 over t.body, 3 minutes",
    zh: "Calendly-Webhook-Signature：v1= 加上 t.请求体 的十六进制 HMAC-SHA256，3 分钟内有效",
  },
  trust: "signed",
  confirmation: "provider's document",
  verifies: [],
  businessId: "event + payload.uri",
  answer: '`{"events":[ids]}`',
  pathToken: false,
  format: json,
  bodyBytesMax: bodyBytesMaxDefault,
  /** `forms` are event types and routing forms, by the last part of their address. */
  settings: FormSettings,
  secrets: z.strictObject({ signingKey: RotatingSecret }),
  generateSecrets: (randomBytes) => ({ signingKey: randomBytes(32).toString("base64url") }),
  payload: Payload,

  authenticate: ({ headers, body }, { secrets, now }) =>
    authenticateTimed({
      header: headers["calendly-webhook-signature"],
      scheme: "v1",
      body,
      secrets: secrets.signingKey,
      now,
      windowMs,
    }),

  normalise({ event, created_at: firedAt, payload }, { settings, fields }) {
    // Of the company's own calendar: who offers which meetings when.
    if (/^(event_type|user_availability_schedule)\./.test(event)) return [{ kind: "ping" }];
    const said = /^invitee(_no_show)?\./.test(event)
      ? ofInvitee(Invitee.safeParse(payload).data)
      : event === "routing_form_submission.created"
        ? ofRoutingForm(RoutingForm.safeParse(payload).data)
        : "the event is not understood";
    if (typeof said === "string") return [{ kind: "unclear", reason: said }];
    const mapping = mappingOf(settings, said.form);
    const told = readAnswers(said.answers, mapping, fields);
    // Its questions have no types: without a mapping nobody knows which of them is the e-mail.
    if (said.claims.length + told.claims.length + told.identifiers.length === 0) {
      return [{ kind: "unclear", reason: "the form is not configured" }];
    }
    const read = readAnswers([...trackingOf(payload), ...said.answers], mapping, fields);
    const statement: Statement = {
      ...read,
      businessId: `${event}:${payload.uri}`,
      content: payload,
      origin: said.form,
      kind: event,
      observedAt: new Date(firedAt ?? ""),
      claims: [...said.claims, ...read.claims],
      extras: { ...read.extras, ...said.extras },
    };
    return [{ kind: "statement", statement }];
  },
});

interface Said {
  form: string;
  claims: StatedClaim[];
  answers: Answer[];
  extras: Record<string, unknown>;
}

/** Guests of the meeting are somebody else, and have told nobody anything. */
function ofInvitee(invitee: z.output<typeof Invitee> | undefined): Said | string {
  if (invitee === undefined) return "the invitee has an unknown shape";
  const { scheduled_event: meeting, cancellation } = invitee;
  return {
    form: lastPart(meeting?.event_type),
    claims: [
      { field: "fullName", value: invitee.name },
      { field: "givenName", value: invitee.first_name },
      { field: "familyName", value: invitee.last_name },
      { field: "email", value: invitee.email },
      { field: "phone", value: invitee.text_reminder_number },
      ...calledAt(meeting?.location),
    ],
    answers: answersOf(invitee),
    extras: {
      meeting: meeting?.name,
      meeting_start: meeting?.start_time,
      timezone: invitee.timezone,
      cancellation_reason: cancellation?.reason,
      canceled_by: cancellation?.canceler_type,
      rescheduled: invitee.rescheduled,
    },
  };
}

function ofRoutingForm(submission: z.output<typeof RoutingForm> | undefined): Said | string {
  if (submission === undefined) return "the submission has an unknown shape";
  const form = lastPart(submission.routing_form);
  return { form, claims: [], answers: answersOf(submission), extras: {} };
}

/** Where the host calls the invitee, the place of the meeting is the invitee's number. */
function calledAt(location: z.output<typeof Meeting>["location"]): StatedClaim[] {
  return location?.type === "outbound_call" && typeof location.location === "string"
    ? [{ field: "phone", value: location.location }]
    : [];
}

function answersOf({ questions_and_answers: given }: z.output<typeof Submission>): Answer[] {
  return (given ?? []).map(({ question, question_uuid: id, answer }) => ({
    keys: [...(id ? [id] : []), question],
    label: question,
    value: answer,
  }));
}

/** The parameters of the address at which the page was opened. */
function trackingOf({ tracking }: z.output<typeof Payload>["payload"]): Answer[] {
  return namedAnswers(isRecord(tracking) ? tracking : {}, campaignFields);
}

/** Resources are named by addresses, such as `https://api.calendly.com/event_types/GBGBDCAA`. */
function lastPart(address: string | null | undefined): string {
  return address?.split("/").at(-1) || "-";
}
