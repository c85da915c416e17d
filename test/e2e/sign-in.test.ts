/** Staff at a browser without scripts: they sign in at the local issuer, see who they are, and sign out. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { type RunningProduct, startProduct } from "#test/fixtures/process.ts";
import { startBrowser, visit } from "./browser.ts";

let folder: string;
let product: RunningProduct;
let browser: Browser;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "tributary-sign-in-"));
  [product, browser] = await Promise.all([startProduct({ folder }), startBrowser()]);
});
afterAll(async () => {
  await browser?.close();
  await product?.kill();
  rmSync(folder, { recursive: true, force: true });
});

async function open(locale: "en-GB" | "zh-CN", path = "/pages"): Promise<Page> {
  const context = await visit(browser, locale);
  onTestFinished(() => context.close());
  const page = await context.newPage();
  await page.goto(`${product.baseUrl}${path}`);
  return page;
}

async function signIn(page: Page, name: string, role: string): Promise<void> {
  await page.getByRole("textbox").fill(name);
  await page.getByRole("combobox").selectOption(role);
  await page.getByRole("button").click();
}

test.each([
  {
    locale: "en-GB" as const,
    lang: "en",
    name: "Mei <b>Lin</b>",
    role: "Compliance officer",
    welcome: "Welcome",
    signOut: "Sign out",
    signedOut: "You are signed out",
    again: "Sign in again",
  },
  {
    locale: "zh-CN" as const,
    lang: "zh",
    name: "林梅",
    role: "合规专员",
    welcome: "欢迎",
    signOut: "退出登录",
    signedOut: "您已退出登录",
    again: "重新登录",
  },
])("an officer signs in ($lang), sees name and role, and signs out", async (as) => {
  const page = await open(as.locale);
  expect(new URL(page.url()).pathname).toBe("/_local/oidc/authorize");
  expect(await page.locator("html").getAttribute("lang")).toBe(as.lang);
  await signIn(page, as.name, "compliance");

  expect(page.url()).toBe(`${product.baseUrl}/pages`);
  expect(await page.getByRole("heading", { level: 1 }).innerText()).toBe(as.welcome);
  const shown = await page.getByRole("main").innerText();
  expect(shown).toContain(as.name);
  expect(shown).toContain(as.role);
  expect(await page.getByRole("contentinfo").innerText()).toContain(as.name);

  await page.getByRole("button", { name: as.signOut }).click();
  expect(await page.getByRole("heading", { level: 1 }).innerText()).toBe(as.signedOut);
  expect(await page.context().cookies()).toEqual([]);
  await page.getByRole("link", { name: as.again }).click();
  expect(new URL(page.url()).pathname).toBe("/_local/oidc/authorize");
});

test("whoever is led to sign in comes back to where they wanted to go, and reads it in the other language", async () => {
  const page = await open("en-GB", "/pages/nowhere?status=open");
  await signIn(page, "Bo", "viewer");
  expect(page.url()).toBe(`${product.baseUrl}/pages/nowhere?status=open`);
  expect(await page.getByRole("heading", { level: 1 }).innerText()).toBe("There is no such page");
  await page.getByRole("link", { name: "中文" }).click();
  expect(await page.getByRole("heading", { level: 1 }).innerText()).toBe("没有这个页面");
  await page.getByRole("link", { name: "返回首页" }).click();
  expect(await page.getByRole("heading", { level: 1 }).innerText()).toBe("欢迎");
});

test("by keyboard alone: the first stop leads past the menu, and the style is there", async () => {
  const page = await open("en-GB");
  await page.keyboard.press("Tab");
  await page.keyboard.type("Bo");
  await page.keyboard.press("Enter");
  await page.waitForURL(`${product.baseUrl}/pages`);
  await page.keyboard.press("Tab");
  const skip = page.locator(":focus");
  expect(await skip.innerText()).toBe("Skip to content");
  expect((await skip.boundingBox())?.x).toBeGreaterThanOrEqual(0);
  await page.keyboard.press("Enter");
  expect(new URL(page.url()).hash).toBe("#main");
});
