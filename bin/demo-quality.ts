/**
 * `npm run demo:quality`: ten weeks of ten sources, six of which go wrong, lived through in some minutes.
 * `-- --lang zh` in Chinese, `-- --seed word` other people and other noise.
 */
import { existsSync, readdirSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs, styleText } from "node:util";
import { StartError } from "#infra/local/errors.ts";
import { languages } from "./channels/words.ts";
import { DemoError } from "./demo/errors.ts";
import { type Product, startOwn } from "./demo/product.ts";
import { readAllSecrets } from "./demo/secrets.ts";
import { liveThrough } from "./demo-quality/live.ts";
import { barOf, rewrite } from "./demo-quality/progress.ts";
import { readAlerts, readReport } from "./demo-quality/read.ts";
import { closing, type Say, weekLine } from "./demo-quality/tell.ts";
import { daysPerWeek, weeks } from "./demo-quality/traffic.ts";
import { isRight, judge } from "./demo-quality/verdict.ts";
import { readPort } from "./start/options.ts";

try {
  const { values } = parseArgs({
    options: {
      seed: { type: "string", default: "tributary" },
      lang: { type: "string", default: "en" },
    },
  });
  const language = languages.find((each) => each === values.lang);
  if (language === undefined) throw new DemoError(`--lang is one of ${languages.join(", ")}`);
  await demonstrate(values.seed, (words) => words[language]);
} catch (error) {
  if (!(error instanceof DemoError || error instanceof StartError)) throw error;
  console.error(`\n${styleText("red", error.message, { stream: process.stderr })}\n`);
  process.exitCode = 1;
}

async function demonstrate(seed: string, say: Say): Promise<void> {
  const given = emptyFolder(process.env["STATE_DIR"]);
  console.log(
    say({ en: "A Tributary of its own is starting …", zh: "正在启动一个独立的 Tributary …" }),
  );
  // 3000 belongs to npm start, whose clock stays as it is.
  const port = process.env["PORT"] ? readPort(process.env) : 0;
  const product = await startOwn({ given, port });
  try {
    await show(product, seed, say);
    if (process.stdout.isTTY) await untilStopped(product, say);
  } finally {
    await product.stop();
  }
  if (given !== undefined) console.log(goOn(given, say));
}

/** Ten weeks cannot be lived through twice: the same deliveries would be known. */
function emptyFolder(folder: string | undefined): string | undefined {
  if (!folder) return undefined;
  if (!existsSync(folder) || readdirSync(folder).length === 0) return folder;
  throw new DemoError(
    `There is something in ${folder} already. Name a folder that is empty, or none.`,
  );
}

async function show(product: Product, seed: string, say: Say): Promise<void> {
  const startedMs = performance.now();
  const known = new Set<string>();
  const elapsedMs = (): number => performance.now() - startedMs;
  const lived = await liveThrough({
    product,
    secrets: readAllSecrets(product.folder),
    seed,
    weeks,
    onDay(day) {
      const at = { done: day + 1, all: weeks * daysPerWeek, elapsedMs: elapsedMs() };
      const left = (seconds: number) => say({ en: `${seconds} s left`, zh: `还需 ${seconds} 秒` });
      rewrite(barOf(at, left), process.stdout);
    },
    onWeek(week) {
      rewrite("", process.stdout);
      console.log(weekLine(week, known, say));
    },
  });
  const report = await readReport(product);
  const alerts = await readAlerts(product);
  const verdict = judge({ report, alerts, firstDay: lived.firstDay });
  console.log(closing({ verdict, report, lived, seconds: elapsedMs() / 1_000 }, say));
  process.exitCode = isRight(verdict) ? 0 : 1;
}

const goOn = (folder: string, say: Say): string =>
  say({
    en: `\nIt is kept in ${folder}: STATE_DIR=${folder} npm start goes on with it.`,
    zh: `\n状态保存在 ${folder}：用 STATE_DIR=${folder} npm start 继续。`,
  });

async function untilStopped({ baseUrl }: Product, say: Say): Promise<void> {
  console.log(
    say({
      en: `\nLook at it: ${baseUrl}/pages/quality, signed in as anybody. It runs until Ctrl-C.`,
      zh: `\n查看报告：${baseUrl}/pages/quality（任意姓名登录）。按 Ctrl-C 结束。`,
    }),
  );
  for (;;) await sleep(60_000);
}
