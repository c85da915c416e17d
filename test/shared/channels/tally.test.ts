import { describe, expect, it } from "vitest";
import { sendTally, type TallySecrets } from "#bin/senders/tally.ts";
import { jsonReply } from "#shared/channels/delivery.ts";
import tally from "#shared/channels/tally.ts";
import { acceptBody, type ChannelCase, describeChannel } from "./harness.ts";

const topics = [
  { id: "opt-1", text: "报价" },
  { id: "opt-2", text: "试用" },
  { id: "opt-3", text: "培训" },
];

const questions = [
  { key: "question_hid_1", label: "utm_source", type: "HIDDEN_FIELDS", value: "zhihu" },
  { key: "question_hid_2", label: "ref", type: "HIDDEN_FIELDS", value: "B-12" },
  { key: "question_sum", label: "Score", type: "CALCULATED_FIELDS", value: 7_654_321 },
  { key: "question_name", label: "您的姓名", type: "INPUT_TEXT", value: "南宫语嫣" },
  { key: "question_mail", label: "邮箱", type: "INPUT_EMAIL", value: "yuyan@hantang.example" },
  {
    key: "question_tel",
    label: "手机",
    type: "INPUT_PHONE_NUMBER",
    value: "+8613900007777",
  },
  {
    key: "question_size",
    label: "公司规模",
    type: "DROPDOWN",
    value: ["s-2"],
    options: [
      { id: "s-1", text: "1–10 人" },
      { id: "s-2", text: "11–50 人" },
    ],
  },
  {
    key: "question_topics",
    label: "感兴趣的内容",
    type: "CHECKBOXES",
    value: ["opt-1", "opt-3", "陪跑"],
    options: topics,
  },
  { key: "question_topics_opt-1", label: "感兴趣的内容 (报价)", type: "CHECKBOXES", value: true },
  { key: "question_topics_opt-2", label: "感兴趣的内容 (试用)", type: "CHECKBOXES", value: false },
  { key: "question_topics_opt-3", label: "感兴趣的内容 (培训)", type: "CHECKBOXES", value: true },
  {
    key: "question_legal",
    label: "同意",
    type: "CHECKBOXES",
    value: ["yes"],
    options: [{ id: "yes", text: "我愿意收到邮件" }],
  },
  { key: "question_legal_yes", label: "同意 (我愿意收到邮件)", type: "CHECKBOXES", value: true },
  {
    key: "question_matrix",
    label: "满意度",
    type: "MATRIX",
    value: { r1: ["c2"] },
    rows: [
      { id: "r1", text: "质量" },
      { id: "r2", text: "价格" },
    ],
    columns: [{ id: "c2", text: "满意" }],
  },
];

function submission(given: readonly object[], change: object = {}) {
  return JSON.stringify({
    eventId: "3c2b7e90-0000-4000-8000-000000000001",
    eventType: "FORM_RESPONSE",
    createdAt: "2026-11-20T08:20:03.000Z",
    data: {
      responseId: "r9Qk2z",
      submissionId: "r9Qk2z",
      respondentId: "dwQ000",
      formId: "wMx81d",
      formName: "试用申请",
      createdAt: "2026-11-20T08:20:00.000Z",
      fields: given,
    },
    ...change,
  });
}

/** What was calculated is longer than a double, so no literal here could hold it. */
const exact = (body: string) => body.replace("7654321", "9007199254740993");

