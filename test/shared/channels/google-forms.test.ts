import { createHmac } from "node:crypto";
import { readFileSync } from "node:fs";
import { createContext, runInContext } from "node:vm";
import { describe, expect, it } from "vitest";
import * as z from "zod";
import type { SignedDelivery } from "#bin/senders/delivery.ts";
import { type GoogleFormsSecrets, sendGoogleForms } from "#bin/senders/google-forms.ts";
import { jsonReply } from "#shared/channels/delivery.ts";
import googleForms from "#shared/channels/google-forms.ts";
import {
  accepted,
  addressOf,
  type ChannelCase,
  contextOf,
  describeChannel,
  now,
  receiveSigned,
  secretsOf,
} from "./harness.ts";

const answers = [
  { id: "1633920210", title: "您的姓名", value: "轩辕文博" },
  { id: "2025", title: "phone", value: "13900005656" },
  { id: "777", title: "同意", value: ["我愿意收到邮件"] },
  { id: "888", title: "感兴趣的内容", value: ["报价", "试用"] },
  { id: "999", title: "How was it?", value: [["good"], ["bad"]] },
  { id: "1000", title: "Anything else", value: "" },
];

const submitted = (change: object = {}, timestamp = "2026-11-20T08:21:00.000Z") =>
  JSON.stringify({
    type: "form.response",
    timestamp,
    data: {
      formId: "1FAIpQLSd_form",
      formTitle: "预约演示",
      responseId: "2_ABaOnuf0001",
      email: "wenbo@xuanyuan.example",
      answers,
      ...change,
    },
  });

const fields = {
  "1633920210": "fullName",
  "777": "consent:email-marketing=我愿意收到邮件",
  "888": "tag",
};

const channelCase: ChannelCase<GoogleFormsSecrets> = {
  channel: googleForms,
  settings: { forms: { "1FAIpQLSd_form": { fields, emailsVerified: true } } },
  send: sendGoogleForms,
  examples: [
    {
      name: "a response",
      body: submitted(),
      events: [
        {
          source: "google-forms:1FAIpQLSd_form",
          kind: "form.response",
          trust: "signed",
          observedAt: "2026-11-20T08:21:00.000Z",
          identifiers: [
            { type: "email", namespace: "", value: "wenbo@xuanyuan.example", verified: true },
            { type: "phone", namespace: "", value: "+8613900005656", verified: false },
          ],
          claims: [
            { field: "email", value: "wenbo@xuanyuan.example", verified: true },
            { field: "fullName", value: "轩辕文博", verified: false },
            { field: "phone", value: "+8613900005656", verified: false },
          ],
          consents: [{ purpose: "email-marketing", granted: true }],
          tags: [
            { tag: "报价", present: true },
            { tag: "试用", present: true },
          ],
          extras: { "How was it?": '[["good"],["bad"]]' },
        },
      ],
    },
    {
      name: "a response of a form nobody has described",
      body: submitted({ formId: "other" }),
      events: [
        {
          source: "google-forms:other",
          identifiers: [{ type: "phone" }, { type: "email", verified: false }],
          consents: [],
          extras: { 您的姓名: "轩辕文博" },
        },
      ],
    },
  ],
  edited: submitted({ answers: answers.slice(0, 2) }),
  unknown: JSON.stringify({ type: "form.response", timestamp: now.toISOString(), data: { a: 1 } }),
  marker: "轩辕文博",
  largeId: "no numbers",
  mixed: "no batch",
  pings: [
    {
      name: "the ping of an installation",
      body: JSON.stringify({ type: "ping", timestamp: now.toISOString(), data: {} }),
    },
  ],
  reply: (ids) => jsonReply({ events: ids }),
  proof: { header: "webhook-signature" },
  coversBody: true,
  windowMs: 5 * 60_000,
};

describeChannel(channelCase);

const { channel, settings } = channelCase;
const secrets = secretsOf(channelCase, "ours");
const receiveNow = (signed: SignedDelivery) =>
  receiveSigned(signed, { channel, settings, secrets });

describe("a response of a Google Form", () => {
  it("that was edited later is another event, even back to what it was", () => {
    const again = submitted({}, "2026-11-20T08:25:00.000Z");
    const [first, second] = [submitted(), again].map(
      (body) => accepted(receiveNow(sendGoogleForms(body, contextOf(channelCase)))).events[0]?.id,
    );
    expect(first).not.toBe(second);
  });

  it("of another kind waits for a human", () => {
    const body = submitted().replace("form.response", "form.closed");
    const received = receiveNow(sendGoogleForms(body, contextOf(channelCase)));
    expect(accepted(received).unclear?.reason).toBe("it is no response of a form");
  });
});

