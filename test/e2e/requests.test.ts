/**
 * A data-subject request from the first word to the certificate, by two officers at their browsers, one
 * in English and one in Chinese, over the whole product. No page of it needs a script, a mouse or colours.
 */
import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import * as z from "zod";
import { sendWebsite, type WebsiteSecrets } from "#bin/senders/website.ts";
import { verifyCertificate } from "#shared/domain/privacy/certificate.ts";
import { readSecrets, type RunningProduct, startProduct } from "#test/fixtures/process.ts";
import { eventually } from "#test/fixtures/running.ts";
import { accountFor } from "#test/load/accounting.ts";
import { inspect, overflowsWhenNarrow } from "./accessibility.ts";
import { startBrowser, visit } from "./browser.ts";

let folder: string;
let product: RunningProduct;
let browser: Browser;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "tributary-requests-"));
  [product, browser] = await Promise.all([startProduct({ folder }), startBrowser()]);
});
afterAll(async () => {
  await browser?.close();
  await product?.kill();
  rmSync(folder, { recursive: true, force: true });
});

/** Somebody who wrote through the website. */
async function customer(email: string, mobile: string): Promise<void> {
  const data = { form: "contact", name: "Zhou Yan", email, mobile };
  const { url, headers, body } = sendWebsite(
    { id: `msg_${email}`, body: JSON.stringify({ type: "form.submitted", data }) },
    {
      secrets: readSecrets(folder)["website"] as unknown as WebsiteSecrets,
      address: `${product.baseUrl}/webhooks/website`,
      now: new Date(),
      randomBytes,
    },
  );
  const response = await fetch(url, { method: "POST", headers, body: new Uint8Array(body) });
  const { events } = z.object({ events: z.array(z.string()) }).parse(await response.json());
  await accountFor(new Set(events), { baseUrl: product.baseUrl, secondsMax: 20 });
}

interface At {
  page: Page;
  /** What the browser complained of. */
  complaints: string[];
  go(path: string): Promise<void>;
}

async function officer(name: string, locale: "en-GB" | "zh-CN", role = "compliance"): Promise<At> {
  const context = await visit(browser, locale);
  onTestFinished(() => context.close());
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on("console", (message) => complaints.push(message.text()));
  page.on("pageerror", (error) => complaints.push(error.message));
  const go = async (path: string) => {
    await page.goto(`${product.baseUrl}${path}`);
  };
  await go("/pages/requests");
  await page.getByRole("textbox").fill(name);
  await page.getByRole("combobox").selectOption(role);
  await page.getByRole("button").click();
  return { page, complaints, go };
}

const heading = ({ page }: At) => page.getByRole("heading", { level: 1 }).innerText();
const shown = ({ page }: At) => page.getByRole("main").innerText();
const pathOf = ({ page }: At) => new URL(page.url()).pathname;

/** As it stands, and on a small telephone. */
async function isInOrder({ page }: At): Promise<void> {
  expect(await inspect(page), page.url()).toEqual([]);
  expect(await overflowsWhenNarrow(page), page.url()).toBe(false);
}

test("filed and confirmed by one, approved by another, erased by the clock, certified", async () => {
  const email = "zhou.yan@lantern-books.cn";
  await customer(email, "137 0000 5555");
  const ann = await officer("Ann", "en-GB");
  await ann.page.getByRole("link", { name: "File a request" }).click();
  await isInOrder(ann);
  await ann.page.getByRole("textbox", { name: "E-mail" }).fill(email);
  await ann.page.getByLabel("Your reference").fill("CASE-7");
  await ann.page.getByRole("button", { name: "File the request" }).click();

  expect(await heading(ann)).toBe("The request is filed");
  expect(await shown(ann)).toMatch(/Number\s+req_[\w-]{27}/);
  await isInOrder(ann);
  await ann.page.getByRole("link", { name: "Go on with this request" }).click();
  const request = pathOf(ann);
  await isInOrder(ann);

  await ann.page.getByLabel("A one-time code was sent to them").check();
  await ann.page.getByLabel("Where the evidence lies").fill("CASE-7");
  await ann.page.getByLabel("It is them").check();
  await ann.page.getByRole("button", { name: "Note the outcome" }).click();
  expect(await ann.page.getByRole("status").innerText()).toBe("✓ The outcome is noted.");

  await ann.page.getByRole("button", { name: "Make a preview" }).click();
  const row = ann.page.getByRole("table", { name: "What an approval erases" }).getByRole("row");
  expect(await row.nth(1).innerText()).toMatch(/\s1\s+2\s+website 1\s/);
  expect(await ann.page.getByRole("button", { name: "Approve" }).count()).toBe(0);
  expect(await shown(ann)).toContain("nobody approves a request of their own");
  await isInOrder(ann);

  const bo = await officer("Bo", "zh-CN");
  expect(await heading(bo)).toBe("个人信息权利请求");
  await isInOrder(bo);
  await bo.page.getByRole("link", { name: request.split("/").at(-1) ?? "" }).click();
  await isInOrder(bo);
  await bo.page.getByRole("button", { name: "批准删除" }).click();
  expect(await bo.page.getByRole("status").innerText()).toBe("✓ 删除已批准。");
  await bo.go("/pages/requests");
  const listed = bo.page.getByRole("row", { name: request.split("/").at(-1) ?? "" });
  expect(await listed.innerText()).toMatch(/CASE-7\s+● 已批准，冷静期/);

  await fetch(`${product.baseUrl}/_local/clock`, { method: "POST", body: "+25h" });
  const late = await officer("Bo", "zh-CN");
  await eventually(
    async () => {
      await late.go(request);
      return shown(late);
    },
    (text) => text.includes("已完成：全部删除"),
  );
  await isInOrder(late);
  await late.page.getByRole("link", { name: "删除证书" }).click();
  expect(await heading(late)).toBe("删除证书");
  expect(await shown(late)).toMatch(/残留\s+0/);
  await isInOrder(late);
  await late.page.getByRole("link", { name: "English" }).click();
  expect(await shown(late)).toMatch(/Preliminary/);
  await late.page.locator("summary", { hasText: "As signed JSON" }).click();
  const signed: unknown = JSON.parse(await late.page.locator("pre").innerText());
  expect(verifyCertificate(signed, undefined).kind).toBe("genuine");
  await isInOrder(late);

  expect([...ann.complaints, ...bo.complaints, ...late.complaints]).toEqual([]);
  // The product prints a line for each request: none of them says about whom.
  expect(product.output()).not.toMatch(/zhou\.yan|lantern|5555/);
});

