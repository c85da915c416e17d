import { describe, expect, it } from "vitest";
import { jotformBody, type JotformSecrets, sendJotform } from "#bin/senders/jotform.ts";
import { jsonReply } from "#shared/channels/delivery.ts";
import jotform from "#shared/channels/jotform.ts";
import { acceptBody, type ChannelCase, describeChannel } from "./harness.ts";

const answers = {
  q2_name: { first: "静怡", last: "慕容" },
  q3_email: "jingyi@murong.example",
  q4_phoneNumber: { full: "139 0000 8888" },
  q5_address: {
    addr_line1: "高新路 9 号",
    addr_line2: "3 楼",
    city: "西安",
    state: "陕西",
    postal: "710075",
    country: "China",
  },
  q6_birthday: { month: "3", day: "8", year: "1991" },
  q7_topics: ["报价", "试用"],
  q8_consent: "Accepted",
  q9_budget: "",
  q20_utm_source: "bing",
  q31_howDid: "朋友推荐",
};

const submission = (given: Readonly<Record<string, unknown>>) =>
  jotformBody({
    formId: "70936128142151",
    formTitle: "预约演示",
    submissionId: "6094830912345678901",
    answers: given,
  });

const channelCase: ChannelCase<JotformSecrets> = {
  channel: jotform,
  settings: {
    fields: { utm_source: "utmSource" },
    forms: {
      "70936128142151": {
        fields: {
          q6: "birthday",
          q7_topics: "tag",
          consent: "consent:email-marketing",
        },
      },
    },
  },
  send: sendJotform,
  examples: [
    {
      name: "a submitted form",
      body: submission(answers),
      events: [
        {
          source: "jotform:70936128142151",
          kind: "submission",
          trust: "token",
          observedAt: "2026-11-20T08:30:00.000Z",
          identifiers: [
            { type: "phone", namespace: "", value: "+8613900008888", verified: false },
            { type: "email", namespace: "", value: "jingyi@murong.example", verified: false },
          ],
          claims: [
            { field: "fullName", value: "慕容静怡" },
            { field: "email", value: "jingyi@murong.example" },
            { field: "phone", value: "+8613900008888" },
            { field: "country", value: "CN" },
            { field: "province", value: "陕西" },
            { field: "city", value: "西安" },
            { field: "street", value: "高新路 9 号, 3 楼" },
            { field: "postalCode", value: "710075" },
            { field: "birthday", value: "1991-03-08" },
            { field: "utmSource", value: "bing" },
          ],
          consents: [{ purpose: "email-marketing", granted: true }],
          tags: [
            { tag: "报价", present: true },
            { tag: "试用", present: true },
          ],
          extras: { howDid: "朋友推荐" },
        },
      ],
    },
    {
      name: "a phone number in parts",
      body: submission({ q4_tel: { country: "44", area: "20", phone: "7946 0958" } }),
      events: [{ claims: [{ field: "phone", value: "+442079460958" }] }],
    },
  ],
  edited: submission({ ...answers, q3_email: "jy@murong.example" }),
  unknown: submission(answers).replace('name="submissionID"', 'name="submission"'),
  marker: "静怡",
  pings: [],
  mixed: "no batch",
  largeId: (digits) => submission(answers).replace("6094830912345678901", digits),
  reply: (ids) => jsonReply({ events: ids }),
  proof: "path token",
  coversBody: false,
};

describeChannel(channelCase);

const receiveBody = (body: string) => acceptBody(body, channelCase);

describe("a Jotform submission", () => {
  it("says nothing of the page, the owner or the network address", () => {
    const said = JSON.stringify(receiveBody(submission(answers)).events);
    expect(said).not.toMatch(/203\.0\.113\.9|tributary"|jsExecutionTracker|slug|event_id/);
  });

  it("is the same event however its page was used", () => {
    const body = submission(answers);
    const again = body.replace("validator-called", "validator-called=>paused");
    expect(again).not.toBe(body);
    expect(receiveBody(again).events[0]?.id).toBe(receiveBody(body).events[0]?.id);
  });

  it("waits for a human where its answers are no JSON", () => {
    const broken = submission(answers).replace('{"slug"', '{slug"');
    expect(receiveBody(broken)).toMatchObject({
      events: [],
      unclear: { reason: "the answers could not be read" },
    });
  });

  it("waits for a human where its answers would reach a prototype", () => {
    const poisoned = submission(answers).replace('{"slug"', '{"__proto__":{"x":1},"slug"');
    expect(receiveBody(poisoned).events).toEqual([]);
  });

  it("keeps of a file its name, not its bytes", () => {
    const name = 'name="formTitle"';
    const body = submission(answers).replace(name, `${name}; filename="cv.pdf"`);
    expect(receiveBody(body).events).toHaveLength(1);
  });
});
