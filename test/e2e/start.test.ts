/** `npm start` as a person meets it: what it says, remembers, forgets and refuses, and how it ends. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { randomBytes } from "node:crypto";
import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import * as z from "zod";
import { sendWebsite, type WebsiteSecrets } from "#bin/senders/website.ts";
import { readSecrets, type RunningProduct, startProduct } from "#test/fixtures/process.ts";
import { eventually, processesNaming, programOf } from "#test/fixtures/running.ts";
import { temporaryFolder } from "#test/fixtures/temporary-folder.ts";
import { accountFor } from "#test/load/accounting.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const dayMs = 86_400_000;
const phone = "+8613700005588";

let folder: string;
let product: RunningProduct;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "tributary-start-"));
  product = await startProduct({ folder });
});
afterAll(async () => {
  await product.kill();
  rmSync(folder, { recursive: true, force: true });
});

const Clock = z.object({ now: z.iso.datetime() });
const Events = z.object({ events: z.array(z.string()) });
const People = z.object({ people: z.array(z.object({ id: z.string(), version: z.number() })) });
const Reviews = z.object({ reviews: z.array(z.object({ id: z.string() })) });

async function staff<Schema extends z.ZodType>(path: string, schema: Schema, body?: object) {
  const response = await fetch(`${product.baseUrl}${path}`, {
    headers: { authorization: "Bearer local:steward:start" },
    ...(body !== undefined && { method: "POST", body: JSON.stringify(body) }),
  });
  return schema.parse(await response.json());
}

async function productNow(): Promise<Date> {
  return new Date((await staff("/_local/clock", Clock)).now);
}

const peopleWithPhone = () =>
  staff("/v1/people/search", People, { identifier: { type: "phone", value: phone } });

/** Answers the ids of its events, once they have left the queue. */
async function deliver(id: string, data: object): Promise<string[]> {
  const delivery = sendWebsite(
    { id, body: JSON.stringify(data) },
    {
      secrets: readSecrets(folder)["website"] as unknown as WebsiteSecrets,
      address: `${product.baseUrl}/webhooks/website`,
      now: await productNow(),
      randomBytes,
    },
  );
  const { url, headers, body } = delivery;
  const response = await fetch(url, { method: "POST", headers, body: new Uint8Array(body) });
  expect(response.status).toBe(200);
  const { events } = Events.parse(await response.json());
  await accountFor(new Set(events), { baseUrl: product.baseUrl, secondsMax: 20 });
  return events;
}

/** Programs that are left of a run: its folder stands in their command lines. */
const leftOf = (own: string) =>
  eventually(
    () => processesNaming(own).map(programOf),
    (programs) => programs.length === 0,
  );

/** A program of the project, to its end. */
async function run(file: string, args: readonly string[], environment: Record<string, string>) {
  const child = spawn(process.execPath, [join(root, file), ...args], {
    cwd: root,
    env: { ...process.env, ...environment },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const [output, errors] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, "close"),
  ]);
  return { code: child.exitCode, output, errors };
}

const start = (
  own: string,
  environment: Record<string, string> = {},
  args: readonly string[] = [],
) => run("bin/start.ts", args, { STATE_DIR: own, PORT: "0", ...environment });

const moveClock = (...args: string[]) =>
  run("bin/clock.ts", args, { PORT: new URL(product.baseUrl).port });

/** For a person: a sentence, and no trace of the code. */
function expectRefusal(
  { code, errors }: Awaited<ReturnType<typeof run>>,
  message: RegExp | string,
) {
  expect(errors).toMatch(message);
  expect(errors).not.toMatch(/^\s+at |node:internal|Error:/m);
  expect(code).toBe(1);
}

describe("started for the first time", () => {
  test("it says where it is, where to send, and where the secrets are", () => {
    expect(product.baseUrl).toMatch(/^http:\/\/localhost:\d+$/);
    expect(product.output()).toContain(`${product.baseUrl}/webhooks/typeform`);
    expect(product.output()).toContain(join(folder, "secrets.json"));
  });

  test("its secrets and keys are for its owner's eyes", () => {
    for (const name of ["secrets.json", "keys.json", "state.json"]) {
      expect(statSync(join(folder, name)).mode & 0o777, name).toBe(0o600);
    }
  });

  test("a delivery is answered, becomes a person, and is one line without a word of its content", async () => {
    const data = { form: "contact", fullName: "Lu Shan", phone };
    const [eventId = ""] = await deliver("msg_start", { type: "form.submitted", data });
    expect((await peopleWithPhone()).people).toHaveLength(1);
    const lines = product
      .output()
      .split("\n")
      .filter((line) => line.includes(eventId));
    expect(lines.filter((line) => /\bwebsite\b.*\baccepted\b/.test(line))).toHaveLength(1);
    expect(product.output()).not.toMatch(/Lu Shan|1370000/);
  });

  test("a delivery that is refused is one line with its reason", async () => {
    const init = { method: "POST", headers: { "content-type": "application/json" }, body: "{}" };
    const response = await fetch(`${product.baseUrl}/webhooks/website`, init);
    expect(response.status).toBe(401);
    const lines = await eventually(
      () =>
        product
          .output()
          .split("\n")
          .filter((line) => line.includes("refused")),
      ({ length }) => length > 0,
    );
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatch(/website\s+refused\s.*signature missing/);
  });

  test("anybody may read health and contract, nobody the people", async () => {
    const statuses = ["/health", "/openapi.json", "/v1/reviews", "/nowhere"].map(
      async (path) => (await fetch(`${product.baseUrl}${path}`)).status,
    );
    expect(await Promise.all(statuses)).toEqual([200, 200, 401, 404]);
  });
});

