import { keptBody } from "#test/fixtures/events.ts";
import { randomBytes } from "node:crypto";
import { beforeEach, describe, expect, it } from "vitest";
import type { SendingContext, SignedDelivery } from "#bin/senders/delivery.ts";
import { sendJinshuju } from "#bin/senders/jinshuju.ts";
import { sendMeta } from "#bin/senders/meta-lead-ads.ts";
import { sendShopify } from "#bin/senders/shopify.ts";
import { sendTwilio } from "#bin/senders/twilio-voice.ts";
import { sendTypeform, typeformBody } from "#bin/senders/typeform.ts";
import { sendWebsite } from "#bin/senders/website.ts";
import { askWechat } from "#bin/senders/wechat-official.ts";
import { createWebhook, type WebhookPorts } from "#functions/webhook/handler.ts";
import type { Channel } from "#shared/channels/channel.ts";
import jinshuju from "#shared/channels/jinshuju.ts";
import metaLeadAds from "#shared/channels/meta-lead-ads.ts";
import shopify from "#shared/channels/shopify.ts";
import twilioVoice from "#shared/channels/twilio-voice.ts";
import typeform from "#shared/channels/typeform.ts";
import website from "#shared/channels/website.ts";
import wechatOfficial from "#shared/channels/wechat-official.ts";
import type { CustomerEvent } from "#shared/domain/event.ts";
import type { HttpEvent, HttpResult } from "#shared/lambda/http.ts";
import type { LogLine } from "#shared/lambda/log.ts";
import { type Message, openMessage } from "#shared/lambda/messages.ts";
import { newKeyMaterial, parseKeyMaterial } from "#shared/vault/key-material.ts";
import { createParameters, freshForMs } from "#shared/vault/parameters.ts";
import { createVault } from "#shared/vault/vault.ts";

const baseUrl = "https://hooks.test/prod";
const wechatApp = "wx7b41c09e5d8a2f36";
const form = { contact: { fields: { name: "fullName", mobile: "phone", message: "note" } } };
const settings: Record<string, unknown> = {
  website: { forms: form },
  shopify: { shops: ["tea.myshopify.com"] },
  "wechat-official": { apps: { [wechatApp]: { name: "溪流茶业" } } },
};

interface Entry {
  Id: string;
  MessageBody: string;
  MessageGroupId: string;
}

/** One channel's function with everything around it in a test's hands. */
function createEdge(channel: Channel) {
  const queueKey = newKeyMaterial(randomBytes);
  const generated = channel.generateSecrets(
    randomBytes,
    channel.settings.parse(settings[channel.name] ?? {}),
  );
  const edge = {
    secrets: generated as never,
    stored: new Map<string, string>([
      ["keys/queue", queueKey],
      [`channels/${channel.name}`, JSON.stringify(generated)],
    ]),
    nowMs: Date.UTC(2026, 10, 20, 8, 30),
    entries: [] as Entry[],
    lines: [] as LogLine[],
    queueFails: undefined as Error | undefined,
    storeFails: undefined as Error | undefined,
    refusedIds: [] as string[],
  };
  const ports: WebhookPorts = {
    channel,
    tenant: {
      tenant: "demo",
      phoneRegion: "CN",
      customFields: [],
      settings: settings[channel.name] ?? {},
    },
    publicBaseUrl: baseUrl,
    queue: {
      url: "https://queue.test/1/events",
      client: {
        send: async ({ input }: { input: { Entries: Entry[] } }) => {
          if (edge.queueFails) throw edge.queueFails;
          edge.entries.push(...input.Entries);
          return { Failed: edge.refusedIds.map((Id) => ({ Id })) };
        },
      } as never,
    },
    parameters: createParameters({
      client: {
        send: async () => {
          if (edge.storeFails) throw edge.storeFails;
          return {
            Parameters: [...edge.stored].map(([name, Value]) => ({ Name: `/t/${name}`, Value })),
          };
        },
      } as never,
      prefix: "/t",
      names: [...edge.stored.keys()],
      now: () => edge.nowMs,
    }),
    now: () => new Date(edge.nowMs),
    random: randomBytes,
    log: (line) => edge.lines.push(line),
  };
  const handler = createWebhook(ports);
  const keys = new Map([["queue", parseKeyMaterial("queue", queueKey)] as const]);
  const vault = createVault({ tenant: "demo", keys, random: randomBytes });
  return Object.assign(edge, {
    context: (secrets: unknown = generated): SendingContext<never> => ({
      secrets: secrets as never,
      address: `${baseUrl}/webhooks/${channel.name}`,
      now: new Date(edge.nowMs),
      randomBytes,
    }),
    async receive(signed: SignedDelivery, change: Partial<HttpEvent> = {}): Promise<HttpResult> {
      return handler({ ...requestOf(signed, channel), ...change }, {} as never);
    },
    messages: (): Message[] =>
      edge.entries.map(({ MessageBody }) => openMessage(MessageBody, vault)),
    events: (): CustomerEvent[] =>
      edge.entries.flatMap(({ MessageBody }) => {
        const message = openMessage(MessageBody, vault);
        return message.kind === "event" ? [message.event] : [];
      }),
  });
}

