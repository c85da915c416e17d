import { describe, expect, it } from "vitest";
import { sendTwilio, sendTwilioJson, type TwilioSecrets } from "#bin/senders/twilio-voice.ts";
import { xmlReply } from "#shared/channels/delivery.ts";
import twilioVoice from "#shared/channels/twilio-voice.ts";
import {
  accepted,
  type ChannelCase,
  contextOf,
  deliveryOf,
  describeChannel,
  now,
  receiveSigned,
  secretsOf,
} from "./harness.ts";
import { malformedBodies } from "./harness/malformed.ts";

const call: Record<string, string> = {
  AccountSid: "AC00000000000000000000000000000000",
  ApiVersion: "2010-04-01",
  CallSid: "CA11111111111111111111111111111111",
  CallStatus: "ringing",
  Direction: "inbound",
  From: "+8613900006666",
  Caller: "+8613900006666",
  To: "+862155550000",
  Called: "+862155550000",
  FromCity: "Shanghai",
  FromCountry: "CN",
  CallerCity: "Shanghai",
};

const formOf = (change: Record<string, string> = {}) =>
  new URLSearchParams({ ...call, ...change }).toString();

const channelCase: ChannelCase<TwilioSecrets> = {
  channel: twilioVoice,
  settings: {},
  send: sendTwilio,
  examples: [
    {
      name: "a call",
      body: formOf(),
      events: [
        {
          source: "twilio-voice:+862155550000",
          kind: "call ringing",
          trust: "signed",
          observedAt: now.toISOString(),
          identifiers: [{ type: "phone", namespace: "", value: "+8613900006666", verified: true }],
          claims: [{ field: "phone", value: "+8613900006666", verified: true }],
          extras: {
            Direction: "inbound",
            To: "+862155550000",
            FromCity: "Shanghai",
            FromCountry: "CN",
          },
        },
      ],
    },
    {
      name: "the end of a call",
      body: formOf({
        CallStatus: "completed",
        CallDuration: "84",
        Timestamp: "Fri, 20 Nov 2026 08:29:00 +0000",
      }),
      events: [
        {
          kind: "call completed",
          observedAt: "2026-11-20T08:29:00.000Z",
          extras: { CallDuration: "84" },
        },
      ],
    },
  ],
  edited: formOf({ FromCity: "Suzhou" }),
  unknown: "CallSid=CA1&From=%2B8613900006666",
  marker: "Shanghai",
  largeId: "no numbers",
  pings: [{ name: "a withheld number", body: formOf({ From: "anonymous" }) }],
  mixed: "no batch",
  reply: xmlReply("<Response/>"),
  proof: { header: "x-twilio-signature" },
  coversBody: true,
};

describeChannel(channelCase);

const { channel } = channelCase;
const secrets = secretsOf(channelCase, "ours");
const context = contextOf(channelCase);
const receiveNow = (signed: Parameters<typeof receiveSigned>[0], settings: unknown = {}) =>
  receiveSigned(signed, { channel, settings, secrets });
const receiveCall = (change: Record<string, string>) =>
  accepted(receiveNow(sendTwilio(formOf(change), context)));

describe("a caller's number", () => {
  it.each([
    ["nothing says otherwise", {}, true],
    ["the network attests it in full", { StirVerstat: "TN-Validation-Passed-A" }, true],
    [
      "the network attests the line, not the number",
      { StirVerstat: "TN-Validation-Passed-B" },
      false,
    ],
    ["the network attests a gateway only", { StirVerstat: "TN-Validation-Passed-C" }, false],
    ["the attestation fails", { StirVerstat: "TN-Validation-Failed-A" }, false],
    ["there is no valid attestation", { StirVerstat: "No-TN-Validation" }, false],
  ])("is proved or claimed as it deserves: %s", (_, change, verified) => {
    expect(receiveCall(change).events[0]?.identifiers).toEqual([
      { type: "phone", namespace: "", value: "+8613900006666", verified },
    ]);
  });

  it.each([
    "anonymous",
    "Restricted",
    "+266696687",
    "+7378742833",
    "+86282452253",
    "client:alice",
    "sip:bob@pbx.example",
    "",
  ])("that is none (%j) creates nobody, and the caller is answered", (From) => {
    const received = receiveCall({ From });
    expect(received).toMatchObject({ events: [], unclear: undefined });
    expect(received.reply).toEqual(xmlReply("<Response/>"));
  });

  it("is the called one where we call, and whoever answers has proved nothing", () => {
    const change = { Direction: "outbound-api", From: "+862155550000", To: "+8613900007777" };
    expect(receiveCall(change).events).toMatchObject([
      {
        source: "twilio-voice:+862155550000",
        identifiers: [{ type: "phone", value: "+8613900007777", verified: false }],
      },
    ]);
  });
});