test("by keyboard alone: what is wrong has the focus, leads to its control, and keeps what was entered", async () => {
  const { page, complaints, go } = await officer("Kim", "en-GB");
  await go("/pages/requests/file");
  const tabTo = async (name: string) => {
    for (let stops = 0; stops < 40; stops += 1) {
      await page.keyboard.press("Tab");
      const isThere = await page.locator(":focus").and(page.getByLabel(name)).count();
      if (isThere > 0) return;
    }
    throw new Error(`${name} cannot be reached by keyboard`);
  };
  await tabTo("Phone");
  await page.keyboard.type("12");
  await tabTo("Never take data");
  await page.keyboard.press("Space");
  await tabTo("Your reference");
  await page.keyboard.type("CASE-8");
  await page.keyboard.press("Enter");

  await page.getByRole("alert").waitFor();
  expect(await page.title()).toBe("To correct: File a request for erasure – Tributary");
  expect(await page.locator(":focus").innerText()).toContain("One thing to correct");
  expect(await inspect(page)).toEqual([]);
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  const phone = page.getByRole("textbox", { name: "Phone" });
  expect(await page.locator(":focus").getAttribute("id")).toBe(await phone.getAttribute("id"));
  expect(await phone.getAttribute("aria-invalid")).toBe("true");
  expect(await page.getByLabel("Never take data").isChecked()).toBe(true);
  await page.keyboard.press("Control+A");
  await page.keyboard.type("137 0000 6666");
  await page.keyboard.press("Enter");
  await page.waitForURL(/\/receipt$/);
  expect(await page.getByRole("main").innerText()).toContain("CASE-8");
  // Chromium tells of every answer that is an error: of that one, and of nothing else.
  expect(complaints).toEqual([expect.stringContaining("status of 400")]);
});

test("holds, a search and everything folded away are in order in both languages", async () => {
  const kim = await officer("Kim", "en-GB");
  await kim.go("/pages/holds/put");
  await isInOrder(kim);
  await kim.page.getByLabel("Value").fill("held@lantern-books.cn");
  await kim.page.getByLabel("Ground").selectOption("legal-claims");
  await kim.page.getByLabel("Until the end of").fill("2099-06-30");
  await kim.page.getByRole("button", { name: "Put the hold" }).click();
  expect(await kim.page.getByRole("status").innerText()).toBe("✓ The hold is in force.");
  await isInOrder(kim);
  await kim.page.locator("summary", { hasText: "Lift" }).click();
  await isInOrder(kim);
  await kim.page.getByRole("button", { name: "Lift" }).click();
  expect(await kim.page.getByRole("status").innerText()).toBe("✓ The hold is lifted.");

  await kim.go("/pages/requests/file");
  await kim.page.getByRole("textbox", { name: "E-mail" }).fill("one@lantern-books.cn");
  await kim.page.getByRole("button", { name: "File the request" }).click();
  await kim.page.getByRole("link", { name: "Go on with this request" }).click();
  for (const folded of await kim.page.locator("summary").all()) await folded.click();
  await isInOrder(kim);
  await kim.page.getByRole("link", { name: "中文" }).click();
  for (const folded of await kim.page.locator("summary").all()) await folded.click();
  await isInOrder(kim);

  await kim.go("/pages/requests/search?lang=zh");
  await kim.page.getByLabel("内容").fill("one@lantern-books.cn");
  await kim.page.getByRole("button", { name: "查找" }).click();
  expect(await kim.page.getByRole("table", { name: "与该标识有关的请求" }).count()).toBe(1);
  expect(new URL(kim.page.url()).search).toBe("");
  await isInOrder(kim);
  expect(kim.complaints).toEqual([]);
});

test("what would not be in order is found", async () => {
  const context = await visit(browser, "en-GB");
  onTestFinished(() => context.close());
  const page = await context.newPage();
  await page.setContent(`<html lang="fr"><body>
    <h1>One</h1><h3>Three</h3><p style="color:#999">pale</p><input name="a" /><a href="#gone"></a>
    <input type="radio" name="b" aria-invalid="true" /><table><tr><th>x</th></tr></table>
    <p style="width:50rem">wide</p></body></html>`);
  const found = await inspect(page);
  const rules = found.map((each) => each.split(" ")[0]);
  const wanted = ["1.3.1", "1.4.3", "2.4.1", "2.4.2", "3.1.1", "3.3.1", "3.3.2", "4.1.2", "no"];
  expect(new Set(rules)).toEqual(new Set(wanted));
  expect(await overflowsWhenNarrow(page)).toBe(true);
});