describe("another run is refused, in a sentence and with exit code 1,", () => {
  test("in a folder that is in use", async () => {
    expectRefusal(await start(folder), /Another run \(process \d+\) uses .*STATE_DIR=/);
    expect((await fetch(`${product.baseUrl}/health`)).status).toBe(200);
  });

  test("at a port that is taken, and leaves nothing running", async () => {
    const own = temporaryFolder();
    const { port } = new URL(product.baseUrl);
    expectRefusal(await start(own, { PORT: port }), `Port ${port} is taken`);
    expect(await leftOf(own)).toEqual([]);
    // It was told before anything was made.
    expect(readdirSync(own).sort()).toEqual(["run.lock", "state.json"]);
  });

  test("with words that it does not know, before anything is made", async () => {
    const own = join(temporaryFolder(), "own");
    const [port, argument, tenant] = await Promise.all([
      start(own, { PORT: "http" }),
      start(own, {}, ["--frehs"]),
      start(own, { TENANT: "nobody" }),
    ]);
    expectRefusal(port, /PORT is "http": it must be a number/);
    expectRefusal(argument, "npm start -- --fresh");
    expectRefusal(tenant, /nobody\.json.*\n.*tenants: acme, demo/);
    expect(existsSync(own)).toBe(false);
  });

  test("with secrets that are no JSON, and leaves them alone", async () => {
    const own = temporaryFolder();
    const file = join(own, "secrets.json");
    writeFileSync(join(own, "keys.json"), readFileSync(join(folder, "keys.json")));
    writeFileSync(file, "{\n  oops\n}");
    expectRefusal(await start(own), /secrets\.json cannot be read \(line 2 column 3\)/);
    expect(readFileSync(file, "utf8")).toBe("{\n  oops\n}");
  });

  test("with a table service that does not answer", async () => {
    const own = temporaryFolder();
    const refused = await start(own, { DYNAMODB_ENDPOINT: "http://127.0.0.1:9" });
    expectRefusal(refused, "No DynamoDB answers at http://127.0.0.1:9");
    expect(await leftOf(own)).toEqual([]);
  });
});

describe("the clock", () => {
  test("moves, expires what was in quarantine for too long, and says so", async () => {
    const before = await productNow();
    await deliver("msg_unclear", { type: 7, what: "nobody understands this" });
    const quarantined = await eventually(
      () => staff("/v1/reviews", Reviews),
      ({ reviews }) => reviews.length > 0,
    );
    expect(quarantined.reviews).toHaveLength(1);
    const { code, output } = await moveClock("+40d");
    const ran = [...output.matchAll(/^ran ([A-Z][a-z]+)/gm)].map(([, name]) => name);
    expect(new Set(ran)).toEqual(
      new Set(["Audit", "Erasure", "Expiry", "Fetch", "Inspection", "Metrics"]),
    );
    expect(output).toMatch(/\nIt is now \d{4}-\d\d-\d\dT/);
    expect(code).toBe(0);
    const passedMs = (await productNow()).getTime() - before.getTime();
    expect(passedMs).toBeGreaterThanOrEqual(40 * dayMs);
    expect(passedMs).toBeLessThan(40 * dayMs + 120_000);
    expect((await staff("/v1/reviews", Reviews)).reviews).toEqual([]);
    const said = await eventually(product.output, (all) => all.includes("expired"));
    expect(said).toMatch(/expired\s+deliveries 1\s/);
  });

  test.each(["-20d", "tomorrow"])("does not move by %j", async (step) => {
    const before = await productNow();
    const refused = await moveClock(step);
    expectRefusal(refused, "Say how far, such as +20d");
    expect((await productNow()).getTime() - before.getTime()).toBeLessThan(60_000);
  });

  test("tells the time to whoever names no step", async () => {
    const { code, output } = await moveClock();
    expect([code, output.slice(0, 10)]).toEqual([0, "It is now "]);
  });

  test("cannot be moved where nothing runs", async () => {
    const refused = await run("bin/clock.ts", ["+1d"], { PORT: "1" });
    expectRefusal(
      refused,
      /No Tributary answers at http:\/\/localhost:1\. Start it first: npm start/,
    );
  });
});