const channelCase: ChannelCase<TallySecrets> = {
  channel: tally,
  settings: {
    forms: {
      wMx81d: {
        fields: {
          question_name: "fullName",
          question_topics: "tag",
          question_legal_yes: "consent:email-marketing",
          question_legal: "ignore",
          ref: "note",
        },
      },
    },
  },
  send: sendTally,
  examples: [
    {
      name: "a submitted form",
      body: exact(submission(questions)),
      events: [
        {
          source: "tally:wMx81d",
          kind: "FORM_RESPONSE",
          trust: "signed",
          observedAt: "2026-11-20T08:20:00.000Z",
          identifiers: [
            { type: "phone", namespace: "", value: "+8613900007777", verified: false },
            { type: "email", namespace: "", value: "yuyan@hantang.example", verified: false },
          ],
          claims: [
            { field: "utmSource", value: "zhihu" },
            { field: "note", value: "B-12" },
            { field: "fullName", value: "南宫语嫣" },
            { field: "email", value: "yuyan@hantang.example" },
            { field: "phone", value: "+8613900007777" },
          ],
          consents: [{ purpose: "email-marketing", granted: true }],
          tags: [
            { tag: "报价", present: true },
            { tag: "培训", present: true },
            { tag: "陪跑", present: true },
          ],
          extras: {
            Score: "9007199254740993",
            公司规模: '["11–50 人"]',
            满意度: '{"质量":["满意"]}',
          },
        },
      ],
    },
    {
      name: "a form nobody has described, by the types of its questions",
      body: submission(
        [
          { key: "q_1", label: "Mail", type: "INPUT_EMAIL", value: "ines@quinta.example" },
          { key: "q_2_email", label: "Pay (email)", type: "PAYMENT", value: "acc@quinta.example" },
          { key: "q_3", label: "Your site", type: "INPUT_LINK", value: "quinta.example" },
          { key: "q_4", label: null, type: "INPUT_TEXT", value: "no label" },
        ],
        {},
      ).replaceAll("wMx81d", "zz"),
      events: [
        {
          source: "tally:zz",
          identifiers: [
            { type: "email", value: "acc@quinta.example", verified: false },
            { type: "email", value: "ines@quinta.example", verified: false },
          ],
          extras: { "Your site": "quinta.example", q_4: "no label" },
        },
      ],
    },
  ],
  edited: exact(submission(questions)).replace("南宫语嫣", "南宫雨嫣"),
  unknown: JSON.stringify({ eventType: "FORM_RESPONSE", data: { submissionId: 7 } }),
  marker: "南宫语嫣",
  pings: [],
  mixed: "no batch",
  largeId: (digits) => submission(questions).replace("7654321", digits),
  reply: (ids) => jsonReply({ events: ids }),
  proof: { header: "tally-signature" },
  coversBody: true,
};

describeChannel(channelCase);

const receiveBody = (body: string, settings: unknown = channelCase.settings) =>
  acceptBody(body, { ...channelCase, settings });

describe("a Tally delivery", () => {
  it("is the same event at every attempt, though its envelope differs", () => {
    const body = submission(questions);
    const again = body
      .replace("3c2b7e90", "99999999")
      .replace("2026-11-20T08:20:03", "2026-11-20T08:26:03");
    expect(receiveBody(again).events[0]?.id).toBe(receiveBody(body).events[0]?.id);
  });

  it("withholds consent where the box was left empty", () => {
    const unchecked = questions.map((question) =>
      question.key === "question_legal_yes" ? { ...question, value: false } : question,
    );
    const [event] = receiveBody(submission(unchecked)).events;
    expect(event?.consents).toEqual([{ purpose: "email-marketing", granted: false }]);
  });

  it("tells each box once: in its list, unless it is mapped on its own", () => {
    const keys = (settings: unknown) =>
      Object.keys(receiveBody(submission(questions), settings).events[0]?.extras ?? {});
    expect(keys({}).filter((key) => key.startsWith("感兴趣的内容"))).toEqual(["感兴趣的内容"]);
    const mapped = { fields: { "question_topics_opt-1": "interest" } };
    expect(receiveBody(submission(questions), mapped).events[0]?.claims).toContainEqual(
      expect.objectContaining({ field: "interest", value: "true" }),
    );
  });

  it("says nothing of consent where nobody mapped the box", () => {
    const [event] = receiveBody(submission(questions), {}).events;
    expect(event?.consents).toEqual([]);
    expect(event?.extras).toMatchObject({ 同意: '["我愿意收到邮件"]' });
  });

  it("can be mapped by the name of its form, and by what people read", () => {
    const byName = { forms: { 试用申请: { fields: { 您的姓名: "fullName" } } } };
    expect(receiveBody(submission(questions), byName).events[0]?.claims).toContainEqual(
      expect.objectContaining({ field: "fullName", value: "南宫语嫣" }),
    );
  });

  it("claims no e-mail that was typed into an ordinary text field", () => {
    const typed = [{ key: "q", label: "Contact", type: "INPUT_TEXT", value: "a@b.example" }];
    const [event] = receiveBody(submission(typed)).events;
    expect(event?.identifiers).toEqual([]);
    expect(event?.extras).toEqual({ Contact: "a@b.example" });
  });

  it("of another kind waits for a human", () => {
    expect(receiveBody(submission(questions, { eventType: "FORM_ARCHIVED" }))).toMatchObject({
      events: [],
      unclear: { reason: "the event type is not understood" },
    });
  });
});