/** What API Gateway makes of a delivery. */
function requestOf({ method, url, headers, body }: SignedDelivery, channel: Channel): HttpEvent {
  const { pathname, search } = new URL(url);
  const rawPath = pathname.slice(new URL(baseUrl).pathname.length);
  return {
    routeKey: `${method} /webhooks/${channel.name}`,
    rawPath,
    rawQueryString: search.slice(1),
    headers,
    body: body.toString(),
    isBase64Encoded: false,
    requestContext: { http: { method } },
    ...(channel.pathToken && { pathParameters: { token: rawPath.split("/").at(-1) ?? "" } }),
  };
}

const asBase64 = ({ body }: SignedDelivery) => ({
  body: body.toString("base64"),
  isBase64Encoded: true,
});

const said = { name: "Ada Brook", mobile: "139 4170 0013", message: "call back" };
const bodyOf = (data: object, type = "form.submitted") =>
  JSON.stringify({ type, timestamp: "2026-11-20T08:29:00Z", data: { form: "contact", ...data } });

let edge: ReturnType<typeof createEdge>;
beforeEach(() => {
  edge = createEdge(website);
});
const submission = (body = bodyOf(said), id = "msg_1") => sendWebsite({ id, body }, edge.context());
const receive = (body?: string, change?: Partial<HttpEvent>) =>
  edge.receive(submission(body), change);

describe("an authentic delivery", () => {
  it("is answered with the ids of its events, which are on the queue by then", async () => {
    const answer = await receive();
    const [event] = edge.events();
    expect(answer).toMatchObject({
      statusCode: 200,
      headers: { "content-type": "application/json" },
    });
    expect(JSON.parse(answer.body ?? "")).toEqual({ events: [event?.id] });
    expect(event).toMatchObject({ channel: "website", source: "website:contact", trust: "signed" });
    expect(event?.claims).toContainEqual(
      expect.objectContaining({ field: "phone", value: "+8613941700013", valid: true }),
    );
  });

  it("is answered with the headers of the channel's reply, such as where a browser goes next", async () => {
    const headers = { location: "https://example.org/thanks" };
    edge = createEdge({
      ...website,
      reply: () => ({ status: 303, contentType: "text/plain", headers, body: "" }),
    });
    expect(await edge.receive(submission())).toEqual({
      statusCode: 303,
      headers: { location: "https://example.org/thanks", "content-type": "text/plain" },
      body: "",
    });
  });

  it("is verified on the bytes that were sent, where they come as base64", async () => {
    const signed = submission(bodyOf({ ...said, name: "吴晓雪" }));
    expect(await edge.receive(signed, asBase64(signed))).toMatchObject({ statusCode: 200 });
    expect(edge.events()[0]?.claims).toContainEqual(expect.objectContaining({ value: "吴晓雪" }));
  });

  it("is verified against the address that the provider called, not the one that arrived", async () => {
    const calls = createEdge(twilioVoice);
    const signed = sendTwilio(
      new URLSearchParams({
        CallSid: "CA01",
        AccountSid: "AC01",
        From: "+8613941700013",
        To: "+864000000000",
        CallStatus: "ringing",
        Direction: "inbound",
      }).toString(),
      calls.context(),
    );
    expect(await calls.receive(signed, asBase64(signed))).toMatchObject({ statusCode: 200 });
    expect(calls.events()).toHaveLength(1);
  });

  it("is known again when it comes again", async () => {
    const [first, second] = [await receive(), await receive()];
    expect(second.body).toBe(first.body);
  });

  it("of several customers or facts is as many messages", async () => {
    const shop = createEdge(shopify);
    const body = JSON.stringify({
      id: 706405506,
      email: "ada@brook.cn",
      verified_email: true,
      state: "enabled",
      updated_at: "2026-11-20T16:10:00+08:00",
      email_marketing_consent: {
        state: "subscribed",
        consent_updated_at: "2026-03-01T09:00:00+08:00",
      },
    });
    const event = { topic: "customers/update", shop: "tea.myshopify.com", eventId: "e-1", body };
    const answer = await shop.receive(sendShopify(event, shop.context()));
    expect(shop.entries).toHaveLength(2);
    expect(JSON.parse(answer.body ?? "")).toEqual({ events: shop.events().map(({ id }) => id) });
  });

  it("is in the group of its source", async () => {
    await receive();
    await edge.receive(submission(bodyOf({ ...said, name: "Bao" }), "msg_2"));
    await edge.receive(submission(bodyOf({ ...said, form: "trade fair" }), "msg_3"));
    const [first, second, other] = edge.entries.map(({ MessageGroupId }) => MessageGroupId);
    expect(first).toBe(second);
    expect(other).not.toBe(first);
  });

  it("loses the control characters that hide in its escapes", async () => {
    await receive(bodyOf(said).replace("Ada", String.raw`A\u0000\u0007da`));
    expect(edge.events()[0]?.claims).toContainEqual(
      expect.objectContaining({ field: "fullName", value: "Ada Brook" }),
    );
  });

  it("is one line in the log: channel, outcome, ids, time", async () => {
    await receive();
    expect(edge.lines).toEqual([
      {
        channel: "website",
        outcome: "accepted",
        reason: undefined,
        events: edge.events().map(({ id }) => id),
        durationMs: 0,
      },
    ]);
  });
});

