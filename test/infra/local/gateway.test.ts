/** The HTTP front door: who gets in, what functions are told, what is answered. */
import { type IncomingMessage, request } from "node:http";
import { createServer } from "node:net";
import { once } from "node:events";
import { networkInterfaces } from "node:os";
import { text } from "node:stream/consumers";
import { describe, expect, onTestFinished, test } from "vitest";
import * as z from "zod";
import { StartError } from "#infra/local/errors.ts";
import { type Behind, startGateway } from "#infra/local/gateway.ts";
import { fakeRuntime, type Invoked } from "./invocations.ts";

const routes = [
  { key: "POST /webhooks/website", functionName: "website", audience: undefined },
  { key: "GET /webhooks/jinshuju/{token}", functionName: "jinshuju", audience: undefined },
  { key: "OPTIONS /webhooks/web-form/{token}", functionName: "web-form", audience: undefined },
  { key: "GET /v1/{proxy+}", functionName: "api", audience: ["tributary"] },
  { key: "POST /v1/{proxy+}", functionName: "api", audience: ["tributary"] },
];

const Event = z.looseObject({
  headers: z.record(z.string(), z.string()),
  body: z.string(),
  isBase64Encoded: z.boolean(),
  requestContext: z.looseObject({}),
});

/** What the issuer stands for, and the claims in it. */
const tokens: Record<string, Record<string, unknown>> = {
  "e30.e30.sig": { role: "auditor", sub: "noor", aud: ["a", "b"], exp: 1_800_000_000 },
};

interface Asked {
  method?: string;
  headers?: Record<string, string | string[]>;
  body?: string | Buffer;
}

async function open(
  answer: (invoked: Invoked) => unknown = () => ({}),
  control?: Behind["control"],
) {
  const gateway = await startGateway({ port: 0 });
  onTestFinished(gateway.stop);
  const runtime = fakeRuntime(answer);
  gateway.open({
    routes,
    runtime,
    verify: async (token) => tokens[token],
    control: control ?? (async () => undefined),
  });
  /** Not by `fetch`, which may not say everything. */
  const ask = async (path: string, { method = "GET", headers = {}, body }: Asked = {}) => {
    const outgoing = request({ host: "127.0.0.1", port: gateway.port, path, method, headers });
    outgoing.end(body);
    const [response] = (await once(outgoing, "response")) as [IncomingMessage];
    return { status: response.statusCode, headers: response.headers, text: await text(response) };
  };
  const event = () => Event.parse(runtime.invocations.at(-1)?.event);
  return { ask, event, runtime, gateway };
}

const steward = { authorization: "Bearer local:steward:mei.lin@example" };

describe("a request", () => {
  test("reaches the function of its route, as API Gateway would tell it", async () => {
    const { ask, event, runtime } = await open();
    await ask("/webhooks/jinshuju/t%20k?a=1&b=%20x?y", { headers: { "x-own": "1" } });
    expect(runtime.invocations[0]?.functionName).toBe("jinshuju");
    expect(event()).toMatchObject({
      version: "2.0",
      routeKey: "GET /webhooks/jinshuju/{token}",
      rawPath: "/webhooks/jinshuju/t%20k",
      rawQueryString: "a=1&b=%20x?y",
      headers: { "x-own": "1" },
      requestContext: { http: { method: "GET" } },
      pathParameters: { token: "t k" },
    });
  });

  test.each([
    ["GET", "/nowhere"],
    ["GET", "/webhooks/website"],
    ["DELETE", "/webhooks/website"],
    ["OPTIONS", "/webhooks/website"],
    ["OPTIONS", "/v1/people/search"],
    ["POST", "/webhooks/jinshuju/token"],
    ["GET", "/"],
  ])("%s %s that no route takes is answered 404", async (method, path) => {
    const { ask, runtime } = await open();
    const { status, text: body } = await ask(path, { method });
    expect([status, body]).toEqual([404, '{"message":"Not Found"}']);
    expect(runtime.invocations).toEqual([]);
  });

  test("of a browser that asks first, from a page elsewhere, is answered by its function", async () => {
    const headers = { "access-control-allow-origin": "https://www.example.net", vary: "origin" };
    const { ask, runtime } = await open(() => ({ statusCode: 204, headers }));
    const answered = await ask("/webhooks/web-form/t", {
      method: "OPTIONS",
      headers: { origin: "https://www.example.net" },
    });
    expect(runtime.invocations[0]?.functionName).toBe("web-form");
    expect(answered).toMatchObject({ status: 204, headers, text: "" });
  });

  test("with a path that cannot be decoded is answered 400", async () => {
    const { ask, runtime } = await open();
    expect((await ask("/webhooks/jinshuju/%E4%B8")).status).toBe(400);
    expect(runtime.invocations).toEqual([]);
  });

  test("has headers that came twice joined by a comma, under lower-case names", async () => {
    const { ask, event } = await open();
    const headers = { "X-Twice": ["one", "two"], "X-Once": "a, b" };
    await ask("/webhooks/website", { method: "POST", headers });
    expect(event().headers).toMatchObject({ "x-twice": "one,two", "x-once": "a, b" });
  });
});

