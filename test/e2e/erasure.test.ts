/** A deletion as an officer goes through it, from outside: through the front door to the final certificate. */
import { randomBytes } from "node:crypto";
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { ScanCommand } from "@aws-sdk/lib-dynamodb";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import * as z from "zod";
import { sendStandard } from "#bin/senders/standard-webhooks.ts";
import { type LocalDynamoDb, startDynamoDb } from "#infra/local/dynamodb.ts";
import { readDataKeys } from "#shared/stores/people.ts";
import type { Store } from "#shared/stores/tables.ts";
import { type RunningProduct, readSecrets, startProduct } from "#test/fixtures/process.ts";
import { openStored } from "#test/fixtures/stored-people.ts";
import { accountFor } from "#test/load/accounting.ts";

const home = fileURLToPath(new URL("../..", import.meta.url));

let folder: string;
let dynamoDb: LocalDynamoDb;
let product: RunningProduct;
let store: Store;
/** How far the product's clock was moved. */
let aheadMs = 0;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "tributary-erasure-"));
  dynamoDb = await startDynamoDb(join(folder, "tables.sqlite"));
  const environment = { DYNAMODB_ENDPOINT: dynamoDb.endpoint };
  product = await startProduct({ folder, environment });
  store = await openStored(folder, { tenant: "demo", endpoint: dynamoDb.endpoint });
}, 90_000);
afterAll(async () => {
  await product?.stop();
  await dynamoDb?.stop();
  rmSync(folder, { recursive: true, force: true });
}, 60_000);

interface Form {
  id: string;
  email: string;
  mobile: string;
  /** When it was filled in; default: now. */
  at?: Date;
}

/** Answers the id of its event, once it has arrived. */
async function fill({ id, email, mobile, at }: Form): Promise<string> {
  const now = new Date(Date.now() + aheadMs);
  const body = JSON.stringify({
    type: "form.submitted",
    timestamp: (at ?? now).toISOString(),
    data: { form: "contact", name: "Zephyrine Quill", email, mobile },
  });
  const secrets = readSecrets(folder)["website"] as never;
  const address = `${product.baseUrl}/webhooks/website`;
  const { headers, body: sent } = sendStandard(
    { id, body },
    { secrets, address, now, randomBytes },
  );
  const response = await fetch(address, { method: "POST", headers, body: sent as never });
  expect(response.status).toBe(200);
  const { events } = z.object({ events: z.array(z.string()) }).parse(await response.json());
  const { baseUrl } = product;
  await accountFor(new Set(events), { baseUrl, secondsMax: 30 });
  return events[0] ?? "";
}

type Json = Record<string, unknown>;

