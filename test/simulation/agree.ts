/** Runs made-up commands on the embedded and the simulated services, and prints where they differ. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { compareCommands, compareProduct } from "./agreement/campaign.ts";
import { compareQueues } from "./agreement/queues.ts";
import { createRandom } from "#bin/random.ts";

const { values } = parseArgs({
  options: {
    commands: { type: "string", default: "20000" },
    seed: { type: "string", default: "1" },
  },
});
const random = createRandom(values.seed);
const commands = Number(values.commands);
const started = performance.now();

const made = await compareCommands({ random: random.fork("commands"), commands });
const worked = await compareProduct({ random: random.fork("product"), rounds: commands / 100 });
for (const [title, { tally, exceptions }] of [
  ["made up", made],
  ["by the product", worked],
] as const) {
  console.log(title);
  for (const [name, count] of tally) console.log(`${String(count).padStart(9)} ${name}`);
  for (const [reason, count] of exceptions) {
    console.log(`${String(count).padStart(9)} exceptions: ${reason}`);
  }
}

const folder = mkdtempSync(join(tmpdir(), "tributary-agree-"));
const queues = await compareQueues(folder, {
  random: random.fork("queues"),
  rounds: commands / 20,
});
rmSync(folder, { recursive: true });

const disagreements = [...made.disagreements, ...worked.disagreements, ...queues.disagreements];
for (const each of disagreements.slice(0, 5)) console.log(each);
const sent = [made, worked].flatMap(({ tally }) => [...tally.values()]);
console.log(
  `seed ${values.seed}: ${sent.reduce((sum, count) => sum + count, 0)} commands, ` +
    `${commands / 20} acts on queues, ${disagreements.length} disagreements, ` +
    `${((performance.now() - started) / 1_000).toFixed(0)} s`,
);
process.exitCode = disagreements.length === 0 ? 0 : 1;
