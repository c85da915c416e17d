/**
 * A real browser for tests of the pages. Chromium comes inside of an npm package, with the few libraries
 * that a bare Linux machine may lack: nothing has to be installed. Only Latin glyphs are sure to be
 * there, so tests ask what a page says and never how it looks in Chinese.
 */
import { spawnSync } from "node:child_process";
import {
  createReadStream,
  createWriteStream,
  existsSync,
  mkdtempSync,
  renameSync,
  rmSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { pipeline } from "node:stream/promises";
import { fileURLToPath } from "node:url";
import { createBrotliDecompress } from "node:zlib";
import { type Browser, type BrowserContext, chromium } from "playwright-core";

const packed = join(
  dirname(fileURLToPath(import.meta.resolve("@sparticuz/chromium"))),
  "..",
  "bin",
);
/** Named by the version, so that a newer one is unpacked anew. */
const unpackedTo = join(tmpdir(), "tributary-chromium-153.0.0");

/** Close it when done. Elsewhere than on Linux x64, `CHROME` names an installed one. */
export async function startBrowser(): Promise<Browser> {
  const own = process.env["CHROME"];
  const folder = own === undefined ? await unpack() : "";
  return chromium.launch({
    executablePath: own ?? join(folder, "chromium"),
    args: ["--no-sandbox", "--headless=shell", "--disable-webgl", "--disable-dev-shm-usage"],
    env: { PATH: process.env["PATH"] ?? "", HOME: tmpdir(), LD_LIBRARY_PATH: join(folder, "lib") },
  });
}

/** Somebody at a browser: `locale` is what their `Accept-Language` says. */
export function visit(browser: Browser, locale: "en-GB" | "zh-CN"): Promise<BrowserContext> {
  return browser.newContext({ locale, javaScriptEnabled: false });
}

/** Whole or not at all: tests that run side by side may both begin. */
async function unpack(): Promise<string> {
  if (existsSync(unpackedTo)) return unpackedTo;
  const draft = mkdtempSync(`${unpackedTo}-`);
  await inflate("chromium.br", join(draft, "chromium"), 0o755);
  const libraries = join(draft, "libraries.tar");
  await inflate("al2023.tar.br", libraries);
  const { status } = spawnSync("tar", ["-xf", libraries, "-C", draft]);
  if (status !== 0) throw new Error("tar cannot unpack the browser's libraries");
  try {
    renameSync(draft, unpackedTo);
  } catch (error) {
    rmSync(draft, { recursive: true });
    if (!existsSync(unpackedTo)) throw error;
  }
  return unpackedTo;
}

function inflate(name: string, to: string, mode = 0o644): Promise<void> {
  const from = createReadStream(join(packed, name));
  return pipeline(from, createBrotliDecompress(), createWriteStream(to, { mode }));
}
