import { describe, expect, it } from "vitest";
import { sendWebsite, type WebsiteSecrets } from "#bin/senders/website.ts";
import { jsonReply } from "#shared/channels/delivery.ts";
import website from "#shared/channels/website.ts";
import {
  accepted,
  type ChannelCase,
  contextOf,
  deliveryOf,
  describeChannel,
  receiveSigned,
  secretsOf,
} from "./harness.ts";

const contact = (message: string) =>
  JSON.stringify({
    type: "form.submitted",
    timestamp: "2026-11-20T08:29:41.000Z",
    data: {
      form: "contact",
      name: "林晓雨",
      email: "Lin.Xiaoyu@Qingshan.example",
      mobile: "139 0000 1111",
      membershipTier: "gold",
      newsletter: "on",
      message,
      utmSource: "baidu",
    },
  });

const channelCase: ChannelCase<WebsiteSecrets> = {
  channel: website,
  settings: {
    fields: { name: "fullName", mobile: "phone" },
    forms: { contact: { fields: { newsletter: "consent:email-marketing" } } },
  },
  send: (body, context) => sendWebsite({ id: "msg_2f8Kq", body }, context),
  examples: [
    {
      name: "a form of the website",
      body: contact("请回电"),
      events: [
        {
          channel: "website",
          source: "website:contact",
          kind: "form.submitted",
          trust: "signed",
          observedAt: "2026-11-20T08:29:41.000Z",
          identifiers: [
            { type: "phone", namespace: "", value: "+8613900001111", verified: false },
            {
              type: "email",
              namespace: "",
              value: "lin.xiaoyu@qingshan.example",
              verified: false,
            },
          ],
          consents: [{ purpose: "email-marketing", granted: true }],
          extras: { message: "请回电" },
        },
      ],
    },
  ],
  edited: contact("不用回电了"),
  unknown: JSON.stringify({ type: "form.submitted", data: "not an object" }),
  marker: "请回电",
  mixed: "no batch",
  pings: [{ name: "a ping", body: '{"type":"ping","data":{}}' }],
  largeId: (digits) => `{"type":"form","data":{"email":"a@b.example","order":${digits}}}`,
  reply: (ids) => jsonReply({ events: ids }),
  proof: { header: "webhook-signature" },
  coversBody: true,
  windowMs: 5 * 60_000,
};

describeChannel(channelCase);

const { channel, settings, send } = channelCase;
const secrets = secretsOf(channelCase, "ours");
const receiveBody = (body: string) =>
  receiveSigned(send(body, contextOf(channelCase)), { channel, settings, secrets });

describe("website answers", () => {
  it("reach custom fields and registry fields by name, without a mapping", () => {
    const [event] = accepted(receiveBody(contact("好"))).events;
    expect(event?.claims).toContainEqual(
      expect.objectContaining({ field: "membershipTier", value: "gold" }),
    );
    expect(event?.claims).toContainEqual(
      expect.objectContaining({ field: "utmSource", value: "baidu" }),
    );
  });

  it("that are empty neither grant nor withdraw a consent", () => {
    const body = JSON.stringify({ type: "form", data: { form: "contact", newsletter: "" } });
    expect(accepted(receiveBody(body)).events[0]?.consents).toEqual([]);
  });

  it("that say no withdraw it", () => {
    const body = JSON.stringify({ type: "form", data: { form: "contact", newsletter: false } });
    expect(accepted(receiveBody(body)).events[0]?.consents).toEqual([
      { purpose: "email-marketing", granted: false },
    ]);
  });

  it("keep ids above 2^53 exact", () => {
    const body = '{"type":"form","data":{"order":706405506930370084}}';
    expect(accepted(receiveBody(body)).events[0]?.extras).toEqual({ order: "706405506930370084" });
  });
});

/** The vector of the specification's reference libraries. */
describe("Standard Webhooks vector", () => {
  const vector = {
    secret: "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
    headers: {
      "webhook-id": "msg_p5jXN8AQM9LWM0D4loKWxJek",
      "webhook-timestamp": "1614265330",
      "webhook-signature": "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
    },
    body: '{"test": 2432232314}',
  };
  const authenticate = (headers: Record<string, string>, at = 1_614_265_330) =>
    website.authenticate(
      deliveryOf(
        {
          method: "POST",
          url: "https://hooks.example.net/prod/webhooks/website",
          headers,
          body: Buffer.from(vector.body),
        },
        channel,
      ),
      {
        secrets: website.secrets.parse({ signingSecret: vector.secret }),
        settings: website.settings.parse({}),
        now: new Date(at * 1_000),
      },
    ).kind;
  const signature = vector.headers["webhook-signature"];

  it("is authentic", () => {
    expect(authenticate(vector.headers)).toBe("authentic");
  });

  it("is authentic among other signatures, old and of other versions", () => {
    const several = `v1,AAAA v1a,hnO3f9T8Ytu9HwrXslvumlUpqtNVqkhqw ${signature}`;
    expect(authenticate({ ...vector.headers, "webhook-signature": several })).toBe("authentic");
  });

  it("is authentic under the headers that Svix uses", () => {
    const svix = Object.entries(vector.headers).map(([name, value]) => [
      name.replace("webhook", "svix"),
      value,
    ]);
    expect(authenticate(Object.fromEntries(svix))).toBe("authentic");
  });

  it.each([
    ["another id", { "webhook-id": "msg_other" }],
    ["another time", { "webhook-timestamp": "1614265331" }],
    ["a time that is no number", { "webhook-timestamp": "yesterday" }],
    ["another version", { "webhook-signature": signature.replace("v1,", "v2,") }],
    ["no version", { "webhook-signature": signature.replace("v1,", "") }],
    ["an asymmetric version only", { "webhook-signature": "v1a,hnO3f9T8Ytu9HwrXslvumlUpqtNV" }],
    [
      "more signatures than anybody sends",
      { "webhook-signature": `${"v1,A ".repeat(10)}${signature}` },
    ],
  ])("is refused with %s", (_, change) => {
    expect(authenticate({ ...vector.headers, ...change })).toBe("refused");
  });

  it.each(["webhook-id", "webhook-timestamp", "webhook-signature"])(
    "is refused without %s",
    (name) => {
      const { [name as "webhook-id"]: _, ...rest } = vector.headers;
      expect(authenticate(rest)).toBe("refused");
    },
  );

  it("is refused more than five minutes later or earlier", () => {
    expect(authenticate(vector.headers, 1_614_265_330 + 300)).toBe("authentic");
    expect(authenticate(vector.headers, 1_614_265_330 + 301)).toBe("refused");
    expect(authenticate(vector.headers, 1_614_265_330 - 301)).toBe("refused");
  });
});