describe("a delivery that says nothing about a customer", () => {
  it("is answered, and nothing is sent", async () => {
    expect(await receive(bodyOf({}, "ping"))).toMatchObject({
      statusCode: 200,
      body: '{"events":[]}',
    });
    expect(edge.entries).toEqual([]);
    expect(edge.lines).toMatchObject([{ outcome: "ping" }]);
  });

  it("is the question whether the address is ours, answered with the provider's own word", async () => {
    const wechat = createEdge(wechatOfficial);
    const asked = askWechat(wechatApp, "4711echo", wechat.context());
    expect(await wechat.receive(asked)).toMatchObject({ statusCode: 200, body: "4711echo" });
    expect(wechat.entries).toEqual([]);
    expect(wechat.lines).toMatchObject([{ outcome: "handshake" }]);
  });
});

describe("a delivery that only announces somebody", () => {
  it("is answered with success, and sent to where its data is asked for", async () => {
    const meta = createEdge(metaLeadAds);
    const value = { leadgen_id: "101", form_id: "998877" };
    const body = JSON.stringify({
      object: "page",
      entry: [{ changes: [{ field: "leadgen", value }] }],
    });
    const answer = await meta.receive(sendMeta(body, meta.context()));
    expect(answer).toMatchObject({ statusCode: 200, body: '{"events":[]}' });
    expect(meta.messages()).toEqual([
      {
        kind: "awaiting data",
        delivery: {
          channel: "meta-lead-ads",
          trust: "signed",
          receivedAt: new Date(meta.nowMs).toISOString(),
          businessId: "101",
          content: value,
        },
      },
    ]);
    expect(meta.lines).toMatchObject([{ outcome: "accepted", events: [], awaiting: 1 }]);
  });
});

