/** Listeners are told of each state: a real one, behind TLS, that answers as it likes. */
import { verify, X509Certificate } from "node:crypto";
import type { IncomingMessage } from "node:http";
import { createServer, type Server } from "node:https";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { LogLine } from "#shared/lambda/log.ts";
import { attemptsMax, sendCallbacks } from "#shared/lambda/callbacks.ts";
import { outside, postOut, type Reach } from "#shared/lambda/post-out.ts";
import { file } from "#shared/engine/privacy/file.ts";
import { move } from "#shared/engine/privacy/move.ts";
import { readTasks } from "#shared/stores/privacy/tasks.ts";
import { testIdentity } from "#test/fixtures/tls.ts";
import { privacy as policy } from "#test/fixtures/events.ts";
import { startStores, type TestStores } from "#test/fixtures/stores.ts";

const host = "listener.brook.cn";
const privacy = { ...policy, callbackHosts: [host] };
const { key, cert } = testIdentity(host);

let stores: TestStores;
let server: Server;
let port: number;
let heard: { headers: IncomingMessage["headers"]; body: string }[];
let answer: (count: number) => { status: number; location?: string };

beforeAll(async () => {
  stores = await startStores();
  server = createServer({ key, cert }, (request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      heard.push({ headers: request.headers, body: Buffer.concat(chunks).toString() });
      const { status, location } = answer(heard.length);
      response.writeHead(status, location === undefined ? {} : { location }).end();
    });
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  ({ port } = server.address() as AddressInfo);
});
afterAll(async () => {
  server.closeAllConnections();
  await new Promise((done) => server.close(done));
  await stores.stop();
});
beforeEach(() => {
  heard = [];
  answer = () => ({ status: 202 });
});

const home: Reach["resolve"] = async () => [{ address: "127.0.0.1", family: 4 }];
/** The listener's host is this machine, and this machine may be called. */
const reachOf = (change: Partial<Reach> = {}): Reach => ({
  ...outside,
  resolve: home,
  isAllowed: () => true,
  port,
  ca: cert,
  ...change,
});

const at = (minutes: number): string => new Date(Date.UTC(2026, 2, 9, 8, minutes)).toISOString();
let serial = 0;

async function filed(): Promise<string> {
  serial += 1;
  const number = `a7551968-d5d6-44b2-9831-${String(serial).padStart(12, "0")}`;
  const outcome = await file(
    {
      channel: "opendsr",
      identifiers: [{ type: "email", namespace: "", value: `listened${serial}@brook.cn` }],
      suppress: false,
      reference: number,
      callbacks: [`https://${host}/opendsr?request=1`],
      key: number,
      said: number,
    },
    { by: "controller-1", at: at(0), unique: number },
    { store: stores.store, privacy },
  );
  if (outcome.kind === "another body") throw new Error(outcome.kind);
  return outcome.stored.request.id;
}
const cancelled = (id: string) =>
  move(id, () => ({ kind: "cancel", reason: "x" }), {
    by: "ann",
    at: at(1),
    store: stores.store,
    privacy,
  });

async function call(minutes: number, change: Partial<Reach> = {}, hosts = [host]) {
  const lines: LogLine[] = [];
  await sendCallbacks({
    store: stores.store,
    privacy: { ...privacy, callbackHosts: hosts },
    publicBaseUrl: "https://hooks.brook.cn",
    now: () => new Date(at(minutes)),
    log: (line) => lines.push(line),
    reach: reachOf(change),
  });
  return lines;
}
const waiting = async () => readTasks("callback", stores.store);
const states = () =>
  heard.map(({ body }) => (JSON.parse(body) as { request_status: string }).request_status);