/** What Google would call and be called by, as far as the script asks. */
function google(statuses: (number | Error)[], properties: Record<string, string>) {
  const posted: SignedDelivery[] = [];
  const slept: number[] = [];
  const triggers: string[] = [];
  const Posted = z.object({
    contentType: z.string(),
    headers: z.record(z.string(), z.string()),
    payload: z.array(z.number()),
  });
  const form = {
    getId: () => "1FAIpQLSd_form",
    getTitle: () => "预约演示",
    getItems: () => [],
  };
  const bytes = (buffer: Buffer) => [...new Int8Array(buffer)];
  const services = {
    Date,
    Logger: { log: () => {} },
    FormApp: { getActiveForm: () => form },
    PropertiesService: {
      getScriptProperties: () => ({ getProperty: (name: string) => properties[name] ?? null }),
    },
    ScriptApp: {
      getUserTriggers: () => triggers.map((name) => ({ getHandlerFunction: () => name })),
      newTrigger: (name: string) => ({
        forForm: () => ({ onFormSubmit: () => ({ create: () => triggers.push(name) }) }),
      }),
    },
    UrlFetchApp: {
      fetch: (url: string, options: unknown) => {
        const { contentType, headers, payload } = Posted.parse(options);
        posted.push({
          method: "POST",
          url,
          headers: { ...headers, "content-type": contentType },
          body: Buffer.from(Int8Array.from(payload)),
        });
        const status = statuses.shift() ?? 200;
        if (status instanceof Error) throw status;
        return { getResponseCode: () => status };
      },
    },
    // Google's bytes are signed, from -128 to 127.
    Utilities: {
      getUuid: () => "5f0c",
      sleep: (ms: number) => slept.push(ms),
      newBlob: (text: string) => ({ getBytes: () => bytes(Buffer.from(text)) }),
      base64Decode: (text: string) => bytes(Buffer.from(text, "base64")),
      base64Encode: (data: number[]) => Buffer.from(Int8Array.from(data)).toString("base64"),
      computeHmacSha256Signature: (data: number[], key: number[]) =>
        bytes(
          createHmac("sha256", Buffer.from(Int8Array.from(key)))
            .update(Buffer.from(Int8Array.from(data)))
            .digest(),
        ),
    },
  };
  const context = createContext(services);
  const file = new URL("../../../shared/channels/google-forms.gs", import.meta.url);
  runInContext(readFileSync(file, "utf8"), context);
  const call = (name: string, argument?: unknown) => {
    const run = context[name] as (argument: unknown) => void;
    run(argument);
  };
  return { posted, slept, triggers, call, form };
}

const properties = {
  TRIBUTARY_URL: addressOf(channel),
  TRIBUTARY_SECRET: String(secrets.signingSecret),
};

const response = {
  getTimestamp: () => new Date("2026-11-20T08:21:00.000Z"),
  getId: () => "2_ABaOnuf0001",
  getRespondentEmail: () => "wenbo@xuanyuan.example",
  getItemResponses: () =>
    answers.map(({ id, title, value }) => ({
      getItem: () => ({ getId: () => Number(id), getTitle: () => title }),
      getResponse: () => value,
    })),
};

describe("the script to paste into a Google Form", () => {
  const at = (posted: SignedDelivery[], index: number) => {
    const delivery = posted[index];
    if (delivery === undefined) throw new RangeError(`nothing was posted at ${index}`);
    const { "webhook-timestamp": seconds } = delivery.headers;
    const received = receiveSigned(delivery, {
      channel,
      settings,
      secrets,
      now: new Date(Number(seconds) * 1_000),
    });
    return accepted(received);
  };

  it("sends what the channel understands", () => {
    const { posted, call, form } = google([], properties);
    call("sendResponse", { response, source: form });
    expect(posted).toHaveLength(1);
    expect(at(posted, 0).events).toMatchObject(channelCase.examples[0].events);
  });

  it("sends it again until it is answered, as the same event, and waits longer each time", () => {
    const { posted, slept, call, form } = google([503, new Error("no such host")], properties);
    call("sendResponse", { response, source: form });
    expect(slept).toEqual([5_000, 15_000]);
    expect(posted).toHaveLength(3);
    expect(new Set(posted.map(({ headers }) => headers["webhook-id"])).size).toBe(1);
    expect(at(posted, 2).events[0]?.id).toBe(at(posted, 0).events[0]?.id);
  });

  it("fails where nobody takes it, so that Google mails its owner", () => {
    const { posted, call, form } = google([401, 401, 401, 401], properties);
    expect(() => call("sendResponse", { response, source: form })).toThrow(/status 401/);
    expect(posted).toHaveLength(4);
  });

  it("installs itself once, and asks whether somebody listens", () => {
    const { posted, triggers, call } = google([], properties);
    call("install");
    call("install");
    expect(triggers).toEqual(["sendResponse"]);
    expect(at(posted, 0)).toMatchObject({ events: [], unclear: undefined });
  });

  it("says what is missing before it sends anything", () => {
    const { posted, call } = google([], {});
    expect(() => call("install")).toThrow(/TRIBUTARY_URL and TRIBUTARY_SECRET/);
    expect(posted).toEqual([]);
  });
});