describe("a delivery that is authentic but not understood", () => {
  it("is answered with success, and goes sealed to quarantine with all that a replay needs", async () => {
    const signed = submission('{"type":7,"name":"Ada Brook"}');
    const answer = await edge.receive(
      { ...signed, headers: { ...signed.headers, cookie: "session=1", authorization: "Basic x" } },
      { rawQueryString: "a=1" },
    );
    expect(answer).toMatchObject({ statusCode: 200, body: '{"events":[]}' });
    expect(edge.messages()).toEqual([
      {
        kind: "unclear",
        delivery: {
          channel: "website",
          reason: "the payload has an unknown shape",
          trust: "signed",
          receivedAt: new Date(edge.nowMs).toISOString(),
          headers: { "webhook-id": signed.headers["webhook-id"] },
          body: keptBody(signed.body.toString()),
        },
      },
    ]);
    expect(edge.lines).toMatchObject([{ outcome: "quarantined", events: [] }]);
  });

  it("is refused where it is too large to be kept: what is answered with success is never lost", async () => {
    const shop = createEdge(shopify);
    const body = JSON.stringify({ odd: randomBytes(400 * 1024).toString("base64") });
    const event = { topic: "orders/odd", shop: "tea.myshopify.com", eventId: "e-1", body };
    expect((await shop.receive(sendShopify(event, shop.context()))).statusCode).toBe(413);
    expect(shop.entries).toEqual([]);
    const plain = JSON.stringify({ odd: "x".repeat(400 * 1024) });
    const kept = await shop.receive(sendShopify({ ...event, body: plain }, shop.context()));
    expect(kept.statusCode).toBe(200);
    expect(shop.messages()).toMatchObject([{ kind: "unclear" }]);
  });

  it("keeps none of what only proves who sent it", async () => {
    const forms = createEdge(jinshuju);
    const signed = sendJinshuju('{"odd":true}', forms.context());
    await forms.receive({ ...signed, headers: { ...signed.headers, cookie: "session=4711" } });
    expect(JSON.stringify(forms.messages())).not.toContain("4711");
    const token = signed.url.split("/").at(-1) ?? "";
    expect(token.length).toBeGreaterThan(20);
    expect(JSON.stringify(forms.messages())).not.toContain(token);
    expect(JSON.stringify(forms.lines)).not.toContain(token);
  });
});

describe("a refused delivery", () => {
  const wrong = { signingSecret: `whsec_${randomBytes(32).toString("base64")}` };
  const forgeries: Record<string, () => Promise<HttpResult> | HttpResult> = {
    "signed by somebody else": () =>
      edge.receive(sendWebsite({ id: "msg_1", body: bodyOf(said) }, edge.context(wrong))),
    "without a signature": () =>
      receive(undefined, { headers: { "content-type": "application/json" } }),
    "with a signature that is none": () =>
      receive(undefined, { headers: { ...submission().headers, "webhook-signature": "v2,x" } }),
    "without a time": () => {
      const { "webhook-timestamp": _, ...headers } = submission().headers;
      return receive(undefined, { headers });
    },
    "from another time": () => {
      const signed = submission();
      edge.nowMs += 6 * 60_000;
      return edge.receive(signed);
    },
    "with another body": () => receive(undefined, { body: bodyOf({ ...said, name: "Eve" }) }),
    "with a body that is not even JSON": () => receive(undefined, { body: "{" }),
    "with a body beyond any limit": () => receive(undefined, { body: "x".repeat(300_000) }),
    "of another type": () => receive(undefined, { headers: { "content-type": "text/plain" } }),
    "with nothing at all": () => receive(undefined, { headers: {}, body: "" }),
    "where no secret is configured": () => {
      edge.stored.delete("channels/website");
      return receive();
    },
    "where the secret is no JSON": () => {
      edge.stored.set("channels/website", "whsec_");
      return receive();
    },
    "where the secret is of another shape": () => {
      edge.stored.set("channels/website", JSON.stringify({ secret: "x".repeat(40) }));
      return receive();
    },
    "where the secret is empty": () => {
      edge.stored.set("channels/website", JSON.stringify({ signingSecret: [] }));
      return receive();
    },
  };

  it("looks the same for every reason, byte by byte, and sends nothing", async () => {
    const answers = new Map<string, HttpResult>();
    for (const [reason, forge] of Object.entries(forgeries)) {
      edge = createEdge(website);
      answers.set(reason, await forge());
      expect(edge.entries, reason).toEqual([]);
    }
    const [expected] = answers.values();
    expect(expected?.statusCode).toBe(401);
    for (const [reason, answer] of answers) {
      expect(JSON.stringify(answer), reason).toBe(JSON.stringify(expected));
    }
  });

  it.each(Object.keys(forgeries))(
    "%s tells its reason in the log, and nothing that was sent",
    async (reason) => {
      await forgeries[reason]?.();
      const refused = edge.lines.at(-1);
      expect(refused).toMatchObject({
        outcome: "refused",
        status: 401,
        reason: expect.any(String),
      });
      expect(JSON.stringify(edge.lines)).not.toMatch(/Ada|Eve|whsec_|13941700013/);
    },
  );

  it("looks the same on every channel: a wrong token, a wrong signature, a wrong echo", async () => {
    const forms = createEdge(jinshuju);
    const accounts = createEdge(wechatOfficial);
    const typed = createEdge(typeform);
    const answers = [
      await forms.receive(sendJinshuju("{}", forms.context({ pathToken: "x".repeat(32) }))),
      await accounts.receive(
        askWechat(wechatApp, "echo", accounts.context({ [wechatApp]: { token: "wrong-token" } })),
      ),
      await typed.receive(sendTypeform("{}", typed.context({ secret: "y".repeat(32) }))),
    ];
    edge = createEdge(website);
    const expected = JSON.stringify(await forgeries["signed by somebody else"]?.());
    expect(answers.map((answer) => JSON.stringify(answer))).toEqual([expected, expected, expected]);
  });

  it("where the secret cannot be used is told apart in the log, so that somebody is alarmed", async () => {
    await forgeries["where the secret is no JSON"]?.();
    await receive();
    expect(edge.lines.map(({ outcome }) => outcome)).toEqual([
      "misconfigured",
      "refused",
      "refused",
    ]);
  });
});

