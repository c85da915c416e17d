import { describe, expect, it } from "vitest";
import { sendWordpress, type WordpressSecrets } from "#bin/senders/wordpress.ts";
import { jsonReply } from "#shared/channels/delivery.ts";
import wordpress from "#shared/channels/wordpress.ts";
import { acceptBody, type ChannelCase, describeChannel } from "./harness.ts";

const page = "https://www.yunwu.example/tea/?utm_source=baidu&utm_campaign=spring";

const entry = {
  id: "2051",
  form_id: "4",
  post_id: null,
  date_created: "2026-11-20 08:10:49",
  date_updated: "2026-11-20 08:10:49",
  is_starred: "0",
  ip: "203.0.113.5",
  source_url: page,
  user_agent: "Mozilla/5.0",
  currency: "CNY",
  created_by: "7",
  status: "active",
  "1.3": "云舒",
  "1.6": "上官",
  "2": "yunshu@yunwu.example",
  "3": "13900002323",
  "4.1": "长安街 1 号",
  "4.2": "",
  "4.3": "北京",
  "4.4": "北京市",
  "4.5": "100006",
  "4.6": "China",
  "5.1": "绿茶",
  "5.2": "",
  "5.3": "红茶",
  "6.1": "1",
  "6.2": "我同意接收邮件",
  "6.3": "3",
  "7": "周末送货",
  "8.1": "甲",
};

const gravityBody = (change: object = {}) => JSON.stringify({ ...entry, ...change });

const settings = {
  forms: {
    "4": {
      fields: {
        "1": "fullName",
        "2": "email",
        "3": "phone",
        "4": "address",
        "5": "tag",
        "6.1": "consent:email-marketing",
        "6.2": "ignore",
        "6.3": "ignore",
      },
    },
    "1606c7c4": { fields: { name: "fullName", gdpr: "consent:email-marketing" } },
    "New Form": { fields: { name: "fullName", 同意: "consent:sms-marketing" } },
  },
};

const gravity: ChannelCase<WordpressSecrets> = {
  channel: wordpress,
  variant: "Gravity Forms",
  settings,
  send: sendWordpress,
  examples: [
    {
      name: "an entry",
      body: gravityBody(),
      events: [
        {
          source: "wordpress:4",
          kind: "gravity",
          trust: "token",
          observedAt: "2026-11-20T08:10:49.000Z",
          identifiers: [
            { type: "phone", namespace: "", value: "+8613900002323", verified: false },
            { type: "email", namespace: "", value: "yunshu@yunwu.example", verified: false },
          ],
          claims: [
            { field: "email", value: "yunshu@yunwu.example" },
            { field: "phone", value: "+8613900002323" },
            { field: "fullName", value: "上官云舒" },
            { field: "country", value: "CN" },
            { field: "province", value: "北京市" },
            { field: "city", value: "北京" },
            { field: "street", value: "长安街 1 号" },
            { field: "postalCode", value: "100006" },
            { field: "landingPage", value: page },
            { field: "utmSource", value: "baidu" },
            { field: "utmCampaign", value: "spring" },
          ],
          consents: [{ purpose: "email-marketing", granted: true }],
          tags: [
            { tag: "绿茶", present: true },
            { tag: "红茶", present: true },
          ],
          extras: { "7": "周末送货", "8.1": "甲" },
        },
      ],
    },
  ],
  edited: gravityBody({ "1.3": "云姝" }),
  unknown: JSON.stringify({ "Your name": "nobody knows which form" }),
  marker: "云舒",
  mixed: "no batch",
  pings: [{ name: "an entry that was taken for spam", body: gravityBody({ status: "spam" }) }],
  largeId: (digits) => gravityBody().replace('"2051"', digits),
  reply: (ids) => jsonReply({ events: ids }),
  proof: "path token",
  coversBody: false,
};

const form = (fields: Record<string, string>) => new URLSearchParams(fields).toString();

const advancedFields = {
  "form[id]": "1606c7c4",
  "form[name]": "New Form",
  "fields[name][id]": "name",
  "fields[name][type]": "text",
  "fields[name][title]": "姓名",
  "fields[name][value]": "端木清扬",
  "fields[name][raw_value]": "端木清扬",
  "fields[name][required]": "0",
  "fields[mail][id]": "mail",
  "fields[mail][type]": "email",
  "fields[mail][title]": "",
  "fields[mail][value]": "qingyang@duanmu.example",
  "fields[tel][type]": "tel",
  "fields[tel][value]": "139 0000 3434",
  "fields[gdpr][type]": "acceptance",
  "fields[gdpr][value]": "on",
  "fields[topics][title]": "感兴趣的内容",
  "fields[topics][value]": "报价, 试用",
  "fields[utm_source][value]": "ig",
  "meta[date][title]": "Date",
  "meta[date][value]": "20/11/2026",
  "meta[time][value]": "16:12",
  "meta[page_url][value]": page,
  "meta[user_agent][value]": "Mozilla/5.0",
  "meta[remote_ip][value]": "2001:db8::1",
  "meta[credit][value]": "Elementor",
};

