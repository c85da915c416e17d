import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import type { SignedDelivery } from "#bin/senders/delivery.ts";
import {
  pageOrigin,
  preflightWebForm,
  sendWebForm,
  submitWebForm,
  type WebFormSecrets,
} from "#bin/senders/web-form.ts";
import { readTenant } from "#infra/tenant.ts";
import type { Reply } from "#shared/channels/delivery.ts";
import webForm from "#shared/channels/web-form.ts";
import {
  accepted,
  type ChannelCase,
  contextOf,
  describeChannel,
  now,
  receiveSigned,
  secretsOf,
} from "./harness.ts";

const page = `${pageOrigin}/tea?utm_source=weibo&utm_campaign=autumn`;

const typed = {
  form: "contact",
  page,
  _id: "b9a2f6f0-0000-4000-8000-000000000001",
  url: "",
  name: "令狐晓晨",
  email: "xiaochen@linghu.example",
  phone: "139-0000-6767",
  message: "请寄一份样品",
  privacy: "on",
  newsletter: "on",
  utm_medium: "social",
};

const form = (change: Record<string, string> = {}) =>
  new URLSearchParams({ ...typed, ...change }).toString();

const settings = {
  origins: [pageOrigin, "http://localhost:5173"],
  redirects: [`${pageOrigin}/thanks`, `${pageOrigin}/en/thanks?from=form`],
  forms: {
    contact: {
      title: "Contact",
      fields: { name: "fullName", message: "note", newsletter: "consent:email-marketing" },
      mustAgree: "privacy",
    },
  },
};

const cors = { "access-control-allow-origin": pageOrigin, vary: "origin" };

const toScripts: Reply = {
  status: 200,
  contentType: "application/json",
  headers: cors,
  body: '{"received":true}',
};

const submission = {
  source: "web-form:contact",
  kind: "submission",
  trust: "token",
  observedAt: now.toISOString(),
  identifiers: [
    { type: "phone", namespace: "", value: "+8613900006767", verified: false },
    { type: "email", namespace: "", value: "xiaochen@linghu.example", verified: false },
  ],
  claims: [
    { field: "fullName", value: "令狐晓晨" },
    { field: "email", value: "xiaochen@linghu.example" },
    { field: "phone", value: "+8613900006767" },
    { field: "note", value: "请寄一份样品" },
    { field: "utmMedium", value: "social" },
    { field: "landingPage", value: page },
    { field: "utmSource", value: "weibo" },
    { field: "utmCampaign", value: "autumn" },
  ],
  consents: [{ purpose: "email-marketing", granted: true }],
  extras: { privacy: "on" },
};

const parts = (fields: Record<string, string>) =>
  `${Object.entries(fields)
    .map(
      ([name, value]) =>
        `--WebKitX\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`,
    )
    .join("")}--WebKitX--\r\n`;

const channelCase: ChannelCase<WebFormSecrets> = {
  channel: webForm,
  settings,
  send: sendWebForm,
  examples: [
    { name: "a form", body: form(), events: [submission] },
    { name: "the form as a script sends it", body: parts(typed), events: [submission] },
    {
      name: "the form as JSON",
      body: JSON.stringify({ ...typed, newsletter: true, privacy: true }),
      events: [{ ...submission, extras: { privacy: "true" } }],
    },
    {
      name: "a form nobody has described",
      body: "email=ida@berg.example&colour=red&colour=blue",
      events: [
        {
          source: "web-form:-",
          identifiers: [{ type: "email", value: "ida@berg.example" }],
          consents: [],
          extras: { colour: '["red","blue"]' },
        },
      ],
    },
  ],
  edited: form({ message: "请寄两份样品" }),
  unknown: "[1,2]",
  marker: "xiaochen",
  mixed: "no batch",
  pings: [
    {
      name: "a machine that filled in what nobody sees",
      body: form({ url: "https://spam.example" }),
    },
    { name: "a visitor who did not agree", body: form({ privacy: "" }) },
    { name: "a visitor whose script says no", body: JSON.stringify({ ...typed, privacy: false }) },
  ],
  largeId: (digits) => JSON.stringify(typed).replace('"url":""', `"order":${digits}`),
  handshakes: [
    {
      name: "a browser that asks first",
      ask: (context) => preflightWebForm(context),
      answer: {
        status: 204,
        contentType: "text/plain; charset=utf-8",
        headers: {
          ...cors,
          "access-control-allow-methods": "POST",
          "access-control-allow-headers": "content-type",
          "access-control-max-age": "600",
        },
        body: "",
      },
    },
    {
      name: "a browser on somebody else's page",
      ask: (context) => preflightWebForm(context, "https://evil.example"),
      answer: "refused",
    },
    {
      name: "a browser on a page without an origin",
      ask: (context) => preflightWebForm(context, "null"),
      answer: "refused",
    },
  ],
  reply: toScripts,
  proof: "path token",
  coversBody: false,
};

