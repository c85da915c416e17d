import { describe, expect, it } from "vitest";
import { askMeta, type MetaSecrets, sendMeta } from "#bin/senders/meta-lead-ads.ts";
import { jsonReply, textReply } from "#shared/channels/delivery.ts";
import metaLeadAds from "#shared/channels/meta-lead-ads.ts";
import {
  acceptBody,
  type ChannelCase,
  contextOf,
  deliveryOf,
  describeChannel,
  now,
  receiveSigned,
  secretsOf,
} from "./harness.ts";
import { tell } from "./harness/told.ts";

const change = (leadgenId: string, other: object = {}) => ({
  field: "leadgen",
  value: {
    ad_id: "120210000000000001",
    form_id: "998877665544332211",
    leadgen_id: leadgenId,
    created_time: 1795335240,
    page_id: "110220330440550",
    adgroup_id: "120210000000000001",
    ...other,
  },
});

const bodyOf = (...changes: object[]) =>
  JSON.stringify({
    object: "page",
    entry: changes.map((each) => ({ id: "110220330440550", time: 1795335241, changes: [each] })),
  });

const announced = (businessId: string) => ({
  channel: "meta-lead-ads",
  trust: "signed",
  businessId,
  content: { leadgen_id: businessId, form_id: "998877665544332211", page_id: "110220330440550" },
});

const lead = {
  created_time: "2026-11-20T08:14:00+0000",
  id: "1234567890123456",
  ad_id: "120210000000000001",
  ad_name: "Tea video B",
  adset_name: "Shanghai 25–40",
  campaign_id: "120210000000000009",
  campaign_name: "秋季新茶",
  form_id: "998877665544332211",
  is_organic: false,
  platform: "ig",
  field_data: [
    { name: "full_name", values: ["唐若琳"] },
    { name: "email", values: ["Ruolin.Tang@Xingchen.example"] },
    { name: "phone_number", values: ["+8613900006666"] },
    { name: "company_name", values: ["星辰贸易有限公司"] },
    { name: "city", values: ["杭州"] },
    { name: "茶类", values: ["白茶", "绿茶"] },
  ],
  custom_disclaimer_responses: [
    { checkbox_key: "newsletter", is_checked: "1" },
    { checkbox_key: "calls", is_checked: "" },
  ],
};
const answerOf = (changes: object = {}) => JSON.stringify({ ...lead, ...changes });