describe("an authentic delivery that cannot be read", () => {
  const typeOf = (type: string) => ({ headers: { ...submission().headers, "content-type": type } });

  it.each([
    [
      "too large",
      413,
      () => receive(bodyOf({ ...said, message: "x".repeat(website.bodyBytesMax) })),
    ],
    ["of another type", 415, () => receive(undefined, typeOf("text/plain"))],
    ["of no type", 415, () => receive(undefined, typeOf(""))],
    [
      "sent by another method",
      405,
      () => receive(undefined, { requestContext: { http: { method: "GET" } } }),
    ],
    ["broken", 400, () => receive('{"type":')],
    ["empty", 400, () => edge.receive(sendWebsite({ id: "msg_1", body: "" }, edge.context()))],
    ["poisoned", 400, () => receive('{"type":"a","data":{"__proto__":{"x":1}}}')],
    ["holding a raw NUL", 400, () => receive('{"type":"a\u0000"}')],
    ["nested without end", 400, () => receive(`${"[".repeat(50)}${"]".repeat(50)}`)],
  ])(
    "because it is %s is told so by a problem (%i), and nothing is sent",
    async (_, status, act) => {
      const answer = await act();
      expect(answer).toMatchObject({
        statusCode: status,
        headers: { "content-type": "application/problem+json" },
      });
      expect(JSON.parse(answer.body ?? "")).toEqual({
        type: "about:blank",
        status,
        title: expect.any(String),
        detail: expect.any(String),
      });
      expect(edge.entries).toEqual([]);
      expect(edge.lines).toMatchObject([{ outcome: "refused", status }]);
    },
  );
});

describe("when something is out of order", () => {
  const asProblem = {
    statusCode: 500,
    headers: { "content-type": "application/problem+json" },
  };

  it("the queue, the sender is told to try again, and nobody else is told anything", async () => {
    edge.queueFails = new Error("could not send Ada Brook, 13941700013");
    const answer = await receive();
    expect(answer).toMatchObject(asProblem);
    expect(edge.lines).toEqual([{ outcome: "failed", error: "Error" }]);
    expect(JSON.stringify(answer)).not.toMatch(/Ada|13941700013/);
  });

  it("one message of several, all of them are asked for again", async () => {
    edge.refusedIds = ["0"];
    expect(await receive()).toMatchObject(asProblem);
    expect(edge.lines).toEqual([{ outcome: "failed", error: "SendError" }]);
  });

  it("the parameter store, it is not the sender's fault: 500, never 401", async () => {
    edge.storeFails = new Error("throttled");
    expect(await receive()).toMatchObject(asProblem);
    edge.storeFails = undefined;
    expect(await receive()).toMatchObject({ statusCode: 200 });
  });

  it("the tenant's queue key, nothing leaves unsealed", async () => {
    edge.stored.delete("keys/queue");
    expect(await receive()).toMatchObject(asProblem);
    expect(edge.entries).toEqual([]);
    expect(edge.lines).toEqual([{ outcome: "failed", error: "MissingKeyError" }]);
  });

  it("the tenant file, the function does not even start", () => {
    const wrongSettings = () => {
      settings["website"] = { forms: 7 };
      try {
        createEdge(website);
      } finally {
        settings["website"] = { forms: form };
      }
    };
    expect(wrongSettings).toThrow();
  });
});

