import { describe, expect, it } from "vitest";
import { type CalendlySecrets, sendCalendly } from "#bin/senders/calendly.ts";
import calendly from "#shared/channels/calendly.ts";
import { jsonReply } from "#shared/channels/delivery.ts";
import { acceptBody, type ChannelCase, describeChannel } from "./harness.ts";

const meeting = {
  uri: "https://api.calendly.com/scheduled_events/GBGBDCAADAEDCRZ2",
  name: "产品演示",
  status: "active",
  start_time: "2026-11-25T02:00:00.000000Z",
  end_time: "2026-11-25T02:30:00.000000Z",
  event_type: "https://api.calendly.com/event_types/GBGBDCAADAEDCRZ2",
  location: { type: "outbound_call", location: "+86 139 0000 8888" },
  event_memberships: [{ user_email: "sales@qinglan.example", user_name: "Sales" }],
  event_guests: [{ email: "colleague@yunduan.example" }],
};

const invitee = {
  uri: "https://api.calendly.com/scheduled_events/GBGBDCAADAEDCRZ2/invitees/AAAAAAAAAAAAAAAA",
  name: "宋知远",
  first_name: null,
  last_name: null,
  email: "Zhiyuan.Song@Yunduan.example",
  text_reminder_number: "+86 139 0000 7777",
  timezone: "Asia/Shanghai",
  status: "active",
  rescheduled: false,
  created_at: "2026-11-20T08:28:00.000000Z",
  questions_and_answers: [
    { position: 0, question: "公司", answer: "云端科技有限公司" },
    { position: 1, question: "What should we prepare?", answer: "报价单" },
  ],
  tracking: {
    utm_campaign: "秋季",
    utm_source: "linkedin",
    utm_medium: null,
    utm_content: null,
    utm_term: null,
    salesforce_uuid: "sf-11",
  },
  scheduled_event: meeting,
};

const bodyOf = (
  event: string,
  payload: object = invitee,
  firedAt = "2026-11-20T08:28:01.000000Z",
) =>
  JSON.stringify({
    event,
    created_at: firedAt,
    created_by: "https://api.calendly.com/users/AAAAAAAAAAAAAAAA",
    payload,
  });

const routingForm = {
  uri: "https://api.calendly.com/routing_form_submissions/BBBB",
  routing_form: "https://api.calendly.com/routing_forms/CCCC",
  questions_and_answers: [
    { question_uuid: "q-mail", question: "Work e-mail", answer: "li@xingchen.example" },
    { question_uuid: "q-size", question: "Team size", answer: "20–50" },
  ],
  tracking: { utm_source: "baidu" },
};

const channelCase: ChannelCase<CalendlySecrets> = {
  channel: calendly,
  settings: {
    forms: {
      GBGBDCAADAEDCRZ2: { title: "Demo", fields: { 公司: "company" } },
      CCCC: { fields: { "q-mail": "email" } },
    },
  },
  send: sendCalendly,
  examples: [
    {
      name: "a booking",
      body: bodyOf("invitee.created"),
      events: [
        {
          source: "calendly:GBGBDCAADAEDCRZ2",
          kind: "invitee.created",
          trust: "signed",
          observedAt: "2026-11-20T08:28:01.000Z",
          identifiers: [
            { type: "email", value: "zhiyuan.song@yunduan.example", verified: false },
            { type: "phone", value: "+8613900007777", verified: false },
            { type: "phone", value: "+8613900008888", verified: false },
          ].sort((a, b) => (a.type === b.type ? 0 : a.type === "phone" ? -1 : 1)),
          claims: [
            { field: "fullName", value: "宋知远" },
            { field: "email", value: "zhiyuan.song@yunduan.example" },
            { field: "phone", value: "+8613900007777" },
            { field: "utmCampaign", value: "秋季" },
            { field: "utmSource", value: "linkedin" },
            { field: "company", value: "云端科技有限公司" },
          ],
          consents: [],
          extras: {
            salesforce_uuid: "sf-11",
            "What should we prepare?": "报价单",
            meeting: "产品演示",
            meeting_start: "2026-11-25T02:00:00.000000Z",
            timezone: "Asia/Shanghai",
            rescheduled: "false",
          },
        },
      ],
    },
    {
      name: "a cancellation",
      body: bodyOf("invitee.canceled", {
        ...invitee,
        status: "canceled",
        scheduled_event: { ...meeting, location: { type: "zoom", status: "pushed" } },
        cancellation: { canceler_type: "invitee", reason: "出差" },
      }),
      events: [
        {
          kind: "invitee.canceled",
          extras: { cancellation_reason: "出差", canceled_by: "invitee" },
        },
      ],
    },
    {
      name: "somebody who did not come",
      body: bodyOf("invitee_no_show.created"),
      events: [{ kind: "invitee_no_show.created" }],
    },
    {
      name: "a routing form",
      body: bodyOf("routing_form_submission.created", routingForm),
      events: [
        {
          source: "calendly:CCCC",
          identifiers: [{ type: "email", value: "li@xingchen.example", verified: false }],
          claims: [
            { field: "utmSource", value: "baidu" },
            { field: "email", value: "li@xingchen.example" },
          ],
          extras: { "Team size": "20–50" },
        },
      ],
    },
  ],
  pings: ["event_type.updated", "user_availability_schedule.updated"].map((event) => ({
    name: `the company's own calendar, ${event}`,
    body: bodyOf(event, { uri: "https://api.calendly.com/event_types/X" }),
  })),
  edited: bodyOf("invitee.created", { ...invitee, name: "宋致远" }),
  unknown: JSON.stringify({ event: "invitee.created", payload: ["no", "invitee"] }),
  marker: "宋知远",
  largeId: "no numbers",
  mixed: "no batch",
  reply: (ids) => jsonReply({ events: ids }),
  proof: { header: "calendly-webhook-signature" },
  coversBody: true,
  windowMs: 180_000,
};