const advanced: ChannelCase<WordpressSecrets> = {
  ...gravity,
  variant: "Elementor with advanced data",
  examples: [
    {
      name: "a submitted form",
      body: form(advancedFields),
      events: [
        {
          source: "wordpress:1606c7c4",
          kind: "elementor",
          observedAt: "2026-11-20T08:30:00.000Z",
          identifiers: [
            { type: "phone", value: "+8613900003434", verified: false },
            { type: "email", value: "qingyang@duanmu.example", verified: false },
          ],
          claims: [
            { field: "fullName", value: "端木清扬" },
            { field: "email", value: "qingyang@duanmu.example" },
            { field: "phone", value: "+8613900003434" },
            { field: "utmSource", value: "ig" },
            { field: "landingPage", value: page },
            { field: "utmCampaign", value: "spring" },
          ],
          consents: [{ purpose: "email-marketing", granted: true }],
          extras: { 感兴趣的内容: "报价, 试用" },
        },
      ],
    },
  ],
  edited: form({ ...advancedFields, "fields[name][value]": "端木清阳" }),
  unknown: form({ "fields[name][value]": "of no form" }),
  marker: "qingyang",
  pings: [],
  largeId: "no numbers",
};

const flatFields = {
  form_id: "9c01",
  form_name: "New Form",
  "No Label name": "Shara Okafor",
  "No Label email": "shara@okafor.example",
  电话: "13900004545",
  同意: "on",
  utm_source: "ig",
  Date: "November 20, 2026",
  Time: "4:12 pm",
  "Page URL": page,
  "User Agent": "Mozilla/5.0",
  "Remote IP": "203.0.113.6",
  "Powered by": "Elementor",
};

const flat: ChannelCase<WordpressSecrets> = {
  ...advanced,
  variant: "Elementor without",
  examples: [
    {
      name: "a submitted form",
      body: form(flatFields),
      events: [
        {
          source: "wordpress:9c01",
          identifiers: [{ type: "email", value: "shara@okafor.example", verified: false }],
          claims: [
            { field: "fullName", value: "Shara Okafor" },
            { field: "email", value: "shara@okafor.example" },
            { field: "utmSource", value: "ig" },
            { field: "landingPage", value: page },
            { field: "utmCampaign", value: "spring" },
          ],
          consents: [{ purpose: "sms-marketing", granted: true }],
          extras: { 电话: "13900004545" },
        },
      ],
    },
  ],
  edited: form({ ...flatFields, "No Label name": "Shara O." }),
  unknown: form({ name: "of no form" }),
  marker: "Shara",
};

for (const channelCase of [gravity, advanced, flat]) describeChannel(channelCase);

const receiveBody = (body: string, settings: unknown = gravity.settings) =>
  acceptBody(body, { ...gravity, settings });

describe("a form of WordPress", () => {
  it.each([
    ["advanced", form(advancedFields)],
    ["flat", form(flatFields)],
  ])("is not filled in by a customer of its own name (%s)", (_, body) => {
    expect(JSON.stringify(receiveBody(body).events)).not.toContain("New Form");
  });

  it.each([gravityBody(), form(advancedFields), form(flatFields)])(
    "says nothing of addresses, browsers and makers",
    (body) => {
      const said = JSON.stringify(receiveBody(body).events);
      expect(said).not.toMatch(/203\.0\.113|2001:db8|Mozilla|"Elementor"|created_by/);
    },
  );

  it("of Gravity keeps the parts of a question that nobody mapped", () => {
    const [event] = receiveBody(gravityBody(), {}).events;
    expect(event?.extras).toMatchObject({ "1.3": "云舒", "1.6": "上官", "5.3": "红茶" });
    expect(event?.identifiers).toEqual([]);
  });

  it("of Gravity may have its parts mapped one by one", () => {
    const parts = { forms: { "4": { fields: { "1.3": "givenName", "1.6": "familyName" } } } };
    expect(receiveBody(gravityBody(), parts).events[0]?.claims).toMatchObject([
      { field: "givenName", value: "云舒" },
      { field: "familyName", value: "上官" },
      { field: "landingPage" },
      { field: "utmSource" },
      { field: "utmCampaign" },
    ]);
  });

  it("of Gravity may be posted as a form", () => {
    const { post_id: _, ...texts } = entry;
    const body = form(texts);
    expect(receiveBody(body).events[0]?.source).toBe("wordpress:4");
  });

  it("gives no consent by a box that was left empty", () => {
    expect(receiveBody(gravityBody({ "6.1": "" })).events[0]?.consents).toEqual([]);
  });

  it("of Elementor is another event a minute later", () => {
    const later = form({ ...advancedFields, "meta[time][value]": "16:13" });
    expect(receiveBody(later).events[0]?.id).not.toBe(
      receiveBody(form(advancedFields)).events[0]?.id,
    );
  });
});
