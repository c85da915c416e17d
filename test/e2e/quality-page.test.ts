/**
 * The report on quality over the whole product: deliveries come in, a day goes by, and somebody opens the
 * page in English and in Chinese. What it shows is what the API says; no script, no complaint, no PII.
 */
import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import * as z from "zod";
import { sendWebsite, type WebsiteSecrets } from "#bin/senders/website.ts";
import { Report } from "#shared/domain/quality/report.ts";
import { readSecrets, type RunningProduct, startProduct } from "#test/fixtures/process.ts";
import { eventually } from "#test/fixtures/running.ts";
import { accountFor } from "#test/load/accounting.ts";
import { inspect, overflowsWhenNarrow } from "./accessibility.ts";
import { startBrowser, visit } from "./browser.ts";

let folder: string;
let product: RunningProduct;
let browser: Browser;
let report: Report;

const people = 40;
/** So many of them left their city out. */
const without = 12;
/** Too few to show anything of. */
const few = 2;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "tributary-quality-"));
  [product, browser] = await Promise.all([startProduct({ folder }), startBrowser()]);
  const ids = await Promise.all([
    ...Array.from({ length: people }, (_, at) => customer("contact", at)),
    ...Array.from({ length: few }, (_, at) => customer("members", people + at)),
  ]);
  await accountFor(new Set(ids.flat()), { baseUrl: product.baseUrl, secondsMax: 30 });
  await fetch(`${product.baseUrl}/_local/clock`, { method: "POST", body: "+25h" });
  report = Report.parse(await eventually(readReport, (read) => read !== undefined));
}, 120_000);
afterAll(async () => {
  await browser?.close();
  await product?.kill();
  rmSync(folder, { recursive: true, force: true });
});

/** Somebody who wrote through a form of the website; the first ones leave out where they live. */
async function customer(form: string, at: number): Promise<string[]> {
  const data = {
    form,
    name: "Zhou Yan",
    email: `zhou.yan.${at}@lantern-books.cn`,
    ...(at >= without && { city: "Suzhou" }),
  };
  const { url, headers, body } = sendWebsite(
    { id: `msg_${at}`, body: JSON.stringify({ type: "form.submitted", data }) },
    {
      secrets: readSecrets(folder)["website"] as unknown as WebsiteSecrets,
      address: `${product.baseUrl}/webhooks/website`,
      now: new Date(),
      randomBytes,
    },
  );
  const response = await fetch(url, { method: "POST", headers, body: new Uint8Array(body) });
  return z.object({ events: z.array(z.string()) }).parse(await response.json()).events;
}

/** Undefined before the first run that had something to count. */
async function readReport(): Promise<Report | undefined> {
  const headers = { authorization: "Bearer local:viewer:me" };
  const response = await fetch(`${product.baseUrl}/v1/quality/report`, { headers });
  const read = response.ok ? Report.parse(await response.json()) : undefined;
  return read?.tenant.week && read;
}

async function reader(locale: "en-GB" | "zh-CN"): Promise<{ page: Page; complaints: string[] }> {
  const context = await visit(browser, locale);
  onTestFinished(() => context.close());
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on("console", (message) => complaints.push(message.text()));
  page.on("pageerror", (error) => complaints.push(error.message));
  await page.goto(`${product.baseUrl}/pages`);
  await page.getByRole("textbox").fill("Vi");
  await page.getByRole("combobox").selectOption("viewer");
  await page.getByRole("button").click();
  return { page, complaints };
}

async function isInOrder(page: Page): Promise<void> {
  expect(await inspect(page), page.url()).toEqual([]);
  expect(await overflowsWhenNarrow(page), page.url()).toBe(false);
}

const languages = [
  {
    locale: "en-GB",
    menu: "Quality",
    title: "Data quality",
    sources: "Sources, lowest score first",
    missing: /^Missing/,
    mix: "New events by week and channel",
    hidden: "hidden",
    language: "en",
  },
  {
    locale: "zh-CN",
    menu: "数据质量",
    title: "数据质量",
    sources: "各来源，评分低者在前",
    missing: /^缺失/,
    mix: "各渠道每周新增数据",
    hidden: "不显示",
    language: "zh",
  },
] as const;

test.each(languages)(
  "in $language it shows what the API says, to everybody, without complaint",
  async (words) => {
    const { page, complaints } = await reader(words.locale);
    await page.getByRole("link", { name: words.menu, exact: true }).click();
    expect(await page.getByRole("heading", { level: 1 }).innerText()).toBe(words.title);
    await isInOrder(page);
    for (const folded of await page.locator("summary").all()) await folded.click();
    await isInOrder(page);

    const week = report.tenant.week;
    if (week?.kind !== "shown") throw new Error("forty people are enough to be shown");
    // What is hidden is in no sum either: nobody can subtract.
    expect(week.metrics.new).toBe(people);
    const { score } = week.metrics;
    const answer = await page.locator(".answer").innerText();
    expect(answer).toContain(`${score?.score}`);
    expect(answer).toMatch(new RegExp(`\\b${people}\\b`));
    for (const { words: told } of report.fixes) {
      expect(await page.locator("#fixes").innerText()).toContain(told[words.language]);
    }

    const rowOf = (table: string | RegExp, name: string) =>
      page.getByRole("table", { name: table }).getByRole("row", { name }).innerText();
    const [contact, members] = ["website:contact", "website:members"].map((name) =>
      report.sources.find((source) => source.name === name),
    );
    if (contact?.windows.week?.kind !== "shown") throw new Error("the contact form is shown");
    const { metrics } = contact.windows.week;
    expect(metrics.fields["city"]?.missing).toEqual({ share: without / people, n: people });
    expect(await rowOf(words.sources, contact.name)).toContain(`${metrics.score?.score}`);
    expect(await rowOf(words.missing, contact.name)).toMatch(/\b30%/);
    expect(members?.windows.week?.kind).toBe("hidden");
    expect(await rowOf(words.sources, "website:members")).toContain(words.hidden);
    const { channel, events } = report.mix.at(-1) ?? {};
    const title =
      report.channels.find(({ name }) => name === channel)?.title?.[words.language] ?? "";
    expect(await rowOf(words.mix, title)).toMatch(new RegExp(`\\b${events}$`));

    expect(await page.locator("svg.picture").count()).toBeGreaterThan(3);
    expect(await page.content()).not.toMatch(/zhou|lantern|suzhou/i);
    expect(complaints).toEqual([]);
  },
);
