import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join, relative } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import * as z from "zod";
import type { SignedDelivery } from "#bin/senders/delivery.ts";
import { covers } from "#infra/data-map/check.ts";
import { dataMap } from "#infra/data-map/index.ts";
import { canaries, canariesBelow, canariesIn, filesBelow } from "#test/fixtures/canaries.ts";
import { canaryDeliveries } from "#test/fixtures/canary-deliveries.ts";
import { type RunningProduct, startProduct } from "#test/fixtures/process.ts";
import { accountFor } from "#test/load/accounting.ts";

/** Everything that the product may write to: its state, and what programs take for scratch and home. */
let root: string;
let product: RunningProduct;
let output = "";
/** Found in the files, and which these were, while it ran: journals still hold what was deleted since. */
let whileRunning: { found: string[]; files: string[] };
/** What each role was answered, in words. */
const answers = new Map<string, string[]>();

const seeing = ["steward", "admin"];
const blind = ["viewer", "entry", "compliance", "auditor"];

beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), "tributary-canary-"));
  const [folder, scratch] = [join(root, "state"), join(root, "scratch")];
  mkdirSync(scratch);
  product = await startProduct({ folder, environment: { TMPDIR: scratch, HOME: scratch } });
  const deliveries = canaryDeliveries({ folder, baseUrl: product.baseUrl });

  const events: string[] = [];
  for (const delivery of deliveries.accepted) {
    const { status, text } = await post(delivery);
    expect(status).toBe(200);
    events.push(...z.object({ events: z.array(z.string()) }).parse(JSON.parse(text)).events);
  }
  expect((await post(deliveries.unclear)).status).toBe(200);
  const refused = await Promise.all(deliveries.refused.map(({ delivery }) => post(delivery)));
  expect(refused.map(({ status }) => status)).toEqual(
    deliveries.refused.map(({ status }) => status),
  );
  const { statuses } = await accountFor(new Set(events), {
    baseUrl: product.baseUrl,
    secondsMax: 30,
  });
  expect(new Set(statuses.values())).toEqual(new Set(["linked"]));
  const person = await idOf(canaries.phone);
  await correct(person);
  for (const role of [...seeing, ...blind]) answers.set(role, await askAll(role, person));
  await replay();
  // Its message may still be in the queue when everything ends.
  expect((await post(deliveries.website("msg_last"))).status).toBe(200);
  whileRunning = { found: canariesBelow(root), files: filesBelow(root) };
  await product.stop();
  output = product.output();
}, 120_000);

afterAll(async () => {
  await product?.kill();
  rmSync(root, { recursive: true, force: true });
});

test("no byte that the product stored, in whatever file, holds a customer's value", () => {
  expect(filesBelow(root).length).toBeGreaterThan(10);
  expect(canariesBelow(root)).toEqual([]);
});

test("no byte held one while it ran, in journals of tables and queues either", () => {
  const journals = whileRunning.files.filter((file) => file.endsWith("-wal"));
  expect(journals.map((file) => basename(file)).sort()).toEqual([
    "dynamodb.sqlite-wal",
    "fauxqs.db-wal",
  ]);
  expect(whileRunning.found).toEqual([]);
});

test("no line that the product printed holds a customer's value", () => {
  for (const outcome of ["accepted", "refused", "quarantined", "answered"])
    expect(output).toContain(outcome);
  expect(canariesIn(Buffer.from(output))).toEqual([]);
});

test("every file that the product leaves is one that the data map tells of", () => {
  const declared = dataMap.flatMap(({ places }) => places);
  const left = filesBelow(root).map((file) => file.replace(`${root}/state/`, "STATE_DIR/"));
  const strange = left.filter((file) => !declared.some((pattern) => covers(pattern, file)));
  expect(strange.map((file) => relative(root, file))).toEqual([]);
});

test.each(seeing)("%s is shown the values, so that there is something to find", (role) => {
  const all = (answers.get(role) ?? []).join("\n");
  const { refused, unclear, address, header, phone, email, ...accepted } = canaries;
  for (const value of Object.values(accepted)) expect(all).toContain(value);
  expect(all).toContain(phone.replaceAll(" ", ""));
  expect(all).toContain(email.toLowerCase());
  for (const value of [refused, unclear, address, header]) expect(all).not.toContain(value);
});

test.each(blind)("%s is shown no value, whatever is asked", (role) => {
  // Where something comes from, and what a form asked there, is for every viewer.
  const all = (answers.get(role) ?? []).map((text) =>
    text.replaceAll(canaries.source, "").replaceAll(canaries.question, ""),
  );
  expect(all.length).toBeGreaterThan(5);
  expect(all.flatMap((text) => canariesIn(Buffer.from(text)))).toEqual([]);
});

