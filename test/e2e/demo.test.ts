import { execFile } from "node:child_process";
import { randomBytes } from "node:crypto";
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { account } from "#bin/demo/bodies.ts";
import { inventCustomer } from "#bin/demo/customer.ts";
import { readSecrets, type Secrets } from "#bin/demo/secrets.ts";
import { tellStory } from "#bin/demo/story.ts";
import { eventsOf } from "#bin/demo/understood.ts";
import { channels } from "#shared/channels/index.ts";
import { type RunningProduct, startProduct } from "#test/fixtures/process.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));

let folder: string;
let product: RunningProduct;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "tributary-demo-test-"));
  product = await startProduct({ folder });
});
afterAll(async () => {
  await product.stop();
  rmSync(folder, { recursive: true, force: true });
});

interface Ended {
  code: number;
  output: string;
  errors: string;
}

function runDemo(
  environment: { PORT: string; STATE_DIR: string },
  given: readonly string[] = [],
): Promise<Ended> {
  return new Promise((resolve) => {
    const options = { cwd: root, env: { ...process.env, ...environment } };
    const child = execFile(
      process.execPath,
      [join(root, "bin", "demo.ts"), ...given],
      options,
      (_, output, errors) => resolve({ code: child.exitCode ?? -1, output, errors }),
    );
  });
}

const port = () => new URL(product.baseUrl).port;

/** The cells of every row of the first table. */
function recordRows(output: string): string[][] {
  const [table = ""] = output.slice(output.indexOf("│ Field")).split("└");
  return table
    .split("\n")
    .filter((line) => line.startsWith("│"))
    .map((line) =>
      line
        .split("│")
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );
}

describe("the demo", () => {
  it("makes one person of six channels, as often as it is run", async () => {
    const people = new Set<string>();
    for (const _run of ["first", "second"]) {
      const { code, output, errors } = await runDemo({ PORT: port(), STATE_DIR: folder });
      expect({ code, errors }).toEqual({ code: 0, errors: "" });
      expect(output).not.toContain("\u001b");
      expect(output).toContain("10 deliveries, 2 of them repetitions → 9 events → 1 customer");
      const rows = recordRows(output);
      expect(rows[0]).toEqual([
        "Field 字段",
        "Value 值",
        "Channel 渠道",
        "Observed 时间",
        "Rivals 落选",
      ]);
      const winners = new Set(rows.slice(1).map(([, , channel]) => channel));
      const story = tellStory(inventCustomer(randomBytes(8)), new Date());
      expect(winners).toEqual(new Set(story.map(({ channel }) => channel)));
      expect(rows[1]?.slice(0, 3)).toEqual(["Full name 姓名", "林晓雨", "jinshuju"]);
      people.add(/\/v1\/people\/([\w-]{36})/.exec(output)?.[1] ?? "");
    }
    expect(people.size).toBe(2);
    expect(product.output()).not.toMatch(/refused|quarantined|failed [1-9]/);
  }, 90_000);

  it("shows with --all what becomes of a delivery through each channel, by group", async () => {
    const environment = { PORT: port(), STATE_DIR: folder };
    const { code, output, errors } = await runDemo(environment, ["--all"]);
    expect({ code, errors }).toEqual({ code: 0, errors: "" });
    for (const { name } of channels) expect(output).toMatch(new RegExp(`^  ${name}  +\\w`, "m"));
    expect(output).toMatch(/^Forms 表单$/m);
    expect(output.match(/^ +→ 20\d .* {2}\S/gm)).toHaveLength(channels.length);
    const asking = channels.filter(({ lookup }) => lookup !== undefined).length;
    expect(output).toContain(
      `${channels.length} deliveries, ${asking} of them without an event yet → `,
    );
  }, 90_000);

  it("starts a Tributary of its own where none runs, and leaves nothing behind", async () => {
    const { code, output } = await runDemo({ PORT: await freePort(), STATE_DIR: folder });
    expect(code).toBe(0);
    const [, baseUrl = "", state = ""] =
      /^It runs at (\S+), keeps its state in (\S+),/m.exec(output) ?? [];
    expect(existsSync(state)).toBe(false);
    await expect(fetch(`${baseUrl}/health`)).rejects.toThrow("fetch failed");
  }, 90_000);
});

describe("the demo says what to do, and sends nothing,", () => {
  /** A copy of the state's files, by name. */
  const copyOf = (name: string) => {
    const copy = join(folder, name);
    mkdirSync(copy);
    for (const file of ["secrets.json", "state.json"]) cpSync(join(folder, file), join(copy, file));
    return copy;
  };

  it("where the state is kept elsewhere", async () => {
    const nowhere = join(folder, "nowhere");
    const { code, output, errors } = await runDemo({ PORT: port(), STATE_DIR: nowhere });
    expect(code).toBe(1);
    expect(output).not.toContain("→");
    expect(errors).toContain("STATE_DIR=… npm run demo");
  });

  it.each<[string, (text: string) => string, string]>([
    ["is no JSON", () => "{", "is no JSON"],
    ["lacks a channel", (text) => text.replace("twilio-voice", "twilio"), "twilio-voice: "],
    ["lacks the account", (text) => text.replace(account, "wx0"), `${account}: `],
  ])("where the secrets file %s", (name, edit, message) => {
    const state = copyOf(name.replaceAll(" ", "-"));
    const file = join(state, "secrets.json");
    writeFileSync(file, edit(readFileSync(file, "utf8")));
    expect(() => readSecrets(state)).toThrow(message);
  });

  it("where another tenant runs", () => {
    const state = copyOf("another-tenant");
    writeFileSync(join(state, "state.json"), '{"format":1,"tenant":"acme","clockAheadMs":0}');
    expect(() => readSecrets(state)).toThrow("What runs is the tenant acme");
  });

  it.each<[string, Partial<Secrets>, string]>([
    ["is too short", { typeform: { secret: "x" } }, "The secrets of typeform were edited"],
    ["is none", { website: { signingSecret: "whsec_?" } }, "The secrets of website were edited"],
  ])("where a secret %s", (_, edited, message) => {
    const secrets = { ...readSecrets(folder), ...edited };
    const now = new Date();
    const signing = { baseUrl: product.baseUrl, secrets, now, randomBytes };
    const story = tellStory(inventCustomer(randomBytes(8)), now);
    const signAndRead = () =>
      story.map((telling) => eventsOf(telling.sign(signing), telling, signing));
    expect(signAndRead).toThrow(message);
  });
});

it("the demo names the channel whose secret was edited after the start", async () => {
  const state = join(folder, "edited");
  mkdirSync(state);
  const edited = { "twilio-voice": { authToken: "not-the-one-that-it-knows" } };
  const secrets = { ...readSecrets(folder), ...edited };
  writeFileSync(join(state, "secrets.json"), JSON.stringify(secrets));
  const { code, errors } = await runDemo({ PORT: port(), STATE_DIR: state });
  expect(code).toBe(1);
  expect(errors).toContain("twilio-voice was refused: 401");
  expect(errors).toContain("was it edited since npm start?");
});

async function freePort(): Promise<string> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port: free } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return String(free);
}
