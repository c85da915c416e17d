/** The functions' code: whose it is, how large, and that it starts. */
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Bundles, bundleFunctions } from "#infra/bundle.ts";
import { functionSources } from "#infra/sources.ts";
import { readTenant } from "#infra/tenant.ts";

const folder = mkdtempSync(join(tmpdir(), "tributary-bundles-"));
afterAll(() => rmSync(folder, { recursive: true }));

const codeOf = (bundles: Bundles, name: string): string => {
  const bundle = bundles.get(name);
  if (bundle === undefined) throw new RangeError(`${name} was not bundled`);
  return readFileSync(join(bundle.folder, "index.mjs"), "utf8");
};

describe("the functions of a tenant", () => {
  const sources = functionSources(readTenant("demo"));
  let bundles: Bundles;

  beforeAll(async () => {
    bundles = await bundleFunctions(sources, join(folder, "demo"));
  });

  it("are one bundle each", () => {
    expect([...bundles.keys()].sort()).toEqual(sources.map(({ name }) => name).sort());
  });

  it("a webhook's holds its own channel and no other", () => {
    const channels = new Set(
      sources.flatMap(({ channel }) => channel?.match(/shared\/channels\/.*$/)?.[0] ?? []),
    );
    for (const { name, channel } of sources) {
      if (channel === undefined) continue;
      const held = (bundles.get(name)?.inputs ?? []).filter((input) => channels.has(input));
      expect(held, name).toEqual([channel.match(/shared\/channels\/.*$/)?.[0]]);
    }
  });

  it("a webhook's holds the settings of its own channel and of no other", () => {
    expect(codeOf(bundles, "demo/webhook-shopify")).toContain("tributary-demo.myshopify.com");
    expect(codeOf(bundles, "demo/webhook-website")).not.toContain("myshopify");
  });

  it("a webhook's is small enough to start within a provider's patience", () => {
    for (const [name, { bytes }] of bundles) {
      if (name.includes("webhook")) expect(bytes, name).toBeLessThanOrEqual(550_000);
    }
  });

  it("none holds the part of the SDK that looks for credentials elsewhere", () => {
    for (const [name, { inputs }] of bundles) {
      const chain = inputs.filter((input) => /credential-provider|token-providers/.test(input));
      expect(chain, name).toEqual([]);
    }
  });

  it("each starts on its own, with nothing around it but its environment", () => {
    const urls = [...bundles].map(([name, bundle]) => [
      name,
      pathToFileURL(join(bundle.folder, "index.mjs")).href,
    ]);
    const program = `
      for (const [name, url] of ${JSON.stringify(urls)}) {
        const { handler } = await import(url);
        console.log(name, typeof handler);
      }`;
    const printed = execFileSync(process.execPath, ["--input-type=module", "-e", program], {
      cwd: folder,
      encoding: "utf8",
      env: {
        AWS_REGION: "eu-central-1",
        TENANT: "demo",
        PARAMETER_PREFIX: "/tributary/demo",
        EVENTS_QUEUE_URL: "https://sqs.example/events",
        CANDIDATES_QUEUE_URL: "https://sqs.example/candidates",
        PUBLIC_BASE_URL: "https://hooks.example",
        OIDC_ISSUER: "https://login.example",
        INDEX_TABLE: "index",
        EVENTS_TABLE: "events",
        PEOPLE_TABLE: "people",
        KEYS_TABLE: "keys",
        REVIEWS_TABLE: "reviews",
        PRIVACY_TABLE: "privacy",
        AUDIT_TABLE: "audit",
        QUALITY_TABLE: "quality",
        ALERTS_TOPIC_ARN: "arn:aws:sns:eu-central-1:1:alerts",
      },
    });
    expect(printed.trim().split("\n")).toEqual(urls.map(([name]) => `${name} function`));
  });
});

describe("a bundle", () => {
  const own = join(folder, "own");
  const channel = join(own, "channel.ts");
  const source = (name: string, entry = "index.ts", tenant: unknown = { name }) => ({
    name,
    entry: join(own, "function", entry),
    tenant,
    channel,
  });

  beforeAll(() => {
    mkdirSync(join(own, "function"), { recursive: true });
    writeFileSync(join(own, "function", "package.json"), '{"type":"module"}');
    writeFileSync(channel, 'export default "its channel";');
    writeFileSync(
      join(own, "function", "index.ts"),
      'export * from "./deeper.ts"; import channel from "#channel"; export { channel };',
    );
    writeFileSync(
      join(own, "function", "deeper.ts"),
      'import tenant from "#tenant" with { type: "json" }; export { tenant };',
    );
    writeFileSync(join(own, "shared.ts"), 'export { default } from "#tenant";');
    writeFileSync(join(own, "function", "wrong.ts"), 'export * from "../shared.ts";');
  });

  const load = async (bundles: Bundles, name: string): Promise<unknown> => ({
    ...(await import(pathToFileURL(join(bundles.get(name)?.folder ?? "", "index.mjs")).href)),
  });

  it("has its own tenant and channel in every file of its folder, whoever is built with it", async () => {
    const bundles = await bundleFunctions([source("a/one"), source("b/one")], join(folder, "two"));
    expect(await load(bundles, "a/one")).toMatchObject({
      tenant: { name: "a/one" },
      channel: "its channel",
    });
    expect(await load(bundles, "b/one")).toMatchObject({ tenant: { name: "b/one" } });
  });

  it("is stored by its content: the same code is the same folder", async () => {
    const [first, again, other] = await Promise.all([
      bundleFunctions([source("a/one", "index.ts", 1)], join(folder, "same")),
      bundleFunctions([source("b/two", "index.ts", 1)], join(folder, "same")),
      bundleFunctions([source("a/one", "index.ts", 2)], join(folder, "same")),
    ]);
    expect(again.get("b/two")?.folder).toBe(first.get("a/one")?.folder);
    expect(other.get("a/one")?.folder).not.toBe(first.get("a/one")?.folder);
  });

  it("is refused where something shared asks for one function's tenant", async () => {
    const building = bundleFunctions([source("a/one", "wrong.ts")], join(folder, "none"));
    await expect(building).rejects.toThrow("#tenant is for the functions alone");
  });

  it("is refused where the entry is missing", async () => {
    const building = bundleFunctions([source("a/one", "nowhere.ts")], join(folder, "none"));
    await expect(building).rejects.toThrow("nowhere.ts");
  });
});