describe("a listener", () => {
  it("is told of each state in its order, once it has taken it no more, and can verify it", async () => {
    const id = await filed();
    await cancelled(id);
    await call(2);
    await call(3);
    expect(states()).toEqual(["pending", "cancelled"]);
    expect(await waiting()).toEqual([]);
    const [first] = heard;
    expect(JSON.parse(first?.body ?? "")).toMatchObject({
      controller_id: "controller-1",
      status_callback_url: `https://${host}/opendsr?request=1`,
      request_status: "pending",
      expected_completion_time: expect.stringMatching(/^2026-/) as string,
    });
    expect(first?.body).not.toContain("listened");
    const domain = String(first?.headers["x-opendsr-processor-domain"]);
    const { publicKey } = new X509Certificate(
      stores.store.vault.processorSigner().certificate(domain),
    );
    const signature = Buffer.from(String(first?.headers["x-opendsr-signature"]), "base64");
    expect(verify("sha256", Buffer.from(first?.body ?? ""), publicKey, signature)).toBe(true);
  });

  it("that fails is told again, later and later, and hears nothing out of order meanwhile", async () => {
    const id = await filed();
    await cancelled(id);
    answer = () => ({ status: 503 });
    expect(await call(2)).toMatchObject([{ outcome: "called back", request: id, came: "refused" }]);
    expect(states()).toEqual(["pending"]);
    answer = () => ({ status: 200 });
    await call(2);
    expect(heard).toHaveLength(1);
    await call(3);
    expect(states()).toEqual(["pending", "pending", "cancelled"]);
    expect(await waiting()).toEqual([]);
  });

  it("that never answers is given up at last", async () => {
    await filed();
    answer = () => ({ status: 500 });
    for (let n = 0; n < attemptsMax; n++) await call(2 + n * 400);
    expect(heard).toHaveLength(attemptsMax);
    expect(await waiting()).toEqual([]);
  });

  it("that is not on the list any more is told nothing", async () => {
    await filed();
    expect(await call(2, {}, [])).toMatchObject([{ came: "refused" }]);
    expect(heard).toEqual([]);
    await call(5);
    expect(await waiting()).toEqual([]);
  });
});

describe("nothing is sent", () => {
  const outgoing = { url: `https://${host}/`, body: "{}", headers: {} };
  const post = (change: Partial<Reach>, url = outgoing.url) =>
    postOut({ ...outgoing, url }, reachOf(change));

  it("to an address that is not outside, whatever its name", async () => {
    const { isAllowed } = outside;
    const why = { kind: "failed", why: "no public address" };
    expect(await post({ isAllowed })).toEqual(why);
    for (const url of ["https://127.0.0.1/", "https://169.254.169.254/latest/meta-data"]) {
      expect(await post({ isAllowed, resolve: outside.resolve }, url)).toEqual(why);
    }
    const mixed: Reach["resolve"] = async () => [
      { address: "8.8.8.8", family: 4 },
      { address: "10.0.0.1", family: 4 },
    ];
    expect(await post({ isAllowed, resolve: mixed })).toEqual(why);
    expect(heard).toEqual([]);
  });

  it("to another address than was looked at: the name is asked once", async () => {
    let asked = 0;
    const resolve: Reach["resolve"] = async (name) => {
      asked += 1;
      return asked === 1 ? home(name) : [{ address: "10.0.0.1", family: 4 }];
    };
    expect(await post({ resolve })).toEqual({ kind: "taken" });
    expect(asked).toBe(1);
  });

  it("to where an answer leads", async () => {
    answer = () => ({ status: 307, location: `https://${host}:${port}/elsewhere` });
    expect(await post({})).toEqual({ kind: "failed", why: "refused" });
    expect(heard).toHaveLength(1);
  });

  it("to whoever cannot prove to be the host", async () => {
    expect(await post({}, "https://another.brook.cn/")).toEqual({
      kind: "failed",
      why: "not reached",
    });
    const { cert: others } = testIdentity(host);
    expect(await post({ ca: others })).toEqual({ kind: "failed", why: "not reached" });
    expect(heard).toEqual([]);
  });

  it("where there is no such host, or nobody answers in time", async () => {
    expect(await post({ resolve: async () => [] })).toEqual({ kind: "failed", why: "not reached" });
    const broken = () => Promise.reject(new Error("ENOTFOUND"));
    expect(await post({ resolve: broken })).toEqual({ kind: "failed", why: "not reached" });
    expect(await post({ answerMsMax: 0 })).toEqual({ kind: "failed", why: "not in time" });
  });
});