describe("a Twilio delivery", () => {
  it("of each state of a call is an event of its own", () => {
    const ids = ["ringing", "in-progress", "completed"].map(
      (CallStatus) => receiveCall({ CallStatus }).events[0]?.id,
    );
    expect(new Set(ids).size).toBe(3);
  });

  it("greets the caller in the words of the tenant, and nobody's markup", () => {
    const greeting = { text: '您好 <Hangup/> & "欢迎"', language: "zh-CN" };
    expect(accepted(receiveNow(sendTwilio(formOf(), context), { greeting })).reply.body).toBe(
      '<Response><Say language="zh-CN">您好 &lt;Hangup/&gt; &amp; &quot;欢迎&quot;</Say></Response>',
    );
  });

  it("may be JSON, whose hash the address holds", () => {
    const received = accepted(receiveNow(sendTwilioJson(JSON.stringify(call), context)));
    expect(received.events).toMatchObject([{ identifiers: [{ value: "+8613900006666" }] }]);
  });

  it("in JSON is refused when the body is another than its hash", () => {
    const signed = sendTwilioJson(JSON.stringify(call), context);
    const body = Buffer.from(JSON.stringify({ ...call, From: "+8613900009999" }));
    expect(receiveNow({ ...signed, body })).toMatchObject({ status: 401 });
  });

  it("in JSON is refused when the hash in the address is changed to fit", () => {
    const other = sendTwilioJson("{}", context);
    const signed = sendTwilioJson(JSON.stringify(call), context);
    expect(receiveNow({ ...signed, url: other.url, body: other.body })).toMatchObject({
      status: 401,
    });
  });

  it.each(malformedBodies("json").bodies.filter(({ body }) => String(body).startsWith("{")))(
    "in JSON is refused with $name",
    ({ body, reason }) => {
      expect(receiveNow(sendTwilioJson(body, context))).toEqual({
        kind: "refused",
        status: 400,
        reason,
      });
    },
  );

  it("with a flood of parameters is refused in time that hardly grows faster than they do", () => {
    const body = Array.from({ length: 60_000 }, (_, at) => `k${at}=1`).join("&");
    const startedAt = performance.now();
    const stranger = contextOf(channelCase, secretsOf(channelCase, "theirs"));
    expect(receiveNow(sendTwilio(body, stranger))).toMatchObject({ status: 401 });
    expect(performance.now() - startedAt).toBeLessThan(3_000);
  });

  it("is refused at another address of ours", () => {
    const signed = sendTwilio(formOf(), context);
    expect(receiveNow({ ...signed, url: `${signed.url}?x=1` })).toMatchObject({ status: 401 });
  });
});

