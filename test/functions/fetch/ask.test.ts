/** One question to a provider, put to real servers on this machine. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:https";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type AskBounds, ask, httpsOrigin } from "#functions/fetch/ask.ts";
import { closeServer, listen } from "#infra/local/listen.ts";
import { sendJson, startProvider, type TestProvider } from "./provider.ts";

let provider: TestProvider;
beforeAll(async () => {
  provider = await startProvider();
});
afterAll(() => provider.stop());
beforeEach(() => {
  provider.asked.length = 0;
  provider.answer(sendJson({ id: "1" }));
});

const host = "provider.example";
const accessToken = "token-of-the-tenant";

const put = (path = "/v1/leads/1", bounds?: AskBounds, origin = provider.origin) =>
  ask(
    { host, path },
    { hosts: [host], origin: () => origin, accessToken, ...(bounds && { bounds }) },
  );
const failed = (reason: string) => ({ kind: "failed", reason });

describe("a question", () => {
  it("is put with the token in a header, and nowhere else", async () => {
    const request = { host, path: "/v1/leads/1?fields=a,b", headers: { "x-version": "7" } };
    await ask(request, { hosts: [host], origin: () => provider.origin, accessToken });
    expect(provider.asked).toMatchObject([
      {
        method: "GET",
        path: "/v1/leads/1?fields=a,b",
        headers: { authorization: `Bearer ${accessToken}`, "x-version": "7" },
      },
    ]);
    expect(provider.asked[0]?.path).not.toContain(accessToken);
  });

  it("cannot be put with another token than the tenant's", async () => {
    const headers = { authorization: "Bearer somebody-else" };
    const request = { host, path: "/", headers };
    await ask(request, { hosts: [host], origin: () => provider.origin, accessToken });
    expect(provider.asked[0]?.headers.authorization).toBe(`Bearer ${accessToken}`);
  });

  it("is answered with what the provider says, its large numbers exact", async () => {
    provider.answer((response) => response.end('{"id":9007199254740993,"name":"唐若琳"}'));
    expect(await put()).toEqual({
      kind: "answered",
      value: { id: "9007199254740993", name: "唐若琳" },
    });
  });

  it.each([
    ["another host", { host: "evil.example", path: "/" }],
    ["a host that only begins like one", { host: `${host}.evil.example`, path: "/" }],
    ["a host in other letters", { host: host.toUpperCase(), path: "/" }],
    ["a path that is none", { host, path: "@evil.example/" }],
    ["a port in place of a path", { host, path: ":8443/" }],
  ])("is never put to %s", async (_, request) => {
    const options = { hosts: [host], origin: () => provider.origin, accessToken };
    expect(await ask(request, options)).toEqual(failed("the host is not on the list"));
    expect(provider.asked).toEqual([]);
  });

  it("whose path looks like a host stays at its own", async () => {
    await put("//evil.example/");
    expect(provider.asked).toMatchObject([{ path: "//evil.example/" }]);
  });

  it("goes over HTTPS in a deployment, to the standard port", () => {
    expect(httpsOrigin("graph.facebook.com")).toBe("https://graph.facebook.com");
  });
});

describe("an answer is not followed, read or waited for", () => {
  it.each([301, 302, 303, 307, 308])("where it leads elsewhere (%i)", async (status) => {
    provider.answer((response) => response.writeHead(status, { location: "/elsewhere" }).end());
    expect(await put()).toEqual(failed("redirected"));
    expect(provider.asked).toHaveLength(1);
  });

  it.each([
    [401, "the token was refused"],
    [403, "the token may not read it"],
    [404, "not found"],
    [410, "not found"],
    [429, "asked too often"],
    [400, "answered with an error"],
    [500, "answered with an error"],
    [503, "answered with an error"],
    [204, "answered with an error"],
  ])("where its status is %i", async (status, reason) => {
    provider.answer((response) => response.writeHead(status).end('{"error":"Ada Brook"}'));
    expect(await put()).toEqual(failed(reason));
  });

  describe("where the error itself says more than its status", () => {
    const failureOf = (error: unknown) =>
      JSON.stringify(error) === '{"error":{"code":190}}' ? "the token was refused" : undefined;
    const putToTeller = (bounds?: AskBounds) =>
      ask(
        { host, path: "/" },
        {
          hosts: [host],
          origin: () => provider.origin,
          accessToken,
          failureOf,
          ...(bounds && { bounds }),
        },
      );

    it.each([
      [400, '{"error":{"code":190}}', "the token was refused"],
      [400, '{"error":{"code":1}}', "answered with an error"],
      [400, "no JSON", "answered with an error"],
      [404, '{"error":{"code":190}}', "the token was refused"],
      [500, "", "answered with an error"],
      [302, '{"error":{"code":190}}', "redirected"],
    ])("(%i %s)", async (status, body, reason) => {
      provider.answer((response) => response.writeHead(status).end(body));
      expect(await putToTeller()).toEqual(failed(reason));
    });

    it("which is not read without end either", async () => {
      provider.answer((response) => response.writeHead(400).end(`"${"a".repeat(2_000)}"`));
      expect(await putToTeller(small)).toEqual(failed("answered with an error"));
      provider.answer((response) => void response.writeHead(400).write("{"));
      expect(await putToTeller(small)).toEqual(failed("not answered in time"));
    });
  });

  const small = { answerMsMax: 300, answerBytesMax: 1_000 };

  it("where it is too large", async () => {
    provider.answer((response) => response.end(`"${"a".repeat(2_000)}"`));
    expect(await put("/", small)).toEqual(failed("the answer is too large"));
  });

  it("where it would never end", async () => {
    provider.answer((response) => {
      const timer = setInterval(() => response.write("a".repeat(200)), 5);
      response.on("close", () => clearInterval(timer));
    });
    expect(await put("/", small)).toEqual(failed("the answer is too large"));
  });

  it("where it is small on its way and large when it is unpacked", async () => {
    provider.answer((response) =>
      response
        .writeHead(200, { "content-encoding": "gzip" })
        .end(gzipSync(`"${"a".repeat(1_000_000)}"`)),
    );
    expect(await put("/", small)).toEqual(failed("the answer is too large"));
  });

  it("where it does not begin in time", async () => {
    provider.answer(() => {});
    expect(await put("/", small)).toEqual(failed("not answered in time"));
  });

  it("where it begins in time and goes on for longer", async () => {
    provider.answer((response) => void response.writeHead(200).write('{"id":'));
    expect(await put("/", small)).toEqual(failed("not answered in time"));
  });

  it.each(["", "hello", "{", '{"a":"\0"}', '{"__proto__":{"x":1}}', "[".repeat(99)])(
    "where it is no JSON that we read: %j",
    async (body) => {
      provider.answer((response) => response.end(body));
      expect(await put()).toEqual(failed("the answer is no JSON"));
    },
  );

  it("where it breaks off", async () => {
    provider.answer((response) => {
      response.writeHead(200, { "content-length": "100" }).write("{");
      setTimeout(() => response.destroy(), 20);
    });
    expect(await put()).toEqual(failed("not reached"));
  });

  it("where nobody is there", async () => {
    expect(await put("/", undefined, "http://127.0.0.1:1")).toEqual(failed("not reached"));
  });
});

/** A key and a certificate of its own making; undefined on a machine that cannot make them. */
function selfSigned(): { key: Buffer; cert: Buffer } | undefined {
  const folder = mkdtempSync(join(tmpdir(), "tributary-tls-"));
  const [key, cert] = [join(folder, "key.pem"), join(folder, "cert.pem")];
  const made = spawnSync("openssl", [
    ..."req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 1".split(" "),
    "-subj",
    "/CN=localhost",
    "-keyout",
    key,
    "-out",
    cert,
  ]);
  const pair = made.status === 0 ? { key: readFileSync(key), cert: readFileSync(cert) } : undefined;
  rmSync(folder, { recursive: true });
  return pair;
}

describe("a server that cannot prove who it is", () => {
  const pair = selfSigned();

  it.skipIf(pair === undefined)("is not asked, and sees no token", async () => {
    const asked: unknown[] = [];
    const server = createServer({ ...pair }, ({ headers }, response) => {
      asked.push(headers);
      response.end("{}");
    });
    const port = await listen(server, { host: "127.0.0.1", port: 0 });
    expect(await put("/", undefined, `https://localhost:${port}`)).toEqual(failed("not reached"));
    expect(asked).toEqual([]);
    await closeServer(server);
  });

  it("is not asked without encryption instead", async () => {
    const encrypted = provider.origin.replace("http:", "https:");
    expect(await put("/", undefined, encrypted)).toEqual(failed("not reached"));
    expect(provider.asked).toEqual([]);
  });
});
