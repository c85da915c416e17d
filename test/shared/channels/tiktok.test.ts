import { describe, expect, it } from "vitest";
import { sendTiktok, type TiktokSecrets } from "#bin/senders/tiktok.ts";
import { jsonReply } from "#shared/channels/delivery.ts";
import tiktok from "#shared/channels/tiktok.ts";
import { acceptBody, type ChannelCase, describeChannel } from "./harness.ts";

const bodyOf = (event: string, content: object, changes: object = {}) =>
  JSON.stringify({
    client_key: "bwo2m45353a6k85",
    event,
    create_time: 1795335240,
    user_openid: "act.k3Jv9qYt2Wm8",
    content: JSON.stringify(content),
    ...changes,
  });

const lead = {
  id: "7300000000000000001",
  page_id: "7211111111111111111",
  campaign_name: "新茶直播",
  ad_name: "video-3",
  changes: [
    { field: "name", value: "温雅" },
    { field: "phone_number", value: "+8613900002121" },
    { field: "email", value: "wenya@xiliu.example" },
    { field: "Which tea?", value: "白茶" },
    { field: "agree", value: "yes" },
  ],
};

const channelCase: ChannelCase<TiktokSecrets> = {
  channel: tiktok,
  settings: {
    unconfirmedLeads: true,
    forms: { "7211111111111111111": { fields: { agree: "consent:email-marketing" } } },
  },
  send: sendTiktok,
  examples: [
    {
      name: "a user who takes back what an app may do",
      body: bodyOf("authorization.removed", { reason: 1, note: "温雅" }),
      events: [
        {
          source: "tiktok:bwo2m45353a6k85",
          kind: "authorization.removed",
          trust: "signed",
          observedAt: new Date(1795335240_000).toISOString(),
          identifiers: [
            {
              type: "external-id",
              namespace: "tiktok:bwo2m45353a6k85",
              value: "act.k3Jv9qYt2Wm8",
              verified: true,
            },
          ],
          claims: [],
          consents: [{ purpose: "tiktok-account-access", granted: false }],
          extras: { removed_because: "disconnected by the user" },
        },
      ],
    },
    {
      name: "a removal that is not the user's own",
      body: bodyOf("authorization.removed", { reason: 5 }),
      events: [{ consents: [], extras: { removed_because: "revoked by the developer" } }],
    },
    {
      name: "a removal for a reason nobody knows",
      body: bodyOf("authorization.removed", { reason: 9 }),
      events: [{ consents: [], extras: { removed_because: "9" } }],
    },
    {
      name: "a lead, where the tenant lets leads be read unconfirmed",
      body: bodyOf("lead.created", lead, { user_openid: undefined }),
      events: [
        {
          source: "tiktok:7211111111111111111",
          identifiers: [
            { type: "phone", value: "+8613900002121", verified: false },
            { type: "email", value: "wenya@xiliu.example", verified: false },
          ],
          claims: [
            { field: "fullName", value: "温雅" },
            { field: "phone", value: "+8613900002121" },
            { field: "email", value: "wenya@xiliu.example" },
            { field: "utmCampaign", value: "新茶直播" },
            { field: "utmContent", value: "video-3" },
          ],
          consents: [{ purpose: "email-marketing", granted: true }],
          extras: { "Which tea?": "白茶", lead: "7300000000000000001" },
        },
      ],
    },
  ],
  pings: ["video.publish.completed", "post.publish.complete", "portability.download.ready"].map(
    (event) => ({ name: `a report to the app, ${event}`, body: bodyOf(event, { share_id: "x" }) }),
  ),
  largeId: (digits) =>
    bodyOf("lead.created", { ...lead, id: 0 }).replace('\\"id\\":0', `\\"id\\":${digits}`),
  edited: bodyOf("authorization.removed", { reason: 2 }),
  unknown: bodyOf("comment.update", { comment_id: 1 }),
  marker: "act.k3Jv9qYt2Wm8",
  mixed: "no batch",
  reply: (ids) => jsonReply({ events: ids }),
  proof: { header: "tiktok-signature" },
  coversBody: true,
  windowMs: 300_000,
};

describeChannel(channelCase);

const receiveBody = (body: string, settings: unknown = {}) =>
  acceptBody(body, { ...channelCase, settings });

describe("a TikTok delivery", () => {
  it("of a lead waits for a human where the tenant says nothing: no document shows one", () => {
    expect(receiveBody(bodyOf("lead.created", lead))).toMatchObject({
      events: [],
      unclear: { reason: "the event is not understood" },
    });
  });

  it.each([
    ["whose content is no JSON", { content: "not json" }, "the content has an unknown shape"],
    ["whose content is no object", { content: "[1]" }, "the content has an unknown shape"],
    [
      "whose content names a prototype",
      { content: '{"__proto__":{"x":1}}' },
      "the content has an unknown shape",
    ],
    ["that removes nobody", { user_openid: "" }, "the event is not understood"],
    ["that is no text", { content: { reason: 1 } }, "the payload has an unknown shape"],
  ])("%s waits for a human", (_, changes, reason) => {
    const body = bodyOf("authorization.removed", { reason: 1 }, changes);
    expect(receiveBody(body)).toMatchObject({ events: [], unclear: { reason } });
  });
});