describe("a body", () => {
  const chinese = JSON.stringify({ name: "林晓雨", control: "\u0000" });

  test.each([
    "application/json",
    "application/json; charset=utf-8",
    "Application/JSON",
    "application/xml",
    "application/javascript",
    "text/xml",
    "text/plain;charset=UTF-8",
  ])("of %s travels as text", async (type) => {
    const { ask, event } = await open();
    const body = Buffer.from(chinese);
    await ask("/webhooks/website", { method: "POST", headers: { "content-type": type }, body });
    expect(event()).toMatchObject({ body: chinese, isBase64Encoded: false });
  });

  test.each([
    "application/x-www-form-urlencoded",
    "application/octet-stream",
    "application/json-patch+json",
    "application/problem+json",
    "multipart/form-data; boundary=x",
    "image/png",
    "",
  ])("of %j travels as base64", async (type) => {
    const { ask, event } = await open();
    const headers: Record<string, string> = type === "" ? {} : { "content-type": type };
    await ask("/webhooks/website", { method: "POST", headers, body: Buffer.from(chinese) });
    const base64 = Buffer.from(chinese).toString("base64");
    expect(event()).toMatchObject({ body: base64, isBase64Encoded: true });
  });

  test("that is no UTF-8 keeps its bytes, whatever it calls itself", async () => {
    const { ask, event } = await open();
    const body = Buffer.from([0x7b, 0xff, 0xfe, 0x7d]);
    const headers = { "content-type": "application/json" };
    await ask("/webhooks/website", { method: "POST", headers, body });
    expect(event()).toMatchObject({ body: body.toString("base64"), isBase64Encoded: true });
  });

  test("of ten megabytes is taken, one byte more is answered 413", async () => {
    const { ask, runtime } = await open();
    const limit = 10 * 1024 * 1024;
    const send = (bytes: number) =>
      ask("/webhooks/website", { method: "POST", body: Buffer.alloc(bytes, "a") });
    expect((await send(limit)).status).toBe(200);
    expect(runtime.invocations).toHaveLength(1);
    const { status, text: body } = await send(limit + 1);
    expect([status, body]).toEqual([413, '{"message":"Request Entity Too Large"}']);
    expect(runtime.invocations).toHaveLength(1);
  });
});

describe("staff", () => {
  test("pass on their role and name as claims", async () => {
    const { ask, event } = await open();
    expect((await ask("/v1/people/1", { headers: steward })).status).toBe(200);
    expect(event().requestContext).toEqual({
      http: { method: "GET" },
      authorizer: { jwt: { claims: { role: "steward", sub: "mei.lin@example" } } },
    });
  });

  test.each(["Bearer e30.e30.sig", "e30.e30.sig"])(
    "with a token of the issuer pass on its claims, each as text: %s",
    async (authorization) => {
      const { ask, event } = await open();
      const headers = { authorization, host: "abc.tunnel.example" };
      expect((await ask("/v1/people/1", { headers })).status).toBe(200);
      expect(event().requestContext).toMatchObject({
        authorizer: {
          jwt: { claims: { role: "auditor", sub: "noor", aud: "[a b]", exp: "1800000000" } },
        },
      });
    },
  );

  test.each([
    undefined,
    "",
    "Bearer",
    "Bearer local",
    "Bearer local:steward",
    "Bearer local:steward:",
    "Bearer local::me",
    "Bearer local:Steward:me",
    "Bearer local:steward:me:more",
    "Bearer local:steward:me and you",
    "bearer local:steward:me",
    "Basic local:steward:me",
    "Bearer remote:steward:me",
    `Bearer local:steward:${"x".repeat(101)}`,
    "Bearer eyJhbGciOiJub25lIn0.e30.",
  ])("with the token %j are answered 401", async (authorization) => {
    const { ask, runtime } = await open();
    const headers: Record<string, string> = authorization === undefined ? {} : { authorization };
    const { status, text: body } = await ask("/v1/people/1", { headers });
    expect([status, body]).toEqual([401, '{"message":"Unauthorized"}']);
    expect(runtime.invocations).toEqual([]);
  });

  test.each([
    ["through a tunnel", { host: "abc.tunnel.example" }],
    [
      "through a tunnel that calls itself local",
      { host: "localhost:3000", "x-forwarded-for": "203.0.113.9" },
    ],
    ["through one that names its own host", { "x-forwarded-host": "abc.tunnel.example" }],
    ["through a proxy that says it once", { forwarded: "for=203.0.113.9" }],
    ["by a name that was bound to this machine", { host: "rebound.example:3000" }],
    ["from a page of another site", { origin: "https://elsewhere.example" }],
    ["from a page without an origin", { origin: "null" }],
  ])("who come %s are answered 401, though their token is right", async (_, headers) => {
    const { ask, runtime } = await open();
    expect((await ask("/v1/people/1", { headers: { ...steward, ...headers } })).status).toBe(401);
    expect(runtime.invocations).toEqual([]);
  });

  test.each([
    { host: "localhost:3000" },
    { host: "[::1]:80" },
    { origin: "http://localhost:5173" },
  ])("who come from this machine get in: %j", async (headers) => {
    const { ask } = await open();
    expect((await ask("/v1/people/1", { headers: { ...steward, ...headers } })).status).toBe(200);
  });

  test("are nobody to a webhook: it sees the header, and no claims", async () => {
    const { ask, event } = await open();
    const headers = { ...steward, host: "abc.tunnel.example" };
    expect((await ask("/webhooks/website", { method: "POST", headers })).status).toBe(200);
    expect(event().requestContext).toEqual({ http: { method: "POST" } });
    expect(event().headers["authorization"]).toBe(steward.authorization);
  });
});

