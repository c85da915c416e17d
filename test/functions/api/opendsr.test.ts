/** OpenDSR 2.0, as machines speak it. */
import { verify, X509Certificate } from "node:crypto";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import * as z from "zod";
import { certificate, certificateRequest, discovery } from "#functions/api/opendsr.ts";
import { OpenDsrReceipt, OpenDsrStatus } from "#functions/api/opendsr-schemas.ts";
import { RequestsFound } from "#shared/domain/privacy/view.ts";
import { findRoute } from "#functions/api/routes.ts";
import { readTasks } from "#shared/stores/privacy/tasks.ts";
import { privacy } from "#test/fixtures/events.ts";
import { startStores, type TestStores } from "#test/fixtures/stores.ts";
import { ann, confirmation, eve, openDesk, rootsIn } from "./desk.ts";
import type { Answered, Asked } from "./staff.ts";

let stores: TestStores;
let desk: ReturnType<typeof openDesk>;
beforeAll(async () => {
  stores = await startStores();
});
afterAll(() => stores.stop());
beforeEach(() => {
  desk = openDesk(stores.store);
});

const machine: Asked = { role: "compliance", sub: "controller-1" };
const domain = "hooks.brook.cn";
const publicBaseUrl = `https://${domain}`;

let serial = 0;
const uuid = () => `a7551968-d5d6-44b2-9831-${String(++serial).padStart(12, "0")}`;
const requestOf = (email: string, change: object = {}) => ({
  regulation: "gdpr",
  subject_request_id: uuid(),
  subject_request_type: "erasure",
  submitted_time: "2026-03-01T15:00:00Z",
  subject_identities: [{ identity_type: "email", identity_value: email, identity_format: "raw" }],
  api_version: "2.0",
  ...change,
});
const send = (body: unknown, by = machine) => desk.api.post("/opendsr/v2/requests", body, by);
const statusOf = async (id: string, by = machine) =>
  OpenDsrStatus.parse((await desk.api.get(`/opendsr/v2/requests/${id}`, by)).body);
const cancel = (id: string, by = machine) =>
  desk.api.call("DELETE", `/opendsr/v2/requests/${id}`, by);

/** The request as officers know it. */
async function known(email: string): Promise<string> {
  const search = { identifier: { type: "email", value: email } };
  const found = await desk.api.post("/v1/requests/search", search, ann);
  return RequestsFound.parse(found.body).requests[0]?.id ?? "";
}

const pem = () => certificate({ store: stores.store, publicBaseUrl, privacy }).body ?? "";

function isSigned({ headers, text }: Answered): boolean {
  const signature = Buffer.from(String(headers["x-opendsr-signature"]), "base64");
  return verify("sha256", Buffer.from(text), new X509Certificate(pem()).publicKey, signature);
}

describe("discovery", () => {
  it("says what is supported, and where the certificate is, to whoever asks", () => {
    expect(JSON.parse(discovery(publicBaseUrl).body ?? "")).toEqual({
      api_version: "2.0",
      supported_identities: [{ identity_type: "email", identity_format: "raw" }],
      supported_subject_request_types: ["erasure"],
      processor_certificate: `${publicBaseUrl}/opendsr/v2/certificate.pem`,
    });
    expect(findRoute("GET", "/opendsr/v2/discovery").kind).toBe("discovery");
    expect(findRoute("GET", "/opendsr/v2/certificate.pem").kind).toBe("certificate");
  });

  it("leads to a certificate of the domain in whose name answers are signed", () => {
    const told = new X509Certificate(pem());
    expect(told.checkHost(domain)).toBe(domain);
    expect(told.checkHost("elsewhere.brook.cn")).toBeUndefined();
    expect(told.verify(told.publicKey)).toBe(true);
    expect(told.publicKey.asymmetricKeyDetails?.namedCurve).toBe("prime256v1");
  });
});

