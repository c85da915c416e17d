/** What is left out of the SDK's clients changes nothing that a function sees. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { build } from "esbuild";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import * as z from "zod";
import { leanCredentials, leanErrors } from "#infra/lean-sdk.ts";

const folder = mkdtempSync(join(tmpdir(), "tributary-sdk-"));
let server: Server;
let endpoint: string;

const program = `
  import { GetParametersCommand, SSMClient } from "@aws-sdk/client-ssm";
  export async function refusal(endpoint) {
    const credentials = { accessKeyId: "AKIDEXAMPLE", secretAccessKey: "a-secret" };
    const client = new SSMClient({ endpoint, region: "eu-central-1", credentials, maxAttempts: 1 });
    try {
      await client.send(new GetParametersCommand({ Names: ["/tributary/demo/keys/queue"] }));
    } catch (error) {
      return { name: error.name, message: error.message, fault: error.$fault };
    }
  }`;

const Module = z.object({
  refusal: z.custom<(endpoint: string) => Promise<unknown>>((value) => typeof value === "function"),
});

async function bundled(name: string, plugins: (typeof leanErrors)[]) {
  const outfile = join(folder, `${name}.mjs`);
  const { metafile } = await build({
    stdin: { contents: program, resolveDir: import.meta.dirname },
    bundle: true,
    format: "esm",
    platform: "node",
    target: "node24",
    mainFields: ["module", "main"],
    minify: true,
    alias: leanCredentials,
    plugins,
    outfile,
    metafile: true,
  });
  const { refusal } = Module.parse({ ...(await import(pathToFileURL(outfile).href)) });
  const bytes = Object.values(metafile.outputs).reduce((sum, output) => sum + output.bytes, 0);
  return { refusal, bytes };
}

beforeAll(async () => {
  writeFileSync(join(folder, "package.json"), '{"type":"module"}');
  server = createServer((_, response) => {
    response.writeHead(400, { "content-type": "application/x-amz-json-1.1" });
    response.end(JSON.stringify({ __type: "InvalidKeyId", message: "the key is disabled" }));
  });
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  const { port } = z.object({ port: z.number() }).parse(server.address());
  endpoint = `http://127.0.0.1:${port}`;
});
afterAll(() => {
  server.close();
  rmSync(folder, { recursive: true });
});

describe("errors without their classes", () => {
  it("arrive with the same name, message and fault, in a bundle that is smaller by 50 kB", async () => {
    const [whole, lean] = [await bundled("whole", []), await bundled("lean", [leanErrors])];
    const expected = { name: "InvalidKeyId", message: "the key is disabled", fault: "client" };
    expect(await whole.refusal(endpoint)).toEqual(expected);
    expect(await lean.refusal(endpoint)).toEqual(expected);
    expect(whole.bytes - lean.bytes).toBeGreaterThan(40_000);
  });
});