/** The vectors of Twilio's own libraries. */
describe("Twilio vectors", () => {
  const url = "https://mycompany.com/myapp.php?foo=1&bar=2";
  const parameters =
    "CallSid=CA1234567890ABCDE&Caller=%2B14158675309&Digits=1234&From=%2B14158675309&To=%2B18005551212";
  const authenticate = (signature: string, address = url, body = parameters) =>
    twilioVoice.authenticate(
      deliveryOf(
        {
          method: "POST",
          url: address,
          headers: { "x-twilio-signature": signature },
          body: Buffer.from(body),
        },
        channel,
      ),
      { secrets: { authToken: ["12345"] }, settings: {}, now },
    ).kind;

  it.each([
    ["a form", "RSOYDt4T1cUTdK1PDd93/VVr8B8=", url],
    [
      "an https address with a port that Twilio leaves out",
      "RSOYDt4T1cUTdK1PDd93/VVr8B8=",
      url.replace(".com", ".com:1234"),
    ],
    ["an https address with the standard port added", "kvajT1Ptam85bY51eRf/AJRuM3w=", url],
    [
      "an http address with its port",
      "Zmvh+3yNM1Phv2jhDCwEM3q5ebU=",
      url.replace("https", "http").replace(".com", ".com:1234"),
    ],
    [
      "an http address with the standard port added",
      "0ZXoZLH/DfblKGATFgpif+LLRf4=",
      url.replace("https", "http"),
    ],
    [
      "an address with a name and a password",
      "CukzLTc1tT5dXEDIHm/tKBanW10=",
      url.replace("//", "//user:pass@"),
    ],
    ["an address with a name alone", "2YRLlVAflCqxaNicjMpJcSTgzSs=", url.replace("//", "//user@")],
    [
      "such an address with the standard port added",
      "ZQFR1PTIZXF2MXB8ZnKCvnnA+rI=",
      url.replace("//", "//user:pass@"),
    ],
    [
      "an address with special characters",
      "dsq4Ehbj6cs+KdTkpF5sSSplOWw=",
      `${url}&Body=It's+amazing`,
    ],
  ])("accept %s", (_, signature, address) => {
    expect(authenticate(signature, address)).toBe("authentic");
  });

  it.each([
    [
      "MessagingBinding.Address=%2B1325xxxxxxx&MessagingBinding.Address=%2B1415xxxxxxx",
      "83O6e2vORAoJHUNzJjDWN1jz+BA=",
    ],
    [
      "MessagingBinding.Address=%2B1415xxxxxxx&MessagingBinding.Address=%2B1325xxxxxxx",
      "83O6e2vORAoJHUNzJjDWN1jz+BA=",
    ],
    [
      "Sid=CA123&SidAccount=AC123&Digits=5678&Digits=1234&Digits=1234",
      "IK+Dwps556ElfBT0I3Rgjkr1wJU=",
    ],
  ])("accept a parameter given several times: %s", (body, signature) => {
    expect(authenticate(signature, url, body)).toBe("authentic");
  });

  const json = '{"property": "value", "boolean": true}';
  const hash = "0a1ff7634d9ab3b95db5c9a2dfe9416e41502b283a80c7cf19632632f96e6620";

  it("accept JSON whose hash the address holds", () => {
    const address = `${url}&bodySHA256=${hash}`;
    expect(authenticate("a9nBmqA0ju/hNViExpshrM61xv4=", address, json)).toBe("authentic");
    const bare = `https://mycompany.com/myapp.php?bodySHA256=${hash}`;
    expect(authenticate("y77kIzt2vzLz71DgmJGsen2scGs=", bare, json)).toBe("authentic");
  });

  it.each([
    ["a wrong signature", "WRONG_SIGNATURE", url, parameters],
    ["no signature", "", url, parameters],
    ["JSON without a hash", "RSOYDt4T1cUTdK1PDd93/VVr8B8=", url, json],
    [
      "JSON with another's hash",
      "a9nBmqA0ju/hNViExpshrM61xv4=",
      `${url}&bodySHA256=${hash}`,
      `${json} `,
    ],
    [
      "a hash cut short",
      "a9nBmqA0ju/hNViExpshrM61xv4=",
      `${url}&bodySHA256=${hash.slice(0, -1)}`,
      json,
    ],
    ["another path", "RSOYDt4T1cUTdK1PDd93/VVr8B8=", url.replace("myapp", "other"), parameters],
  ])("refuse %s", (_, ...[signature, address, body]) => {
    expect(authenticate(signature, address, body)).toBe("refused");
  });
});