describe("cookies", () => {
  test("travel apart from the headers, one by one, as payload 2.0 has them", async () => {
    const { ask, event } = await open();
    await ask("/webhooks/website", { method: "POST", headers: { cookie: "a=1; b=2=3" } });
    expect(event()).toMatchObject({ cookies: ["a=1", "b=2=3"] });
    expect(event().headers).not.toHaveProperty("cookie");
    await ask("/webhooks/website", { method: "POST" });
    expect(event()).not.toHaveProperty("cookies");
  });

  test("of an answer are a line each", async () => {
    const { ask } = await open(() => ({ cookies: ["a=1; Path=/", "b=2"] }));
    const { headers } = await ask("/webhooks/website", { method: "POST" });
    expect(headers["set-cookie"]).toEqual(["a=1; Path=/", "b=2"]);
  });
});

describe("what a function answers", () => {
  test("is passed on", async () => {
    const answer = { statusCode: 202, headers: { "x-own": "1" }, body: "taken" };
    const { ask } = await open(() => answer);
    const got = await ask("/webhooks/website", { method: "POST" });
    expect([got.status, got.headers["x-own"], got.text]).toEqual([202, "1", "taken"]);
  });

  test("is decoded where it says that it is base64", async () => {
    const { ask } = await open(() => ({ body: "5p6X", isBase64Encoded: true }));
    expect((await ask("/webhooks/website", { method: "POST" })).text).toBe("林");
  });

  test.each([
    ["throws", () => Promise.reject(new Error("private detail"))],
    ["answers nothing", () => undefined],
    ["answers a text", () => "hello"],
    ["answers a status that is none", () => ({ statusCode: 99 })],
    ["answers a header that is none", () => ({ headers: { "x-own": "a\nb" } })],
  ])("is a 500 that tells nothing where it %s", async (_, answer) => {
    const { ask } = await open(answer);
    const { status, text: body } = await ask("/webhooks/website", { method: "POST" });
    expect([status, body]).toEqual([500, '{"message":"Internal Server Error"}']);
  });
});

describe("the control of the embedded run", () => {
  const control: Behind["control"] = async ({ method, path, body }) =>
    path === "/_local/test" ? { status: 202, body: { method, said: body.toString() } } : undefined;

  test("answers what is its business, and nothing else", async () => {
    const { ask } = await open(undefined, control);
    const { status, text: body } = await ask("/_local/test", { method: "POST", body: "x" });
    expect([status, JSON.parse(body)]).toEqual([202, { method: "POST", said: "x" }]);
    expect((await ask("/_local/other")).status).toBe(404);
  });

  test.each([
    { host: "abc.tunnel.example" },
    { origin: "https://elsewhere.example" },
    { "x-forwarded-for": "203.0.113.9" },
  ])("is not there for others: %j", async (headers) => {
    const { ask } = await open(undefined, control);
    expect((await ask("/_local/test", { method: "POST", headers })).status).toBe(404);
  });
});

describe("the gateway", () => {
  test("has its port before it is open, and answers 503 until then", async () => {
    const gateway = await startGateway({ port: 0 });
    onTestFinished(gateway.stop);
    const response = await fetch(`${gateway.baseUrl}/health`);
    expect([response.status, await response.json()]).toEqual([
      503,
      { message: "Service Unavailable" },
    ]);
  });

  test("is refused a port that is taken", async () => {
    const { gateway } = await open();
    await expect(startGateway({ port: gateway.port })).rejects.toThrow(StartError);
  });

  test("answers this machine only", async () => {
    const { gateway } = await open();
    const addresses = Object.values(networkInterfaces())
      .flatMap((each) => each ?? [])
      .filter(({ family, internal }) => family === "IPv4" && !internal)
      .map(({ address }) => address);
    for (const address of addresses) {
      await expect(fetch(`http://${address}:${gateway.port}/`), address).rejects.toThrow();
    }
    // Another program can have the same port at every other address of this machine.
    const elsewhere = createServer();
    elsewhere.listen(gateway.port, "127.0.0.2");
    onTestFinished(() => void elsewhere.close());
    await once(elsewhere, "listening");
  });

  test("finishes what it was asked before it stops", async () => {
    const { ask, gateway } = await open(
      () => new Promise((resolve) => setTimeout(resolve, 100, { body: "done" })),
    );
    const asking = ask("/webhooks/website", { method: "POST" });
    await new Promise((resolve) => setTimeout(resolve, 30));
    await gateway.stop();
    expect((await asking).text).toBe("done");
  });
});