async function ask(
  path: string,
  { as = "compliance:ann", body }: { as?: string; body?: unknown } = {},
) {
  const response = await fetch(`${product.baseUrl}/v1/${path}`, {
    method: body === undefined ? "GET" : "POST",
    headers: { authorization: `Bearer local:${as}`, "content-type": "application/json" },
    redirect: "manual",
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  return { status: response.status, body: (await response.json()) as Json };
}

async function personOf(email: string): Promise<string> {
  const body = { identifier: { type: "email", value: email } };
  const found = await ask("people/search", { as: "steward:lin", body });
  const { people } = z.object({ people: z.array(z.object({ id: z.string() })) }).parse(found.body);
  return people[0]?.id ?? "";
}

async function pass(step: string, ms: number): Promise<void> {
  const response = await fetch(`${product.baseUrl}/_local/clock`, { method: "POST", body: step });
  expect(response.status).toBe(200);
  aheadMs += ms;
}

async function copyOf(table: "events" | "people"): Promise<Json[]> {
  const { Items = [] } = await store.database.send(
    new ScanCommand({ TableName: store.tables[table], ConsistentRead: true }),
  );
  return Items;
}

const hourMs = 3_600_000;
const [home1, work1] = ["zephyrine@quill-canary.cn", "z.quill@office-canary.cn"];
const mobile = "139 7654 3210";
const filledAt = new Date(Date.now() - 120_000);

describe("a person who asks to be erased", { timeout: 120_000 }, () => {
  let request = "";
  let event = "";
  let root = "";
  let absorbed = "";
  let copies: { events: Json[]; people: Json[] };

  it("has a history: a steward found that two were one", async () => {
    event = await fill({ id: "m1", email: home1, mobile, at: filledAt });
    await fill({ id: "m2", email: work1, mobile: "" });
    const ids = [await personOf(home1), await personOf(work1)];
    const merged = await ask("merges", { as: "steward:lin", body: { people: ids } });
    expect(merged.status).toBeLessThan(300);
    root = await personOf(home1);
    absorbed = ids.find((id) => id !== root) ?? "";
    expect(absorbed).not.toBe("");
    copies = { events: await copyOf("events"), people: await copyOf("people") };
  });

  it("gets a receipt with a due date, is restricted once it is certain who asks", async () => {
    const identifiers = [{ type: "phone", value: mobile }];
    const filed = await ask("requests", { body: { identifiers } });
    expect(filed.status).toBe(201);
    request = String(filed.body["id"]);
    expect(filed.body["due"]).toMatchObject({ law: "pipl" });
    const evidence = { method: "document", evidence: "CASE-7", outcome: "confirmed" };
    await ask(`requests/${request}/identity`, { body: evidence });
    const read = await ask(`people/${root}`, { as: "admin:eve" });
    expect(JSON.stringify(read.body)).not.toContain("quill-canary");
    expect(read.body).toMatchObject({ state: "restricted" });
  });

  it("is erased when a colleague has approved what would go, and the cooling-off is over", async () => {
    const seen = await ask(`requests/${request}/preview`, { body: {} });
    const Preview = z.object({
      preview: z.object({
        people: z.array(z.object({ id: z.string(), shapeVersion: z.int() }).loose()),
      }),
    });
    const { people } = Preview.parse(seen.body).preview;
    const roots = people.map(({ id, shapeVersion }) => ({ id, shapeVersion }));
    expect((await ask(`requests/${request}/approve`, { body: { roots } })).status).toBe(409);
    const as = "compliance:eve";
    expect((await ask(`requests/${request}/approve`, { as, body: { roots } })).status).toBe(200);
    await pass("+1h", hourMs);
    expect((await ask(`people/${root}`, { as: "steward:lin" })).status).toBe(200);
    await pass("+25h", 25 * hourMs);
    for (const id of [root, absorbed]) {
      expect((await ask(`people/${id}`, { as: "steward:lin" })).status).toBe(410);
    }
    const where = await ask(`events/${event}`, { as: "steward:lin" });
    expect(where.body).toMatchObject({ status: "tombstoned", because: "erased" });
  });

  it("leaves copies that nobody can open: of records and events, of whom they absorbed as well", async () => {
    const mine = new Set([root, absorbed]);
    const events = copies.events.filter(({ p }) => mine.has(String(p)));
    expect(events.length).toBeGreaterThanOrEqual(2);
    expect(copies.people.filter(({ id }) => mine.has(String(id)))).toHaveLength(2);
    expect((await readDataKeys([...mine], store)).size).toBe(0);
  });

  it("does not come back: not by the same message, nor by an older one that was edited", async () => {
    expect(await fill({ id: "m1", email: home1, mobile, at: filledAt })).toBe(event);
    const before = new Date(Date.now() - 60_000);
    const edited = await fill({ id: "m3", email: "quill@new-canary.cn", mobile, at: before });
    const where = await ask(`events/${edited}`, { as: "steward:lin" });
    expect(where.body).toMatchObject({ status: "tombstoned", because: "late" });
    expect(await personOf(home1)).toBe("");
    expect(await personOf("quill@new-canary.cn")).toBe("");
  });

  it("may sign up anew, and is somebody new", async () => {
    await fill({ id: "m4", email: home1, mobile });
    const anew = await personOf(home1);
    expect([root, absorbed, ""]).not.toContain(anew);
    expect((await ask(`people/${root}`, { as: "steward:lin" })).status).toBe(410);
  });

  it("has a certificate that is genuine to the byte, and final when no copy can be anywhere", async () => {
    await pass("+32d", 32 * 24 * hourMs);
    const { body } = await ask(`requests/${request}/certificate`);
    expect(body).toMatchObject({ content: { final: true, verification: { survivors: 0 } } });
    expect(verified(body)).toMatchObject({ status: 0, stdout: expect.stringMatching(/^Genuine/) });
    const text = JSON.stringify(body).replace('"events":2', '"events":3');
    expect(verified(JSON.parse(text))).toMatchObject({ status: 1 });
  });
});

function verified(certificate: unknown) {
  const file = join(folder, "certificate.json");
  writeFileSync(file, JSON.stringify(certificate));
  const program = join(home, "bin", "verify-certificate.ts");
  const options = { env: { ...process.env, STATE_DIR: folder }, encoding: "utf8" } as const;
  return spawnSync(process.execPath, [program, file], options);
}