describe("the audit", () => {
  const verify = (...args: string[]) =>
    run("bin/verify-audit.ts", args, {
      STATE_DIR: folder,
      PORT: new URL(product.baseUrl).port,
    });

  test("has entries of who looked, is signed as time passes, and verifies, kept ones too", async () => {
    await peopleWithPhone();
    await moveClock("+1h");
    const kept = join(temporaryFolder(), "audit.jsonl");
    const { code, output } = await verify("--save", kept);
    expect(output).toMatch(/[1-9]\d* entr(?:y is|ies are) signed, by \d+ digests?/);
    expect(output).toContain("It holds");
    expect(output).not.toContain("compare it");
    expect(code).toBe(0);
    expect(statSync(kept).mode & 0o777).toBe(0o600);
    expect(readFileSync(kept, "utf8")).not.toMatch(/Lu Shan|1370000/);
    const key = /Signed with (\S+)\./.exec(output)?.[1] ?? "";
    expect((await verify(`--key=${key}`, kept)).code).toBe(0);
    const other = await verify(`--key=${"A".repeat(43)}`, kept);
    expect([other.code, other.output]).toEqual([1, expect.stringContaining("digest 1: forged")]);
  });

  test("is found to be wrong, by the place, where somebody changed what was kept", async () => {
    const kept = join(temporaryFolder(), "audit.jsonl");
    await verify("--save", kept);
    const changed = readFileSync(kept, "utf8").replace('"by":"start"', '"by":"nobody"');
    writeFileSync(kept, changed);
    const { code, output } = await verify(kept);
    expect(output).toMatch(/It does not hold.*\n {2}chain [0-7], entry \d+: altered\./);
    expect(code).toBe(1);
  });

  test("cannot be verified where nothing runs", async () => {
    const refused = await run("bin/verify-audit.ts", [], { PORT: "1" });
    expectRefusal(refused, "No Tributary answers at http://localhost:1. Start it first: npm start");
  });
});

describe("stopped by Ctrl-C", () => {
  test("it ends with 0 at once, though clients stay connected, and leaves nothing running", async () => {
    expect(processesNaming(folder)).not.toEqual([]);
    const startedMs = performance.now();
    expect(await product.stop()).toBe(0);
    expect(performance.now() - startedMs).toBeLessThan(5_000);
    expect(product.output()).toMatch(/Stopping; .*\nStopped\. Everything is remembered/);
    expect(await leftOf(folder)).toEqual([]);
  });

  test("and started again, it knows its people, its secrets and its time", async () => {
    const secrets = readSecrets(folder);
    product = await startProduct({ folder });
    expect(readSecrets(folder)).toEqual(secrets);
    expect((await peopleWithPhone()).people).toHaveLength(1);
    expect((await productNow()).getTime()).toBeGreaterThan(Date.now() + 39 * dayMs);
    const data = { form: "contact", phone, city: "Hangzhou" };
    await deliver("msg_again", { type: "form.submitted", data });
    expect((await peopleWithPhone()).people).toMatchObject([{ version: 2 }]);
  });
});

describe("killed", () => {
  test("it leaves nothing running", async () => {
    await product.kill();
    expect(await leftOf(folder)).toEqual([]);
  });

  test("while it starts, it leaves nothing running, and a folder that can be used", async () => {
    const own = temporaryFolder();
    const child = spawn(process.execPath, [join(root, "bin/start.ts")], {
      env: { ...process.env, STATE_DIR: own, PORT: "0" },
    });
    onTestFinished(() => void child.kill("SIGKILL"));
    // In the middle: the tables' service runs, nothing is ready.
    await eventually(
      () => processesNaming(own).length,
      (count) => count > 0,
    );
    child.kill("SIGINT");
    await once(child, "exit");
    expect([child.exitCode, child.signalCode]).toEqual([null, "SIGINT"]);
    expect(await leftOf(own)).toEqual([]);
    expect(existsSync(join(own, "keys.json"))).toBe(true);
  });
});

test("started fresh, it knows nobody, has new secrets, and shows the machine's time", async () => {
  const before = readSecrets(folder);
  product = await startProduct({ folder, args: ["--fresh"] });
  const after = readSecrets(folder);
  for (const channel of Object.keys(before)) expect(after[channel]).not.toEqual(before[channel]);
  expect((await peopleWithPhone()).people).toEqual([]);
  expect(Math.abs((await productNow()).getTime() - Date.now())).toBeLessThan(10_000);
});

test("when the npm that started it is told to end, it ends in good order", async () => {
  await product.stop();
  // npm hands a signal to its shell, and that is the last that anybody hears of it.
  const command = `"${process.execPath}" "${join(root, "bin/start.ts")}"; true`;
  const shell = spawn("sh", ["-c", command], {
    env: { ...process.env, STATE_DIR: folder, PORT: "0", npm_lifecycle_event: "start" },
  });
  onTestFinished(() => void shell.kill("SIGKILL"));
  const lines: string[] = [];
  const printed = createInterface({ input: shell.stdout }).on("line", (line) => lines.push(line));
  await eventually(() => lines.some((line) => line.startsWith("Ready in ")), Boolean, 60_000);
  const closed = once(printed, "close");
  shell.kill("SIGTERM");
  await closed;
  expect(lines.at(-1)).toMatch(/^Stopped\. Everything is remembered/);
  expect(await leftOf(folder)).toEqual([]);
});