it("an authority's certificate is told instead, once it is in the tenant's file", () => {
  const processorCertificate = "-----BEGIN CERTIFICATE-----\nby an authority";
  const signing = { store: stores.store, publicBaseUrl };
  const told = certificate({ ...signing, privacy: { ...privacy, processorCertificate } });
  expect(told.body).toBe(processorCertificate);
  expect(certificateRequest(signing).body).toMatch(/^-----BEGIN CERTIFICATE REQUEST-----/);
  expect(findRoute("GET", "/opendsr/v2/certificate-request.pem").kind).toBe("certificate request");
});

describe("a request", () => {
  it("is answered with a receipt, signed as a whole and in itself", async () => {
    const { email } = await desk.somebody();
    const body = requestOf(email);
    const answered = await send(body);
    expect(answered.status).toBe(201);
    const { processor_signature: proof, ...receipt } = OpenDsrReceipt.parse(answered.body);
    expect(receipt).toEqual({
      controller_id: "controller-1",
      subject_request_id: body.subject_request_id,
      received_time: "2026-03-09T08:00:00.000Z",
      expected_completion_time: expect.stringMatching(/^2026-04-01T/) as string,
      encoded_request: Buffer.from(JSON.stringify(body)).toString("base64"),
      api_version: "2.0",
    });
    expect(answered.headers["x-opendsr-processor-domain"]).toBe(domain);
    expect(isSigned(answered)).toBe(true);
    expect(isSigned({ ...answered, text: answered.text.replace("controller-1", "another") })).toBe(
      false,
    );
    const { publicKey } = new X509Certificate(pem());
    const whole = Buffer.from(JSON.stringify(receipt));
    expect(verify("sha256", whole, publicKey, Buffer.from(proof, "base64"))).toBe(true);
  });

  it("sent again is the same; another under its number is refused", async () => {
    const { email } = await desk.somebody();
    const body = requestOf(email);
    const first = OpenDsrReceipt.parse((await send(body)).body);
    desk.api.clock.now = new Date("2026-03-10T08:00:00.000Z");
    const again = OpenDsrReceipt.parse((await send(body)).body);
    expect(again.received_time).toBe(first.received_time);
    expect((await send({ ...body, regulation: "ccpa" })).status).toBe(400);
  });

  it("is pending, in progress, completed or cancelled for a machine, and more for who reads on", async () => {
    const { email } = await desk.somebody();
    const body = requestOf(email);
    await send(body);
    const status = () => statusOf(body.subject_request_id);
    expect(await status()).toMatchObject({
      request_status: "pending",
      extensions: { [domain]: { state: "awaiting_identity", laws: [{ law: "gdpr" }] } },
    });
    const id = await known(email);
    await desk.step(id, "identity", { ...confirmation, method: "controller" });
    const seen = await desk.step(id, "preview");
    await desk.step(id, "approve", { roots: rootsIn(seen) }, eve);
    expect(await status()).toMatchObject({ extensions: { [domain]: { state: "approved" } } });
    await desk.step(id, "deny", { ground: "legal-claims", reason: "A claim is pending." });
    expect(await status()).toMatchObject({
      request_status: "cancelled",
      extensions: { [domain]: { state: "denied", laws: [] } },
    });
    const answered = await desk.api.get(`/opendsr/v2/requests/${body.subject_request_id}`, machine);
    expect(isSigned(answered)).toBe(true);
  });

  it("is cancelled by its controller while it is pending, and restricts nobody any more", async () => {
    const { id: person, email } = await desk.somebody();
    const body = requestOf(email);
    await send(body);
    const id = await known(email);
    await desk.step(id, "identity", confirmation);
    expect(await desk.restrictedBy(person)).toEqual([id]);
    const answered = await cancel(body.subject_request_id);
    expect(answered.status).toBe(202);
    expect(isSigned(answered)).toBe(true);
    expect(await desk.restrictedBy(person)).toEqual([]);
    expect(await statusOf(body.subject_request_id)).toMatchObject({ request_status: "cancelled" });
    expect((await cancel(body.subject_request_id)).status).toBe(400);
  });

  it("belongs to its controller: another reads, cancels and blocks none of it", async () => {
    const { email } = await desk.somebody();
    const body = requestOf(email);
    await send(body);
    const other: Asked = { role: "compliance", sub: "controller-2" };
    const path = `/opendsr/v2/requests/${body.subject_request_id}`;
    expect((await desk.api.get(path, other)).status).toBe(400);
    expect((await cancel(body.subject_request_id, other)).status).toBe(400);
    expect((await send({ ...body, regulation: "ccpa" }, other)).status).toBe(201);
    expect(await statusOf(body.subject_request_id)).toMatchObject({ request_status: "pending" });
  });

  it("takes telephones and more laws in our extension, and ignores what is meant for others", async () => {
    const person = await desk.somebody();
    const extensions = {
      [domain]: { identities: [{ type: "phone", value: person.phone }], laws: ["pipl"] },
      "another.brook.cn": { property: 1 },
    };
    const body = requestOf("", { subject_identities: [], extensions });
    expect((await send(body)).status).toBe(201);
    const { extensions: told } = await statusOf(body.subject_request_id);
    expect(told[domain]?.laws.map(({ law }) => law)).toEqual(["gdpr", "pipl"]);
  });

  it("is told to its listeners, at hosts of the tenant's list, with each state", async () => {
    const { email } = await desk.somebody();
    const url = "https://listener.brook.cn/opendsr";
    const body = requestOf(email, { status_callback_urls: [url] });
    expect((await send(body)).status).toBe(201);
    await cancel(body.subject_request_id);
    const tasks = await readTasks("callback", stores.store, await known(email));
    expect(tasks.map(({ state, url: to }) => [state, to])).toEqual([
      ["awaiting_identity", url],
      ["cancelled", url],
    ]);
  });

  const ErrorOf = z.object({ error: z.object({ code: z.literal(400), message: z.string() }) });
  const hashed = { identity_type: "email", identity_value: "0cc175b9", identity_format: "md5" };
  const android = { identity_type: "android_id", identity_value: "1", identity_format: "raw" };
  it.each([
    ["for access", { subject_request_type: "access" }, "only erasure"],
    ["with a hash", { subject_identities: [hashed] }, "only raw"],
    ["with what we do not know", { subject_identities: [android] }, "only email"],
    [
      "with no address",
      { subject_identities: [{ ...hashed, identity_format: "raw" }] },
      "none of its type",
    ],
    ["with nobody", { subject_identities: [] }, "No identity"],
    ["without a number", { subject_request_id: "7" }, "subject_request_id"],
    ["of another version", { api_version: "3.0" }, "none of 2"],
    ["under no law", { regulation: "hipaa" }, "regulation"],
    ["without a time", { submitted_time: "yesterday" }, "submitted_time"],
    [
      "with an extension of ours that is none",
      { extensions: { [domain]: { colour: 1 } } },
      "extensions",
    ],
    ["to be told in clear", { status_callback_urls: ["http://listener.brook.cn/"] }, "https"],
    ["to be told elsewhere", { status_callback_urls: ["https://evil.example/"] }, "list"],
    ["to be told at home", { status_callback_urls: ["https://169.254.169.254/latest"] }, "list"],
    ["to be told at a port", { status_callback_urls: ["https://listener.brook.cn:8443/"] }, "port"],
    [
      "to be told with a password",
      { status_callback_urls: ["https://a:b@listener.brook.cn/"] },
      "password",
    ],
  ])("%s is refused, with words, and no value in them", async (_, change, word) => {
    const canary = "refused-canary@brook.cn";
    const answered = await send({ ...requestOf(canary), ...change });
    expect(answered.status).toBe(400);
    expect(ErrorOf.parse(answered.body).error.message).toContain(word);
    expect(answered.text).not.toMatch(/canary|0cc175b9|evil/);
  });

  it.each(["viewer", "steward", "auditor"] as const)("is not for the role %s", async (role) => {
    expect((await send(requestOf("a@brook.cn"), { role })).status).toBe(403);
  });
});
