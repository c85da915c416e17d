/** How large each webhook function is, and how long its import takes next to a bare queue client's. */
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
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
    const bundles = await bundleFunctions(
      [...sources, { name: "bare", entry: bareEntry, tenant: {} }],
      join(folder, "out"),
    );
    const sizes = [...bundles].map(([name, { bytes }]) => ({ name, kB: bytes / 1_000 }));
    const bareFile = bundles.get("bare")?.folder ?? "";
    const largest = sizes.filter(({ name }) => name !== "bare").sort((a, b) => b.kB - a.kB);
    const figures: Figure[] = [];
    for (const { name, kB } of largest) {
      figures.push({ what: `bundle ${name}`, value: kB, unit: "kB", bar: 550 });
    }
    for (const { name } of [largest[0], largest.at(-1)].flatMap((each) => each ?? [])) {
      const ratio = importRatio(bundles.get(name)?.folder ?? "", bareFile);
      figures.push({ what: `import ${name}, to bare client`, value: ratio, unit: "×", bar: 1.6 });
    }
    return figures;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
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
