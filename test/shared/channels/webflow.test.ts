import { describe, expect, it } from "vitest";
import { sendWebflow, type WebflowSecrets } from "#bin/senders/webflow.ts";
import { jsonReply } from "#shared/channels/delivery.ts";
import webflow from "#shared/channels/webflow.ts";
import {
  acceptBody,
  type ChannelCase,
  contextOf,
  describeChannel,
  now,
  receiveSigned,
  secretsOf,
} from "./harness.ts";

const data = {
  "First Name": "Agnes",
  "Last Name": "Holm",
  email: "agnes@holm.example",
  "Phone Number": 13_900_003_333,
  Newsletter: "true",
  Message: "可以寄样品吗？",
  utm_medium: "cpc",
};

const payload = {
  name: "Contact us",
  siteId: "65427cf400e02b306eaa0001",
  data,
  schema: [
    { fieldName: "email", fieldType: "FormTextInput", fieldElementId: "285042f7-0000-0000-0000" },
  ],
  submittedAt: "2026-11-20T08:19:16.117Z",
  id: "6321ca84df3949bfc6750001",
  formId: "65429eadebe8a9f3a30f0001",
  formElementId: "4e038d2c-0000-0000-0000",
  pageUrl: "https://www.holm.example/contact?utm_source=google&utm_medium=banner",
};

const submission = (change: object = {}, triggerType = "form_submission") =>
  JSON.stringify({ triggerType, payload: { ...payload, ...change } });

const channelCase: ChannelCase<WebflowSecrets> = {
  channel: webflow,
  settings: {
    forms: {
      "65429eadebe8a9f3a30f0001": {
        fields: {
          "First Name": "givenName",
          "Last Name": "familyName",
          "Phone Number": "phone",
          Newsletter: "consent:email-marketing",
        },
      },
    },
  },
  send: sendWebflow,
  examples: [
    {
      name: "a submitted form",
      body: submission(),
      events: [
        {
          source: "webflow:65429eadebe8a9f3a30f0001",
          kind: "form_submission",
          trust: "signed",
          observedAt: "2026-11-20T08:19:16.117Z",
          identifiers: [
            { type: "phone", value: "+8613900003333", verified: false },
            { type: "email", value: "agnes@holm.example", verified: false },
          ],
          claims: [
            { field: "givenName", value: "Agnes" },
            { field: "familyName", value: "Holm" },
            { field: "email", value: "agnes@holm.example" },
            { field: "phone", value: "+8613900003333", verified: false },
            { field: "utmMedium", value: "cpc" },
            { field: "landingPage", value: payload.pageUrl },
            { field: "utmSource", value: "google" },
          ],
          consents: [{ purpose: "email-marketing", granted: true }],
          extras: { Message: "可以寄样品吗?" },
        },
      ],
    },
    {
      name: "a form known by its name only",
      body: submission({ formId: null, pageUrl: undefined, submittedAt: null }),
      events: [{ source: "webflow:Contact us", observedAt: now.toISOString() }],
    },
  ],
  edited: submission({ data: { ...data, email: "a@holm.example" } }),
  unknown: JSON.stringify({ triggerType: "form_submission", payload: { id: 7 } }),
  marker: "Agnes",
  pings: [],
  mixed: "no batch",
  largeId: (digits) => submission().replace("13900003333", digits),
  reply: (ids) => jsonReply({ events: ids }),
  proof: { header: "x-webflow-signature" },
  coversBody: true,
  windowMs: 5 * 60_000,
};

describeChannel(channelCase);

const { channel, settings } = channelCase;
const secrets = secretsOf(channelCase, "ours");
const receiveBody = (body: string, settings: unknown = channelCase.settings) =>
  acceptBody(body, { ...channelCase, settings });

describe("a Webflow submission", () => {
  it("can be mapped by the name of its form", () => {
    const byName = { forms: { "Contact us": { fields: { "First Name": "givenName" } } } };
    expect(receiveBody(submission(), byName).events[0]?.claims).toContainEqual(
      expect.objectContaining({ field: "givenName", value: "Agnes" }),
    );
  });

  it.each(["ecomm_new_order", "site_publish", ""])("that is none, as %j, waits", (trigger) => {
    expect(receiveBody(submission({}, trigger))).toMatchObject({
      events: [],
      unclear: { reason: "it is no submission of a form" },
    });
  });

  it("takes no script for the page on which the form stood", () => {
    const [event] = receiveBody(submission({ pageUrl: "no address" })).events;
    expect(event?.claims.map(({ field }) => field)).not.toContain("landingPage");
  });

  it.each([
    [undefined, "timestamp missing"],
    ["", "timestamp missing"],
    ["1763627400001", "signature wrong"],
    ["soon", "signature wrong"],
  ])("is refused with the time %j", (timestamp, reason) => {
    const { "x-webflow-timestamp": _, ...others } = sendWebflow(
      submission(),
      contextOf(channelCase),
    ).headers;
    const headers =
      timestamp === undefined ? others : { ...others, "x-webflow-timestamp": timestamp };
    const signed = { ...sendWebflow(submission(), contextOf(channelCase)), headers };
    expect(receiveSigned(signed, { channel, settings, secrets })).toEqual({
      kind: "refused",
      status: 401,
      reason,
    });
  });
});