describeChannel(channelCase);

const receiveBody = (body: string, settings: unknown = channelCase.settings) =>
  acceptBody(body, { ...channelCase, settings });

describe("a Calendly delivery", () => {
  it("says nothing of guests and hosts, who are not the one that booked", () => {
    const said = JSON.stringify(receiveBody(bodyOf("invitee.created")).events);
    expect(said).not.toMatch(/colleague|sales@/);
  });

  it("is the same event at every attempt, though its envelope may differ", () => {
    const again = bodyOf("invitee.created", invitee, "2026-11-20T08:29:00.000000Z");
    expect(receiveBody(again).events[0]?.id).toBe(
      receiveBody(bodyOf("invitee.created")).events[0]?.id,
    );
  });

  it.each(["inbound_call", "physical", "custom"])(
    "of a meeting whose place is %s takes that place for nobody's number",
    (type) => {
      const location = { type, location: "+86 21 5555 0100" };
      const booked = { ...invitee, scheduled_event: { ...meeting, location } };
      const [event] = receiveBody(bodyOf("invitee.created", booked)).events;
      expect(JSON.stringify(event)).not.toContain("5555");
    },
  );

  it("of a booking and of its cancellation are two events", () => {
    expect(receiveBody(bodyOf("invitee.canceled")).events[0]?.id).not.toBe(
      receiveBody(bodyOf("invitee.created")).events[0]?.id,
    );
  });

  it.each([
    ["of another kind", bodyOf("contact.created"), "the event is not understood"],
    [
      "about an invitee without an address",
      bodyOf("invitee.created", { ...invitee, email: "" }),
      "the invitee has an unknown shape",
    ],
    [
      "about a submission without a form's shape",
      bodyOf("routing_form_submission.created", { uri: "x", questions_and_answers: "none" }),
      "the submission has an unknown shape",
    ],
  ])("%s waits for a human", (_, body, reason) => {
    expect(receiveBody(body)).toMatchObject({ events: [], unclear: { reason } });
  });

  it("of a routing form nobody has described waits for a human, who maps it and replays", () => {
    const body = bodyOf("routing_form_submission.created", routingForm);
    expect(receiveBody(body, {})).toMatchObject({
      events: [],
      unclear: { reason: "the form is not configured" },
    });
  });

  it("brings ids of other systems that a landing page passed on, where the tenant maps them", () => {
    const mapped = { fields: { salesforce_uuid: "external-id:salesforce" } };
    expect(receiveBody(bodyOf("invitee.created"), mapped).events[0]?.identifiers).toContainEqual({
      type: "external-id",
      namespace: "salesforce",
      value: "sf-11",
      verified: false,
    });
  });
});
