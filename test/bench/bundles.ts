/** How large each webhook function is, and how long its import takes next to a bare queue client's. */
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { build } from "esbuild";
import { bundleFunctions } from "#infra/bundle.ts";
import { functionSources } from "#infra/sources.ts";
import { readTenant } from "#infra/tenant.ts";
import { type Figure, median } from "./report.ts";

const bareEntry = fileURLToPath(new URL("./bare-client.ts", import.meta.url));
const runs = 15;

export async function bundleFigures(): Promise<Figure[]> {
  const folder = mkdtempSync(join(tmpdir(), "tributary-bundles-"));
  try {
    const sources = functionSources(readTenant("demo")).filter(({ name }) =>
      name.includes("webhook"),
    );
    const lean = { name: "lean client", entry: bareEntry, tenant: {} };
    const bundles = await bundleFunctions([...sources, lean], join(folder, "out"));
    const bare = join(folder, "bare");
    await bundleBare(bare);
    const webhooks = [...bundles]
      .filter(([name]) => name !== lean.name)
      .sort(([, a], [, b]) => b.bytes - a.bytes);
    const figures: Figure[] = webhooks.map(([name, { bytes }]) => ({
      what: `bundle ${name}`,
      value: bytes / 1_000,
      unit: "kB",
      bar: 550,
    }));
    for (const [name, bundle] of [webhooks[0], webhooks.at(-1)].flatMap((each) =>
      each ? [each] : [],
    )) {
      const toBare = importRatio(bundle.folder, bare);
      figures.push({
        what: `import ${name}, to a bare client`,
        value: toBare,
        unit: "×",
        bar: 1.6,
      });
      const leanFolder = bundles.get(lean.name)?.folder ?? "";
      const toLean = importRatio(bundle.folder, leanFolder);
      figures.push({ what: `import ${name}, to a lean client`, value: toLean, unit: "×" });
    }
    return figures;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The queue's client as it comes, with its whole credential chain: bundled as anybody would. */
async function bundleBare(folder: string): Promise<void> {
  await build({
    entryPoints: [bareEntry],
    bundle: true,
    format: "esm",
    platform: "node",
    target: "node24",
    mainFields: ["module", "main"],
    minify: true,
    legalComments: "none",
    banner: {
      js: "import{createRequire}from'node:module';const require=createRequire(import.meta.url);",
    },
    outfile: join(folder, "index.mjs"),
    logLevel: "silent",
  });
}

/** In fresh processes, in turn. */
function importRatio(folder: string, bareFolder: string): number {
  const ours: number[] = [];
  const bare: number[] = [];
  for (let run = 0; run < runs; run++) {
    ours.push(importMs(folder));
    bare.push(importMs(bareFolder));
  }
  return median(ours) / median(bare);
}

function importMs(folder: string): number {
  const url = pathToFileURL(join(folder, "index.mjs")).href;
  const script = `const s = performance.now(); await import(${JSON.stringify(url)}); console.log(performance.now() - s)`;
  const environment = {
    TENANT: "demo",
    PARAMETER_PREFIX: "/tributary/demo",
    EVENTS_QUEUE_URL: "https://queue.test/1/q",
    PUBLIC_BASE_URL: "https://hooks.test",
    AWS_REGION: "eu-central-1",
    AWS_ACCESS_KEY_ID: "bench",
    AWS_SECRET_ACCESS_KEY: "bench",
  };
  const output = execFileSync(process.execPath, ["--input-type=module", "-e", script], {
    env: environment,
    encoding: "utf8",
  });
  return Number(output);
}
