/** The Tributary that the demo speaks to: the one that runs, or one of its own. */
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import * as z from "zod";
import { DemoError } from "./errors.ts";

export interface Product {
  baseUrl: string;
  /** Where its secrets are. */
  folder: string;
  /** The demo started it, and ends it. */
  own: boolean;
  stop(): Promise<void>;
}

const Clock = z.object({ now: z.iso.datetime() });

/** What its clock shows: it may have been moved. Undefined where no embedded Tributary answers. */
export async function clockOf(baseUrl: string): Promise<Date | undefined> {
  try {
    const response = await fetch(`${baseUrl}/_local/clock`, { signal: AbortSignal.timeout(5_000) });
    return new Date(Clock.parse(await response.json()).now);
  } catch {
    return undefined;
  }
}

/** Throws a DemoError where nobody answers any more. */
export async function request(url: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(url, init);
  } catch (cause) {
    throw new DemoError(`${new URL(url).origin} does not answer any more.`, { cause });
  }
}

export interface OwnProduct {
  /** A folder to keep its state in. */
  given?: string | undefined;
  port?: number;
}

/**
 * As its own process, with nothing to remember, or with what is in `given` and stays there. `port`: 0 = any
 * free one. Throws a DemoError with its last words.
 */
export async function startOwn({ given, port = 0 }: OwnProduct = {}): Promise<Product> {
  const folder = given ?? mkdtempSync(join(tmpdir(), "tributary-demo-"));
  const child = spawn(process.execPath, [join(import.meta.dirname, "..", "start.ts")], {
    env: { ...process.env, STATE_DIR: folder, PORT: String(port), TENANT: "demo" },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const ended = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  const stop = async (): Promise<void> => {
    child.kill("SIGINT");
    await ended;
    if (given === undefined) rmSync(folder, { recursive: true, force: true });
  };
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    process.once(signal, () => void stop().finally(() => process.exit(process.exitCode ?? 1)));
  }
  const lines: string[] = [];
  const address = new Promise<string | undefined>((resolve) => {
    for (const stream of [child.stdout, child.stderr]) {
      createInterface({ input: stream }).on("line", (line) => {
        lines.push(line);
        const url = /^Ready in .* at (http:\S+)$/.exec(line)?.[1];
        if (url !== undefined) resolve(url);
      });
    }
    void ended.then(() => resolve(undefined));
  });
  const baseUrl = await address;
  if (baseUrl === undefined) {
    await stop();
    throw new DemoError(`Tributary could not be started:\n${lines.join("\n")}`);
  }
  return { baseUrl, folder, own: true, stop };
}
