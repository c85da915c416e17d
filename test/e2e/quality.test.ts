/** A day of forms, some of them nonsense, lived through from outside: counted, judged, told, answered. */
import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import * as z from "zod";
import { sendStandard } from "#bin/senders/standard-webhooks.ts";
import { AlertPage } from "#functions/api/quality-schemas.ts";
import { Report } from "#shared/domain/quality/report.ts";
import { type RunningProduct, readSecrets, startProduct } from "#test/fixtures/process.ts";
import { accountFor } from "#test/load/accounting.ts";

let folder: string;
let product: RunningProduct;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "tributary-quality-"));
  product = await startProduct({ folder });
}, 90_000);
afterAll(async () => {
  await product?.stop();
  rmSync(folder, { recursive: true, force: true });
}, 60_000);

const Clock = z.object({ now: z.iso.datetime(), ran: z.array(z.string()).default([]) });
async function clock(step?: string): Promise<z.infer<typeof Clock>> {
  const asked = step === undefined ? {} : { method: "POST", body: step };
  const response = await fetch(`${product.baseUrl}/_local/clock`, asked);
  return Clock.parse(await response.json());
}

/** Far from midnight: no day ends while the test runs. */
async function moveToNoon(): Promise<Date> {
  const now = new Date((await clock()).now);
  const noon = new Date(now);
  noon.setUTCHours(36, 0, 0, 0);
  return new Date((await clock(`+${Math.ceil((noon.getTime() - now.getTime()) / 1_000)}s`)).now);
}

async function fill(n: number, now: Date): Promise<string> {
  const isNonsense = n % 3 === 0;
  const data = {
    form: "contact",
    name: isNonsense ? "test" : `Zephyrine Quill ${n}`,
    email: `zephyrine${n}@quillfeather.cn`,
    mobile: isNonsense ? "13111111111" : `139${String(10_000_000 + n * 7_919)}`,
  };
  const body = JSON.stringify({ type: "form.submitted", data });
  const secrets = readSecrets(folder)["website"] as never;
  const address = `${product.baseUrl}/webhooks/website`;
  const signed = sendStandard({ id: `msg_${n}`, body }, { secrets, address, now, randomBytes });
  const response = await fetch(address, {
    method: "POST",
    headers: signed.headers,
    body: signed.body as never,
  });
  const { events } = z.object({ events: z.array(z.string()) }).parse(await response.json());
  return events[0] ?? expect.fail(`form ${n} was not taken`);
}

async function ask(path: string, body?: unknown): Promise<unknown> {
  const response = await fetch(`${product.baseUrl}/v1/quality/${path}`, {
    method: body === undefined ? "GET" : "POST",
    headers: { authorization: "Bearer local:steward:lin", "content-type": "application/json" },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  expect(response.status).toBe(200);
  return response.json();
}

it("moving the clock by a day judges the day that is over, and tells it on the terminal", async () => {
  const noon = await moveToNoon();
  const events = await Promise.all(Array.from({ length: 48 }, (_, n) => fill(n, noon)));
  await accountFor(new Set(events), { baseUrl: product.baseUrl, secondsMax: 30 });
  const { ran } = await clock("+1d");
  expect(ran).toContain("MetricsHourly");

  const report = Report.parse(await ask("report"));
  expect(report.week.to).toBe(noon.toISOString().slice(0, 10));
  expect(report.tenant.day).toMatchObject({ metrics: { new: 48 } });
  const { alerts } = AlertPage.parse(await ask("alerts"));
  expect(alerts.map(({ kind, source }) => [kind, source])).toEqual([
    ["made-up", "website:contact"],
  ]);
  expect(report.alerts).toEqual(alerts);
  const told = product
    .output()
    .split("\n")
    .filter((line) => line.includes("Tributary demo: made-up"));
  expect(told).toHaveLength(1);
  expect(told[0]).toContain("From website:contact, made up by the look of it: ");
  expect(told[0]).toContain(alerts[0]?.samples[0]);
  expect(product.output()).not.toMatch(/Zephyrine|quillfeather|13111111111/i);

  await ask(`alerts/${alerts[0]?.id}`, { decision: "acknowledge" });
  expect(AlertPage.parse(await ask("alerts")).alerts).toEqual([]);
  await clock("+2h");
  expect(Report.parse(await ask("report")).alerts).toEqual([]);
}, 60_000);