describeChannel(channelCase);

const { channel } = channelCase;
const secrets = secretsOf(channelCase, "ours");
const receiveNow = (signed: SignedDelivery, given: unknown = settings, at = now) =>
  receiveSigned(signed, { channel, settings: given, secrets, now: at });
const context = () => contextOf(channelCase);

describe("a form on a page", () => {
  it.each([
    [
      "where the form says, to an address on the list",
      settings.redirects[1],
      settings.redirects[1],
    ],
    ["to the first of the list, where the form says nothing", undefined, settings.redirects[0]],
    ["nowhere else", "https://evil.example/", settings.redirects[0]],
    ["nowhere near", `${settings.redirects[0]}/..`, settings.redirects[0]],
    ["to no script", "javascript:alert(1)", settings.redirects[0]],
  ])("sends the visitor %s", (_, next, location) => {
    const { reply, events } = accepted(receiveNow(submitWebForm(form(), context(), next)));
    expect(events).toHaveLength(1);
    expect(reply).toMatchObject({ status: 303, headers: { ...cors, location } });
  });

  it("thanks the visitor where there is nowhere to send them", () => {
    const given = { ...settings, redirects: [] };
    const { reply } = accepted(receiveNow(submitWebForm(form(), context()), given));
    expect(reply).toMatchObject({ status: 200, contentType: "text/plain; charset=utf-8" });
    expect(reply.headers).toEqual(cors);
  });

  it.each(["Ida Berg", "constructor", "__proto__", "contact "])(
    "is no source of its own where nobody has listed it: %j",
    (name) => {
      const [event] = accepted(receiveNow(sendWebForm(form({ form: name }), context()))).events;
      expect(event).toMatchObject({ source: "web-form:-", extras: { form: name.trim() } });
    },
  );

  it("answers a machine as it answers a visitor", () => {
    const trapped = form({ url: "https://spam.example" });
    for (const send of [sendWebForm, submitWebForm]) {
      const [person, machine] = [form(), trapped].map(
        (body) => accepted(receiveNow(send(body, context()))).reply,
      );
      expect(machine).toEqual(person);
    }
  });

  it.each([
    ["another page", "https://evil.example"],
    ["a page whose name begins alike", `${pageOrigin}.evil.example`],
    ["the page by plain HTTP", pageOrigin.replace("https", "http")],
    ["another port", `${pageOrigin}:8443`],
    ["a sandboxed frame", "null"],
    ["no page at all", undefined],
  ])("is refused from %s", (_, origin) => {
    const { origin: __, ...headers } = sendWebForm(form(), context()).headers;
    const sent = {
      ...sendWebForm(form(), context()),
      headers: origin === undefined ? headers : { ...headers, origin },
    };
    expect(receiveNow(sent)).toEqual({
      kind: "refused",
      status: 401,
      reason: "origin not allowed",
    });
  });

  it("is refused from everywhere until a tenant lists its pages", () => {
    for (const sent of [sendWebForm(form(), context()), preflightWebForm(context())]) {
      expect(receiveNow(sent, {})).toMatchObject({ kind: "refused", status: 401 });
    }
  });

  it.each([
    "https://*",
    "https://a.example/",
    "http://a.example",
    "*",
    "null",
    "https://A.example",
  ])(
    "cannot be let in by the origin %j, which no browser would send or too many would",
    (origin) => {
      expect(channel.settings.safeParse({ origins: [origin] }).success).toBe(false);
    },
  );

  it.each(["javascript:alert(1)", "/thanks", "data:text/html,x"])(
    "cannot send visitors to %j",
    (address) => {
      expect(channel.settings.safeParse({ redirects: [address] }).success).toBe(false);
    },
  );

  it("without an id is one submission a day, for a visitor may come back and agree again", () => {
    const idOf = (at: string, body = form({ _id: "" })) =>
      accepted(receiveNow(sendWebForm(body, context()), settings, new Date(at))).events[0]?.id;
    expect(idOf("2026-11-20T09:00:00Z")).toBe(idOf("2026-11-20T23:00:00Z"));
    expect(idOf("2026-11-21T09:00:00Z")).not.toBe(idOf("2026-11-20T09:00:00Z"));
    expect(idOf("2026-11-21T09:00:00Z", form())).toBe(idOf("2026-11-20T09:00:00Z", form()));
  });

  it("keeps nothing, not even for a human, of who did not agree", () => {
    const received = accepted(receiveNow(sendWebForm(form({ privacy: "off" }), context())));
    expect(received).toMatchObject({ events: [], unclear: undefined });
  });

  it("takes a box for ticked whatever value it has", () => {
    const received = accepted(receiveNow(sendWebForm(form({ privacy: "v2-2026" }), context())));
    expect(received.events).toHaveLength(1);
  });

  it("says nothing of consent where the box was left empty, for browsers do not send it", () => {
    const { newsletter: _, ...others } = typed;
    const body = new URLSearchParams(others).toString();
    expect(accepted(receiveNow(sendWebForm(body, context()))).events[0]?.consents).toEqual([]);
  });

  it("that says nothing waits for a human", () => {
    const received = accepted(receiveNow(sendWebForm("form=other&page=&_id=1", context())));
    expect(received.unclear?.reason).toBe("it says nothing about a customer");
  });

  it("keeps of a file its name", () => {
    const file =
      '--WebKitX\r\nContent-Disposition: form-data; name="cv"; filename="cv.pdf"\r\n' +
      "Content-Type: application/pdf\r\n\r\n%PDF\r\n";
    const body = parts(typed).replace("--WebKitX--", `${file}--WebKitX--`);
    const [event] = accepted(receiveNow(sendWebForm(body, context()))).events;
    expect(event?.extras).toMatchObject({ cv: "cv.pdf" });
  });
});

