import { describe, expect, it } from "vitest";
import {
  sendTypeform,
  typeformBody,
  type TypeformAnswer,
  type TypeformSecrets,
} from "#bin/senders/typeform.ts";
import { jsonReply } from "#shared/channels/delivery.ts";
import typeform from "#shared/channels/typeform.ts";
import {
  acceptBody,
  type ChannelCase,
  contextOf,
  describeChannel,
  receiveSigned,
  secretsOf,
} from "./harness.ts";

const answers: readonly TypeformAnswer[] = [
  { ref: "name", title: "您怎么称呼？", type: "text", value: "欧阳静怡" },
  { ref: "mail", title: "邮箱", type: "email", value: "jingyi@yunduan.example" },
  { ref: "tel", title: "手机", type: "phone_number", value: "+8613900002222" },
  { ref: "size", title: "公司规模", type: "choice", value: { label: "50–200 人" } },
  {
    ref: "topics",
    title: "感兴趣的内容",
    type: "choices",
    value: { labels: ["报价", "试用"], other: "培训" },
  },
  { ref: "legal", title: "同意接收资讯", type: "boolean", value: true },
];

const submission = (given: readonly TypeformAnswer[]) =>
  typeformBody({
    formId: "kT4Z3j",
    token: "5d2f0c8b7a",
    submittedAt: new Date("2026-11-20T08:20:00Z"),
    hidden: { utm_source: "xiaohongshu", utm_campaign: "双十一", ref_code: "A-17" },
    answers: given,
  });

const channelCase: ChannelCase<TypeformSecrets> = {
  channel: typeform,
  settings: {
    forms: {
      kT4Z3j: {
        title: "Product demo",
        fields: { name: "fullName", legal: "consent:email-marketing", ref_code: "note" },
      },
    },
  },
  send: sendTypeform,
  examples: [
    {
      name: "a submitted form",
      body: submission(answers),
      events: [
        {
          source: "typeform:kT4Z3j",
          kind: "form_response",
          trust: "signed",
          observedAt: "2026-11-20T08:20:00.000Z",
          identifiers: [
            { type: "phone", namespace: "", value: "+8613900002222", verified: false },
            { type: "email", namespace: "", value: "jingyi@yunduan.example", verified: false },
          ],
          claims: [
            { field: "utmSource", value: "xiaohongshu" },
            { field: "utmCampaign", value: "双十一" },
            { field: "note", value: "A-17" },
            { field: "fullName", value: "欧阳静怡" },
            { field: "email", value: "jingyi@yunduan.example" },
            { field: "phone", value: "+8613900002222" },
          ],
          consents: [{ purpose: "email-marketing", granted: true }],
          extras: { 公司规模: "50–200 人", 感兴趣的内容: '["报价","试用","培训"]' },
        },
      ],
    },
    {
      name: "a form nobody has described, by the types of its answers",
      body: typeformBody({
        formId: "unknown",
        token: "77aa",
        submittedAt: new Date("2026-11-20T08:21:00Z"),
        answers: [
          { ref: "q1", title: "Your mail", type: "email", value: "tomas@lindqvist.example" },
          { ref: "q2", title: "Agree?", type: "boolean", value: true },
        ],
      }),
      events: [
        {
          source: "typeform:unknown",
          claims: [{ field: "email", value: "tomas@lindqvist.example", verified: false }],
          consents: [],
          extras: { "Agree?": "true" },
        },
      ],
    },
  ],
  edited: submission([
    { ref: "name", title: "您怎么称呼？", type: "text", value: "欧阳静宜" },
    ...answers.slice(1),
  ]),
  unknown: JSON.stringify({ event_type: "form_response", form_response: { token: 7 } }),
  marker: "欧阳静怡",
  largeId: "no numbers",
  mixed: "no batch",
  pings: [
    {
      name: "a test request, by the address Typeform invents",
      body: submission([
        { ref: "mail", title: "邮箱", type: "email", value: "an_account@example.com" },
      ]),
    },
    {
      name: "a test request, by the text Typeform invents",
      body: submission([
        { ref: "name", title: "您怎么称呼？", type: "text", value: "Lorem ipsum dolor" },
      ]),
    },
  ],
  reply: (ids) => jsonReply({ events: ids }),
  proof: { header: "typeform-signature" },
  coversBody: true,
};

describeChannel(channelCase);

const { channel, settings } = channelCase;
const secrets = secretsOf(channelCase, "ours");
const receiveBody = (body: string) => acceptBody(body, channelCase);

describe("a Typeform delivery", () => {
  it("is the same event at every attempt, though its envelope differs", () => {
    const body = submission(answers);
    const again = body.replace('"event_id":"evt-5d2f0c8b7a"', '"event_id":"evt-other"');
    expect(again).not.toBe(body);
    expect(receiveBody(again).events[0]?.id).toBe(receiveBody(body).events[0]?.id);
  });

  it("claims no e-mail that was typed into an ordinary text field", () => {
    const [event] = receiveBody(
      submission([{ ref: "q", title: "Contact", type: "text", value: "a@b.example" }]),
    ).events;
    expect(event?.identifiers).toEqual([]);
    expect(event?.extras).toMatchObject({ Contact: "a@b.example" });
  });

  it("of a form given up half-way says so", () => {
    const body = submission(answers).replace('"form_response"', '"form_response_partial"');
    expect(receiveBody(body).events[0]?.kind).toBe("form_response_partial");
  });

  it("of another kind waits for a human", () => {
    const body = submission(answers).replace('"form_response"', '"form_archived"');
    expect(receiveBody(body)).toMatchObject({
      events: [],
      unclear: { reason: "the event type is not understood" },
    });
  });

  it("is refused with the prefix of another algorithm, or none", () => {
    const signed = sendTypeform(submission(answers), contextOf(channelCase));
    const signature = signed.headers["typeform-signature"] ?? "";
    for (const other of [signature.replace("sha256=", "sha1="), signature.replace("sha256=", "")]) {
      const headers = { ...signed.headers, "typeform-signature": other };
      expect(receiveSigned({ ...signed, headers }, { channel, settings, secrets })).toEqual({
        kind: "refused",
        status: 401,
        reason: "signature malformed",
      });
    }
  });
});
