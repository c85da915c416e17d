/** `npm run synth`: every tenant's templates, checked, with a table of what they consist of. */
import Table from "cli-table3";
import { createApp } from "#infra/app.ts";
import { type Bundles, bundleFunctions } from "#infra/bundle.ts";
import { checkApp } from "#infra/checks.ts";
import { resourcesPerStackMax, type StackSummary, summarise } from "#infra/summary.ts";

/** No colours: the table is for logs and pull requests too. */
const plain = { head: [], border: [] };

let bundles: Bundles = new Map();

const app = await createApp({
  outdir: "cdk.out",
  bundle: async (sources, folder) => (bundles = await bundleFunctions(sources, folder)),
});
checkApp(app);
try {
  app.synth();
} catch (error) {
  // The findings themselves are printed already.
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
}

const stacks = summarise(app);
console.log(stackTable(stacks));
console.log(bundleTable(bundles));
const tooLarge = stacks.filter(({ resources }) => resources >= resourcesPerStackMax);
for (const { stack } of tooLarge) {
  console.error(`${stack} has ${resourcesPerStackMax} resources or more`);
}
process.exitCode = tooLarge.length > 0 ? 1 : 0;

function stackTable(summaries: readonly StackSummary[]): string {
  const table = new Table({
    head: ["stack", `resources (of ${resourcesPerStackMax})`, "channels (resources of each)"],
    style: plain,
  });
  for (const { stack, resources, channels } of summaries) {
    const listed = Object.entries(channels).map(([name, count]) => `${name} (${count})`);
    table.push([stack, resources, listed.join("\n")]);
  }
  return table.toString();
}

/** A row a function, a column a tenant. */
function bundleTable(built: Bundles): string {
  const names = [...built.keys()].map((name) => name.split("/"));
  const tenants = [...new Set(names.map(([tenant = ""]) => tenant))];
  const functions = [...new Set(names.map(([, part = ""]) => part))].sort();
  const head = ["kB, minified", ...tenants];
  const table = new Table({ head, style: { ...plain, compact: true } });
  for (const part of functions) {
    const sizes = tenants.map((tenant) => built.get(`${tenant}/${part}`)?.bytes);
    const cells = sizes.map((bytes) => (bytes === undefined ? "–" : (bytes / 1_000).toFixed(0)));
    table.push([part, ...cells]);
  }
  return table.toString();
}