describe("a rotated secret", () => {
  const fresh = { signingSecret: `whsec_${randomBytes(32).toString("base64")}` };
  const withFresh = () =>
    edge.receive(sendWebsite({ id: "msg_1", body: bodyOf(said) }, edge.context(fresh)));
  const store = (secrets: unknown) => edge.stored.set("channels/website", JSON.stringify(secrets));

  it("is believed after five minutes, without a deployment, and the old one no longer", async () => {
    expect(await receive()).toMatchObject({ statusCode: 200 });
    store(fresh);
    expect(await withFresh()).toMatchObject({ statusCode: 401 });
    edge.nowMs += freshForMs + 1;
    expect(await withFresh()).toMatchObject({ statusCode: 200 });
    expect(await receive()).toMatchObject({ statusCode: 401 });
  });

  it("may stand beside the old one until the provider has moved", async () => {
    const { signingSecret } = edge.secrets as { signingSecret: string };
    store({ signingSecret: [fresh.signingSecret, signingSecret] });
    expect(await withFresh()).toMatchObject({ statusCode: 200 });
    expect(await receive()).toMatchObject({ statusCode: 200 });
  });

  it("that was put wrongly is refused until it is put right", async () => {
    store({ signingSecret: "short" });
    expect(await receive()).toMatchObject({ statusCode: 401 });
    store(edge.secrets);
    edge.nowMs += freshForMs + 1;
    expect(await receive()).toMatchObject({ statusCode: 200 });
  });
});

describe("whatever a delivery says", () => {
  const canary = "Canary-8613941799999-canary";

  /** In every value, name, header and parameter that a stranger may choose. */
  const planted = (type = canary) =>
    JSON.stringify({
      type,
      data: {
        form: canary,
        name: canary,
        mobile: canary,
        message: canary,
        [canary]: canary,
        deep: [{ [canary]: canary }],
      },
    });
  const plant = async (body: string, change: Partial<HttpEvent> = {}) => {
    const signed = sendWebsite({ id: canary, body }, edge.context());
    const headers = { ...signed.headers, "user-agent": canary, "x-forwarded-for": canary };
    return edge.receive({ ...signed, headers }, { rawQueryString: `q=${canary}`, ...change });
  };

  it.each([
    ["accepted", () => plant(planted())],
    ["a ping", () => plant(planted("ping"))],
    ["not understood", () => plant(JSON.stringify({ [canary]: canary }))],
    ["broken", () => plant(`{"${canary}"`)],
    ["too large", () => plant(planted() + " ".repeat(website.bodyBytesMax))],
    ["of another type", () => plant(planted(), { headers: { "content-type": canary } })],
    ["forged", () => plant(planted(), { body: `${canary}${canary}` })],
    [
      "sent by another method",
      () => plant(planted(), { requestContext: { http: { method: canary } } }),
    ],
    [
      "not taken by the queue",
      () => {
        edge.queueFails = new Error(canary);
        return plant(planted());
      },
    ],
  ])(
    "nothing of it is in the log, the answer or the open part of a message: %s",
    async (_, act) => {
      const answer = await act();
      expect(edge.lines.length).toBeGreaterThan(0);
      expect(JSON.stringify([edge.lines, answer, edge.entries])).not.toContain(canary);
      for (const { MessageBody } of edge.entries) {
        expect(Buffer.from(MessageBody, "base64").toString("latin1")).not.toContain(canary);
      }
    },
  );

  it("and the canary does arrive, where it should", async () => {
    await plant(planted());
    expect(JSON.stringify(edge.messages())).toContain(canary);
  });
});

describe("a form of another provider", () => {
  it("travels the same way", async () => {
    const typed = createEdge(typeform);
    const body = typeformBody({
      formId: "kQ7xTr2M",
      token: "token-1",
      submittedAt: new Date("2026-11-20T08:29:00Z"),
      answers: [{ ref: "work_email", title: "E-mail", type: "email", value: "Ada@Brook.cn" }],
    });
    const answer = await typed.receive(sendTypeform(body, typed.context()));
    expect(answer.statusCode).toBe(200);
    expect(typed.events()).toMatchObject([
      { source: "typeform:kQ7xTr2M", identifiers: [{ type: "email", value: "ada@brook.cn" }] },
    ]);
  });
});