const channelCase: ChannelCase<MetaSecrets> = {
  channel: metaLeadAds,
  settings: {
    campaignNames: true,
    forms: {
      "998877665544332211": {
        title: "新品试用",
        fields: {
          newsletter: "consent:email-marketing",
          calls: "consent:phone-marketing",
        },
      },
    },
  },
  send: sendMeta,
  examples: [
    {
      name: "somebody who is announced",
      body: bodyOf(change(lead.id)),
      events: [],
      awaiting: [announced(lead.id)],
    },
    {
      name: "several in several entries",
      body: bodyOf(change("1111111111111111"), change("2222222222222222")),
      events: [],
      awaiting: [announced("1111111111111111"), announced("2222222222222222")],
    },
  ],
  told: [
    {
      name: "somebody's answers",
      answer: answerOf(),
      events: [
        {
          source: "meta-lead-ads:998877665544332211",
          kind: "leadgen",
          trust: "signed",
          observedAt: "2026-11-20T08:14:00.000Z",
          receivedAt: now.toISOString(),
          identifiers: [
            { type: "phone", value: "+8613900006666", verified: false },
            { type: "email", value: "ruolin.tang@xingchen.example", verified: false },
          ],
          claims: [
            { field: "fullName", value: "唐若琳" },
            { field: "email", value: "ruolin.tang@xingchen.example" },
            { field: "phone", value: "+8613900006666" },
            { field: "company", value: "星辰贸易有限公司" },
            { field: "city", value: "杭州" },
            { field: "utmSource", value: "instagram" },
            { field: "utmCampaign", value: "秋季新茶" },
            { field: "utmTerm", value: "Shanghai 25–40" },
            { field: "utmContent", value: "Tea video B" },
          ],
          consents: [{ purpose: "email-marketing", granted: true }],
          extras: {
            茶类: '["白茶","绿茶"]',
            page: "110220330440550",
            organic: "false",
          },
        },
      ],
    },
    {
      name: "somebody without a time or a campaign's name",
      answer: answerOf({
        created_time: undefined,
        campaign_name: undefined,
        ad_name: undefined,
        adset_name: undefined,
        platform: undefined,
      }),
      events: [
        {
          observedAt: new Date(1795335240_000).toISOString(),
          claims: expect.arrayContaining([
            expect.objectContaining({ field: "utmCampaign", value: "120210000000000009" }),
            expect.objectContaining({ field: "utmContent", value: "120210000000000001" }),
          ]),
        },
      ],
    },
    {
      name: "nobody, where Meta's testing tool made up the lead",
      answer: answerOf({
        field_data: [
          { name: "full_name", values: ["<test lead: dummy data for full_name>"] },
          { name: "email", values: ["test@fb.com"] },
        ],
      }),
      events: [],
    },
    {
      name: "somebody else, who was not asked for",
      answer: answerOf({ id: "999" }),
      events: [],
      unclear: "the lead has an unknown shape",
    },
    {
      name: "nothing that could be understood",
      answer: '{"id":"1234567890123456"}',
      events: [],
      unclear: "the lead has an unknown shape",
    },
  ],
  pings: [
    {
      name: "the lead that the button Test announces",
      body: bodyOf(change("444444444444"), change("444444444444")),
    },
  ],
  mixed: {
    body: bodyOf(change("1111111111111111"), change("no number"), change("2222222222222222"), {
      field: "feed",
      value: { item: "comment" },
    }),
    events: [],
    awaiting: [announced("1111111111111111"), announced("2222222222222222")],
  },
  largeId: (digits) =>
    bodyOf({ ...change(""), value: { ...change("").value, leadgen_id: 0 } }).replace(
      '"leadgen_id":0',
      `"leadgen_id":${digits}`,
    ),
  handshakes: [
    {
      name: "the challenge of a saved address",
      ask: (context) => askMeta("1158201444", context),
      answer: textReply("1158201444"),
    },
    {
      name: "another mode",
      ask: (context) => {
        const asked = askMeta("1", context);
        return { ...asked, url: asked.url.replace("=subscribe", "=unsubscribe") };
      },
      answer: "refused",
    },
    {
      name: "a question without a challenge",
      ask: (context) => askMeta("", context),
      answer: "refused",
    },
    {
      name: "a challenge without end",
      ask: (context) => askMeta("1".repeat(300), context),
      answer: "refused",
    },
    {
      name: "a question without a token",
      ask: (context) => {
        const asked = askMeta("1", context);
        return { ...asked, url: asked.url.replace(/&hub.verify_token=.*$/, "") };
      },
      answer: "refused",
    },
  ],
  edited: bodyOf(change(lead.id, { form_id: "998877665544332212" })),
  unknown: JSON.stringify({ object: "page", entry: [{ id: "1", changes: "none" }] }),
  marker: "1234567890123456",
  reply: (ids) => jsonReply({ events: ids }),
  proof: { header: "x-hub-signature-256" },
  coversBody: true,
};

describeChannel(channelCase);

const { channel, settings } = channelCase;
const secrets = secretsOf(channelCase, "ours");
const receiveBody = (body: string) => acceptBody(body, channelCase);