describe("the form to copy into a page", () => {
  const html = readFileSync(
    new URL("../../../shared/channels/web-form.html", import.meta.url),
    "utf8",
  );
  const demo = readTenant("demo").channels["web-form"]?.settings;

  it("is understood with the settings of the tenant demo", () => {
    const names = [...html.matchAll(/ name="([\w-]+)"/g)].map(([, name = ""]) => name);
    const answers: Record<string, string> = { ...typed };
    const filled = Object.fromEntries(names.map((name) => [name, answers[name] ?? ""]));
    const body = new URLSearchParams(filled).toString();
    const [event] = accepted(receiveNow(sendWebForm(body, context()), demo)).events;
    expect(event).toMatchObject({
      source: "web-form:contact",
      claims: expect.arrayContaining([
        expect.objectContaining({ field: "fullName" }),
        expect.objectContaining({ field: "email" }),
        expect.objectContaining({ field: "phone" }),
        expect.objectContaining({ field: "note" }),
      ]) as unknown,
      consents: [
        { purpose: "privacy-notice", granted: true },
        { purpose: "email-marketing", granted: true },
      ],
    });
  });

  it("has a field that only machines fill in, and sends visitors where the demo allows", () => {
    expect(html).toContain('name="url" tabindex="-1"');
    const [, next = ""] = /ADDRESS\?next=([^"]+)"/.exec(html) ?? [];
    const sent = submitWebForm(form(), context(), decodeURIComponent(next));
    expect(accepted(receiveNow(sent, demo)).reply.headers).toMatchObject({
      location: decodeURIComponent(next),
    });
  });
});
