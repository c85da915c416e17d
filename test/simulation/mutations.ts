/** Applies each mutation to a copy of the sources and runs campaigns on it: `npm run simulate:mutations`. */
import { spawn } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import Table from "cli-table3";
import { root } from "./campaign/reach.ts";
import { type Mutation, mutations } from "./mutations/mutations.ts";

const { values } = parseArgs({
  options: {
    /** Only those whose name holds this. */
    only: { type: "string", default: "" },
    events: { type: "string", default: "300" },
  },
});

interface Found {
  mutation: Mutation;
  /** Which promise was seen to be broken, and by which seed; undefined where none was. */
  by: { promise: string; seed: string } | undefined;
}

const chosen = mutations.filter(({ name }) => name.includes(values.only));
const waiting = [...chosen];
const found: Found[] = [];
const worker = async (): Promise<void> => {
  for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
    const result = await tryOut(next);
    found.push(result);
    const word = result.by === undefined ? "NOT found" : `found by seed ${result.by.seed}`;
    console.log(`${found.length} of ${chosen.length}: ${next.name}: ${word}`);
  }
};
await Promise.all(Array.from({ length: availableParallelism() }, worker));

const table = new Table({
  head: ["Mutation", "In", "Breaks", "Found by seed", "Allowed"],
  style: { head: [], border: [] },
});
for (const mutation of chosen) {
  const by = found.find((each) => each.mutation === mutation)?.by;
  const { name, file, seedsMax } = mutation;
  table.push([name, file, by?.promise ?? "–", by?.seed ?? "not found", seedsMax]);
}
console.log(table.toString());
process.exitCode = found.every(({ by }) => by !== undefined) ? 0 : 1;

async function tryOut(mutation: Mutation): Promise<Found> {
  const folder = mkdtempSync(join(tmpdir(), "tributary-mutation-"));
  try {
    copySources(folder);
    mutate(mutation, folder);
    const output = await campaign(folder, mutation.seedsMax);
    const [, seed, promise] = /^seed (\d+) breaks "(.+?)"/m.exec(output) ?? [];
    if (seed !== undefined && promise !== undefined) return { mutation, by: { promise, seed } };
    // Anything but a broken promise is a mutation that does not run: it would prove nothing.
    if (!/^\d+ of \d+ seeds/m.test(output)) throw new Error(`${mutation.name}:\n${output}`);
    return { mutation, by: undefined };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function copySources(folder: string): void {
  const names = ["bin", "functions", "infra", "shared", "test", "package.json", "tsconfig.json"];
  for (const name of names) cpSync(join(root, name), join(folder, name), { recursive: true });
  symlinkSync(join(root, "node_modules"), join(folder, "node_modules"));
}

function mutate({ name, file, from, to }: Mutation, folder: string): void {
  const path = join(folder, file);
  const parts = readFileSync(path, "utf8").split(from);
  if (parts.length !== 2) {
    throw new Error(`"${name}" expects once, and finds ${parts.length - 1} times: ${from}`);
  }
  writeFileSync(path, parts.join(to));
}

/** In a process of its own, on the copy; what it prints. */
function campaign(folder: string, seeds: number): Promise<string> {
  const file = join(folder, "test/simulation/campaign.ts");
  const args = ["--processes", "1", "--events", values.events, "--seeds", String(seeds)];
  const child = spawn(
    process.execPath,
    ["--disable-warning=ExperimentalWarning", file, ...args, "--once", "--any-reach", "--as-is"],
    { cwd: folder, stdio: ["ignore", "pipe", "inherit"] },
  );
  let output = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => void (output += text));
  return new Promise((resolve) => child.on("close", () => resolve(output)));
}