describe("a Meta signature", () => {
  // The scheme is GitHub's as well, whose documents publish a vector: docs.github.com,
  // webhooks/using-webhooks/validating-webhook-deliveries.
  it("is the one that GitHub publishes for its secret and body", () => {
    const signed = {
      ...sendMeta("Hello, World!", contextOf(channelCase)),
      headers: {
        "x-hub-signature-256":
          "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17",
      },
    };
    const verdict = metaLeadAds.authenticate(deliveryOf(signed, channel), {
      secrets: { appSecret: ["It's a Secret to Everybody"], verifyToken: [] },
      settings: metaLeadAds.settings.parse({}),
      now,
    });
    expect(verdict).toEqual({ kind: "authentic", trust: "signed" });
  });

  it("is refused without its prefix", () => {
    const signed = sendMeta(bodyOf(change(lead.id)), contextOf(channelCase));
    const bare = signed.headers["x-hub-signature-256"]?.replace("sha256=", "") ?? "";
    const received = receiveSigned(
      { ...signed, headers: { ...signed.headers, "x-hub-signature-256": bare } },
      { channel, settings, secrets },
    );
    expect(received).toMatchObject({ status: 401, reason: "signature malformed" });
  });
});

describe("a Meta lead", () => {
  it("is the same announcement however often and beside whatever it is announced", () => {
    const alone = receiveBody(bodyOf(change(lead.id))).awaiting[0];
    const [, beside] = receiveBody(bodyOf(change("1"), change(lead.id))).awaiting;
    expect(beside).toEqual(alone);
  });

  it("is asked for by the version of the Graph API that the tenant names", () => {
    const content = receiveBody(bodyOf(change(lead.id))).awaiting[0]?.content;
    const request = (given: object) =>
      metaLeadAds.lookup?.request(content, metaLeadAds.settings.parse(given));
    expect(request({})?.path).toBe(
      "/v25.0/1234567890123456?fields=id,created_time,ad_id,form_id,is_organic,platform," +
        "field_data,custom_disclaimer_responses",
    );
    expect(request({ graphVersion: "v26.0", campaignNames: true })?.path).toMatch(
      /^\/v26\.0\/1234567890123456\?fields=.*campaign_name$/,
    );
  });

  it.each(["v26", "26.0", "v26.0/../x"])("is never asked for by the version %j", (graphVersion) => {
    expect(metaLeadAds.settings.safeParse({ graphVersion }).success).toBe(false);
  });

  it("that is asked for twice is the same event", () => {
    const [one, other] = [tell(answerOf(), channelCase), tell(answerOf(), channelCase)];
    expect(one.events).toHaveLength(1);
    expect(one.events[0]?.id).toBe(other.events[0]?.id);
  });

  it.each([
    [190, "the token was refused"],
    [102, "the token was refused"],
    [10, "the token may not read it"],
    [299, "the token may not read it"],
    [4, "asked too often"],
    [613, "asked too often"],
    [80_005, "asked too often"],
    [100, undefined],
    ["190", undefined],
    [null, undefined],
  ])("that is not told for the reason %j", (code, reason) => {
    const error = { message: "…", type: "OAuthException", code, fbtrace_id: "A" };
    expect(metaLeadAds.lookup?.failureOf?.({ error })).toBe(reason);
  });

  it.each([undefined, null, [], "190", { error: null }, { code: 190 }])(
    "that is not told for no reason that we know: %j",
    (error) => {
      expect(metaLeadAds.lookup?.failureOf?.(error)).toBeUndefined();
    },
  );

  it("of a platform that we do not know names it as Meta does, whatever it is called", () => {
    for (const platform of ["wa", "constructor"]) {
      const [event] = tell(answerOf({ platform }), channelCase).events;
      expect(event?.claims).toContainEqual(
        expect.objectContaining({ field: "utmSource", value: platform }),
      );
    }
  });

  it("of another object than a page waits for a human", () => {
    const body = bodyOf(change(lead.id)).replace('"page"', '"user"');
    expect(receiveBody(body)).toMatchObject({
      awaiting: [],
      unclear: { reason: "the object is not understood" },
    });
  });
});