describe("the search itself would find", () => {
  const { phone, chineseName, answer, email } = canaries;
  const text = Buffer.from(`{"a":"${answer}"}`);

  test.each([
    ["what stands in the middle", Buffer.from(`x${chineseName}y`)],
    ["UTF-16 of both orders", Buffer.from(email, "utf16le").swap16()],
    ["base64, however it is aligned", Buffer.from(text.toString("base64"))],
    ["base64 of UTF-16", Buffer.from(Buffer.from(`é${chineseName}`, "utf16le").toString("base64"))],
    ["base64 for addresses", Buffer.from(text.toString("base64url"))],
    ["hexadecimal digits", Buffer.from(text.toString("hex"))],
    ["an address", Buffer.from(`/v1/people?q=${encodeURIComponent(chineseName).toLowerCase()}`)],
    ["a form", Buffer.from(new URLSearchParams({ phone, chineseName }).toString())],
    ["JSON of ASCII alone", Buffer.from("\\u4f5f\\u9e92\\u9aa7")],
    ["what normalisers make of it", Buffer.from("+8613976543210 zephyrine@quillfeather-canary.cn")],
    // echo -n +8613976543210 | sha256sum
    [
      "a hash without a key",
      Buffer.from("03e803baebac47cc14d7a5cdf36d2119e8d2a14bbb1ac60ecd65a9dea727156f"),
    ],
  ])("%s", (_form, bytes) => {
    expect(canariesIn(bytes)).not.toEqual([]);
  });

  test("nothing where there is nothing", () => {
    const innocent = "Zephyr, quill, feather, canary, 1397654, 佟, 麒麟";
    expect(canariesIn(Buffer.from(innocent))).toEqual([]);
    expect(canariesIn(Buffer.alloc(0))).toEqual([]);
  });
});

/** No answer to a sender says anything of what was sent. */
async function post({ url, headers, body }: SignedDelivery) {
  const response = await fetch(url, { method: "POST", headers, body: new Uint8Array(body) });
  const text = await response.text();
  expect(canariesIn(Buffer.from(text))).toEqual([]);
  return { status: response.status, text };
}

async function ask(role: string, path: string, body?: string): Promise<string> {
  const response = await fetch(`${product.baseUrl}${path}`, {
    method: body === undefined ? "GET" : "POST",
    headers: { authorization: `Bearer local:${role}:canary` },
    ...(body !== undefined && { body }),
  });
  return response.text();
}

const searchFor = (type: string, value: string): string =>
  JSON.stringify({ identifier: { type, value } });

async function idOf(phone: string): Promise<string> {
  const text = await ask("steward", "/v1/people/search", searchFor("phone", phone));
  const { people } = z
    .object({ people: z.array(z.object({ id: z.string() })) })
    .parse(JSON.parse(text));
  return people[0]?.id ?? "nobody";
}

/** Stewards write values too. */
async function correct(person: string): Promise<void> {
  const { chineseName: value, note: reason } = canaries;
  const correction = JSON.stringify({ field: "nickname", value, reason });
  const text = await ask("steward", `/v1/people/${person}/corrections`, correction);
  const { event } = z.object({ event: z.string() }).parse(JSON.parse(text));
  await accountFor(new Set([event]), { baseUrl: product.baseUrl, secondsMax: 30 });
}

/** Every route that reads, and questions that are none, with values wherever a value can be put. */
async function askAll(role: string, person: string): Promise<string[]> {
  const { email, phone, nationalId, address, refused } = canaries;
  const gets = [
    `/v1/people/${person}`,
    `/v1/people/${person}/events`,
    `/v1/people/${person}/comparison`,
    "/v1/reviews?kind=quarantined-delivery",
    "/v1/reviews?kind=possible-duplicate",
    "/v1/decisions",
    "/v1/requests",
    "/v1/holds",
    "/v1/audit",
    `/v1/people/${encodeURIComponent(email)}`,
    `/v1/events/${address}`,
    `/v1/people?email=${encodeURIComponent(email)}`,
    `/v1/audit?from=${address}`,
    `/pages/${address}?email=${encodeURIComponent(email)}`,
    `/${address}`,
  ];
  const searches = [
    searchFor("email", email),
    searchFor("phone", phone),
    searchFor("national-id", nationalId),
    searchFor(refused, phone),
    `{"identifier":${refused}`,
  ];
  return [
    ...(await Promise.all(gets.map((path) => ask(role, path)))),
    ...(await Promise.all(searches.map((body) => ask(role, "/v1/people/search", body)))),
    ...(await Promise.all(searches.map((body) => ask(role, "/v1/requests/search", body)))),
  ];
}

/** It is not understood the second time either. */
async function replay(): Promise<void> {
  const text = await ask("steward", "/v1/reviews?kind=quarantined-delivery");
  const { reviews } = z
    .object({ reviews: z.array(z.object({ id: z.string() })) })
    .parse(JSON.parse(text));
  expect(reviews).toHaveLength(1);
  for (const { id } of reviews) {
    const outcome = await ask("steward", `/v1/reviews/${id}`, '{"decision":"replay"}');
    expect(canariesIn(Buffer.from(outcome))).toEqual([]);
  }
}
